"""A repetition looks like its neighbours: picking the weight up and putting it down does not.

Compared is the pose at the turn, as joint angles and trunk inclination. Only the ends of a set are
trimmed: inside it, a different view or variant of the exercise is still a repetition.
"""

import itertools
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.segment import FEW, Span
from repsight.core.geometry import MEASURES
from repsight.core.skeleton import ANGLES
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]

MEASURED: Final = (*ANGLES, "trunk_inclination")
WINDOW_SECONDS: Final = 0.15
SURE: Final = 0.3
MIN_ANGLES: Final = 3
"""Poses with fewer angles in common cannot be compared."""
REMEMBERED: Final = 16
"""Recent differences that say what is usual, live."""
UNLIKE_TIMES: Final = 4.0
"""An end differs from its neighbour this much more than neighbours usually do ..."""
UNLIKE_DEGREES: Final = 30.0
"""... and by more than twice the 5-15 degrees that a single camera is off by anyway."""


def trim_unlike(track: Track, spans: Sequence[Span]) -> list[Span]:
    """Spans without those at either end of a set whose pose is unlike its neighbour's."""
    kept = list(spans)
    if len(kept) < FEW:
        return kept
    poses = [pose_at(track, span.turn) for span in kept]
    while len(kept) >= FEW:
        steps = [pose_distance(a, b) for a, b in itertools.pairwise(poses)]
        limit = usual_limit(steps)
        if limit is None:
            break
        if not steps[0] <= limit:
            del kept[0], poses[0]
        elif not steps[-1] <= limit:
            del kept[-1], poses[-1]
        else:
            break
    return kept


def usual_limit(steps: Sequence[float]) -> float | None:
    """Distance above which two poses are unlike, where `steps` are usual; None if none is known."""
    known = [step for step in steps if np.isfinite(step)]
    return max(UNLIKE_TIMES * float(np.median(known)), UNLIKE_DEGREES) if known else None


def pose_at(track: Track, t: float) -> Array:
    """Angles (A,) in degrees about the time `t`; NaN where unseen."""
    near = np.abs(track.t - t) <= WINDOW_SECONDS
    if not near.any():
        near[np.argmin(np.abs(track.t - t))] = True
    columns = []
    for name in MEASURED:
        values, confidence = MEASURES[name](track.keypoints[near])
        columns.append(np.where(confidence > SURE, values, np.nan))
    return _median_known(np.concatenate(columns, axis=1))


def _median_known(values: Array) -> Array:
    """Median over time (T, A) → (A,), NaN for an angle that was never seen."""
    result = np.full(values.shape[1], np.nan)
    known = np.isfinite(values).any(axis=0)
    result[known] = np.nanmedian(values[:, known], axis=0)
    return result


def pose_distance(a: Array, b: Array) -> float:
    """Root mean square difference of two poses in degrees; NaN when too little is known of both."""
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < MIN_ANGLES:
        return float("nan")
    return float(np.sqrt(np.mean((a[both] - b[both]) ** 2)))


class LiveLikeness:
    """Whether a repetition looks like those before it, decided as they come.

    An unlike one is not admitted; the next one is, if it looks like that one: then the view or the
    variant has changed.
    """

    def __init__(self) -> None:
        self._last: Array | None = None
        self._refused: Array | None = None
        self._steps: deque[float] = deque(maxlen=REMEMBERED)

    def admit(self, pose: Array) -> bool:
        """Whether `pose` (A,) at the turn is like one of the two before it."""
        if self._last is None:
            self._last = pose
            return True
        step = pose_distance(self._last, pose)
        limit = usual_limit(self._steps) if len(self._steps) >= FEW - 1 else None
        if limit is not None and not step <= limit:
            again = self._refused is not None and pose_distance(self._refused, pose) <= limit
            if not again:
                self._refused = pose
                return False
        else:
            self._steps.append(step)
        self._last, self._refused = pose, None
        return True
