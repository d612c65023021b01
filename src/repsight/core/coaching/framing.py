"""One picture to count in though a phone is turned, and no junk in it.

When the picture's size changes, everybody is somewhere else and of another size at once. Nobody has
moved: so the new picture is laid over the old one by the bodies in both, and counting goes on in
the old one's pixels.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.types import People

Array = npt.NDArray[np.floating[Any]]

SURE: Final = 0.3
"""Points less sure than this are not laid over each other."""
MIN_POINTS: Final = 4
MAX_ZOOM: Final = 4.0
"""No camera changes the size of a body by more when it is turned."""
OUTSIDE: Final = 4.0
"""A point farther from the picture than so many times its size is an error, not a joint."""


class Framing:
    """Puts people from a picture of any size where they are in the first one. Can be pickled."""

    def __init__(self) -> None:
        self._size: tuple[int, int] | None = None
        self._zoom = 1.0
        self._shift = np.zeros(2)
        self._before: Array = np.zeros((0, 17, 3))

    def update(self, people: People, size: tuple[int, int]) -> People:
        """The same people, in pixels of the first picture."""
        if self._size is not None and size != self._size and len(people):
            if len(self._before):
                self._lay_over(people.keypoints.astype(np.float64))
            self._size = size
        elif self._size is None:
            self._size = size
        if len(people) == 0 or (self._zoom == 1.0 and not self._shift.any()):
            steady = people
        else:
            keypoints = people.keypoints.copy()
            keypoints[:, :, :2] = keypoints[:, :, :2] * self._zoom + self._shift
            boxes = people.boxes * self._zoom + np.tile(self._shift, 2)
            steady = People(keypoints, boxes, people.scores)
        if len(people):
            self._before = steady.keypoints.astype(np.float64)
        return steady

    def _lay_over(self, now: Array) -> None:
        """Zoom and shift by which the new bodies come to lie on the old ones, least squares."""
        count = min(len(now), len(self._before))
        old, new = _left_to_right(self._before, count), _left_to_right(now, count)
        sure = (np.nan_to_num(old[:, :, 2]) > SURE) & (np.nan_to_num(new[:, :, 2]) > SURE)
        a, b = old[sure][:, :2], new[sure][:, :2]
        if len(a) < MIN_POINTS:
            return
        middle_a, middle_b = a.mean(axis=0), b.mean(axis=0)
        spread_a, spread_b = np.linalg.norm(a - middle_a), np.linalg.norm(b - middle_b)
        zoom = float(spread_a / spread_b) if spread_b > 0 else 1.0
        if 1 / MAX_ZOOM <= zoom / self._zoom <= MAX_ZOOM:
            self._zoom = zoom
            self._shift = middle_a - zoom * middle_b


def _left_to_right(keypoints: Array, count: int) -> Array:
    """The `count` largest bodies, in order from left to right."""
    height = np.nan_to_num(np.ptp(np.nan_to_num(keypoints[:, :, 1]), axis=1))
    largest = keypoints[np.sort(np.argsort(-height, kind="stable")[:count])]
    middle = np.nan_to_num(largest[:, :, 0]).mean(axis=1)
    return np.asarray(largest[np.argsort(middle, kind="stable")])


def clean(people: People, size: tuple[int, int]) -> tuple[People, npt.NDArray[np.intp]]:
    """Who can be used, with the rows they are from: no junk that a detector or a client may send.

    Points that are not finite or far outside the picture are not seen; somebody without a proper
    box, or of whom no point of the body is seen, is left out.
    """
    if not len(people):
        return people, np.zeros(0, np.intp)
    far = OUTSIDE * max(*size, 1)
    keypoints = people.keypoints
    with np.errstate(invalid="ignore"):
        near = (np.abs(keypoints[:, :, :2]) < far).all(axis=2)
        good = np.asarray(near & np.isfinite(keypoints[:, :, 2]))
        boxes = people.boxes
        proper = np.asarray((np.abs(boxes) < far).all(axis=1))
        proper &= (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    kept = np.flatnonzero(proper & good[:, 5:].any(axis=1))
    if len(kept) == len(people) and good.all() and _sure(keypoints):
        return people, kept
    chosen = keypoints[kept].copy()
    chosen[~good[kept]] = np.nan, np.nan, 0.0
    chosen[:, :, 2] = np.clip(chosen[:, :, 2], 0.0, 1.0)
    return People(chosen, people.boxes[kept], people.scores[kept]), kept


def _sure(keypoints: Array) -> bool:
    return bool((keypoints[:, :, 2] >= 0).all() and (keypoints[:, :, 2] <= 1).all())
