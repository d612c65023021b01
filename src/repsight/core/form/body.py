"""What the body does during one repetition, as curves that do not depend on who films.

Lengths are in torso or leg lengths, heights grow upwards, and "ahead" is the way the person faces,
so that moving, scaling or mirroring the picture changes nothing. A curve of paired limbs is the
mean of both sides; a second one, `…_gap`, says how far the sides are apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import (
    ANKLES,
    ELBOWS,
    HIPS,
    KNEES,
    MEASURES,
    NOSE,
    SHOULDERS,
    WRISTS,
    facing,
    limb_elevation,
    longest,
    middle,
    torso_length,
)
from repsight.core.signals import resample, smooth, uniform_times
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]
Pair = tuple[Array, Array]
"""Values (G, 2) of a left and a right side, and their confidence (G, 2)."""

SMOOTH_SECONDS: Final = 0.07
"""Two frames at 30 Hz: keypoints shake, bodies do not turn faster."""
MARGIN_SECONDS: Final = 0.25
"""Looked at beyond either end, so that smoothing sees what goes on there."""
MIN_FRAMES: Final = 3
MIN_SEEN: Final = 0.5
"""A point seen in less than this share of the repetition is taken as not seen."""
SURE: Final = 0.3
"""A side less sure than this is left out where the other one is surer."""
GAPS: Final = ("knee", "elbow", "shoulder", "thigh_elevation", "wrist_over_shoulder")
"""Paired curves for which the difference of the sides is looked at as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Curves of one repetition: `t` (G,) s at 30 Hz, margins included; `values` name → (G,)."""

    t: Array
    values: Mapping[str, Array]


def read_curves(track: Track, start: float, end: float) -> Curves | None:
    """Curves between two times in s, or None when the torso is hardly seen."""
    near = (track.t >= start - MARGIN_SECONDS) & (track.t <= end + MARGIN_SECONDS)
    if np.count_nonzero(near) < MIN_FRAMES:
        return None
    t, keypoints = track.t[near], track.keypoints[near].astype(np.float64)
    keypoints[~np.isfinite(keypoints).all(axis=2)] = np.nan
    grid = uniform_times(t)
    points = _clean(t, keypoints, grid)
    scale = torso_length(points)
    if not scale > 0:
        return None
    points[..., :2] /= scale
    ahead = points.copy()
    ahead[..., 0] *= facing(points) or np.nan
    values = {}
    for name, (sides, sure) in {**_shapes(points), **_places(ahead)}.items():
        values[name] = _mean_of_sides(sides, sure)
        if name in GAPS:
            values[f"{name}_gap"] = np.abs(sides[:, 0] - sides[:, 1])
    return Curves(grid, {**values, **_whole_body(points, ahead)})


def _clean(t: Array, keypoints: Array, grid: Array) -> Array:
    """Keypoints (G, 17, 3) at the times of `grid`: gaps bridged, shaking removed."""
    clean = np.full((len(grid), keypoints.shape[1], 3), np.nan)
    for point in range(keypoints.shape[1]):
        if np.isfinite(keypoints[:, point, 0]).mean() >= MIN_SEEN:
            for axis in range(3):
                clean[:, point, axis] = resample(t, keypoints[:, point, axis], grid)
    clean[..., :2] = smooth(clean[..., :2].transpose(1, 2, 0), SMOOTH_SECONDS).transpose(2, 0, 1)
    return clean


def _shapes(points: Array) -> dict[str, Pair]:
    """What a mirror does not change: joint angles, slopes and heights."""
    return {
        **{name: MEASURES[name](points) for name in ("knee", "hip", "elbow", "shoulder")},
        "thigh_elevation": _elevation(points, KNEES, HIPS),
        "upper_arm_elevation": _elevation(points, SHOULDERS, ELBOWS),
        "forearm_elevation": _elevation(points, ELBOWS, WRISTS),
        "wrist_over_shoulder": (
            points[:, SHOULDERS, 1] - points[:, WRISTS, 1],
            np.minimum(points[:, SHOULDERS, 2], points[:, WRISTS, 2]),
        ),
    }


def _elevation(points: Array, lower: tuple[int, int], upper: tuple[int, int]) -> Pair:
    """Angle of a limb above the horizontal (G, 2), and its confidence."""
    sure = np.minimum(points[:, lower, 2], points[:, upper, 2])
    return limb_elevation(points, lower, upper), sure


def _places(ahead: Array) -> dict[str, Pair]:
    """How far limbs are ahead of others, in torso lengths."""
    pairs = {"wrist_ahead": (WRISTS, SHOULDERS), "knee_ahead": (KNEES, ANKLES)}
    return {
        name: (ahead[:, of, 0] - ahead[:, over, 0], np.minimum(ahead[:, of, 2], ahead[:, over, 2]))
        for name, (of, over) in pairs.items()
    }


def _mean_of_sides(sides: Array, sure: Array) -> Array:
    """Mean (G,) of the sides that were seen surely, chosen for the repetition, never per frame."""
    known = np.isfinite(sides).all(axis=0)
    confidence = np.where(known, np.nan_to_num(sure).mean(axis=0), -1.0)
    chosen = known & ((confidence >= SURE) | (confidence == confidence.max()))
    if not chosen.any():
        return np.full(len(sides), np.nan)
    return np.asarray(sides[:, chosen].mean(axis=1))


def _whole_body(points: Array, ahead: Array) -> dict[str, Array]:
    shoulders, hips, ankles = (middle(ahead, pair)[0] for pair in (SHOULDERS, HIPS, ANKLES))
    leg = longest(points[:, HIPS, :2] - points[:, KNEES, :2])
    leg = leg + longest(points[:, KNEES, :2] - points[:, ANKLES, :2])
    trunk = _lean(hips, shoulders)
    return {
        "trunk_lean": trunk,
        "head_tilt": (_lean(shoulders, ahead[:, NOSE, :2]) - trunk + 180) % 360 - 180,
        "hip_over_ankle": (ankles[:, 1] - hips[:, 1]) / np.fmax(*leg),
        "hip_ahead": hips[:, 0] - ankles[:, 0],
        "shoulder_tilt": np.abs(points[:, 5, 1] - points[:, 6, 1]),
        "hip_tilt": np.abs(points[:, 11, 1] - points[:, 12, 1]),
    }


def _lean(below: Array, above: Array) -> Array:
    """Angle of a line to the vertical (T,), forwards positive: 0 upright, 90 face down."""
    x, y = (above - below).T
    return np.asarray(np.degrees(np.arctan2(x, -y)))
