"""`repsight export`: a counted session in another program's format."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.choices import PersonId, Quiet, SessionFile
from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from datetime import datetime


def export(
    session: SessionFile,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="csv, parquet, json, fit, trc, mot, c3d or mp4.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="The file; a folder for csv and parquet.",
            show_default=False,
        ),
    ],
    person: PersonId = None,
    height: Annotated[
        float | None,
        typer.Option(
            "--height",
            metavar="METRES",
            help="The person's height; trc and c3d need it.",
            show_default=False,
        ),
    ] = None,
    started: Annotated[
        str | None,
        typer.Option(
            "--started",
            metavar="ISO8601",
            help="When the video began, for fit. Unset: the video file's time, or now.",
            show_default=False,
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write a session as tables, for a sports watch, for biomechanics, or as a video."""
    from repsight.cli.screen import Screen
    from repsight.export.session_export import export_session
    from repsight.pipeline import Stop

    screen = Screen(quiet)
    with screen.progress() as progress, Stop() as stop:
        exported = export_session(
            session,
            to,  # type: ignore[arg-type]
            output,
            person=person,
            height=height,
            started=None if started is None else _moment(started),
            progress=progress,
            stop=stop,
        )
    for path in exported.files:
        typer.echo(path)
    for note in exported.notes:
        screen.say(note)
    if stop.requested:
        screen.complain("stopped; what was written until then is kept")
        raise typer.Exit(stop.exit_code)


def _moment(text: str) -> "datetime":
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        raise InvalidInputError(
            f"--started is {text!r}; an ISO 8601 time is needed, as 2026-11-24T18:30 or with a"
            " zone 2026-11-24T18:30+01:00"
        ) from None
