"""Do points, boxes and picture fit one another?"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from repsight.core.similarity import box_iou
from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.data.checking.finding import Finding, Level
from repsight.data.types import UNLABELLED, LabelledPerson, LabelledPicture

_ROUNDING: Final = 0.5
"""Pixels: half of one lies between the two ways of counting where a picture ends."""
_BESIDE_BOX: Final = 0.1
"""Share of the box's longer side that a point may lie outside: boxes drawn by hand are that rough.
"""
_LEAST_SIDE: Final = 2.0
_SAME_BOX: Final = 0.9
"""Intersection over union of two boxes of one person: two people are never seen so alike."""


def misplaced(picture: LabelledPicture) -> Iterator[Finding]:
    """Points and boxes that are where they cannot be."""
    for number, person in enumerate(picture.people, start=1):
        for level, code, text in _person(person, np.array(picture.size, float)):
            yield Finding(level, code, picture.file.as_posix(), f"person {number}: {text}")
    boxes = np.array([person.box for person in picture.people]).reshape(-1, 4)
    overlap = box_iou(boxes, boxes)
    for one, other in combinations(range(len(boxes)), 2):
        if overlap[one, other] > _SAME_BOX:
            text = f"person {other + 1} has the box of person {one + 1}: labelled twice?"
            yield Finding("warning", "person_twice", picture.file.as_posix(), text)


def _person(person: LabelledPerson, size: np.ndarray) -> Iterator[tuple[Level, str, str]]:
    low, high = person.box[:2], person.box[2:]
    if (low < -_ROUNDING).any() or (high > size + _ROUNDING).any():
        yield "error", "box_outside", f"its box {_numbers(person.box)} leaves the picture"
    if (high - low < _LEAST_SIDE).any():
        yield "error", "box_empty", f"its box {_numbers(person.box)} holds nothing"
        return
    labelled = person.keypoints[:, 2] != UNLABELLED
    if not labelled.any():
        yield "warning", "no_points", "it has a box, but no keypoint"
        return
    points = person.keypoints[:, :2]
    outside = _beyond(points, np.zeros(2), size, _ROUNDING) & labelled
    if outside.any():
        yield "error", "point_outside", f"{_named(outside)} outside the picture"
    margin = _BESIDE_BOX * float((high - low).max())
    beside = _beyond(points, low, high, margin) & labelled & ~outside
    if beside.sum() * 2 > labelled.sum():
        yield "error", "box_elsewhere", f"its box holds {int((labelled & ~beside).sum())} of its" \
            f" {int(labelled.sum())} points"  # fmt: skip
    elif beside.any():
        yield "warning", "point_beside_box", f"{_named(beside)} outside its box"


def _beyond(points: np.ndarray, low: np.ndarray, high: np.ndarray, margin: float) -> np.ndarray:
    beyond = (points < low - margin) | (points > high + margin)
    return np.asarray(beyond.any(axis=1))


def _named(chosen: np.ndarray) -> str:
    names = [KEYPOINT_NAMES[index].replace("_", " ") for index in np.flatnonzero(chosen)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _numbers(box: np.ndarray) -> str:
    return " ".join(f"{value:.0f}" for value in box)
