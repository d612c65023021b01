"""The command itself, and something to count with it."""

from pathlib import Path

import pytest
from commands import REPS, Run, command

from repsight.recording import write_recording
from squatter import squat_recording


@pytest.fixture
def repsight(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; a new one for each would take most of the time."""

    return command(monkeypatch, capfd)


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "squats.poses.npz"
    write_recording(path, squat_recording(REPS))
    return path
