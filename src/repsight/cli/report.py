"""`repsight report`: what was counted and scored, on a page that explains it."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.choices import Height, Model, MovedVideo, Quiet, Tempo, Weights, score_options

_STOPPED = 130


def report(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SESSION.json|VIDEO",
            help="What `repsight count --json` wrote; or a video or pose recording, counted first.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The report: .html for a page, .pdf for paper.",
            show_default=False,
        ),
    ],
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            help="For a video: a name, the path of a .toml file, or auto.",
            show_default=False,
        ),
    ] = None,
    model: Model = None,
    weights: Weights = None,
    tempo: Tempo = None,
    height: Height = None,
    person: Annotated[
        int | None,
        typer.Option("--person", metavar="ID", help="Unset: everybody.", show_default=False),
    ] = None,
    video: MovedVideo = None,
    title: Annotated[
        str | None, typer.Option("--title", help="Heading of the report.", show_default=False)
    ] = None,
    no_pictures: Annotated[
        bool, typer.Option("--no-pictures", help="Show no frames of the video.")
    ] = False,
    static: Annotated[
        bool,
        typer.Option("--static", help="Charts as pictures: no script, and a file 5 MB smaller."),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Explain a session: score, cues, every repetition, charts and key moments of the video."""
    from repsight.cli.screen import Screen
    from repsight.report import write_report

    screen = Screen(quiet)
    scoring = score_options(weights, tempo, height)
    try:
        with screen.progress() as progress:
            notes = write_report(
                source,
                output,
                exercise=exercise,
                model=model,
                weights=scoring.weights,
                tempo=scoring.tempo,
                height=scoring.height,
                person=person,
                video=video,
                title=title,
                pictures=not no_pictures,
                static=static,
                progress=progress,
                on_model=screen.say_model,
            )
    except KeyboardInterrupt:
        screen.complain("stopped; no report was written")
        raise typer.Exit(_STOPPED) from None
    typer.echo(output)
    for note in notes:
        screen.say(note)
