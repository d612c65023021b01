"""Joint angles that a pose model sees in a picture, against those that are true."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from angle_scenes import Scene
from repsight.core.similarity import box_iou
from repsight.core.skeleton import ANGLES
from repsight.core.types import People
from repsight.synth.truth import joint_angles

Array = npt.NDArray[np.float64]

JOINTS: Final = ("knee", "hip", "elbow", "shoulder")
SURE: Final = 0.3
"""Confidence from which a keypoint counts as found (as `core/geometry.py` trusts a torso)."""
SAME_BOX: Final = 0.3
"""Overlap (IoU) from which a box is that of the person."""
SIZES: Final = ((0, 250), (250, 500), (500, 10_000))
"""Bounds in pixels of a person's standing height."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One joint of one side in one picture: degrees measured, true in the picture, true in space.

    `measured` is NaN where the joint was lost; `covered` whether one of its points is covered.
    """

    model: str
    joint: str
    exercise: str
    view: str
    stature: float
    covered: bool
    measured: float
    flat: float
    space: float

    @property
    def lost(self) -> bool:
        """Whether the model found not all three points."""
        return bool(np.isnan(self.measured))


@dataclass(frozen=True, slots=True)
class Row:
    """Errors in degrees of a group of readings: against the picture's truth and against space."""

    name: str
    joint: str
    count: int
    lost: float
    flat: tuple[float, float, float]
    space: tuple[float, float, float]
    view_only: float


def readings(model: str, scene: Scene, people: People) -> list[Reading]:
    """What a model's `people` say of every joint whose three points are in the picture."""
    found = find_person(scene, people)
    seen = joint_angles(found)
    flat, space = joint_angles(scene.flat), joint_angles(scene.points)
    return [
        Reading(
            model, joint, scene.exercise, scene.view, scene.stature,
            covered=bool((scene.seen[list(points)] < 2).any()),
            measured=seen[joint][side], flat=flat[joint][side], space=space[joint][side],
        )
        for joint in JOINTS
        for side, points in enumerate(ANGLES[joint])
        if (scene.seen[list(points)] > 0).all()
    ]  # fmt: skip


def rows(given: Iterable[Reading], of: Callable[[Reading], str], names: Sequence[str]) -> list[Row]:
    """A row for each group that `of` names, in the order of `names`, and each joint."""
    all_ = list(given)
    table = []
    for name in names:
        for joint in JOINTS:
            group = [each for each in all_ if each.joint == joint and of(each) == name]
            if group:
                table.append(_row(name, joint, group))
    return table


def size_name(reading: Reading) -> str:
    """The distance's group of a reading."""
    return next(_size(b) for b in SIZES if b[0] <= reading.stature < b[1])


def size_names() -> list[str]:
    """The distances' groups, far to near."""
    return [_size(bounds) for bounds in SIZES]


def _size(bounds: tuple[int, int]) -> str:
    least, most = bounds
    if least == 0:
        return f"under {most} px"
    return f"{least} to {most} px" if most < SIZES[-1][1] else f"over {least} px"


def _row(name: str, joint: str, group: Sequence[Reading]) -> Row:
    kept = [each for each in group if not each.lost]
    measured = np.array([each.measured for each in kept])
    flat = np.array([each.flat for each in kept])
    space = np.array([each.space for each in kept])
    every = np.array([abs(each.flat - each.space) for each in group])
    return Row(
        name, joint, len(group), 1 - len(kept) / len(group),
        _spread(measured - flat), _spread(measured - space), float(np.median(every)),
    )  # fmt: skip


def _spread(off: Array) -> tuple[float, float, float]:
    """Median, mean and 95th percentile of the absolute errors."""
    if not len(off):
        return float("nan"), float("nan"), float("nan")
    size = np.abs(off)
    return float(np.median(size)), float(size.mean()), float(np.percentile(size, 95))


def find_person(scene: Scene, people: People) -> Array:
    """The keypoints (17, 2) of whoever overlaps the true person most; NaN where not found."""
    nobody = np.full((17, 2), np.nan)
    overlaps = box_iou(scene.box[None], people.boxes)[0]
    if not len(overlaps) or overlaps.max() < SAME_BOX:
        return nobody
    found = np.float64(people.keypoints[int(np.argmax(overlaps))])
    return np.where((found[:, 2] >= SURE)[:, None], found[:, :2], np.nan)
