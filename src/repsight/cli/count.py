"""`repsight count`: what, how many, and when."""

from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.choices import (
    Device,
    FormModels,
    Height,
    Imgsz,
    Model,
    Profile,
    Quiet,
    Source,
    Stride,
    Tempo,
    Weights,
    optional_path,
    score_options,
)
from repsight.core.errors import InvalidInputError, OutputError

if TYPE_CHECKING:
    from repsight.cli.screen import Screen
    from repsight.pipeline import Outcome
    from repsight.pipeline.batch import Batch

_STDOUT = "-"
_USER_ERROR = 2


def count(
    source: Source,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="A name, the path of a .toml file, or auto.")
    ] = "auto",
    model: Model = None,
    device: Device = "auto",
    show: Annotated[bool, typer.Option("--show", help="Show the picture in a browser.")] = False,
    save: Annotated[
        str | None,
        typer.Option("--save", metavar="OUT.mp4", help="Annotated video; a folder for many."),
    ] = None,
    json: Annotated[
        str | None,
        typer.Option(
            "--json", metavar="PATH|-", help="The session; - is stdout; a folder for many."
        ),
    ] = None,
    csv: Annotated[
        str | None,
        typer.Option("--csv", metavar="DIR", help="Folder for reps.csv and angles.csv."),
    ] = None,
    person: Annotated[str, typer.Option("--person", help="all, largest, or an id.")] = "all",
    mode: Annotated[
        str | None,
        typer.Option(
            "--mode",
            metavar="offline|live",
            help="Unset: offline for files, live for cameras and streams.",
            show_default=False,
        ),
    ] = None,
    no_poses: Annotated[
        bool, typer.Option("--no-poses", help="Keep no NAME.poses.npz beside the JSON.")
    ] = False,
    imgsz: Imgsz = 640,
    stride: Stride = 1,
    scores: Annotated[bool, typer.Option("--scores/--no-scores", help="Score them too.")] = True,
    weights: Weights = None,
    tempo: Tempo = None,
    height: Height = None,
    profile: Profile = None,
    form_model: FormModels = None,
    quiet: Quiet = False,
) -> None:
    """Count and score repetitions in a video, a folder, a camera, a stream or a recording.

    Exit code 2 for an error, 130 after Ctrl-C, 143 after SIGTERM; what was counted until then is
    written first.
    """
    from repsight.cli.screen import Screen
    from repsight.pipeline import Options, Outputs, Runner, Stop
    from repsight.pipeline.batch import Batch

    screen = Screen(quiet)
    scoring = score_options(weights, tempo, height, profile, form_model) if scores else None
    options = Options(exercise, model, device, mode, person, imgsz, stride, scoring)  # type: ignore[arg-type]
    to_stdout = json == _STDOUT
    outputs = Outputs(
        save=optional_path(save),
        json=None if to_stdout else optional_path(json),
        csv=optional_path(csv),
        show=show,
        poses=not no_poses,
        profile=optional_path(profile),
    )
    batch = Batch(source, outputs)
    if to_stdout and batch.many:
        raise InvalidInputError(f"--json - takes one source, {source} is many; name a folder")
    outcomes = []
    try:
        with (
            screen.progress() as progress,
            Stop() as stop,
            Runner(options, progress=progress, on_model=screen.say_model) as runner,
        ):
            for outcome in batch.run(runner, stop):
                outcomes.append(outcome)
    finally:  # whatever ended the run, those that are done are told
        _print(outcomes, to_stdout=to_stdout)
    _report(batch, outcomes, screen)
    if batch.stopped:
        raise typer.Exit(stop.exit_code)


def _print(outcomes: "list[Outcome]", *, to_stdout: bool) -> None:
    from repsight.cli.screen import print_session
    from repsight.export import format_session

    try:
        for outcome in outcomes:
            if to_stdout:
                typer.echo(format_session(outcome.session), nl=False)
            else:
                print_session(outcome.session)
    except BrokenPipeError:
        raise  # whoever reads has enough, which is no error
    except OSError as error:
        raise OutputError(
            f"the result cannot be written to stdout ({error.strerror}); write it with --json PATH"
        ) from error


def _report(batch: "Batch", outcomes: "list[Outcome]", screen: "Screen") -> None:
    for path in batch.written:
        screen.say(f"wrote {path}")
    failures = [*batch.failures, *((o.session.source, o.error) for o in outcomes if o.error)]
    for name, error in failures:
        text = str(error)
        screen.complain(text if name in text else f"{name}: {text}")
    if batch.stopped:
        screen.complain("stopped; what was counted until then is kept")
    elif failures:
        raise typer.Exit(_USER_ERROR)
