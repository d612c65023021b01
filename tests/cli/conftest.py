"""The command itself, and something to count with it."""

import sys
from pathlib import Path

import pytest
from commands import REPS, Done, Run

from repsight.cli import main
from repsight.recording import write_recording
from squatter import squat_recording


@pytest.fixture
def repsight(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; a new one for each would take most of the time."""

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["repsight", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")  # wide enough that no table is folded
        capfd.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        assert isinstance(code, int)
        return Done(code, *capfd.readouterr())

    return run


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "squats.poses.npz"
    write_recording(path, squat_recording(REPS))
    return path
