"""A pinhole camera in the world: where it stands, which way it looks, where points fall."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.synth.body import Array

NEAR: Final = 0.05
FAR: Final = 60.0
"""Metres in front of the camera between which things are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A camera at `position` (3,); the rows of `axes` (3, 3) are its right, down and forward.

    `focal` is in pixels, `size` is (width, height); the principal point is the middle.
    """

    position: Array
    axes: Array
    focal: float
    size: tuple[int, int]

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixels and depth in metres (..., 3) of world points (..., 3); behind: depth <= 0.

        A pixel's middle is at +0.5, as the corner of the picture is at (0, 0).
        """
        seen = (points - self.position) @ self.axes.T
        depth = seen[..., 2:]
        centre = np.array(self.size) / 2
        ahead = np.where(depth > 0, depth, np.nan)
        return np.concatenate((seen[..., :2] / ahead * self.focal + centre, depth), axis=-1)

    def matrix(self) -> Array:
        """World to OpenGL's clip space (4, 4), for column vectors."""
        width, height = self.size
        flip = np.diag((1.0, -1.0, -1.0))  # OpenGL looks along -z with y up
        view = np.eye(4)
        view[:3, :3] = flip @ self.axes
        view[:3, 3] = -view[:3, :3] @ self.position
        lens = np.zeros((4, 4))
        lens[0, 0] = 2 * self.focal / width
        lens[1, 1] = 2 * self.focal / height
        lens[2, 2] = -(FAR + NEAR) / (FAR - NEAR)
        lens[2, 3] = -2 * FAR * NEAR / (FAR - NEAR)
        lens[3, 2] = -1
        return (lens @ view).astype(np.float32)


def look_at(
    position: np.ndarray,
    target: np.ndarray,
    focal: float,
    size: tuple[int, int],
    roll: float = 0.0,
) -> Camera:
    """A camera that has `target` in its middle, rolled by `roll` radians about its view."""
    position = np.asarray(position, float)
    forward = np.asarray(target, float) - position
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, (0.0, 1.0, 0.0))
    right /= np.linalg.norm(right)
    down = np.cross(forward, right)
    cosine, sine = np.cos(roll), np.sin(roll)
    axes = np.stack((cosine * right + sine * down, cosine * down - sine * right, forward))
    return Camera(position.astype(np.float32), axes.astype(np.float32), focal, size)


def focal_of(degrees: float, size: tuple[int, int]) -> float:
    """The focal length in pixels of a lens that sees `degrees` across the picture's longer side."""
    return max(size) / 2 / float(np.tan(np.radians(degrees) / 2))
