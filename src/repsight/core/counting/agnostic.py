"""Repetitions of a movement that nobody named: what repeats is what counts.

`motion` turns landmarks into a path, `chain` finds the excursions that look like their neighbours;
here the view of the path that explains most is chosen, and whether sides alternate.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from repsight.core.counting.chain import Chain, best_chain
from repsight.core.counting.motion import Motion, describe_motion

Array = npt.NDArray[np.floating[Any]]

MIN_EVIDENCE: Final = 0.2
"""A chain that explains less than two clear links' worth of motion may be chance."""
MIRROR_GAIN: Final = 1.5
"""Counting each side for itself doubles the links where sides alternate, so it must explain much
more; otherwise both halves of a symmetric movement would count."""


class Cycle(NamedTuple):
    """One repetition: where it began, was furthest from there, and ended, in s."""

    start: float
    turn: float
    end: float


def landmark_repetitions(t: Array, landmarks: Array) -> tuple[Cycle, ...]:
    """What was repeated in landmarks (T, 17 or 33, 2 or 3) at `t` (T,) s, in order; () if nothing.

    17 are COCO keypoints with a confidence, 33 are BlazePose's. x and y may be in any unit, NaN
    where unseen; even a stretch of each axis in each frame is allowed. Alternating sides count
    once each. Raises InvalidInputError for other shapes and for times that do not increase.
    """
    motion = describe_motion(t, landmarks)
    if motion is None:
        return ()
    views = [sign * signal for signal in motion.signals for sign in (1.0, -1.0)]
    plain, view = _best(motion, views, mirrored=False)
    sides, other = _best(motion, views, mirrored=True)
    if sides.value >= MIRROR_GAIN * plain.value:
        plain, view = sides, other
    if plain.value < MIN_EVIDENCE:
        return ()
    return tuple(_cycle(motion.t, view, span) for span in plain.spans)


def _best(motion: Motion, views: list[Array], *, mirrored: bool) -> tuple[Chain, Array]:
    chains = [best_chain(motion, view, mirrored=mirrored) for view in views]
    best = int(np.argmax([chain.value for chain in chains]))
    return chains[best], views[best]


def _cycle(t: Array, view: Array, span: tuple[int, int]) -> Cycle:
    start, end = span
    turn = start + int(view[start : end + 1].argmax())
    return Cycle(float(t[start]), float(t[turn]), float(t[end]))
