"""What a pose looks like, as numbers that a person could write down: angles, heights, distances.

Lengths are in torso lengths of a body seen in full, heights point up, and a trait that belongs to
an arm or a leg is given three times: both sides merged by confidence, left, right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import joint_angle
from repsight.core.skeleton import ANGLES

Array = npt.NDArray[np.floating[Any]]

SIDES: Final = ("both", "left", "right")


@dataclass(frozen=True, slots=True)
class Trait:
    """One number about a pose: `low` to `high` is what occurs at all, `spread` a usual deviation.

    A pose that misses a stated range by `spread` still resembles it.
    """

    about: str
    low: float
    high: float
    spread: float


_ANGLE = (0.0, 180.0, 15.0)
_HEIGHT_SPREAD = 0.25
_RISE = (-1.0, 1.0, 0.12)

TRAITS: Final[Mapping[str, Trait]] = {
    "elbow": Trait("angle of the elbow, 180 straight", *_ANGLE),
    "shoulder": Trait("angle between upper arm and trunk, 0 arm at the side", *_ANGLE),
    "hip": Trait("angle between trunk and thigh, 180 straight", *_ANGLE),
    "knee": Trait("angle of the knee, 180 straight", *_ANGLE),
    "torso": Trait("lean of the trunk, 0 upright, 90 level, 180 upside down", *_ANGLE),
    "torso_length": Trait("length of the trunk as seen, 1 in full, 0 from its end", 0, 1, 0.15),
    "head": Trait("height of the nose above the shoulders", -0.8, 0.8, 0.2),
    "wrists": Trait("height of the wrists above the shoulders", -1.5, 1.5, _HEIGHT_SPREAD),
    "elbows": Trait("height of the elbows above the shoulders", -0.8, 0.8, 0.2),
    "wrists_above_ankles": Trait("height of the wrists above the ankles", -2, 4, 0.35),
    "hips_above_knees": Trait("height of the hips above the knees", -1, 1, _HEIGHT_SPREAD),
    "knees_above_ankles": Trait("height of the knees above the ankles", -1, 1, _HEIGHT_SPREAD),
    "reach": Trait("distance, sideways in the picture, of wrist from shoulder", 0, 1.2, 0.2),
    "hands_apart": Trait("distance, sideways in the picture, between the wrists", 0, 3, 0.3),
    "feet_apart": Trait("distance, sideways in the picture, between the ankles", 0, 2.5, 0.3),
    "knees_uneven": Trait("difference in height between the knees", 0, 0.8, 0.12),
    "shoulders_rise": Trait("height of the shoulders above the middle of their way", *_RISE),
    "hips_rise": Trait("height of the hips above the middle of their way", *_RISE),
    "wrists_rise": Trait("height of the wrists above the middle of their way", *_RISE),
    "knees_rise": Trait("height of the knees above the middle of their way", *_RISE),
    "ankles_rise": Trait("height of the ankles above the middle of their way", *_RISE),
}
"""Traits by name. Occurring ranges are those of people exercising, extremes left out."""

# Segment lengths of an average adult as parts of a trunk (mid-shoulder to mid-hip, 0.288 of the
# height; shoulder width 0.259, upper arm 0.186, forearm 0.146, thigh 0.245, shin 0.246): Drillis
# and Contini 1966 in Winter, Biomechanics and Motor Control of Human Movement.
_BONES_PER_TRUNK: Final = (
    ((5, 6), 0.90),
    ((5, 7), 0.65), ((6, 8), 0.65),
    ((7, 9), 0.51), ((8, 10), 0.51),
    ((11, 13), 0.85), ((12, 14), 0.85),
    ((13, 15), 0.85), ((14, 16), 0.85),
)  # fmt: skip

# Detectors give points outside the picture some confidence too: below the first value a point
# says nothing, from the second on it is trusted.
_CONFIDENCE: Final = (0.25, 0.6)


@dataclass(frozen=True, slots=True, eq=False)
class PoseTraits:
    """`values` and `weights` (3 sides, T, K) in the order of `TRAITS`; weight 0 where unseen."""

    values: Array
    weights: Array


def point_weights(keypoints: Array) -> Array:
    """How far each point is to be trusted, 0..1 (..., 17); 0 where unseen."""
    low, high = _CONFIDENCE
    sure = np.clip((keypoints[..., 2] - low) / (high - low), 0.0, 1.0)
    return np.where(np.isfinite(keypoints).all(axis=-1), sure, 0.0)


def body_scale(keypoints: Array) -> float:
    """Length of the trunk in pixels, were it seen in full; NaN when too little of it is seen.

    A bone seen at an angle is shorter, never longer: the trunk is at least what its longest bone,
    by average proportions, says.
    """
    weights = point_weights(keypoints)
    mids, sure = _middles(keypoints, weights)
    lengths = [_typical(np.hypot(*(mids["shoulders"] - mids["hips"]).T), sure["trunk"])]
    for (a, b), ratio in _BONES_PER_TRUNK:
        bone = np.hypot(*(keypoints[:, a, :2] - keypoints[:, b, :2]).T)
        lengths.append(_typical(bone, weights[:, a] * weights[:, b]) / ratio)
    seen = np.array([length for length in lengths if np.isfinite(length)])
    # The trunk itself when it is among the longest: proportions differ between people by a tenth.
    if len(seen) and np.isfinite(lengths[0]) and lengths[0] > 0.85 * seen.max():
        return float(lengths[0])
    return float(seen.max()) if len(seen) else float("nan")


def _typical(lengths: Array, weights: Array) -> float:
    used = lengths[weights > 0]
    # Long rather than median, because it is foreshortened part of the time.
    return float(np.percentile(used, 75)) if len(used) > 0.2 * len(lengths) else float("nan")


def _merge(left: Array, right: Array, weights: Array) -> Array:
    """Mean of two sides by weight (T, ...); weights (T, 2)."""
    w = weights**2 + 1e-6 * (weights > 0)
    total = w.sum(axis=1)
    shape = (-1,) + (1,) * (left.ndim - 1)
    parts = [
        np.where(w[:, i].reshape(shape) > 0, side, 0.0) * w[:, i].reshape(shape)
        for i, side in enumerate((left, right))
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        merged: Array = (parts[0] + parts[1]) / total.reshape(shape)
    return merged


def _middles(keypoints: Array, weights: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    """Middle of the shoulders, hips, … (T, 2), or the side that is seen; how sure each is (T,)."""
    pairs = {"shoulders": 5, "elbows": 7, "wrists": 9, "hips": 11, "knees": 13, "ankles": 15}
    points = {}
    sure = {}
    for name, i in pairs.items():
        points[name] = _merge(keypoints[:, i, :2], keypoints[:, i + 1, :2], weights[:, i : i + 2])
        sure[name] = weights[:, i : i + 2].max(axis=1)
    sure["trunk"] = sure["shoulders"] * sure["hips"]
    return points, sure


class _Builder:
    """Collects traits side by side; y is turned to point up and lengths become trunk lengths."""

    def __init__(self, keypoints: Array, scale: float) -> None:
        self.keypoints = np.asarray(keypoints, np.float64)
        self.weights = point_weights(keypoints)
        self.xy = self.keypoints[:, :, :2] / scale * (1.0, -1.0)
        self.mids, self.sure = _middles(
            np.concatenate([self.xy, self.keypoints[:, :, 2:]], axis=2), self.weights
        )
        self.found: dict[str, tuple[Array, Array]] = {}

    def sided(self, name: str, measure: Callable[[int], Array], points: tuple[int, ...]) -> None:
        """A trait of each side; `points` are the left ones it needs, the right are next to them."""
        values = [measure(0), measure(1)]
        sure = np.stack([self.weights[:, [p + s for p in points]].min(1) for s in (0, 1)], 1)
        both = _merge(values[0], values[1], sure)
        self.found[name] = (
            np.stack([both, *values]),
            np.stack([sure.max(axis=1), sure[:, 0], sure[:, 1]]),
        )

    def whole(self, name: str, values: Array, weights: Array) -> None:
        """A trait of the whole body."""
        self.found[name] = (np.stack([values] * 3), np.stack([weights] * 3))

    def height(self, name: str, upper: int, lower: int) -> None:
        """Height of one point of a side above another."""
        self.sided(
            name, lambda s: self.xy[:, upper + s, 1] - self.xy[:, lower + s, 1], (upper, lower)
        )

    def rise(self, name: str, point: int) -> None:
        """Height of a point above the middle of its own way."""
        self.sided(name, lambda s: _centred(self.xy[:, point + s, 1]), (point,))


def _centred(values: Array) -> Array:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return values
    # Tenths, so that a jump of the detector does not move the middle.
    centred: Array = values - np.percentile(finite, (10, 90)).mean()
    return centred


def pose_traits(keypoints: Array) -> PoseTraits:
    """Traits of every pose of a span (T, 17, 3), T at least 1."""
    scale = body_scale(keypoints)
    if not np.isfinite(scale) or scale <= 0:
        shape = (len(SIDES), len(keypoints), len(TRAITS))
        return PoseTraits(np.zeros(shape), np.zeros(shape))
    build = _Builder(keypoints, scale)
    _add_angles(build)
    _add_trunk(build)
    _add_heights(build)
    _add_distances(build)
    values = np.stack([build.found[name][0] for name in TRAITS], axis=2)
    weights = np.stack([build.found[name][1] for name in TRAITS], axis=2)
    seen = np.isfinite(values)
    return PoseTraits(np.where(seen, values, 0.0), np.where(seen, weights, 0.0))


def _add_angles(build: _Builder) -> None:
    for name, sides in ANGLES.items():
        angles = [joint_angle(build.keypoints, *points) for points in sides]
        build.sided(name, angles.__getitem__, sides[0])


def _add_trunk(build: _Builder) -> None:
    trunk = build.mids["shoulders"] - build.mids["hips"]
    length = np.hypot(*trunk.T)
    lean = np.degrees(np.arctan2(np.abs(trunk[:, 0]), trunk[:, 1]))
    # Seen from its end a trunk has no direction in the picture.
    build.whole("torso", lean, build.sure["trunk"] * np.clip(length / 0.5, 0.0, 1.0))
    build.whole("torso_length", np.minimum(length, 1.0), build.sure["trunk"])
    nose = build.xy[:, 0, 1] - build.mids["shoulders"][:, 1]
    build.whole("head", nose, build.weights[:, 0] * build.sure["shoulders"])


def _add_heights(build: _Builder) -> None:
    build.height("wrists", 9, 5)
    build.height("elbows", 7, 5)
    build.height("wrists_above_ankles", 9, 15)
    build.height("hips_above_knees", 11, 13)
    build.height("knees_above_ankles", 13, 15)
    for name, point in (
        ("shoulders", 5),
        ("hips", 11),
        ("wrists", 9),
        ("knees", 13),
        ("ankles", 15),
    ):
        build.rise(f"{name}_rise", point)


def _add_distances(build: _Builder) -> None:
    build.sided("reach", lambda s: np.abs(build.xy[:, 9 + s, 0] - build.xy[:, 5 + s, 0]), (9, 5))
    for name, left in (("hands_apart", 9), ("feet_apart", 15)):
        apart = np.abs(build.xy[:, left, 0] - build.xy[:, left + 1, 0])
        build.whole(name, apart, build.weights[:, left : left + 2].min(axis=1))
    uneven = np.abs(build.xy[:, 13, 1] - build.xy[:, 14, 1])
    build.whole("knees_uneven", uneven, build.weights[:, 13:15].min(axis=1))
