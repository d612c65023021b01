"""Telling walking and running, which repeat themselves too, from exercising."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.traits import body_scale, point_weights
from repsight.core.skeleton import KEYPOINT_INDEX

Array = npt.NDArray[np.floating[Any]]

_SHOULDER, _WRIST, _HIP, _ANKLE = (
    KEYPOINT_INDEX[f"left_{name}"] for name in ("shoulder", "wrist", "hip", "ankle")
)
MIN_SEEN: Final = 0.5
"""Part of the poses that must show both legs."""
MIN_STRIDE: Final = 0.4
"""Trunk lengths between the feet, sideways in the picture, either foot ahead: a short step."""
MIN_STEPS: Final = 3
MAX_HIP_RISE: Final = 0.25
"""Trunk lengths that the hips move up and down; a lunge moves them by 0.5, walking by 0.1."""
MAX_HAND_RISE: Final = 0.8
"""Swinging arms move the hands less; a jumping jack moves them by 2."""


def is_walking(keypoints: Array) -> bool:
    """Whether somebody, seen from the side or at an angle, walks, runs or marches (T, 17, 3).

    Upright, one foot ahead and then the other, hips and hands at about the same height over the
    feet. Seen from the front the strides are hidden; then it says False.
    """
    weights = point_weights(keypoints)
    pairs = [index for first in (_SHOULDER, _HIP, _ANKLE) for index in (first, first + 1)]
    seen = (weights[:, pairs] > 0).all(axis=1)
    scale = body_scale(keypoints)
    if seen.mean() < MIN_SEEN or not scale > 0:  # nor NaN: all points in one are no body
        return False
    x, y = np.moveaxis(np.asarray(keypoints[seen, :, :2], np.float64) / scale, 2, 0)
    stride = x[:, _ANKLE] - x[:, _ANKLE + 1]
    feet = y[:, [_ANKLE, _ANKLE + 1]].max(axis=1)
    hips, hands, shoulders = (
        feet - y[:, [i, i + 1]].mean(axis=1) for i in (_HIP, _WRIST, _SHOULDER)
    )
    return bool(
        _steps(stride) >= MIN_STEPS
        and np.median(shoulders - hips) > 0.5
        and _travel(hips) < MAX_HIP_RISE
        and not _travel(hands) > MAX_HAND_RISE
    )


def _steps(stride: Array) -> int:
    """How often the other foot comes ahead by at least a short step."""
    ahead = np.sign(stride[np.abs(stride) > MIN_STRIDE])
    return int((np.diff(ahead) != 0).sum())


def _travel(height: Array) -> float:
    low, high = np.nanpercentile(height, (10, 90)) if np.isfinite(height).any() else (0, 0)
    return float(high - low)
