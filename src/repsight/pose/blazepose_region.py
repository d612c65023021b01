"""The rotated square of a picture that BlazePose looks at, and the way there and back.

Follows the published description of MediaPipe's pose pipeline (Bazarevsky et al., "BlazePose:
On-device real-time body pose tracking", 2020): the square is centred on the hips, turned so that
the body stands upright, and reaches the circle around the whole body, plus a quarter.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.types import Image

MARGIN: Final = 1.25
"""How much larger than the body's circle the square is (MediaPipe's `scale_x`, `scale_y`)."""

WIDE: Final = 1.3
"""Width over height from which a picture is also looked at in parts."""

Points = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Region:
    """A square of the picture: centre and side in pixels, angle in radians clockwise."""

    x: float
    y: float
    side: float
    angle: float = 0.0

    @classmethod
    def around_body(cls, hips: Points, rim: Points) -> "Region":
        """The region of a body from its hip centre (2,) and a point on the circle around it (2,).

        Seen from the hips, the rim point lies beyond the head: that direction becomes "up".
        """
        dx, dy = float(rim[0] - hips[0]), float(rim[1] - hips[1])
        angle = math.remainder(math.pi / 2 - math.atan2(-dy, dx), math.tau)
        return cls(float(hips[0]), float(hips[1]), 2 * math.hypot(dx, dy) * MARGIN, angle)

    @classmethod
    def of_picture(cls, image: Image, angle: float = 0.0) -> "Region":
        """The smallest square holding the whole picture; `angle` is a multiple of a right angle."""
        height, width = image.shape[:2]
        return cls(width / 2, height / 2, float(max(width, height)), angle)

    @classmethod
    def parts_of(cls, image: Image) -> list["Region"]:
        """Squares as high as a wide picture that cover it together; nothing for any other picture.

        High pictures are not taken apart: phones held upright film one person, and what was found
        in their parts beyond that person was furniture.
        """
        height, width = image.shape[:2]
        if width <= WIDE * height:
            return []
        places = np.linspace(height / 2, width - height / 2, math.ceil(width / height))
        return [cls(float(place), height / 2, float(height)) for place in places]

    @property
    def usable(self) -> bool:
        """Whether the region has a size at all (a network may answer with rubbish)."""
        return math.isfinite(self.x + self.y + self.side + self.angle) and self.side >= 1.0

    def to_picture(self, points: Points) -> Points:
        """Points (..., 2) in units of the side, 0..1 from the region's corner, to pixels."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        turn = np.array([[cos, sin], [-sin, cos]])
        return np.asarray(self.side * (points - 0.5) @ turn + np.array([self.x, self.y]))

    def crop(self, image: Image, size: int, border: int) -> Image:
        """The region as an upright picture (size, size, 3); `border` is OpenCV's border mode."""
        corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        origin, right, down = self.to_picture(corners)
        matrix = np.column_stack([(right - origin) / size, (down - origin) / size, origin])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cropped = cv2.warpAffine(image, matrix, (size, size), flags=flags, borderMode=border)
        return np.asarray(cropped, np.uint8)

    def overlap(self, other: "Region") -> float:
        """Intersection over union of the two squares, not regarding their angles."""
        half, other_half = self.side / 2, other.side / 2
        wide = min(self.x + half, other.x + other_half) - max(self.x - half, other.x - other_half)
        high = min(self.y + half, other.y + other_half) - max(self.y - half, other.y - other_half)
        shared = max(0.0, wide) * max(0.0, high)
        return shared / (self.side**2 + other.side**2 - shared)
