"""Small weights, made once."""

from pathlib import Path

import pytest
from tiny_weights import write_weights


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("ultralytics")
    return write_weights(tmp_path_factory.mktemp("weights") / "tiny-pose.pt")
