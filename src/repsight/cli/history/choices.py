"""Arguments that the commands of a history share, worded once, and what they stand for."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from repsight.cli.choices import Database, Load, Note, Rpe, When
from repsight.core.errors import InvalidInputError

if TYPE_CHECKING:
    from repsight.history import Store

__all__ = [
    "AsJson",
    "Database",
    "Load",
    "Note",
    "Rpe",
    "Since",
    "Until",
    "User",
    "When",
    "Yes",
    "history_of",
    "parse_day",
    "parse_moment",
    "the_user",
    "uncollected",
]

SessionRpe = Annotated[
    float | None,
    typer.Option(
        "--session-rpe", metavar="0-10", help="How hard all of it was.", show_default=False
    ),
]
Minutes = Annotated[
    float | None,
    typer.Option("--minutes", metavar="M", help="How long it took.", show_default=False),
]
User = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="NAME",
        help="Whose history. Unset: that of the only user there is.",
        show_default=False,
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="From this day on.", show_default=False),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Up to this day.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
_GRACE = timedelta(days=1)
"""How far ahead of this machine's clock a moment may be: of the day alone its end may be meant."""


@contextmanager
def history_of(user: str | None, database: str | None) -> "Iterator[tuple[Store, str]]":
    """The open store, and whose history is meant. Raises InvalidInputError, HistoryError."""
    from repsight.history import open_store

    with open_store(database) as store:
        yield store, the_user(store, user)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for garbage: a history is none, and of 100,000 repetitions looking takes half
    a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def the_user(store: "Store", user: str | None) -> str:
    """The user that was named, or the only one there is. Raises InvalidInputError."""
    if user is not None:
        return store.find_user(user)
    known = store.users()
    if not known:
        raise InvalidInputError(
            "there is no history yet; `repsight history user add NAME` begins one, and so does"
            " `repsight count VIDEO --user NAME`"
        )
    if len(known) > 1:
        raise InvalidInputError(
            f"there are several users; say whose with --user: {', '.join(known)}"
        )
    return known[0]


def parse_day(text: str | None, option: str) -> date | None:
    """A date such as 2026-11-20. Raises InvalidInputError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(f"{option} is {text!r}; write a day as 2026-11-20") from None


def parse_moment(text: str | None) -> datetime | None:
    """A past moment with its zone, this machine's where none is said. Raises InvalidInputError."""
    from repsight.history.clock import here, now

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = here(moment) if moment.tzinfo is None else moment
        ahead = moment - now()
    except (ValueError, OverflowError):
        raise InvalidInputError(
            f'--when is {text!r}; write "2026-11-20 18:00", or with an offset from UTC'
            " 2026-11-20T18:00+01:00"
        ) from None
    if ahead > _GRACE:
        raise InvalidInputError(
            f"--when is {text!r}, which is still to come; a moment up to now is allowed"
        )
    return moment
