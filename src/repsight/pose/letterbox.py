"""Fitting a picture into a network's input and bringing points back.

The picture is scaled evenly, centred and surrounded with the grey that YOLO networks are trained
with, as Ultralytics' `LetterBox` does. Rectangular: the input is no larger than it has to be.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.types import Image

STRIDE = 32
"""The coarsest grid of a YOLO network: its input must be a multiple of this."""

LARGEST_IMGSZ = 4096
"""Beyond this a single frame needs gigabytes; nobody means it."""

PAD_GREY = 114
"""The grey around the picture in training, hence here."""

# Where the padding is odd, Ultralytics gives the larger half to the bottom and right: it rounds
# half minus this.
_ROUND_DOWN = 0.1

Shape = tuple[int, int]
"""Height and width in pixels."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How a picture of `source` lies in an input of `canvas`: `resized`, at `top` and `left`."""

    source: Shape
    canvas: Shape
    resized: Shape
    top: int
    left: int

    def paint(self, image: Image, canvas: Image) -> None:
        """Draw the picture (`source`, 3) into a buffer (`canvas`, 3), margins included."""
        (height, width), top, left = self.resized, self.top, self.left
        canvas[:top] = PAD_GREY
        canvas[top + height :] = PAD_GREY
        canvas[:, :left] = PAD_GREY
        canvas[:, left + width :] = PAD_GREY
        inside = canvas[top : top + height, left : left + width]
        if self.source == self.resized:
            inside[...] = image
        else:
            resized = cv2.resize(np.ascontiguousarray(image), (width, height), dst=inside)
            if not np.shares_memory(resized, inside):  # OpenCV may refuse a strided target
                inside[...] = resized

    def to_source(self, points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Points (..., 2) in pixels of the canvas, as (..., 2) in pixels of the picture."""
        corner = np.array([self.left, self.top], np.float32)
        scale = np.array(
            [self.source[1] / self.resized[1], self.source[0] / self.resized[0]], np.float32
        )
        return (points - corner) * scale

    def to_canvas(self, points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Points (..., 2) in pixels of the picture, as (..., 2) in pixels of the canvas."""
        corner = np.array([self.left, self.top], np.float32)
        scale = np.array(
            [self.resized[1] / self.source[1], self.resized[0] / self.source[0]], np.float32
        )
        return points * scale + corner


def check_imgsz(imgsz: int) -> int:
    """`imgsz` itself when it is a multiple of 32 from 32 to 4096.

    Raises InvalidInputError otherwise; rounding silently would hide what was measured.
    """
    if imgsz % STRIDE == 0 and STRIDE <= imgsz <= LARGEST_IMGSZ:
        return imgsz
    nearest = min(max(round(imgsz / STRIDE), 1) * STRIDE, LARGEST_IMGSZ)
    raise InvalidInputError(
        f"imgsz is {imgsz}; a multiple of {STRIDE} from {STRIDE} to {LARGEST_IMGSZ} is needed: "
        f"use {nearest}"
    )


def fit_letterbox(source: Shape, imgsz: int, fixed: Shape | None = None) -> Letterbox:
    """How to lay a picture of `source` into the network's input.

    Without `fixed`, the longer side becomes `imgsz` and the canvas is the smallest one in
    multiples of 32; a network whose input has a fixed shape gets the picture centred in that.
    Raises InvalidInputError for a picture without pixels.
    """
    if not all(source):
        raise InvalidInputError(f"the picture is {source[1]}x{source[0]}; pixels are needed")
    room = fixed or (imgsz, imgsz)
    gain = min(room[0] / source[0], room[1] / source[1])
    height, width = max(round(source[0] * gain), 1), max(round(source[1] * gain), 1)
    canvas = fixed or (-(-height // STRIDE) * STRIDE, -(-width // STRIDE) * STRIDE)
    top = round((canvas[0] - height) / 2 - _ROUND_DOWN)
    left = round((canvas[1] - width) / 2 - _ROUND_DOWN)
    return Letterbox(source, canvas, (height, width), top, left)
