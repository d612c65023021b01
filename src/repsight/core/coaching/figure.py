"""The joints of a ghost in space, from the directions of its bones, and how a camera sees them.

Axes of the body: x forward, y up, z to its left; the camera is far away (orthographic). A yaw of 0
has the body face to the right in the picture, 90 to the camera; the pitch is how far the camera
looks down.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS
from repsight.core.ghost import Fixed, Form, Posture

Array = npt.NDArray[np.floating[Any]]
Side = Literal["left", "right"]
_SIDES: Final[tuple[Side, Side]] = ("left", "right")

TRUNK, SHOULDER, HIP, UPPER_ARM, FOREARM, THIGH, SHIN = range(7)
"""Places in an array of lengths: the trunk, half the shoulders, half the hips, the four bones."""
_BONE_LENGTHS: Final = np.repeat([UPPER_ARM, FOREARM, THIGH, SHIN], 2)
_LEFT_RIGHT: Final = np.array([1.0, -1.0])
_OUTWARD: Final = np.tile(_LEFT_RIGHT, 4)
_FIXED: Final[Mapping[str, tuple[int, ...]]] = {
    "ankles": ANKLES,
    "hands_and_feet": (*WRISTS, *ANKLES),
    "elbows_and_feet": (*ELBOWS, *ANKLES),
    "hands_and_knees": (*WRISTS, *KNEES),
    "wrists": WRISTS,
    "hips": HIPS,
    "shoulders": SHOULDERS,
}
# Shares of the trunk that face keypoints and shoulders are above and in front of the middle of the
# shoulders, counted from the hips, and aside of it; read off upright people in profile and from
# the front.
_FACE_AND_NECK: Final = np.array(
    [(1.33, 0.22), (1.38, 0.2), (1.38, 0.2), (1.37, 0.06), (1.37, 0.06), (1.0, 0.0), (1.0, 0.0)]
)
_ASIDE: Final = np.array([0.0, 0.06, -0.06, 0.13, -0.13])


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One form with the side that leads; `frames` (K, 17) are its poses as angles in radians: the
    trunk's, then forward and outward of each bone, left and right.
    """

    form: Form
    lead: Side
    frames: Array


@lru_cache(maxsize=64)
def ways(forms: tuple[Form, ...]) -> tuple[Way, ...]:
    """All forms, each with either side leading where that matters."""
    return tuple(
        Way(form, lead, _keyframes(form, lead))
        for form in forms
        for lead in (_SIDES if form.lopsided else _SIDES[:1])
    )


@lru_cache(maxsize=64)
def basis(forms: tuple[Form, ...], moments: tuple[float, ...]) -> Array:
    """What makes joints of lengths: (N, 17, 3, 7) @ (7,) are the joints of every way at every
    moment of progress, around the middle of the hips.
    """
    progress = np.array(moments)
    angles = np.concatenate([_interpolated(way.frames, progress) for way in ways(forms)])
    made = np.stack([_stand_up(angles, unit) for unit in np.eye(7)], axis=-1)
    made.flags.writeable = False
    return np.asarray(made, np.float32)


def _keyframes(form: Form, lead: Side) -> Array:
    poses = [form.start, *([form.halfway] if form.halfway else []), form.turn]
    frames = np.radians([_angles(pose, lead) for pose in poses])
    frames.flags.writeable = False
    return frames


def _interpolated(frames: Array, progress: Array) -> Array:
    place = np.clip(progress, 0.0, 1.0) * (len(frames) - 1)
    before = np.minimum(place.astype(int), len(frames) - 2)
    share = (place - before)[:, None]
    return np.asarray((1 - share) * frames[before] + share * frames[before + 1])


def _angles(pose: Posture, lead: Side) -> list[float]:
    left, right = (pose.lead, pose.other) if lead == "left" else (pose.other, pose.lead)
    return [
        pose.trunk,
        *(v for pair in zip(left, right, strict=True) for bone in pair for v in bone),
    ]


def fixed_points(fixed: Fixed, lead: Side) -> tuple[int, ...]:
    """The keypoints that are meant."""
    if fixed in _FIXED:
        return _FIXED[fixed]
    return (15,) if (fixed == "lead_ankle") == (lead == "left") else (16,)


def joints(way: Way, progress: Array, lengths: Array) -> Array:
    """Joints (P, 17, 3) for `progress` (P,), 0 start … 1 turn; the origin is what stays fixed.

    `lengths` (7,) are the person's; the joints are in the same unit.
    """
    form = way.form
    body = _stand_up(_interpolated(way.frames, progress), lengths)
    first = list(fixed_points(form.fixed, way.lead))
    origin = body[:, first].mean(axis=1)
    if form.fixed_later is not None:
        half = _stand_up(way.frames[1:2], lengths)[0]
        later = list(fixed_points(form.fixed_later, way.lead))
        away = half[later].mean(axis=0) - half[first].mean(axis=0)
        late = body[:, later].mean(axis=1) - away
        origin = np.where((progress > 0.5)[:, None], late, origin)
    return np.asarray(body - origin[:, None])


def _stand_up(angles: Array, lengths: Array) -> Array:
    """Joints (P, 17, 3) around the middle of the hips."""
    points = np.zeros((len(angles), 17, 3))
    sine, cosine = np.sin(angles), np.cos(angles)
    trunk = np.zeros((len(angles), 2, 3))  # up along it, and ahead of it
    trunk[:, 0, 0] = trunk[:, 1, 1] = sine[:, 0]
    trunk[:, 0, 1] = trunk[:, 1, 0] = cosine[:, 0]
    trunk[:, 1, 1] *= -1
    points[:, :7, :2] = lengths[TRUNK] * (_FACE_AND_NECK @ trunk)[..., :2]
    points[:, :5, 2] = lengths[TRUNK] * _ASIDE
    points[:, 5:7, 2] = lengths[SHOULDER] * _LEFT_RIGHT
    points[:, 11:13, 2] = lengths[HIP] * _LEFT_RIGHT
    forward, outward = slice(1, None, 2), slice(2, None, 2)
    bones = np.empty((len(angles), 8, 3))
    bones[..., 0] = sine[:, forward] * cosine[:, outward]
    bones[..., 1] = -cosine[:, forward] * cosine[:, outward]
    bones[..., 2] = sine[:, outward] * _OUTWARD
    bones *= lengths[_BONE_LENGTHS, None]
    for number, near in enumerate((5, 7, 11, 13)):
        points[:, near + 2 : near + 4] = (
            points[:, near : near + 2] + bones[:, 2 * number : 2 * number + 2]
        )
    return points


def camera(yaw: float, pitch: float) -> Array:
    """The matrix (2, 3) from the body's axes to those of the picture, y downwards; radians."""
    cy, sy, cp, sp = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    return np.array([[cy, 0.0, sy], [sy * sp, -cp, -cy * sp]])
