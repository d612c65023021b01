"""Fixtures that all tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of measuring data beside the checkout; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the measuring data in ../shared is not here")
    return SHARED
