"""What a database complains of, in one line for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from repsight.core.errors import HistoryError

# What the drivers say, and what that means.
_SAID: Final = (
    ("database is locked", "it is being written by another program; try again in a minute"),
    ("readonly database", "it may not be written; check its owner and its permissions"),
    ("unable to open database", "there is no such folder, or it may not be written"),
    ("file is not a database", "it is no SQLite database; name another with --database"),
    ("malformed", "the file is damaged; put a copy of yours in its place"),
    ("disk is full", "the disk is full; make room and try again"),
    ("disk i/o error", "the disk cannot be read or written; check it"),
    ("password authentication failed", "the user name or the password is wrong"),
    ("connection refused", "nothing answers there; check the address, and that it runs"),
)


@contextmanager
def told(place: str) -> Iterator[None]:
    """Raise HistoryError in place of what the database at `place` raises."""
    try:
        yield
    except DBAPIError as error:
        raise HistoryError(f"the history at {place}: {_meaning(str(error.orig))}") from None
    except SQLAlchemyError as error:
        reason = str(error).partition("\n")[0]
        raise HistoryError(f"the history at {place}: {reason}") from None


def _meaning(said: str) -> str:
    low = said.lower()
    for piece, meaning in _SAID:
        if piece in low:
            return meaning
    return " ".join(said.split())
