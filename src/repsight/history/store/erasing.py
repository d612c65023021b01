"""Deleting so that nothing is left in a SQLite file."""

import contextlib
import logging
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from repsight.history.store.engine import BUSY_SECONDS
from repsight.history.store.schema import backups

_PATIENCE_SECONDS: Final = 3
"""How long readers are waited for: an analysis takes less, a page that hangs takes for ever."""


def erase_traces(engine: Engine) -> None:
    """Rewrite a SQLite file without what was deleted, and remove its old copies.

    Where another program goes on reading meanwhile, a warning says that traces are left. PostgreSQL
    does this by itself, in its own time.
    """
    if engine.dialect.name != "sqlite":
        return
    file = Path(str(engine.url.database))
    for copy in backups(file):
        copy.unlink(missing_ok=True)
    with contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_SECONDS * 1000}")
        try:
            # `secure_delete` overwrote the rows; what balancing the tree left behind goes with the
            # pages that VACUUM writes anew, and the old ones go with the write-ahead log.
            cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    if busy:
        logging.getLogger("repsight").warning(
            "it is deleted, but another program is reading %s: bytes of it stay in %s-wal until all"
            " programs have closed it", file, file.name
        )  # fmt: skip
