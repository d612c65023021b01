"""Stores on both databases, empty for each test."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy
from commands import Run, command
from servers import UnavailableError, postgresql

from repsight.history import Store, open_store

_NUMBERS = itertools.count()
BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes empty databases on a server of its own and gives their addresses."""
    try:
        with postgresql(tmp_path_factory.mktemp("postgresql")) as server:

            def make() -> str:
                name = f"history_{next(_NUMBERS)}"
                _run(f"{server}postgres", f"CREATE DATABASE {name}")
                return f"{server}{name}"

            yield make
    except UnavailableError as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def emptied(postgres: Callable[[], str]) -> Callable[[], str]:
    """The address of one database on that server, its tables made and empty."""
    address = postgres()
    open_store(address).close()

    def empty() -> str:
        _run(address, "TRUNCATE users RESTART IDENTITY CASCADE")
        return address

    return empty


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not there yet, or empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'history.db'}"
    make: Callable[[], str] = request.getfixturevalue("postgres")
    return make()


@pytest.fixture(params=BOTH)
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """An open store without users; what it keeps besides the database is in `tmp_path`."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    address = str(tmp_path / "history.db")
    if request.param == "postgresql":
        empty: Callable[[], str] = request.getfixturevalue("emptied")
        address = empty()
    with open_store(address) as opened:
        yield opened


def _run(address: str, statement: str) -> None:
    engine = sqlalchemy.create_engine(
        address.replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def repsight(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process, as in `tests/cli`."""
    return command(monkeypatch, capfd)
