"""What a command leaves behind, and what a refusal looks like."""

from collections.abc import Callable
from typing import Final, NamedTuple

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
