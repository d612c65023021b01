"""Measures of the body over time, from keypoints alone.

Every measure takes keypoints (T, 17, 3) and gives (values (T, S), confidence (T, S)): S is 2 for a
measure with a left and a right side and 1 for one of the whole body. A value is NaN where a point
it needs was not seen; confidence (0..1) is that of its least certain point. Angles are degrees,
lengths are torso lengths of this track, heights grow upwards.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import ANGLES

Array = npt.NDArray[np.floating[Any]]
Measure = Callable[[Array], tuple[Array, Array]]

SHOULDERS: Final = (5, 6)
WRISTS: Final = (9, 10)
HIPS: Final = (11, 12)
ANKLES: Final = (15, 16)

SURE: Final = 0.3
"""Confidence from which a torso is trusted as a yardstick."""
UPRIGHT_PERCENTILE: Final = 75
"""A torso seen from above or end-on looks short, never long: its length is taken from above."""


def joint_angle(keypoints: Array, first: int, middle: int, last: int) -> Array:
    """Interior angle at `middle` in degrees (T,), 0..180; NaN where a point is missing."""
    a = keypoints[..., first, :2] - keypoints[..., middle, :2]
    b = keypoints[..., last, :2] - keypoints[..., middle, :2]
    cross = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    dot = (a * b).sum(-1)
    # arctan2 keeps its precision near 0 and 180 degrees, where arccos loses it.
    degrees = np.asarray(np.degrees(np.arctan2(np.abs(cross), dot)))
    return np.where((cross == 0) & (dot == 0), np.nan, degrees)


def middle(keypoints: Array, pair: tuple[int, int]) -> tuple[Array, Array]:
    """Point between a left and a right keypoint (T, 2) and its confidence (T,).

    The surer side weighs more, so that the hidden side of a body seen from the side does not pull
    the point about; the confidence is that of the surer side.
    """
    points = keypoints[:, pair, :2]
    seen = np.isfinite(points[..., 0])
    weight = np.where(seen, np.nan_to_num(keypoints[:, pair, 2]) + 1e-6, 0.0)[..., None]
    total = weight.sum(axis=1)
    point = (np.nan_to_num(points) * weight).sum(axis=1) / np.where(total > 0, total, np.nan)
    return point, np.where(seen, np.nan_to_num(keypoints[:, pair, 2]), 0.0).max(axis=1)


def torso_length(keypoints: Array) -> float:
    """Length of the torso (mid-shoulder to mid-hip) over a track in pixels; NaN when never seen."""
    shoulders, shoulder_sure = middle(keypoints, SHOULDERS)
    hips, hip_sure = middle(keypoints, HIPS)
    length = np.hypot(*(shoulders - hips).T)
    known = np.isfinite(length) & (length > 0)
    sure = known & (np.minimum(shoulder_sure, hip_sure) > SURE)
    chosen = length[sure] if sure.any() else length[known]
    return float(np.percentile(chosen, UPRIGHT_PERCENTILE)) if len(chosen) else float("nan")


def _joint(name: str, keypoints: Array) -> tuple[Array, Array]:
    values = [joint_angle(keypoints, *points) for points in ANGLES[name]]
    sure = [keypoints[:, list(points), 2].min(axis=1) for points in ANGLES[name]]
    return np.stack(values, axis=1), np.stack(sure, axis=1)


def _height(pair: tuple[int, int], keypoints: Array) -> tuple[Array, Array]:
    """Height in the picture; only its changes mean something."""
    point, sure = middle(keypoints, pair)
    return (-point[:, 1] / torso_length(keypoints))[:, None], sure[:, None]


def _height_over(
    of: tuple[int, int], over: tuple[int, int], keypoints: Array
) -> tuple[Array, Array]:
    rise = keypoints[:, over, 1] - keypoints[:, of, 1]
    sure = np.minimum(keypoints[:, of, 2], keypoints[:, over, 2])
    return rise / torso_length(keypoints), sure


def _trunk_inclination(keypoints: Array) -> tuple[Array, Array]:
    """Angle of the line from hips to shoulders to the vertical: 0 upright, 90 lying."""
    shoulders, shoulder_sure = middle(keypoints, SHOULDERS)
    hips, hip_sure = middle(keypoints, HIPS)
    x, y = (shoulders - hips).T
    sure = np.minimum(shoulder_sure, hip_sure)
    return np.degrees(np.arctan2(np.abs(x), -y))[:, None], sure[:, None]


def _leg_elevation(keypoints: Array) -> tuple[Array, Array]:
    """Angle of the line from hip to ankle above the horizontal: -90 standing, 90 feet up."""
    line = keypoints[:, ANKLES, :2] - keypoints[:, HIPS, :2]
    sure = np.minimum(keypoints[:, ANKLES, 2], keypoints[:, HIPS, 2])
    return np.degrees(np.arctan2(-line[..., 1], np.abs(line[..., 0]))), sure


MEASURES: Final[Mapping[str, Measure]] = {
    **{name: partial(_joint, name) for name in ANGLES},
    "shoulder_height": partial(_height, SHOULDERS),
    "hip_height": partial(_height, HIPS),
    "wrist_over_shoulder": partial(_height_over, WRISTS, SHOULDERS),
    "trunk_inclination": _trunk_inclination,
    "leg_elevation": _leg_elevation,
}
