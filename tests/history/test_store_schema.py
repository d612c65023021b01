"""Versions of the tables: made, migrated with a copy first, refused where newer or not ours."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from logs import session

from repsight.core.errors import HistoryError
from repsight.history import Store, open_store
from repsight.history.store.engine import address as parsed
from repsight.history.store.engine import make_engine, place_of
from repsight.history.store.schema import SCRIPTS, VERSIONS, backups, bring_up_to_date
from repsight.history.store.tables import METADATA

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("sets") as batch:
        batch.add_column(sa.Column("colour", sa.Text))
    op.execute("UPDATE sets SET colour = 'red'")
"""
BROKEN = NEXT + "    raise RuntimeError('half way')\n"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Scripts of a version after this one."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / "version_0002.py").write_text(NEXT)
    return scripts


def migrate(address: str, scripts: Path) -> None:
    url = parsed(address)
    engine = make_engine(url)
    try:
        bring_up_to_date(engine, place_of(url), (*VERSIONS, "0002"), scripts)
    finally:
        engine.dispose()


def ask(address: str, question: str) -> list[tuple[object, ...]]:
    engine = sqlalchemy.create_engine(parsed(address))
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(question)]
    engine.dispose()
    return rows


def test_the_versions_known_without_alembic_are_those_that_it_finds() -> None:
    directory = ScriptDirectory(str(SCRIPTS))
    found = [step.revision for step in directory.walk_revisions()]
    assert tuple(reversed(found)) == VERSIONS
    assert directory.get_heads() == [VERSIONS[-1]]


def test_the_migrations_make_the_tables_that_the_store_reads(address: str) -> None:
    open_store(address).close()
    engine = sqlalchemy.create_engine(parsed(address))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_opening_again_loads_no_alembic(tmp_path: Path) -> None:
    import subprocess
    import sys

    file = tmp_path / "h.db"
    open_store(str(file)).close()
    code = (
        f"from repsight.history import open_store; open_store({str(file)!r}).users()\n"
        "import sys; sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_an_older_version_is_migrated_and_loses_nothing(address: str, newer: Path) -> None:
    with open_store(address) as store:
        store.add_user("ann")
        store.add_session("ann", session())
    migrate(address, newer)
    assert ask(address, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert ask(address, "SELECT colour FROM sets") == [("red",), ("red",)]
    assert ask(address, "SELECT count(*) FROM repetitions") == [(10,)]


def test_a_sqlite_file_is_copied_before_it_is_migrated(tmp_path: Path, newer: Path) -> None:
    file = tmp_path / "h.db"
    with open_store(str(file)) as store:
        store.add_user("ann")
        store.add_session("ann", session())
        migrate(str(file), newer)  # while it is open, and half of it in the write-ahead log
    (copy,) = backups(file)
    assert copy.name == "h.db.before-0001"
    assert copy.stat().st_mode & 0o777 == 0o600
    with open_store(str(copy)) as store:
        assert len(store.sessions("ann")) == 1


def test_a_migration_that_fails_half_way_changes_nothing(address: str, newer: Path) -> None:
    with open_store(address) as store:
        store.add_user("ann")
        store.add_session("ann", session())
    (newer / "versions" / "version_0002.py").write_text(BROKEN)
    with pytest.raises(RuntimeError, match="half way"):
        migrate(address, newer)
    with open_store(address) as store:
        assert len(store.sessions("ann", repetitions=True)[0].sets[0].repetitions) == 5


def test_a_newer_version_is_refused_kindly(address: str, newer: Path) -> None:
    migrate(address, newer)
    with pytest.raises(HistoryError, match=r"version 0002, from a newer RepSight .* --upgrade"):
        open_store(address)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    with pytest.raises(HistoryError, match=r"another program's database .*'songs'"):
        open_store(str(file))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"These are no tables. " * 500, "no SQLite database"), (None, "Is a directory")],
)
def test_a_file_that_is_none_is_told_in_a_line(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "h.db"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(HistoryError, match=said) as caught:
        open_store(str(file))
    assert "\n" not in str(caught.value)


def test_a_damaged_file_is_told_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "h.db"
    with open_store(str(file)) as store:
        store.add_user("ann")
        store.add_sessions("ann", [session(day) for day in range(300)])
    data = bytearray(file.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    file.write_bytes(data)
    with pytest.raises(HistoryError, match="damaged") as caught, open_store(str(file)) as store:
        store.history("ann")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://a:secret@b/c", "SQLite or PostgreSQL"),
        ("sqlite://", "needs a file"),
        ("postgresql://ann:secret@127.0.0.1:1/none", "nothing answers there"),
        ("http://[", "SQLite or PostgreSQL"),
        ("postgresql://ann@host:port/gym", "makes no sense"),
    ],
)
def test_an_address_that_is_none_is_told_without_its_password(address: str, said: str) -> None:
    with pytest.raises(HistoryError, match=said) as caught:
        open_store(address)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_place_names_no_password() -> None:
    url = parsed("postgres://ann:secret@db.example:5433/gym")
    assert place_of(url) == "postgresql://ann:***@db.example:5433/gym"


def test_the_environment_says_where_a_history_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPSIGHT_DATABASE_URL", f"sqlite:///{tmp_path}/deep/er/h.db")
    with open_store() as store:
        assert store.place == f"{tmp_path}/deep/er/h.db"
    monkeypatch.delenv("REPSIGHT_DATABASE_URL")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with open_store() as store:
        assert store.place == f"{tmp_path}/repsight/history.db"


def test_a_history_is_for_its_owner_only(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "new" / "h.db")) as store:
        store.add_user("ann")
        modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    assert modes == {"h.db": 0o600, "h.db-wal": 0o600, "h.db-shm": 0o600}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_errors_hold_nothing_that_was_stored(store: Store) -> None:
    store.add_user("ann")
    secret = session(note="secret diagnosis")
    engine = store._engine
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP TABLE repetitions")
        connection.exec_driver_sql("DROP TABLE sets")
        connection.commit()
    with pytest.raises(HistoryError) as caught:
        store.add_session("ann", secret)
    assert "diagnosis" not in str(caught.value)
