"""Covering a part of a person, as dumbbells, benches and other people do.

Random erasing: Zhong et al. 2020, "Random Erasing Data Augmentation", there for classification.
Here the covered patch lies about a labelled keypoint and the label stays: a model for exercise has
to say where a covered joint is.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.floating[Any]]

PROBABILITY: Final = 0.3
"""Of a picture having a patch: about as many keypoints are hidden in COCO's labels."""
MIN_SIDE: Final = 0.08
MAX_SIDE: Final = 0.25
"""Sides of the patch as shares of the person's: a hand with a dumbbell, to a bench."""


def cover(image: Pixels, boxes: Boxes, points: list[Boxes], random: np.random.Generator) -> Pixels:
    """The picture (H, W, 3) with perhaps a patch over one person; the one given is not touched.

    `boxes` (N, 4) xyxy and `points` N arrays (K, 2) of where the people's keypoints are, in pixels.
    The patch is noise about the colour of another place of the picture.
    """
    people = [number for number in range(len(boxes)) if len(points[number])]
    if not people or random.random() >= PROBABILITY:
        return image
    person = int(random.choice(people))
    centre = points[person][random.integers(len(points[person]))]
    extent = boxes[person, 2:] - boxes[person, :2]
    half = extent * random.uniform(MIN_SIDE, MAX_SIDE, 2) / 2
    height, width = image.shape[:2]
    left, top = np.clip(np.floor(centre - half), 0, (width, height)).astype(int)
    right, bottom = np.clip(np.ceil(centre + half), 0, (width, height)).astype(int)
    if right <= left or bottom <= top:
        return image
    colour = image[random.integers(height), random.integers(width)].astype(float)
    patch = colour + random.normal(0, 20, (bottom - top, right - left, 3))
    covered = image.copy()
    covered[top:bottom, left:right] = np.clip(patch, 0, 255).astype(np.uint8)
    return covered
