"""What is true of a rendered person: keypoints, what is seen of them, box and joint angles."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from repsight.core.skeleton import ANGLES, KEYPOINT_NAMES
from repsight.data.types import HIDDEN, UNLABELLED, VISIBLE, LabelledPerson
from repsight.synth.camera import Camera
from repsight.synth.render import Seen
from repsight.synth.surface import HEIGHT, PARTS

# How far in metres behind the seen surface, on a body of HEIGHT, a keypoint may lie and be seen.
# How far a point may lie below the skin over it, clothes included: set by judgement.
_UNDER_SKIN: Final = {
    "nose": 0.035, "eye": 0.03, "ear": 0.04, "shoulder": 0.13, "elbow": 0.09, "wrist": 0.07,
    "hip": 0.20, "knee": 0.11, "ankle": 0.10,
}  # fmt: skip

# What may be seen in front of a keypoint that counts as seen: the parts that it is in.
_PARTS_OF: Final = {
    "nose": ("head",), "eye": ("head",), "ear": ("head",),
    "shoulder": ("trunk", "upper_arm"), "elbow": ("upper_arm", "forearm"),
    "wrist": ("forearm", "hand"), "hip": ("trunk", "thigh"), "knee": ("thigh", "shank"),
    "ankle": ("shank", "foot"),
}  # fmt: skip

MIN_PIXELS: Final = 80
"""A person of whom less is seen is not labelled."""


def label_person(
    keypoints: np.ndarray, height: float, number: int, camera: Camera, seen: Seen
) -> LabelledPerson | None:
    """The label of figure `number` (1..), whose `keypoints` (17, 3) are in metres in the room.

    Visibility is COCO's: 0 outside the picture, 1 covered by something or by the person, 2 seen.
    The box holds what is seen of the person and every labelled keypoint, clipped to the picture.
    None where next to nothing of the person is seen.
    """
    rows, columns = np.nonzero(seen.thing == number)
    if len(rows) < MIN_PIXELS:
        return None
    projected = camera.project(keypoints)
    visibility = [
        _visibility(index, projected[index], height / HEIGHT, number, seen)
        for index in range(len(keypoints))
    ]
    labels = np.column_stack((projected[:, :2], visibility))
    placed = labels[labels[:, 2] > UNLABELLED, :2]
    low = np.array((columns.min(), rows.min()), float)
    high = np.array((columns.max(), rows.max()), float) + 1
    box = np.concatenate((np.vstack((placed, low)).min(0), np.vstack((placed, high)).max(0)))
    return LabelledPerson(box, np.nan_to_num(labels))


def _visibility(index: int, point: np.ndarray, scale: float, number: int, seen: Seen) -> int:
    height, width = seen.thing.shape
    if not (point[2] > 0 and 0 <= point[0] < width and 0 <= point[1] < height):
        return UNLABELLED
    column, row = int(point[0]), int(point[1])
    if seen.thing[row, column] != number:
        return HIDDEN
    side, _, joint = KEYPOINT_NAMES[index].rpartition("_")
    part = PARTS[seen.part[row, column]]
    own = any(part in (name, f"{side}_{name}") for name in _PARTS_OF[joint])
    near = point[2] - seen.depth[row, column] < _UNDER_SKIN[joint] * scale
    return VISIBLE if own and near else HIDDEN


def joint_angles(points: np.ndarray) -> dict[str, tuple[float, float]]:
    """Interior angles in degrees, (left, right), of knees, hips, elbows and shoulders.

    `points` are keypoints (17, 3) in metres for the true ones, (17, 2) in pixels for those that a
    picture shows; an angle at a point that is not there is NaN.
    """
    return {
        name: tuple(_angle(*(points[index] for index in side)) for side in sides)  # type: ignore[misc]
        for name, sides in ANGLES.items()
    }


def _angle(first: np.ndarray, middle: np.ndarray, last: np.ndarray) -> float:
    one, other = first - middle, last - middle
    cosine = one @ other / (np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def facts_of(points: np.ndarray, camera: Camera) -> dict[str, Any]:
    """What a data set's index says of a person with keypoints `points` (17, 3) in the room.

    `points_m`: the keypoints in the camera's axes (right, down, forward), to the millimetre;
    `angles` true and `projected_angles` in the picture: name -> [left, right] in degrees.
    """
    flat = camera.project(points)[:, :2]
    return {
        "angles": _rounded(joint_angles(points)),
        "projected_angles": _rounded(joint_angles(flat)),
        "points_m": np.round(np.float64((points - camera.position) @ camera.axes.T), 3).tolist(),
    }


def _rounded(angles: Mapping[str, tuple[float, float]]) -> dict[str, list[float | None]]:
    """The same with a hundredth of a degree; JSON has no NaN."""
    return {
        name: [None if np.isnan(value) else round(value, 2) for value in sides]
        for name, sides in angles.items()
    }
