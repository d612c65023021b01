"""Connections to the database of a history, set up so that nothing acknowledged is lost."""

import json
import os
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from repsight.core.errors import HistoryError, OutputError

ENVIRONMENT: Final = "REPSIGHT_DATABASE_URL"
FILE: Final = "history.db"
BUSY_SECONDS: Final = 30
"""How long a writer waits for another: an import of ten years takes five."""
_PRIVATE: Final = 0o600
_PRIVATE_FOLDER: Final = 0o700
_RETRY_SECONDS: Final = 0.05
_READ: Final = json.JSONDecoder().raw_decode


def address(url: str | None) -> URL:
    """The database's address, from what a user said or the environment. Raises HistoryError."""
    given = url or os.environ.get(ENVIRONMENT) or str(default_file())
    if "://" not in given:
        return URL.create("sqlite", database=str(Path(given).expanduser().absolute()))
    try:
        parsed = make_url(given)
        name = parsed.get_backend_name()
    except (ArgumentError, ValueError, NoSuchModuleError):
        raise HistoryError(
            "the database's address makes no sense; write sqlite:///PATH or"
            " postgresql://USER:PASSWORD@HOST/NAME"
        ) from None
    if name == "postgres":  # as other programs write it
        name = "postgresql"
    if name == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if name != "sqlite":
        raise HistoryError(f"a history is kept in SQLite or PostgreSQL; {name} is neither")
    if not parsed.database or parsed.database == ":memory:":
        raise HistoryError("a history needs a file; write sqlite:///PATH")
    return URL.create("sqlite", database=str(Path(parsed.database).expanduser().absolute()))


def default_file() -> Path:
    """Where a history is where nobody says where: in the user's own data folder."""
    import platformdirs

    return platformdirs.user_data_path("repsight") / FILE


def place_of(url: URL) -> str:
    """What to call the database in a message: its file, or its address without the password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def make_engine(url: URL) -> Engine:
    """An engine for the address; a SQLite file is made, for its owner only.

    Raises HistoryError, and OutputError where PostgreSQL's driver is not installed.
    """
    # What is stored is about somebody's health: it appears in no message and no log.
    if url.get_backend_name() == "postgresql":
        _need_psycopg()
        return create_engine(
            url, hide_parameters=True, connect_args={"connect_timeout": BUSY_SECONDS}
        )
    _make_private(Path(str(url.database)))
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
        json_deserializer=_from_json,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _from_json(text: str) -> Any:
    """What was stored as JSON, by us: without white space around it, which `json.loads` looks for
    twice in each of 100,000 repetitions."""
    return _READ(text)[0]


def _need_psycopg() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise OutputError(
            f"PostgreSQL needs psycopg ({error}); pip install 'repsight[postgres]'"
        ) from None


def _make_private(path: Path) -> None:
    """Make the file and its folder where they are not there yet, readable by their owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        # SQLite gives its -wal and -shm files the mode of the database.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
    except PermissionError:
        raise HistoryError(
            f"the history at {path} may not be written; check its permissions, or name another"
            f" place with --database or {ENVIRONMENT}"
        ) from None
    except OSError as error:
        raise HistoryError(
            f"the history at {path} cannot be opened: {error.strerror}; name another place with"
            f" --database or {ENVIRONMENT}"
        ) from None


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # `_begin` says when a transaction begins
    _into_wal(connection)
    # FULL: what was acknowledged outlives a power cut too. secure_delete: what was deleted is
    # overwritten.
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _into_wal(connection: Any) -> None:
    """Write ahead: readers need not wait for a writer. It stays so for the file."""
    import sqlite3

    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            # Of two who change the mode at once one is refused without waiting.
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(_RETRY_SECONDS)


def _begin(connection: Connection) -> None:
    """A writer takes its turn when it begins, not half way, where it could only fail."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
