"""Repetitions of a movement that nobody named: what repeats is what counts.

`motion` turns landmarks into a path, `chain` finds the excursions that look like their neighbours;
here the view of the path that explains most is chosen, and whether sides alternate.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from repsight.core.counting.chain import Chain, best_chain
from repsight.core.counting.motion import SMOOTH_SECONDS, Motion, describe_motion

Array = npt.NDArray[np.floating[Any]]

MIN_EVIDENCE: Final = 0.2
"""A chain that explains less than two clear links' worth of motion may be chance."""
MIRROR_GAIN: Final = 1.5
"""Counting each side for itself doubles the links where sides alternate, so it must explain much
more; otherwise both halves of a symmetric movement would count."""

SMOOTHINGS: Final = (SMOOTH_SECONDS, 0.06, 0.12)
"""The tempo is not known, so three smoothings vote: their median errs less than one alone."""
HALF: Final = 0.12
"""A repetition that turns within this share of its beginning or end was cut in two there."""


class Cycle(NamedTuple):
    """One repetition: where it began, was furthest from there, and ended, in s."""

    start: float
    turn: float
    end: float


class Repeated(NamedTuple):
    """Cycles in order, and how much motion each explains: 0.5 is usual, chance gives 0.1."""

    cycles: tuple[Cycle, ...] = ()
    strength: float = 0.0


def landmark_repetitions(t: Array, landmarks: Array) -> tuple[Cycle, ...]:
    """The cycles that `find_repeated` finds."""
    return find_repeated(t, landmarks).cycles


def find_repeated(t: Array, landmarks: Array) -> Repeated:
    """What was repeated in landmarks (T, 17 or 33, 2 or 3) at `t` (T,) s.

    17 are COCO keypoints with a confidence, 33 are BlazePose's. x and y may be in any unit, NaN
    where unseen; even a stretch of each axis in each frame is allowed. Alternating sides count
    once each. Raises InvalidInputError for other shapes and for times that do not increase.
    """
    votes = [_repeated(t, landmarks, smooth_seconds) for smooth_seconds in SMOOTHINGS]
    counts = [len(vote.cycles) for vote in votes]
    return votes[counts.index(sorted(counts)[len(counts) // 2])]


def _repeated(t: Array, landmarks: Array, smooth_seconds: float) -> Repeated:
    motion = describe_motion(t, landmarks, smooth_seconds)
    if motion is None:
        return Repeated()
    views = [sign * signal for signal in motion.signals for sign in (1.0, -1.0)]
    chain = _best(motion, views, mirrored=False)
    sides = _best(motion, views, mirrored=True)
    if sides.value >= MIRROR_GAIN * chain.value:
        chain = sides
    if chain.value < MIN_EVIDENCE:
        return Repeated()
    cycles = [_cycle(motion, span) for span in chain.spans]
    last = float(motion.t[-1])
    whole = (c for c in cycles if not _is_half(c, c.start <= motion.t[0], c.end >= last))
    return Repeated(tuple(whole), chain.value / len(cycles))


def _best(motion: Motion, views: list[Array], *, mirrored: bool) -> Chain:
    chains = [best_chain(motion, view, mirrored=mirrored) for view in views]
    return max(chains, key=lambda chain: chain.value)


def _cycle(motion: Motion, span: tuple[int, int]) -> Cycle:
    start, end = span
    between = motion.path[start : end + 1] - (motion.path[start] + motion.path[end]) / 2
    turn = start + int(np.linalg.norm(between, axis=1).argmax())
    return Cycle(float(motion.t[start]), float(motion.t[turn]), float(motion.t[end]))


def _is_half(cycle: Cycle, at_start: bool, at_end: bool) -> bool:
    """Whether the track's start or end cuts the repetition at its turn: half of one is none."""
    turn = (cycle.turn - cycle.start) / (cycle.end - cycle.start)
    return (at_start and turn < HALF) or (at_end and turn > 1 - HALF)
