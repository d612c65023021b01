"""How alike two detections are: overlap of boxes and agreement of keypoints."""

from typing import Any

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import OKS_SIGMAS

Floats = npt.NDArray[np.floating[Any]]

# pycocotools: the spread of keypoint i is 2 sigma_i times the object's scale.
_TWICE_SPREAD_SQUARED = 2 * (2 * np.asarray(OKS_SIGMAS)) ** 2


def box_iou(a: Floats, b: Floats) -> npt.NDArray[np.float64]:
    """Intersection over union (N, M), 0..1, of xyxy boxes (N, 4) and (M, 4); 0 for empty boxes."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(high - low, 0.0).prod(axis=2)
    union = box_area(a)[:, None] + box_area(b)[None, :] - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def box_area(boxes: Floats) -> npt.NDArray[np.float64]:
    """Area (N,) in square pixels of xyxy boxes (N, 4); 0 for boxes inside out."""
    sides = np.maximum(np.asarray(boxes, np.float64)[:, 2:] - boxes[:, :2], 0.0)
    return np.asarray(sides.prod(axis=1))


def oks(a: Floats, b: Floats, area: Floats) -> npt.NDArray[np.float64]:
    """Object keypoint similarity (N, M), 0..1, of keypoints (N, 17, 3) and (M, 17, 3).

    `area` (N, M), (N, 1) or (1, M) is the squared scale in square pixels. Points count by the
    smaller of both confidences; a pair that shares no point is 0. Formula: COCO keypoint
    evaluation (cocodataset.org/#keypoints-eval), there with 0/1 weights.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    step = a[:, None, :, :2] - b[None, :, :, :2]
    distance = (step * step).sum(axis=3)
    weight = np.minimum(a[:, None, :, 2], b[None, :, :, 2])
    weight = np.where(np.isfinite(distance) & np.isfinite(weight), weight, 0.0)
    scale = np.maximum(np.asarray(area, np.float64), 1.0)[:, :, None] * _TWICE_SPREAD_SQUARED
    agreement = np.exp(-np.where(weight > 0, distance, 0.0) / scale)
    total = weight.sum(axis=2)
    agreed = (agreement * weight).sum(axis=2)
    return np.asarray(np.divide(agreed, total, out=np.zeros_like(total), where=total > 0))
