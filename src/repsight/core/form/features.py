"""Features of one repetition: numbers with a name, a unit and words for people.

A feature is a curve of the body (`core/form/body.py`) at the turn, on average, or as the range it
goes through. How long a repetition took and how jerkily it went are left out: they tell acted
mistakes from real ones rather than wrong from right (docs/decisions.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.form.body import GAPS, Array, read_curves
from repsight.core.types import Repetition, Track

_DEGREES: Final = "°"
_TORSO: Final = " torso lengths"

_CURVES: Final[Mapping[str, tuple[str, str]]] = {
    "knee": ("knee angle", _DEGREES),
    "hip": ("hip angle", _DEGREES),
    "elbow": ("elbow angle", _DEGREES),
    "shoulder": ("angle between upper arm and trunk", _DEGREES),
    "thigh_elevation": ("thigh slope (hips above knees)", _DEGREES),
    "upper_arm_elevation": ("upper-arm slope (elbows above shoulders)", _DEGREES),
    "forearm_elevation": ("forearm slope (wrists above elbows)", _DEGREES),
    "wrist_over_shoulder": ("height of the wrists over the shoulders", _TORSO),
    "wrist_ahead": ("reach of the wrists ahead of the shoulders", _TORSO),
    "knee_ahead": ("travel of the knees ahead of the ankles", _TORSO),
    "trunk_lean": ("forward lean of the trunk", _DEGREES),
    "head_tilt": ("forward tilt of the head against the trunk", _DEGREES),
    "hip_over_ankle": ("height of the hips over the ankles", " leg lengths"),
    "hip_ahead": ("travel of the hips ahead of the ankles", _TORSO),
    "shoulder_tilt": ("height difference between the shoulders", _TORSO),
    "hip_tilt": ("height difference between the hips", _TORSO),
}
"""What people call a curve, and its unit."""
_AT: Final[Mapping[str, str]] = {
    "turn": "{} at the turn",
    "mean": "average {}",
    "range": "how much the {} changes",
}
MIN_SAMPLES: Final = 4
"""A repetition of fewer moments (0.1 s) has no course to speak of."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What people call a feature, and its unit with the space before it."""

    phrase: str
    unit: str


def _catalogue() -> dict[str, Feature]:
    curves = dict(_CURVES)
    for name in GAPS:
        words, unit = _CURVES[name]
        curves[f"{name}_gap"] = (f"left-right difference in {words}", unit)
    return {
        f"{curve}.{moment}": Feature(pattern.format(words), unit)
        for curve, (words, unit) in curves.items()
        for moment, pattern in _AT.items()
    }


FEATURES: Final[Mapping[str, Feature]] = _catalogue()


def repetition_features(track: Track, repetition: Repetition) -> dict[str, float]:
    """Every feature of one repetition by name, in the order of FEATURES; NaN where not seen.

    The same for a picture mirrored, scaled or moved, and at any frame rate.
    """
    curves = read_curves(track, repetition.start, repetition.end)
    if curves is None:
        return dict.fromkeys(FEATURES, np.nan)
    moments = (repetition.start, repetition.turn, repetition.end)
    start, turn, end = (int(np.abs(curves.t - moment).argmin()) for moment in moments)
    if end - start + 1 < MIN_SAMPLES:
        return dict.fromkeys(FEATURES, np.nan)
    found = {}
    for name in FEATURES:
        curve, _, moment = name.partition(".")
        found[name] = _value(curves.values[curve], moment, slice(start, end + 1), turn)
    return found


def _value(curve: Array, moment: str, span: slice, turn: int) -> float:
    if moment == "turn":
        return float(curve[turn])
    return float(np.mean(curve[span]) if moment == "mean" else np.ptp(curve[span]))


def phrase(name: str) -> str:
    """What people call a feature: `forward lean of the trunk at the turn`."""
    return _feature(name).phrase


def describe(name: str, value: float) -> str:
    """A feature and its value in words.

    >>> describe("trunk_lean.turn", 41.7)
    'forward lean of the trunk at the turn: 42°'
    """
    feature = _feature(name)
    if not np.isfinite(value):
        return f"{feature.phrase}: not seen"
    return f"{feature.phrase}: {value:.{0 if feature.unit == _DEGREES else 2}f}{feature.unit}"


def _feature(name: str) -> Feature:
    if name not in FEATURES:
        raise InvalidInputError(f"there is no feature {name!r}; allowed: {', '.join(FEATURES)}")
    return FEATURES[name]
