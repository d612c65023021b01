"""Measures of the body over time, from keypoints alone.

Every measure takes keypoints (T, 17, 3) and gives (values (T, S), confidence (T, S)): S is 2 for a
measure with a left and a right side and 1 for one of the whole body. A value is NaN where a point
it needs was not seen; confidence (0..1) is that of its least certain point.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import ANGLES

Array = npt.NDArray[np.floating[Any]]
Measure = Callable[[Array], tuple[Array, Array]]

LEFT_RIGHT: Final = {"shoulder": (5, 6), "hip": (11, 12), "knee": (13, 14), "ankle": (15, 16)}


def joint_angle(keypoints: Array, first: int, middle: int, last: int) -> Array:
    """Interior angle at `middle` in degrees (T,), 0..180; NaN where a point is missing."""
    a = keypoints[..., first, :2] - keypoints[..., middle, :2]
    b = keypoints[..., last, :2] - keypoints[..., middle, :2]
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    dot = (a * b).sum(-1)
    # arctan2 keeps its precision near 0 and 180 degrees, where arccos loses it.
    degrees: Array = np.degrees(np.arctan2(np.abs(cross), dot))
    degrees[(cross == 0) & (dot == 0)] = np.nan
    return degrees


def _joint(name: str, keypoints: Array) -> tuple[Array, Array]:
    values = [joint_angle(keypoints, *points) for points in ANGLES[name]]
    sure = [keypoints[:, list(points), 2].min(axis=1) for points in ANGLES[name]]
    return np.stack(values, axis=1), np.stack(sure, axis=1)


def torso_length(keypoints: Array) -> Array:
    """Distance between the mid-shoulder and the mid-hip point in pixels (T,)."""
    shoulders = keypoints[:, (5, 6), :2].mean(axis=1)
    hips = keypoints[:, (11, 12), :2].mean(axis=1)
    return np.hypot(*(shoulders - hips).T)


def _shoulder_height(keypoints: Array) -> tuple[Array, Array]:
    """Height of the shoulders above the ankles in torso lengths of this track (T, 1)."""
    shoulders = keypoints[:, (5, 6), 1].mean(axis=1)
    ankles = keypoints[:, (15, 16), 1].mean(axis=1)
    finite = torso_length(keypoints)
    scale = np.nanpercentile(finite, 90) if np.isfinite(finite).any() else np.nan
    sure = keypoints[:, (5, 6, 15, 16), 2].min(axis=1)
    return ((ankles - shoulders) / scale)[:, None], sure[:, None]


MEASURES: Final[Mapping[str, Measure]] = {
    **{name: partial(_joint, name) for name in ANGLES},
    "shoulder_height": _shoulder_height,
}
