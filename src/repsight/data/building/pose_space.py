"""How far apart two poses are, whatever the place and the size of the person in the picture."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LEAST_WEIGHT: Final = 1e-6
"""Two poses without a common sure point are compared by all points; it decides nothing else."""


def normalised(keypoints: npt.NDArray[np.floating[Any]]) -> tuple[Floats, Floats]:
    """Poses (N, 17, 3) as points (N, 17, 2) about their middle in units of the body's spread, and
    the points' weights (N, 17): their confidence, next to nothing where they were not seen."""
    points = np.asarray(keypoints, np.float64)[..., :2]
    confidence = np.asarray(keypoints, np.float64)[..., 2]
    seen = np.isfinite(points).all(axis=-1) & (confidence > 0)
    weights = np.where(seen, np.maximum(confidence, _LEAST_WEIGHT), 0.0)
    total = np.maximum(weights.sum(axis=-1), _LEAST_WEIGHT)[..., None]
    points = np.where(seen[..., None], points, 0.0)
    middle = (points * weights[..., None]).sum(axis=-2) / total
    away = np.where(seen[..., None], points - middle[..., None, :], 0.0)
    square = ((away**2).sum(axis=-1) * weights).sum(axis=-1) / total[..., 0]
    spread = np.sqrt(np.maximum(square, 1e-9))
    return away / spread[..., None, None], np.maximum(weights, _LEAST_WEIGHT)


def pose_distances(points: Floats, weights: Floats, one: int) -> Floats:
    """How far each pose (N,) is from pose `one`: the weighted mean distance of their points (root
    mean square) in units of the body's spread. `points` and `weights` are `normalised`."""
    shared = weights * weights[one]
    square = ((points - points[one]) ** 2).sum(axis=-1)
    return np.asarray(np.sqrt((square * shared).sum(axis=-1) / shared.sum(axis=-1)))
