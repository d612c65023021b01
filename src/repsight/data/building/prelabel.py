"""What a pose model found, as labels that a person may correct."""

from typing import Final

import numpy as np

from repsight.core.types import People
from repsight.data.types import HIDDEN, UNLABELLED, VISIBLE, Array, LabelledPerson

PERSON_SCORE: Final = 0.4
"""People cut off by the picture's edge are found with about this score; of those below, many are
none."""
PLACED: Final = 0.5
"""Confidence from which a point is labelled. YOLO-Pose learns it as the chance that a person would
have labelled the point. Compared with BlazePose on 47 clips, of the points of the body below 0.3
one in six lies within a fifth of the body's spread of where the other model has it, from 0.3 to 0.5
one in three: they are guesses."""
SEEN: Final = 0.9
"""Confidence from which a point is labelled visible, below it hidden. From 0.5 to 0.9 every second
point agrees so, from 0.9 on five of six. A model cannot tell hidden from hard to see."""


def main_person(people: People) -> int | None:
    """The row of the person with the largest box among those sure enough; None for nobody."""
    sides = np.maximum(people.boxes[:, 2:] - people.boxes[:, :2], 0)
    areas = np.where(people.scores >= PERSON_SCORE, sides.prod(axis=1), -1.0)
    return int(areas.argmax()) if len(areas) and areas.max() > 0 else None


def prelabel(people: People, size: tuple[int, int]) -> tuple[LabelledPerson, ...]:
    """The people sure enough to be labelled, in a picture of `size` (width, height).

    Points outside the picture are left out, as in COCO; boxes end at its edge and hold all points.
    Somebody of whom no point is sure keeps the box: without it the picture would teach that nobody
    is there.
    """
    return tuple(
        _person(keypoints, box, np.array(size, float))
        for keypoints, box, score in zip(people.keypoints, people.boxes, people.scores, strict=True)
        if score >= PERSON_SCORE
    )


def _person(keypoints: Array, box: Array, size: np.ndarray) -> LabelledPerson:
    points, confidence = keypoints[:, :2], np.nan_to_num(keypoints[:, 2])
    inside = ((points >= 0) & (points <= size)).all(axis=1)  # NaN is not
    visible = np.select([confidence >= SEEN, confidence >= PLACED], [VISIBLE, HIDDEN], UNLABELLED)
    visible = np.where(inside, visible, UNLABELLED)
    placed = points[visible > UNLABELLED]
    low = np.minimum(box[:2], placed.min(axis=0, initial=np.inf)).clip(0, size)
    high = np.maximum(box[2:], placed.max(axis=0, initial=-np.inf)).clip(0, size)
    labels = np.column_stack((np.where(visible[:, None] > 0, points, 0), visible))
    return LabelledPerson(np.concatenate((low, high)), labels)
