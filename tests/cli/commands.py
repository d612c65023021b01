"""What a command leaves behind, and what a refusal looks like."""

import sys
from collections.abc import Callable
from typing import Final, NamedTuple

import pytest

from repsight.cli import main

REPS: Final = 3
"""What the fixture `recording` holds."""


class Done(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


def refusal(done: Done) -> str:
    """The one line on stderr of a command that was refused."""
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
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
