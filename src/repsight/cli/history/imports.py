"""`repsight history import`: logs of other programs, and our own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.history.choices import Database, User
from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from repsight.history import Store
    from repsight.history.importers import Imported, Skipped
    from repsight.history.importing import Outcome

_SHOWN_LINES = 5
_PROGRAMS = {"strong": "Strong", "hevy": "Hevy", "fit": "FIT activity"}


def import_logs(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help="CSV of Strong or Hevy, FIT, or what RepSight wrote (JSON, CSV, zip).",
            show_default=False,
        ),
    ],
    user: User = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="kg|lb",
            help="The unit of weights in a file that does not name it. Unset: kg.",
            show_default=False,
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone",
            metavar="NAME",
            help="Where local times are from, as Europe/Berlin. Unset: this machine's zone.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    database: Database = None,
) -> None:
    """Add training logs to a history. The same log again adds nothing; a longer one what is new.

    All files are read before anything is kept, and all is kept or nothing.
    """
    from repsight.history import open_store
    from repsight.history.importing import add_logs, read_logs

    logs = read_logs(files, timezone, unit)  # type: ignore[arg-type]
    with open_store(database) as store:
        whose = _whose(store, user)
        outcome = add_logs(store, whose, logs, timezone, dry_run)
    for path, log in outcome.logs:
        typer.echo("\n".join(_about(path, log)))
    typer.echo("\n".join(_total(whose, outcome, dry_run)))


def _whose(store: "Store", user: str | None) -> str:
    """The user, who need not be there yet."""
    from repsight.cli.history.choices import the_user

    if user is None:
        return the_user(store, None)
    if not user.strip():
        raise InvalidInputError("--user is empty; a name is needed")
    return user.strip()


def _about(path: Path, log: "Imported") -> "Iterator[str]":
    """What was in a file, what of it was left out and what was assumed."""
    from repsight.history.importers import grouped

    program = _PROGRAMS.get(log.source, "RepSight")
    yield f"{path.name} ({program}): {_many(log.sets, 'set')} in {_days(log)}"
    for kind, rows in grouped(log.skipped).items():
        yield f"  left out, {kind}: {_many(len(rows), 'row')}"
        yield from (f"    {_where(one)}{one.reason}" for one in rows[:_SHOWN_LINES])
        if len(rows) > _SHOWN_LINES:
            yield f"    and {len(rows) - _SHOWN_LINES:,} more"
    yield from (f"  note: {note}" for note in log.notes)


def _days(log: "Imported") -> str:
    sessions = _many(len(log.sessions), "session")
    if not log.sessions:
        return sessions
    first, last = log.sessions[0].started, log.sessions[-1].started
    return f"{sessions}, {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _where(one: "Skipped") -> str:
    return "" if one.line is None else f"line {one.line}: "


def _total(user: str, outcome: "Outcome", dry_run: bool) -> "Iterator[str]":
    yield from (f"note: {note}" for note in outcome.notes)
    would = "would be " if dry_run else ""
    yield (
        f"{user}: {_many(outcome.added, 'session')} {would}added, {outcome.updated:,} {would}"
        f"updated, {outcome.unchanged:,} as before"
    )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
