"""BlazePose's first network: where in the picture are bodies, and how are they turned?

A single-shot detector with 2254 anchors. Besides a box around the face it gives four points; two of
them, the hip centre and a point on the circle around the body, are what the region is made from.
The figures are those of MediaPipe's published `pose_detection` graph.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.similarity import box_iou
from repsight.core.types import Image
from repsight.pose.blazepose_network import Network, logistic
from repsight.pose.blazepose_region import Region
from repsight.pose.stages import StageSeconds

INPUT_SIZE: Final = 224
STRIDES: Final = (8, 16, 32, 32, 32)
ANCHORS_PER_CELL: Final = 2
OVERLAP_SAME_BODY: Final = 0.3
HIPS, RIM = 0, 1

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Detection:
    """A body the detector saw: its region in the picture and a score 0..1."""

    region: Region
    score: float


def anchor_centres() -> npt.NDArray[np.float32]:
    """Centres of all anchors (2254, 2) as x, y in 0..1 of the network's input."""
    layers = []
    for stride in STRIDES:
        cells = INPUT_SIZE // stride
        centres = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
        layers.append(np.repeat(grid, ANCHORS_PER_CELL, axis=0))
    return np.concatenate(layers).astype(np.float32)


def decode(
    boxes: Floats, scores: Floats, anchors: Floats, min_score: float
) -> tuple[Floats, Floats, Floats]:
    """Boxes xyxy (K, 4), points (K, 4, 2), both in 0..1 of the input, and scores (K,), best first.

    `boxes` (2254, 12) and `scores` (2254,) are the network's raw output.
    """
    likely = logistic(scores)
    chosen = np.flatnonzero(likely >= min_score)
    chosen = chosen[np.argsort(-likely[chosen], kind="stable")]
    pairs = boxes[chosen].reshape(-1, 6, 2) / INPUT_SIZE
    centre, size = pairs[:, 0] + anchors[chosen], pairs[:, 1]
    points = pairs[:, 2:] + anchors[chosen][:, None]
    return np.hstack([centre - size / 2, centre + size / 2]), points, likely[chosen]


def merge_overlapping(boxes: Floats, points: Floats, scores: Floats) -> list[tuple[Floats, float]]:
    """Weighted non-maximum suppression: each body's four points (4, 2) and its best score.

    All candidates that overlap the best one are averaged by score, which steadies the points
    (Bazarevsky et al., "BlazeFace", 2019, section 3.4). `scores` must be sorted, best first.
    """
    merged = []
    while len(scores):
        same = box_iou(boxes[:1], boxes)[0] > OVERLAP_SAME_BODY
        same[0] = True
        mean = np.average(points[same], axis=0, weights=scores[same])
        merged.append((mean, float(scores[0])))
        boxes, points, scores = boxes[~same], points[~same], scores[~same]
    return merged


def as_detection(points: Floats, score: float, part: Region) -> Detection:
    """The body whose four points (4, 2) were found in 0..1 of a part of the picture."""
    hips, rim = part.to_picture(points[[HIPS, RIM]])
    return Detection(Region.around_body(hips, rim), score)


class Detector:
    """Finds bodies in a picture or a part of it."""

    def __init__(self, network: Network, stages: StageSeconds) -> None:
        self._network = network
        self._stages = stages
        self._anchors = anchor_centres()

    def find(self, image: Image, part: Region, min_score: float) -> list[Detection]:
        """Bodies in a part of an RGB picture, best first."""
        began = perf_counter()
        crop = part.crop(image, INPUT_SIZE, cv2.BORDER_CONSTANT)
        cropped = perf_counter()
        boxes, scores = self._network.run(crop)
        answered = perf_counter()
        decoded = decode(boxes[0], scores[0, :, 0], self._anchors, min_score)
        found = [as_detection(points, score, part) for points, score in merge_overlapping(*decoded)]
        self._stages.pre += cropped - began
        self._stages.network += answered - cropped
        self._stages.post += perf_counter() - answered
        return [detection for detection in found if detection.region.usable]
