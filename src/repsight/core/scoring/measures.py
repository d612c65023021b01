"""What of a body is measured, on every moment, with its unit and how uncertain it is.

A measure takes a prepared body and gives values (G, S) and confidences (G, S), S being 2 for left
and right and 1 for the whole body, like the measures that counting uses (`core/geometry.py`),
which are all here too.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core import geometry
from repsight.core.geometry import (
    ANKLES,
    EARS,
    ELBOWS,
    HIPS,
    KNEES,
    SHOULDERS,
    WRISTS,
    facing,
    joint_angle,
    limb_elevation,
    middle,
)
from repsight.core.scoring.body import RATE_HZ
from repsight.core.skeleton import ANGLES

Array = npt.NDArray[np.floating[Any]]
Values = tuple[Array, Array]

MIN_APART: Final = 0.2
"""Feet or shoulders closer together than this share of the torso say nothing as a yardstick."""


def _elevation(near: tuple[int, int], far: tuple[int, int], keypoints: Array) -> Values:
    """Angle of a limb above level: -90 where its far end hangs, 0 level, 90 up."""
    sure = np.minimum(keypoints[:, near, 2], keypoints[:, far, 2])
    return limb_elevation(keypoints, near, far), sure


def _trunk_lean(keypoints: Array) -> Values:
    """Lean of the trunk from upright: positive forward, negative backward."""
    shoulders, shoulder_sure = middle(keypoints, SHOULDERS)
    hips, hip_sure = middle(keypoints, HIPS)
    x, y = (shoulders - hips).T
    ahead = facing(keypoints) or np.nan
    return np.degrees(np.arctan2(ahead * x, -y))[:, None], np.minimum(shoulder_sure, hip_sure)[
        :, None
    ]


def _hip_sag(keypoints: Array) -> Values:
    """How far the hips bend below (positive) or above the line from shoulders to knees, degrees."""
    bend = np.stack([180 - joint_angle(keypoints, s, s + 6, s + 8) for s in SHOULDERS], axis=1)
    s, h, k = (keypoints[:, pair, :2] for pair in (SHOULDERS, HIPS, KNEES))
    line = k - s
    along = ((h - s) * line).sum(axis=2) / np.maximum((line**2).sum(axis=2), 1e-9)
    below = h[..., 1] - (s[..., 1] + along * line[..., 1])
    sure = np.minimum.reduce([keypoints[:, pair, 2] for pair in (SHOULDERS, HIPS, KNEES)])
    return bend * np.sign(below), sure


def _neck(keypoints: Array) -> Values:
    """Angle at the shoulder between ear and hip: 180 when the head continues the back's line."""
    points = [(ear, ear + 2, ear + 8) for ear in EARS]
    values = np.stack([joint_angle(keypoints, *three) for three in points], axis=1)
    sure = np.stack([keypoints[:, list(three), 2].min(axis=1) for three in points], axis=1)
    return values, sure


def _apart(of: tuple[int, int], over: tuple[int, int], keypoints: Array) -> Values:
    """Distance between left and right, sideways, as a share of that of another pair."""
    wide = np.abs(keypoints[:, of[0], 0] - keypoints[:, of[1], 0])
    base = np.abs(keypoints[:, over[0], 0] - keypoints[:, over[1], 0])
    base = np.where(base > MIN_APART * geometry.torso_length(keypoints), base, np.nan)
    return (wide / base)[:, None], keypoints[:, [*of, *over], 2].min(axis=1)[:, None]


def _uneven(pair: tuple[int, int], keypoints: Array) -> Values:
    """Difference in height of left and right, in torso lengths."""
    apart = np.abs(keypoints[:, pair[0], 1] - keypoints[:, pair[1], 1])
    sure = keypoints[:, list(pair), 2].min(axis=1)
    return (apart / geometry.torso_length(keypoints))[:, None], sure[:, None]


def _wrist_drift(keypoints: Array) -> Values:
    """How far the hands are in front of the ankles (positive) or behind, in torso lengths."""
    wrists, wrist_sure = middle(keypoints, WRISTS)
    ankles, ankle_sure = middle(keypoints, ANKLES)
    ahead = (wrists[:, 0] - ankles[:, 0]) * (facing(keypoints) or np.nan)
    sure = np.minimum(wrist_sure, ankle_sure)
    return (ahead / geometry.torso_length(keypoints))[:, None], sure[:, None]


def _ankle_height(keypoints: Array) -> Values:
    """Height of the ankles in torso lengths; only its changes mean something."""
    return (
        -keypoints[:, ANKLES, 1] / geometry.torso_length(keypoints),
        keypoints[:, ANKLES, 2],
    )


