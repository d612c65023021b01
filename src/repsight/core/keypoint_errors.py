"""How far found keypoints are from labelled ones: PCK, errors of each joint, points lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from repsight.core.average_precision import LabelledAndFound
from repsight.core.geometry import SURE
from repsight.core.similarity import box_iou
from repsight.core.skeleton import KEYPOINT_COUNT, KEYPOINT_INDEX, KEYPOINT_NAMES

Array = npt.NDArray[np.floating[Any]]

PCK_SHARE: Final = 0.2
"""Of the torso, left shoulder to right hip: PCK@0.2 (Yang and Ramanan 2013, as used on FLIC)."""
MIN_OVERLAP: Final = 0.3
"""Boxes that overlap less are not of the same person. Boxes decide who is who, not keypoints: a
wrong pose is to be measured, not left out."""
_TORSO: Final = (KEYPOINT_INDEX["left_shoulder"], KEYPOINT_INDEX["right_hip"])


@dataclass(frozen=True, slots=True, eq=False)
class KeypointErrors:
    """Of P labelled people: `offset` (P, 17, 2) found less labelled in pixels, NaN where there is
    no label or the person was not found; `labelled` and `lost` (P, 17); `torso` and `size` (P,) in
    pixels, the torso NaN where it is not labelled, the size the longer side of the box.

    A labelled point is lost where the person was not found or the point's confidence is too low.
    """

    offset: Array
    labelled: npt.NDArray[np.bool_]
    lost: npt.NDArray[np.bool_]
    torso: Array
    size: Array

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True)
class JointError:
    """Of one joint: median distance in pixels and in per cent of the person's size, mean offset to
    the right and down in per cent of it, and the share of labelled points that were lost.
    """

    name: str
    labelled: int
    median_px: float
    median_percent: float
    right_percent: float
    down_percent: float
    lost: float


def keypoint_errors(
    pictures: Sequence[LabelledAndFound], found_boxes: Sequence[Array]
) -> KeypointErrors:
    """The errors of everybody labelled; `found_boxes` (M, 4) of those found in each picture."""
    offset, lost = [np.empty((0, KEYPOINT_COUNT, 2))], [np.empty((0, KEYPOINT_COUNT), bool)]
    for picture, boxes in zip(pictures, found_boxes, strict=True):
        away = np.full((len(picture.boxes), KEYPOINT_COUNT, 2), np.nan)
        unseen = np.ones((len(picture.boxes), KEYPOINT_COUNT), bool)
        for person, other in _pairs(picture.boxes, boxes):
            away[person] = picture.found[other, :, :2] - picture.keypoints[person, :, :2]
            unseen[person] = ~(picture.found[other, :, 2] >= SURE)
        offset.append(away)
        lost.append(unseen)
    boxes = np.concatenate([np.empty((0, 4)), *(picture.boxes for picture in pictures)])
    points = np.concatenate(
        [np.empty((0, KEYPOINT_COUNT, 3)), *(picture.keypoints for picture in pictures)]
    )
    labelled = points[:, :, 2] > 0
    places = np.concatenate(offset)
    places[~labelled] = np.nan
    lengths = np.hypot(*(points[:, _TORSO[0], :2] - points[:, _TORSO[1], :2]).T)
    torso = np.where(labelled[:, _TORSO].all(axis=1), lengths, np.nan)
    size = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0)
    return KeypointErrors(places, labelled, np.concatenate(lost) & labelled, torso, size)


def _pairs(labelled: Array, found: Array) -> list[tuple[int, int]]:
    overlap = box_iou(labelled, found)
    rows, columns = linear_sum_assignment(-overlap)
    return [
        (int(r), int(c)) for r, c in zip(rows, columns, strict=True) if overlap[r, c] >= MIN_OVERLAP
    ]


def pck(errors: KeypointErrors, share: float = PCK_SHARE) -> float:
    """Share 0..1 of labelled keypoints found within `share` of the torso; NaN without a torso.

    Points of people who were not found are wrong; people whose torso is not labelled are left out.
    """
    known = np.isfinite(errors.torso)
    labelled = errors.labelled[known]
    if not labelled.any():
        return float("nan")
    distance = np.hypot(errors.offset[known, :, 0], errors.offset[known, :, 1])
    near = distance <= share * errors.torso[known, None]
    return float((near & labelled).sum() / labelled.sum())


def lost_share(errors: KeypointErrors) -> float:
    """Share 0..1 of labelled keypoints that were lost; NaN without labels."""
    labelled = int(errors.labelled.sum())
    return float(errors.lost.sum() / labelled) if labelled else float("nan")


def joint_errors(errors: KeypointErrors) -> tuple[JointError, ...]:
    """The errors of each of the 17 joints, over the people who were found."""
    distance = np.hypot(errors.offset[:, :, 0], errors.offset[:, :, 1])
    scale = 100 / np.maximum(errors.size, 1)[:, None]
    rows = []
    for joint, name in enumerate(KEYPOINT_NAMES):
        known = np.isfinite(distance[:, joint])
        labelled = int(errors.labelled[:, joint].sum())
        percent = errors.offset[known, joint] * scale[known]
        rows.append(
            JointError(
                name,
                labelled,
                _median(distance[known, joint]),
                _median(distance[known, joint] * scale[known, 0]),
                _mean(percent[:, 0]),
                _mean(percent[:, 1]),
                float(errors.lost[:, joint].sum() / labelled) if labelled else float("nan"),
            )
        )
    return tuple(rows)


def _median(values: Array) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else float("nan")
