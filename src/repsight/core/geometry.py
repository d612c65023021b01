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

NOSE: Final = 0
EARS: Final = (3, 4)
SHOULDERS: Final = (5, 6)
ELBOWS: Final = (7, 8)
WRISTS: Final = (9, 10)
HIPS: Final = (11, 12)
KNEES: Final = (13, 14)
ANKLES: Final = (15, 16)

SURE: Final = 0.3
"""Confidence from which a torso is trusted as a yardstick."""
UPRIGHT_PERCENTILE: Final = 75
"""A torso seen from above or end-on looks short, never long: its length is taken from above."""
LONGEST_PERCENTILE: Final = 95
"""A limb looks shorter than it is when it points at the camera, never longer."""
ELBOW_WEIGHT: Final = 0.5
"""Arms are less sure than legs to show which way somebody faces: they also reach and turn."""


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
    sure = np.where(seen & np.isfinite(keypoints[:, pair, 2]), keypoints[:, pair, 2], 0.0)
    weight = np.where(seen, sure + 1e-6, 0.0)[..., None]
    total = weight.sum(axis=1)
    weighted = np.where(seen[..., None], points * weight, 0.0).sum(axis=1)
    return weighted / np.where(total > 0, total, np.nan), sure.max(axis=1)


def torso_length(keypoints: Array) -> float:
    """Length of the torso (mid-shoulder to mid-hip) over a track in pixels; NaN when never seen."""
    shoulders, shoulder_sure = middle(keypoints, SHOULDERS)
    hips, hip_sure = middle(keypoints, HIPS)
    length = np.hypot(*(shoulders - hips).T)
    known = np.isfinite(length) & (length > 0)
    sure = known & (np.minimum(shoulder_sure, hip_sure) > SURE)
    chosen = length[sure] if sure.any() else length[known]
    return float(np.percentile(chosen, UPRIGHT_PERCENTILE)) if len(chosen) else float("nan")


def limb_elevation(keypoints: Array, near: tuple[int, int], far: tuple[int, int]) -> Array:
    """Angle of a left and right limb above level in degrees (T, 2): 90 where the far end is up.

    asin(rise / length) needs nothing that a turn of the body about the vertical would change, so
    the camera may look from the side or the front.
    """
    line = keypoints[:, far, :2] - keypoints[:, near, :2]
    return np.degrees(np.arcsin(np.clip(-line[..., 1] / longest(line), -1, 1)))


def longest(line: Array) -> Array:
    """Greatest length (2,) of a left and right limb's lines (T, 2, 2); NaN where never seen."""
    lengths = np.hypot(line[..., 0], line[..., 1]).T
    known = [side[np.isfinite(side)] for side in lengths]
    greatest = [np.percentile(k, LONGEST_PERCENTILE) if len(k) else np.nan for k in known]
    return np.where(np.array(greatest) > 0, greatest, np.nan)


def facing(keypoints: Array) -> float:
    """1 when the person, stood upright, would face right in the picture, -1 left, 0 unknown.

    Knees bend forwards, elbows backwards, and the nose is ahead of the ears.
    """
    evidence = []
    limbs = ((1.0, (HIPS, KNEES, ANKLES)), (-ELBOW_WEIGHT, (SHOULDERS, ELBOWS, WRISTS)))
    for weight, joints in limbs:
        for first, bend, last in zip(*joints, strict=True):
            line = keypoints[:, first, :2], keypoints[:, last, :2]
            evidence.append(weight * _ahead(keypoints[:, bend, :2], *line))
    neck, hips = middle(keypoints, SHOULDERS)[0], middle(keypoints, HIPS)[0]
    nose = keypoints[:, NOSE, :2] - middle(keypoints, EARS)[0]
    evidence.append(_ahead(neck + nose, neck, hips))
    return float(np.sign(np.nansum(evidence)))


def _ahead(point: Array, top: Array, bottom: Array) -> Array:
    """How far `point` lies ahead of the line from top to bottom (T,), of a body facing right."""
    line, away = bottom - top, point - top
    length = np.hypot(line[:, 0], line[:, 1])
    # In pictures y grows downwards.
    return np.asarray(
        (line[:, 1] * away[:, 0] - line[:, 0] * away[:, 1]) / np.where(length > 0, length, 1.0)
    )


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
