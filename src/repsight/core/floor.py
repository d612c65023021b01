"""Keypoints in metres over the floor that a person stands on."""

from typing import Final

import numpy as np

from repsight.core.body_scale import ANKLE_SHARE, body_height_pixels, metres_per_pixel
from repsight.core.geometry import ANKLES, SURE, Array

_LOWEST_PERCENTILE: Final = 95
"""Where an ankle counts as standing: pixels grow downwards, and above that is noise."""


def sure_points(keypoints: Array) -> Array:
    """Keypoints (T, 17, 3) as float64 with those NaN that are guessed more than seen."""
    points = np.array(keypoints, np.float64)
    points[~(points[..., 2] >= SURE)] = np.nan
    return points


def metres_over_floor(keypoints: Array, height: float) -> Array:
    """Positions (T, 17, 3) in metres from keypoints of somebody `height` metres tall.

    x to the right of the picture and y up; z is 0, for one camera shows a plane. The origin is on
    the floor between the feet, at their usual place: an ankle's height under the ankles at their
    lowest; where no ankle is seen, at the lowest points that are. NaN where a point is not seen,
    and everywhere if the body's height cannot be measured. Raises InvalidInputError.
    """
    scale = metres_per_pixel(keypoints, height)
    seen = np.isfinite(keypoints[:, ANKLES, 1])
    if seen.any():
        feet = keypoints[:, ANKLES][seen]
        drop = ANKLE_SHARE * body_height_pixels(keypoints)
    else:
        feet, drop = _lowest(keypoints), 0.0
    if not len(feet):
        return np.full(keypoints.shape, np.nan)
    floor = np.percentile(feet[:, 1], _LOWEST_PERCENTILE) + drop
    x = (keypoints[..., 0] - np.median(feet[:, 0])) * scale
    y = (floor - keypoints[..., 1]) * scale
    return np.stack([x, y, np.where(np.isfinite(x), 0.0, np.nan)], axis=-1)


def _lowest(keypoints: Array) -> Array:
    """The lowest point (N, 3) of each frame that shows one."""
    seen = keypoints[np.isfinite(keypoints[..., 1]).any(axis=1)]
    return (
        seen[np.arange(len(seen)), np.nanargmax(seen[..., 1], axis=1)] if len(seen) else seen[:, 0]
    )
