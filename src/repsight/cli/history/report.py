"""`repsight history report`: how training goes, on a page that is mostly pictures."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.choices import Quiet
from repsight.cli.history.choices import Database, Since, User


def report(
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
    user: User = None,
    since: Since = None,
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="NAME",
            help="Only this one. Unset: those done most often of late.",
            show_default=False,
        ),
    ] = None,
    static: Annotated[
        bool, typer.Option("--static", help="No script: values are read from tables only.")
    ] = False,
    database: Database = None,
    quiet: Quiet = False,
) -> None:
    """Show a history: calendar, trends with forecasts, plateaus, records, load, plan, risk."""
    from datetime import date

    from repsight.cli.history.choices import history_of, parse_day, uncollected
    from repsight.cli.screen import Screen
    from repsight.history.report import write_history_report

    first = parse_day(since, "--since")
    with uncollected(), history_of(user, database) as (store, name):
        notes = write_history_report(
            store,
            name,
            output,
            today=date.today(),
            since=first,
            exercise=exercise,
            static=static,
        )
    typer.echo(output)
    for note in notes:
        Screen(quiet).say(note)
