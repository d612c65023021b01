"""Servers for the tests of this folder."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from served_app import Served


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that several tests share."""
    server = Served(tmp_path_factory.mktemp("served")).start()
    yield server
    code, said = server.stop()
    assert code == -signal.SIGTERM, said
    assert "Traceback" not in said, said


@pytest.fixture
def restartable(tmp_path: Path) -> Iterator[Served]:
    """A server of one test's own."""
    server = Served(tmp_path / "data").start()
    yield server
    if server.process is not None and server.process.poll() is None:
        server.stop()
