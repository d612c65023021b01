"""A session that the tests of reports share."""

from pathlib import Path

import pytest

from report.sessions import filmed


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed(tmp_path_factory.mktemp("filmed"))
