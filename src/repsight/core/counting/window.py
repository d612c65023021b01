"""The recent poses of one person, in bounded memory."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.core.types import Pose, Track

Array = npt.NDArray[np.floating[Any]]

RATE_HZ: Final = 15.0
"""Poses kept: enough for repetitions of 0.4 s, whatever the camera's rate."""
LONGEST_SECONDS: Final = 60.0
"""Longer than the slowest repetition (40 s) that anybody has asked for."""
_CAPACITY: Final = 2 * int(LONGEST_SECONDS * RATE_HZ)


class PoseWindow:
    """The last minute of poses at no more than `RATE_HZ`."""

    def __init__(self) -> None:
        self._t = np.zeros(_CAPACITY)
        self._keypoints = np.zeros((_CAPACITY, KEYPOINT_COUNT, 3), np.float32)
        self._used = 0
        self._last = -np.inf

    def __len__(self) -> int:
        return self._used

    @property
    def last(self) -> float:
        """Time of the newest pose in s; minus infinity before the first."""
        return self._last

    def add(self, pose: Pose) -> bool:
        """Keep `pose`; False when it came too soon after the one before to be needed."""
        if pose.t - self.last < 1 / RATE_HZ - 1e-3:
            return False
        if self._used == _CAPACITY:
            self._forget_older_half()
        self._t[self._used] = pose.t
        self._keypoints[self._used] = pose.keypoints
        self._used += 1
        self._last = pose.t
        return True

    def clear(self) -> None:
        """Forget the poses, not when the last one came."""
        self._used = 0

    def recent(self, seconds: float, since: float = -np.inf) -> Track:
        """Poses of the last `seconds`, none before the time `since`."""
        earliest = max(self.last - seconds, since)
        first = int(np.searchsorted(self._t[: self._used], earliest))
        return Track(self._t[first : self._used], self._keypoints[first : self._used])

    def _forget_older_half(self) -> None:
        kept = _CAPACITY // 2
        self._t[:kept] = self._t[-kept:]
        self._keypoints[:kept] = self._keypoints[-kept:]
        self._used = kept
