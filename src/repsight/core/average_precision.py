"""Average precision of keypoints by object keypoint similarity, as COCO defines it.

cocodataset.org/#keypoints-eval and its reference code (pycocotools): ten thresholds of OKS from
0.50 to 0.95, at most 20 people a picture, precision read at 101 recalls and made never to rise.
COCO's area is that of an outline; where there is a box only, 0.53 of it (xtcocotools).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.similarity import box_area, oks
from repsight.core.skeleton import KEYPOINT_COUNT, OKS_SIGMAS

Array = npt.NDArray[np.floating[Any]]

THRESHOLDS: Final = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
MAX_PEOPLE: Final = 20
OUTLINE_SHARE: Final = 0.53
_RECALLS: Final = np.linspace(0, 1, 101)
_NOWHERE: Final = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class LabelledAndFound:
    """One picture: who is in it, `boxes` (N, 4) xyxy and `keypoints` (N, 17, 3) with visibility 0,
    1 or 2; and who was found, `found` (M, 17, 3) with confidences and `scores` (M,).
    """

    boxes: Array
    keypoints: Array
    found: Array
    scores: Array


def average_precision(
    pictures: Sequence[LabelledAndFound], thresholds: Sequence[float] = THRESHOLDS
) -> dict[float, float]:
    """Average precision 0..1 at each threshold of OKS; their mean is COCO's AP (mAP@50-95).

    Raises InvalidInputError where no picture has a labelled person: there is nothing to find.
    """
    similar = [_similarities(picture) for picture in pictures]
    labelled = sum(int(_counts(picture).sum()) for picture in pictures)
    if not labelled:
        raise InvalidInputError("nobody with keypoints is labelled, so nobody can be found")
    result = {}
    for threshold in thresholds:
        rows = [
            _matched(picture, alike, threshold)
            for picture, alike in zip(pictures, similar, strict=True)
        ]
        scores, hits, ignored = (np.concatenate(column) for column in zip(*rows, strict=True))
        result[threshold] = _area_under(scores[~ignored], hits[~ignored], labelled)
    return result


def _counts(picture: LabelledAndFound) -> npt.NDArray[np.bool_]:
    """Which of the labelled people (N,) have keypoints: the others are neither hit nor missed."""
    return np.asarray((picture.keypoints[:, :, 2] > 0).any(axis=1))


def _similarities(picture: LabelledAndFound) -> npt.NDArray[np.float64]:
    """OKS (M, N) of those found, best score first, with those labelled."""
    order = np.argsort(-picture.scores, kind="stable")[:MAX_PEOPLE]
    found = np.array(picture.found[order], np.float64).reshape(-1, KEYPOINT_COUNT, 3)
    found[~np.isfinite(found[:, :, :2]).all(axis=2), :2] = _NOWHERE  # not seen is not right
    found[:, :, 2] = 1
    labelled = np.array(picture.keypoints, np.float64).reshape(-1, KEYPOINT_COUNT, 3)
    labelled[:, :, 2] = labelled[:, :, 2] > 0
    area = box_area(picture.boxes) * OUTLINE_SHARE
    alike = oks(found, labelled, area[None, :])
    for person in np.flatnonzero(~_counts(picture)):
        alike[:, person] = _near_box(found, picture.boxes[person], area[person])
    return alike


def _near_box(found: Array, box: Array, area: float) -> npt.NDArray[np.float64]:
    """How well those found (M, 17, 3) fit someone labelled by a box only: who is near is excused.

    COCO measures the distance from the box drawn three times as wide and high.
    """
    side = box[2:] - box[:2]
    low, high = box[:2] - side, box[2:] + side
    away = np.maximum(0, low - found[:, :, :2]) + np.maximum(0, found[:, :, :2] - high)
    spread = 2 * (2 * np.asarray(OKS_SIGMAS)) ** 2 * max(area, 1.0)
    return np.asarray(np.exp(-(away**2).sum(axis=2) / spread).mean(axis=1))


def _matched(
    picture: LabelledAndFound, alike: Array, threshold: float
) -> tuple[Array, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Score, whether it is a hit, and whether it does not count, of each one found."""
    counts, free = _counts(picture), np.ones(alike.shape[1], bool)
    hits, ignored = np.zeros(len(alike), bool), np.zeros(len(alike), bool)
    for row, values in enumerate(alike):
        for group in (counts, ~counts):
            choice = np.where(free & group, values, -1.0)
            if len(choice) and choice.max() >= threshold:
                best = int(np.flatnonzero(choice == choice.max())[-1])  # COCO takes the last
                free[best] = False
                hits[row], ignored[row] = counts[best], not counts[best]
                break
    return np.sort(picture.scores)[::-1][: len(alike)], hits, ignored


def _area_under(scores: Array, hits: npt.NDArray[np.bool_], labelled: int) -> float:
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(hits[order])
    recall, precision = right / labelled, right / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, _RECALLS, side="left")
    values = np.append(envelope, 0.0)[np.minimum(places, len(envelope))]
    return float(values.mean())
