"""BlazePose's second network: 33 landmarks of the one body inside a region.

The network answers with coordinates, with a heat map that sharpens them, and with two auxiliary
points from which the region for the next frame is made. The figures are those of MediaPipe's
published `pose_landmark` graphs.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.types import Image
from repsight.pose.blazepose_network import Network, logistic
from repsight.pose.blazepose_region import Region
from repsight.pose.stages import StageSeconds

INPUT_SIZE: Final = 256
LANDMARKS: Final = 33
AUXILIARY_HIPS, AUXILIARY_RIM = 33, 34
ALL_POINTS: Final = 39
REFINE_REACH: Final = 3
"""The heat map is looked at within a 7 x 7 window around each landmark."""
REFINE_MIN_HEAT: Final = 0.5
COCO_FROM_BLAZEPOSE: Final = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""The BlazePose landmark that is each COCO keypoint (the middle one of three eye points)."""

Floats = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One body: landmarks (33, 3) as x, y in pixels and confidence 0..1; presence 0..1.

    `region` is where it was looked for; `axis` (2, 2) is the hip centre and a point on the circle
    around the body, from which the region for the following frame is made.
    """

    landmarks: npt.NDArray[np.float32]
    presence: float
    region: Region
    axis: Floats

    @property
    def next_region(self) -> Region:
        """Where this body would be looked for next."""
        return Region.around_body(*self.axis)

    @property
    def certainty(self) -> float:
        """Mean confidence of the landmarks, 0..1: low where a body is read the wrong way round."""
        return float(self.landmarks[:, 2].mean())

    @property
    def extent(self) -> float:
        """The longer side of the box around the landmarks, as a share of the region's side."""
        sides = self.landmarks[:, :2].max(axis=0) - self.landmarks[:, :2].min(axis=0)
        return float(sides.max()) / self.region.side

    @property
    def keypoints(self) -> npt.NDArray[np.float32]:
        """COCO-17 keypoints (17, 3)."""
        return self.landmarks[list(COCO_FROM_BLAZEPOSE)]


def refine(points: Floats, heat: Floats) -> Floats:
    """Points (P, 2) in 0..1 moved to the centre of heat near them; `heat` (H, W, P) is raw.

    A point stays where it is when it is outside the map or its window is nowhere hot.
    """
    height, width, count = heat.shape
    size = np.array([width, height])
    cell = np.floor(points * size).astype(int)
    reach = np.arange(-REFINE_REACH, REFINE_REACH + 1)
    columns, rows = cell[:, 0, None] + reach, cell[:, 1, None] + reach
    row_inside, column_inside = (rows >= 0) & (rows < height), (columns >= 0) & (columns < width)
    inside = row_inside[:, :, None] & column_inside[:, None, :]
    window = heat[
        rows.clip(0, height - 1)[:, :, None],
        columns.clip(0, width - 1)[:, None, :],
        np.arange(count)[:, None, None],
    ]
    warmth = np.where(inside, logistic(window), 0.0)
    total = warmth.sum(axis=(1, 2))
    centre = (
        np.stack(
            [(warmth.sum(axis=1) * columns).sum(axis=1), (warmth.sum(axis=2) * rows).sum(axis=1)],
            axis=1,
        )
        / np.maximum(total, np.finfo(np.float32).tiny)[:, None]
    )
    on_map = ((cell >= 0) & (cell < size)).all(axis=1)
    moves = on_map & (warmth.max(axis=(1, 2)) >= REFINE_MIN_HEAT)
    return np.where(moves[:, None], centre / size, points)


def decode(raw: Floats, presence: float, heat: Floats, region: Region) -> Body:
    """The body from the network's raw output: (195,), presence, heat map (64, 64, 39)."""
    values = raw.reshape(ALL_POINTS, 5)
    points = region.to_picture(refine(values[:, :2] / INPUT_SIZE, heat))
    # "Not hidden" and "inside the region": the first alone trusts guesses outside the picture.
    confidence = logistic(values[:, 3]) * logistic(values[:, 4])
    landmarks = np.column_stack([points, confidence])[:LANDMARKS]
    axis = points[[AUXILIARY_HIPS, AUXILIARY_RIM]]
    return Body(landmarks.astype(np.float32), presence, region, axis)


class LandmarkFinder:
    """Finds the landmarks of one body in a region of a picture."""

    def __init__(self, network: Network, stages: StageSeconds) -> None:
        self._network = network
        self._stages = stages

    def find(self, image: Image, region: Region) -> Body:
        """The body in `region` of an RGB picture; look at its presence before believing it."""
        began = perf_counter()
        crop = region.crop(image, INPUT_SIZE, cv2.BORDER_REPLICATE)
        cropped = perf_counter()
        raw, presence, heat = self._network.run(crop)
        answered = perf_counter()
        body = decode(raw[0], float(presence[0, 0]), heat[0], region)
        self._stages.pre += cropped - began
        self._stages.network += answered - cropped
        self._stages.post += perf_counter() - answered
        return body
