"""From stepping into the picture to the first repetition: hints, then a countdown."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.coaching.moment import Hint
from repsight.core.coaching.readiness import Readiness
from repsight.core.coaching.rules import Picture
from repsight.core.exercise import Exercise
from repsight.core.geometry import HIPS, SHOULDERS, torso_length

Array = npt.NDArray[np.floating[Any]]

COUNTDOWN_SECONDS: Final = 3.0
WALKED: Final = 1.0
"""Torso lengths sideways from where the countdown began: more than any exercise takes anybody."""


class Countdown:
    """Waits for one person to be ready for `exercise`, then counts down. Can be pickled.

    `until` is when the countdown under way is over, None while there is something to put right.
    """

    def __init__(self, exercise: Exercise | None) -> None:
        self._readiness = Readiness(exercise)
        self._place = 0.0
        self.until: float | None = None

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What to put right; who is counted down for may move."""
        hints = self._readiness.hints
        if self.until is None:
            return hints
        return tuple(hint for hint in hints if hint.code != "hold_still")

    def update(self, t: float, keypoints: Array, picture: Picture) -> bool:
        """Look at a body (17, 3) at `t` seconds; whether its exercise begins now."""
        self._readiness.update(t, keypoints, picture)
        if self.until is None:
            if self._readiness.ready:
                self.until, self._place = t + COUNTDOWN_SECONDS, _sideways(keypoints)
            return False
        walked = abs(_sideways(keypoints) - self._place) / torso_length(keypoints[None])
        if self._readiness.in_the_way or walked > WALKED:
            self.until = None
            return False
        return t >= self.until


def _sideways(keypoints: Array) -> float:
    """Where the trunk is, in pixels from the left; NaN when not seen."""
    known = keypoints[[*SHOULDERS, *HIPS], 0]
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else float("nan")
