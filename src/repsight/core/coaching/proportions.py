"""How long somebody's trunk and limbs are in the picture, learned while they move.

A limb seen at an angle looks short, never long. So each is measured where it looks longest, and
where that is much less than the rest of the body lets expect, it always pointed at the camera and
what is expected holds. Shares of body height: as in `core/body_scale.py`.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.coaching.figure import FOREARM, HIP, SHIN, SHOULDER, THIGH, TRUNK, UPPER_ARM
from repsight.core.geometry import SURE
from repsight.core.scoring.view import HIP_WIDTH, SHOULDER_WIDTH

Array = npt.NDArray[np.floating[Any]]

SAMPLE_SECONDS: Final = 0.2
KEPT: Final = 75
"""Samples: a quarter of a minute, so that somebody who steps back is soon seen at the new size."""
NEEDED: Final = 3
RECENT: Final = 10
SHRUNK: Final = 0.7
"""Whose limbs all look shorter than this share of what they were, for two seconds, has gone away
or is shown smaller: what was seen before holds no longer."""
LONGEST_PERCENTILE: Final = 75
"""Above that, what was measured on labelled clips was the noise of the keypoints."""
# Trunk, upper arm, forearm, thigh, shin: keypoints and the length in trunks that is expected.
_PLACES: Final = (TRUNK, UPPER_ARM, FOREARM, THIGH, SHIN)
_NEAR: Final = np.array([[5, 6], [5, 6], [7, 8], [11, 12], [13, 14]])
_FAR: Final = np.array([[11, 12], [7, 8], [9, 10], [13, 14], [15, 16]])
EXPECTED: Final = np.array([0.288, 0.186, 0.146, 0.245, 0.246]) / 0.288
"""Lengths of trunk, upper arm, forearm, thigh and shin in trunks."""
# A limb seen at 0.9 of what is expected may be that short, at 0.7 it pointed at the camera.
_SHORT, _BELIEVED, _LONG = 0.7, 0.9, 1.15
_SMOOTHED: Final = 0.15


class Proportions:
    """Learns the lengths of one body. Bounded memory; can be pickled."""

    def __init__(self) -> None:
        self._seen = np.empty((0, 5))
        self._next = -np.inf
        self._lengths: Array | None = None

    @property
    def lengths(self) -> Array | None:
        """Lengths (7,) in pixels as `core/coaching/figure.py` wants them; None while unknown."""
        return self._lengths

    def update(self, t: float, keypoints: Array) -> bool:
        """Look at a body (17, 3) at `t` seconds; whether it was looked at and is known."""
        if t < self._next:
            return False
        self._next = t + SAMPLE_SECONDS
        lengths = _look(keypoints)
        if np.isnan(lengths).all():
            return False
        self._seen = np.concatenate([self._seen[-KEPT + 1 :], lengths[None]])
        if len(self._seen) >= NEEDED:
            self._learn()
        return self._lengths is not None

    def _learn(self) -> None:
        if _trunk(_longest(self._seen[-RECENT:])) < SHRUNK * _trunk(_longest(self._seen)):
            self._seen = self._seen[-RECENT:]
        longest = _longest(self._seen)
        trunk = _trunk(longest)
        if not trunk > 0:
            return
        share = np.nan_to_num(longest) / (EXPECTED * trunk)
        belief = np.clip((share - _SHORT) / (_BELIEVED - _SHORT), 0.0, 1.0)
        share = 1 + belief * (np.minimum(share, _LONG) - 1)
        found = np.empty(7)
        found[list(_PLACES)] = share * EXPECTED * trunk
        found[SHOULDER] = found[TRUNK] * SHOULDER_WIDTH / 2
        found[HIP] = found[TRUNK] * HIP_WIDTH / 2
        near = self._lengths is not None and 0.8 < found[TRUNK] / self._lengths[TRUNK] < 1.25
        if self._lengths is not None and near:
            found = self._lengths + _SMOOTHED * (found - self._lengths)
        self._lengths = found


def _look(keypoints: Array) -> Array:
    """Lengths (5,) as they look now, the longer of left and right; NaN where not seen."""
    line = keypoints[_FAR] - keypoints[_NEAR]
    sure = np.minimum(keypoints[_FAR, 2], keypoints[_NEAR, 2])
    length = np.where(sure > SURE, np.hypot(line[..., 0], line[..., 1]), np.nan)
    left, right = length.T
    return np.asarray(np.fmax(left, right))


def _longest(seen: Array) -> Array:
    """Lengths (5,) where they look longest of (N, 5); NaN where never seen."""
    ordered = np.sort(seen, axis=0)  # NaN comes last
    known = np.isfinite(ordered).sum(axis=0)
    place = np.maximum(known * LONGEST_PERCENTILE // 100, 1) - 1
    return np.where(known > 0, ordered[place, np.arange(5)], np.nan)


def _trunk(longest: Array) -> float:
    """The trunk's length that most of the body says; NaN where nothing was seen.

    The largest may be a mistaken joint; the second largest has a witness.
    """
    said = np.sort(longest / EXPECTED)
    said = said[np.isfinite(said)]
    if not len(said):
        return float("nan")
    return float(said[-2] if len(said) > 1 else said[-1])
