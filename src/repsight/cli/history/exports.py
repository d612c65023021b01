"""`repsight history export`: a history as a file."""

from pathlib import Path
from typing import Annotated

import typer

from repsight.cli.history.choices import Database, Since, Until, User
from repsight.history.importers.imported import many


def export(
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="The ending says how: .csv or .parquet (one row a set), .json (everything),"
            " .zip (all of these, and the kept poses).",
            show_default=False,
        ),
    ],
    user: User = None,
    since: Since = None,
    until: Until = None,
    database: Database = None,
) -> None:
    """Write a history to a file, for other programs or to be read back by `history import`."""
    from repsight.cli.history.choices import history_of, parse_day, uncollected
    from repsight.history.exporters import export_history

    first, last = parse_day(since, "--since"), parse_day(until, "--until")
    with uncollected(), history_of(user, database) as (store, whose):
        document = export_history(store, whose, output, first, last)
    sets = sum(len(one.sets) for one in document.sessions)
    done = f"{many(sets, 'set')} in {many(len(document.sessions), 'session')}"
    typer.echo(f"{output}: {done} of {whose}")
