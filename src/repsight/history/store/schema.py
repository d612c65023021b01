"""Which version the tables are, and bringing them up to date."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text

from repsight.core.errors import HistoryError

SCRIPTS: Final = Path(__file__).parent / "migrations"
VERSIONS: Final = ("0001",)
"""Every version there ever was, the newest last: known without asking Alembic, which takes long
to load."""
_VERSION_TABLE: Final = "alembic_version"
_LOCK: Final = 0x5265_7053  # "RepS": any number, the same for all
_PRIVATE: Final = 0o600


def bring_up_to_date(
    engine: Engine, place: str, versions: Sequence[str] = VERSIONS, scripts: Path = SCRIPTS
) -> None:
    """Make the tables, or migrate them from an older version; nothing where they are the newest.

    A SQLite file is first copied to `NAME.before-VERSION`. Raises HistoryError for a newer one.
    """
    with engine.connect() as connection:
        if _checked(connection, place, versions) == versions[-1]:
            return
    with _alone(engine) as connection:
        # Another process may have done it meanwhile.
        version = _checked(connection, place, versions)
        if version == versions[-1]:
            return
        if version is not None and engine.dialect.name == "sqlite":
            back_up(Path(str(engine.url.database)), version)
        _migrate(connection, version, scripts)


def backups(file: Path) -> list[Path]:
    """The copies of a SQLite file that migrations left."""
    return sorted(file.parent.glob(f"{file.name}.before-*"))


def back_up(file: Path, version: str) -> Path:
    """Copy the database, as it was last committed, to `NAME.before-VERSION`; its path."""
    copy = file.with_name(f"{file.name}.before-{version}")
    try:
        copy.unlink(missing_ok=True)
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
        with (
            contextlib.closing(sqlite3.connect(file)) as old,
            contextlib.closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
    except (OSError, sqlite3.Error) as error:
        raise HistoryError(
            f"the history at {file} is left as it is: no copy can be made at {copy} ({error})"
        ) from None
    return copy


def _checked(connection: Connection, place: str, versions: Sequence[str]) -> str | None:
    """The version of the tables, None where there are none. Raises HistoryError."""
    names = inspect(connection).get_table_names()
    if _VERSION_TABLE not in names:
        if names and connection.dialect.name == "sqlite":
            raise HistoryError(
                f"{place} is another program's database (it has {names[0]!r}); name another with"
                " --database"
            )
        return None
    version = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()
    if version is not None and version not in versions:
        raise HistoryError(
            f"the history at {place} is of version {version}, from a newer RepSight than this one,"
            f" which knows up to {versions[-1]}; pip install --upgrade repsight"
        )
    return version


@contextlib.contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other process has at the same time."""
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # A table that is made anew must not take those with it that point to it.
            _foreign_keys(connection, on=False)
        try:
            with connection.execution_options(writes=True).begin():
                if not sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                yield connection
        finally:
            if sqlite:
                _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _migrate(connection: Connection, version: str | None, scripts: Path) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    directory = ScriptDirectory(str(scripts))
    context = MigrationContext.configure(connection)
    steps = [*directory.iterate_revisions("head", version or "base")]
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(directory, step.revision)
