"""Deleting so that nothing is left in a SQLite file."""

import contextlib
from pathlib import Path

from sqlalchemy import Engine

from repsight.history.store.schema import backups


def erase_traces(engine: Engine) -> bool:
    """Rewrite a SQLite file without what was deleted, and remove its old copies.

    False where another program was reading meanwhile: then the traces go when that has ended and
    something is deleted again. PostgreSQL does this by itself, in its own time.
    """
    if engine.dialect.name != "sqlite":
        return True
    for copy in backups(Path(str(engine.url.database))):
        copy.unlink(missing_ok=True)
    with contextlib.closing(engine.raw_connection()) as connection:
        # `secure_delete` overwrote the rows; what balancing the tree left behind goes with the
        # pages that VACUUM writes anew, and the old ones go with the write-ahead log.
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy
