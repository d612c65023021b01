"""Labels that came from a page: what is refused, and what is put right."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.data.types import UNLABELLED, LabelledPerson
from repsight.web.errors import RefusedError

_ROUNDING: Final = 0.01
"""Pixels: a length is kept as a millionth of the picture's, so that reading it again may miss."""

Points = Sequence[Sequence[float]]


def checked_people(
    people: Iterable[tuple[Sequence[float], Points]], size: tuple[int, int]
) -> tuple[LabelledPerson, ...]:
    """People of (box xyxy, keypoints (17, 3)) in pixels of a picture of `size`.

    A box is cut at the picture's edge. Raises RefusedError where a point lies outside the picture,
    as training refuses all labels of such a picture, or a box holds nothing of it.
    """
    return tuple(
        LabelledPerson(_box(box, size, number), _keypoints(points, size, number))
        for number, (box, points) in enumerate(people, start=1)
    )


def _box(box: Sequence[float], size: tuple[int, int], number: int) -> np.ndarray:
    cut: np.ndarray = np.clip(np.array(box, float), 0, np.tile(np.array(size, float), 2))
    if not (cut[:2] < cut[2:]).all():
        raise RefusedError(
            "box", f"The box of person {number} is empty or outside the picture; fit it (B)."
        )
    return cut


def _keypoints(points: Points, size: tuple[int, int], number: int) -> np.ndarray:
    found = np.array(points, float)
    found[found[:, 2] == UNLABELLED] = 0
    places, edge = found[:, :2], np.array(size, float)
    outside = ((places < -_ROUNDING) | (places > edge + _ROUNDING)).any(axis=1)
    if outside.any():
        name = KEYPOINT_NAMES[int(np.flatnonzero(outside)[0])].replace("_", " ")
        raise RefusedError(
            "outside",
            f"The {name} of person {number} lies outside the picture; move it, or leave it"
            " unlabelled (V).",
        )
    found[:, :2] = np.clip(places, 0, edge)
    return found