def _trunk_speed(keypoints: Array) -> Values:
    """How fast the trunk turns, degrees a second."""
    shoulders, shoulder_sure = middle(keypoints, SHOULDERS)
    hips, hip_sure = middle(keypoints, HIPS)
    x, y = (shoulders - hips).T
    turned = np.arctan2(x[:-1] * y[1:] - y[:-1] * x[1:], x[:-1] * x[1:] + y[:-1] * y[1:])
    speed = np.degrees(np.abs(np.append(turned, turned[-1:]))) * RATE_HZ
    return speed[:, None], np.minimum(shoulder_sure, hip_sure)[:, None]


Plane = Literal["sagittal", "frontal", "any"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A function of keypoints (G, 17, 3), its unit, and the standard error of one value.

    `error` is that of keypoints which the detector is sure of; `view_error` is added in quadrature
    where the camera does not look straight at the `plane` in which the measure lies. One camera's
    joint angles are 2 to 14 degrees off, by joint and view.
    """

    read: Callable[[Array], Values]
    unit: str
    error: float
    view_error: float = 0.0
    plane: Plane = "sagittal"
    words: tuple[str, str] = ("more", "less")
    """What a larger and what a smaller value is."""
    of_body: bool = True
    """Whether it needs hips or legs; arms are often seen well where these are not."""


_BEND: Final = ("straighter", "more bent")
_UPRIGHT: Final = ("farther forward", "more upright")
_RAISED: Final = ("higher", "lower")


MEASURES: Final[Mapping[str, Measure]] = {
    **{
        name: Measure(
            geometry.MEASURES[name],
            "°",
            3.0,
            12.0,
            words=_RAISED if name == "shoulder" else _BEND,
            of_body=name != "elbow",
        )
        for name in ANGLES
    },
    "trunk_inclination": Measure(
        geometry.MEASURES["trunk_inclination"], "°", 2.5, 6.0, words=_UPRIGHT
    ),
    "leg_elevation": Measure(geometry.MEASURES["leg_elevation"], "°", 2.5, 6.0, words=_RAISED),
    "wrist_over_shoulder": Measure(
        geometry.MEASURES["wrist_over_shoulder"], "torso", 0.04, 0.05, "any", _RAISED
    ),
    "shoulder_height": Measure(
        geometry.MEASURES["shoulder_height"], "torso", 0.03, 0.03, "any", _RAISED
    ),
    "hip_height": Measure(geometry.MEASURES["hip_height"], "torso", 0.03, 0.03, "any", _RAISED),
    "thigh_elevation": Measure(
        partial(_elevation, HIPS, KNEES), "°", 4.0, 3.0, words=("deeper", "less deep")
    ),
    "upper_arm_elevation": Measure(
        partial(_elevation, SHOULDERS, ELBOWS), "°", 4.0, 3.0, "any", _RAISED, of_body=False
    ),
    "forearm_elevation": Measure(
        partial(_elevation, ELBOWS, WRISTS), "°", 4.0, 3.0, "any", _RAISED, of_body=False
    ),
    "trunk_lean": Measure(_trunk_lean, "°", 2.5, 6.0, words=("farther forward", "farther back")),
    "hip_sag": Measure(_hip_sag, "°", 4.0, 20.0, words=("lower hips", "higher hips")),
    "neck": Measure(_neck, "°", 6.0, 12.0, words=("longer neck", "more tucked")),
    "knees_apart": Measure(
        partial(_apart, KNEES, ANKLES), "x", 0.08, 0.2, "frontal", ("wider", "narrower")
    ),
    "feet_apart": Measure(
        partial(_apart, ANKLES, SHOULDERS), "x", 0.08, 0.2, "frontal", ("wider", "narrower")
    ),
    "elbows_apart": Measure(
        partial(_apart, ELBOWS, SHOULDERS), "x", 0.2, 0.3, "frontal", ("wider", "closer"), False
    ),
    "wrist_drift": Measure(_wrist_drift, "torso", 0.05, 0.08),
    "hips_uneven": Measure(
        partial(_uneven, HIPS), "torso", 0.03, 0.03, "any", ("more uneven", "more level")
    ),
    "ankle_height": Measure(_ankle_height, "torso", 0.03, 0.02, "any", _RAISED),
    "trunk_speed": Measure(_trunk_speed, "°/s", 20.0, 20.0, words=("faster", "slower")),
}
UNITS: Final[Mapping[str, str]] = {name: measure.unit for name, measure in MEASURES.items()}


def standard_error(measure: Measure, confidence: float, off_side: float, slope: float) -> float:
    """Standard error of one value of `measure`, in its unit.

    `confidence` (0..1) is that of the keypoints, `off_side` the view in degrees off the side,
    `slope` how fast the value changes, in units a frame of the camera: what happens between two
    frames is not seen (uniform, so a frame's change over the square root of 12).
    """
    off = math.radians(off_side if math.isfinite(off_side) else 45.0)
    aside = {"sagittal": math.sin(off), "frontal": math.cos(off), "any": 1.0}[measure.plane]
    seen = measure.error / max(confidence, 0.2)
    return math.sqrt(seen**2 + (measure.view_error * aside) ** 2 + slope**2 / 12)
