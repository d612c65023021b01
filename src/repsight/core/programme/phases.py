"""Which week is for what: volume, load, an easy one, a test."""

from typing import Final

from repsight.core.history.log import Experience, Goal
from repsight.core.programme.rules import MAX_WEEKS_WITHOUT_DELOAD
from repsight.core.programme.types import Phase

# Weeks of a block with its deload: lifters deload every 5.6 ± 2.3 weeks (Rogerson 2024); whoever
# lifts more needs it sooner.
_BLOCK: Final[dict[Experience, int]] = {"beginner": 8, "intermediate": 6, "advanced": 5}
# A shorter block needs no deload.
_LEAST_BLOCK: Final = 4
# Two parts volume, one part load.
_VOLUME: Final = 2 / 3
# A test needs weeks to show something.
_TEST_FROM_WEEKS: Final = 6


def phases_of(weeks: int, goal: Goal, experience: Experience) -> tuple[Phase, ...]:
    """The phase of each week; blocks of alike length, each ended by a deload.

    Strength ends in a test, but for beginners, whose every session is one.
    """
    if goal == "mobility":
        return _repeated("accumulation", weeks)
    blocks = max(round(weeks / _BLOCK[experience]), -(-weeks // (MAX_WEEKS_WITHOUT_DELOAD + 1)), 1)
    ends = [weeks * n // blocks for n in range(blocks + 1)]
    tested = goal == "strength" and experience != "beginner" and weeks >= _TEST_FROM_WEEKS
    phases: list[Phase] = []
    for n in range(blocks):
        length = ends[n + 1] - ends[n]
        tail: tuple[Phase, ...] = ("deload",) if length >= _LEAST_BLOCK else ()
        if tested and n == blocks - 1:
            tail = ("deload", "test")
        phases += [*_loading(length - len(tail)), *tail]
    return tuple(phases)


def _loading(weeks: int) -> tuple[Phase, ...]:
    volume = max(1, round(weeks * _VOLUME)) if weeks else 0
    return (*_repeated("accumulation", volume), *_repeated("intensification", weeks - volume))


def _repeated(phase: Phase, weeks: int) -> tuple[Phase, ...]:
    return (phase,) * weeks
