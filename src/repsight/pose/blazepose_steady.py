"""Keeping a region still while the body is: a One-Euro filter on the two points it is made from.

Only the region is steadied, as MediaPipe does it whatever its smoothing option says; the landmarks
found in it are not. Filter: Casiez, Roussel and Vogel, "1 Euro Filter", CHI 2012. Its speeds are in
body sizes a second, and its parameters those of MediaPipe's `pose_landmark_filtering` graph.
"""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MIN_CUTOFF: Final = 0.01
"""Hz: a body at rest keeps its region."""
BETA: Final = 10.0
"""Hz per body size a second: a body that moves takes it along."""
SPEED_CUTOFF: Final = 1.0
"""Hz at which the speed itself is smoothed."""
FIRST_RATE: Final = 30.0
"""Frames a second taken for granted until two times are known."""

Points = npt.NDArray[np.floating[Any]]


class Steadier:
    """Steadies the hips and rim of one body from frame to frame."""

    def __init__(self) -> None:
        self._t = math.nan
        self._rate = FIRST_RATE
        self._raw: Points | None = None
        self._steady: Points = np.zeros((2, 2))
        self._speed: Points = np.zeros((2, 2))

    def update(self, t: float, points: Points) -> Points:
        """The steadied points (2, 2) in pixels, from those of the frame at `t` seconds."""
        points = np.asarray(points, np.float64)
        if t > self._t:
            self._rate = 1.0 / (t - self._t)
        size = 2 * float(np.linalg.norm(points[1] - points[0]))
        if self._raw is None or size == 0:
            self._steady = points
        else:
            speed = (points - self._raw) / size * self._rate
            self._speed += self._weight(np.array(SPEED_CUTOFF)) * (speed - self._speed)
            weight = self._weight(MIN_CUTOFF + BETA * np.abs(self._speed))
            self._steady = self._steady + weight * (points - self._steady)
        self._t, self._raw = t, points
        return self._steady

    def _weight(self, cutoff: Points) -> Points:
        """The share of the new value in a first-order low-pass filter."""
        return np.asarray(1.0 / (1.0 + self._rate / (2 * math.pi * cutoff)))
