"""What people did, kept over months: `open_store` and what reads, writes and draws it.

SQLAlchemy and whatever else is heavy is loaded when a store is opened, not before.
"""

from typing import TYPE_CHECKING

from repsight.core.errors import OutputError

if TYPE_CHECKING:
    from repsight.history.store.store import Added, Store

__all__ = ["Added", "Store", "open_store"]


def open_store(url: str | None = None) -> "Store":
    """The history at `url`, which is made or brought up to date first; a context manager.

    `url` is a database's address (`sqlite:///PATH`, `postgresql://USER@HOST/NAME`) or the path of
    a file; None takes REPSIGHT_DATABASE_URL, else `history.db` in the user's data folder. Raises
    HistoryError where it cannot be opened, OutputError where SQLAlchemy is not installed.
    """
    try:
        from repsight.history.store.store import Store
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("sqlalchemy", "alembic"):
            raise
        raise OutputError(
            f"a history needs {error.name}; pip install 'repsight[history]'"
        ) from None
    return Store.open(url)


def __getattr__(name: str) -> object:
    if name in ("Added", "Store"):
        from repsight.history.store import store

        return getattr(store, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
