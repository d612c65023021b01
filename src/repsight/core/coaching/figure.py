"""The joints of a ghost in space, from the directions of its bones, and how a camera sees them.

Axes of the body: x forward, y up, z to its left; the camera is far away (orthographic). A yaw of 0
has the body face to the right in the picture, 90 to the camera; the pitch is how far the camera
looks down.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS
from repsight.core.ghost import BONES, Fixed, Form, Posture

Array = npt.NDArray[np.floating[Any]]
Side = Literal["left", "right"]

TRUNK, SHOULDER, HIP, UPPER_ARM, FOREARM, THIGH, SHIN = range(7)
"""Places in an array of lengths: the trunk, half the shoulders, half the hips, the four bones."""
_BONE_LENGTH: Final = {"upper_arm": UPPER_ARM, "forearm": FOREARM, "thigh": THIGH, "shin": SHIN}
_FIXED: Final[Mapping[str, tuple[int, ...]]] = {
    "ankles": ANKLES,
    "hands_and_feet": (*WRISTS, *ANKLES),
    "elbows_and_feet": (*ELBOWS, *ANKLES),
    "hands_and_knees": (*WRISTS, *KNEES),
    "wrists": WRISTS,
    "hips": HIPS,
    "shoulders": SHOULDERS,
}
# Shares of the trunk that face keypoints are above, in front of and beside the middle of the
# shoulders, read off upright people in profile and from the front.
_FACE: Final = np.array(
    [
        (0.33, 0.22, 0.0),
        (0.38, 0.2, 0.06),
        (0.38, 0.2, -0.06),
        (0.37, 0.06, 0.13),
        (0.37, 0.06, -0.13),
    ]
)


@lru_cache(maxsize=256)
def keyframes(form: Form, lead: Side) -> Array:
    """Angles (K, 17) in radians of the form's poses: the trunk's, then of each bone left, right."""
    poses = [form.start, *([form.halfway] if form.halfway else []), form.turn]
    frames = np.radians([_angles(pose, lead) for pose in poses])
    frames.flags.writeable = False
    return frames


def _angles(pose: Posture, lead: Side) -> list[float]:
    left, right = (pose.lead, pose.other) if lead == "left" else (pose.other, pose.lead)
    return [pose.trunk, *(v for pair in zip(left, right, strict=True) for bone in pair for v in bone)]


def fixed_points(fixed: Fixed, lead: Side) -> tuple[int, ...]:
    """The keypoints that are meant."""
    if fixed in _FIXED:
        return _FIXED[fixed]
    return (15,) if (fixed == "lead_ankle") == (lead == "left") else (16,)


def joints(form: Form, lead: Side, progress: Array, lengths: Array) -> Array:
    """Joints (P, 17, 3) for `progress` (P,), 0 start … 1 turn; the origin is what stays fixed.

    `lengths` (7,) are the person's; the joints are in the same unit.
    """
    frames = keyframes(form, lead)
    place = np.clip(progress, 0.0, 1.0) * (len(frames) - 1)
    before = np.minimum(place.astype(int), len(frames) - 2)
    share = (place - before)[:, None]
    body = _stand_up((1 - share) * frames[before] + share * frames[before + 1], lengths)
    first = list(fixed_points(form.fixed, lead))
    origin = body[:, first].mean(axis=1)
    if form.fixed_later is not None:
        half = _stand_up(frames[1:2], lengths)[0]
        later = list(fixed_points(form.fixed_later, lead))
        away = half[later].mean(axis=0) - half[first].mean(axis=0)
        late = body[:, later].mean(axis=1) - away
        origin = np.where((before > 0)[:, None], late, origin)
    return np.asarray(body - origin[:, None])


def _stand_up(angles: Array, lengths: Array) -> Array:
    """Joints (P, 17, 3) around the middle of the hips."""
    points = np.empty((len(angles), 17, 3))
    sine, cosine = np.sin(angles), np.cos(angles)
    up = np.stack([sine[:, 0], cosine[:, 0], 0 * sine[:, 0]], axis=1)
    ahead = np.stack([cosine[:, 0], -sine[:, 0], 0 * sine[:, 0]], axis=1)
    neck = lengths[TRUNK] * up
    aside = np.array([0.0, 0.0, 1.0])
    for i, side in ((0, 1.0), (1, -1.0)):
        points[:, 5 + i] = neck + side * lengths[SHOULDER] * aside
        points[:, 11 + i] = side * lengths[HIP] * aside
        for number, bone in enumerate(BONES):
            at = 1 + 4 * number + 2 * i
            out = cosine[:, at + 1]
            turned = np.stack(
                [sine[:, at] * out, -cosine[:, at] * out, side * sine[:, at + 1]], axis=1
            )
            near = (5, 7, 11, 13)[number] + i
            points[:, near + 2] = points[:, near] + lengths[_BONE_LENGTH[bone]] * turned
    for index, (above, front, beside) in enumerate(lengths[TRUNK] * _FACE):
        points[:, index] = neck + above * up + front * ahead + beside * aside
    return points


def camera(yaw: Array, pitch: Array) -> Array:
    """Matrices (V, 2, 3) from the body's axes to those of the picture, y downwards; radians."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    zero = np.zeros_like(cy)
    across = np.stack([cy, zero, sy], axis=-1)
    down = np.stack([sy * sp, -cp + zero, -cy * sp], axis=-1)
    return np.stack([across, down], axis=-2)
