"""Paints a scene over a picture with OpenCV."""

import math
from functools import cache, lru_cache
from typing import Any, Final

import cv2
import numpy as np

from repsight.core.scene import Arc, Label, Line, Plate, Point, Scene, Tone
from repsight.core.types import Image

_RGB: Final[dict[Tone, tuple[int, int, int]]] = {
    "neutral": (255, 255, 255),
    "muted": (176, 184, 196),
    "dim": (84, 92, 106),
    "accent": (64, 196, 255),
    "good": (92, 224, 128),
    "warn": (255, 184, 64),
}
_DARK: Final = (16, 20, 28)
_PLATE_SHARE: Final = 0.66
_ARC_SHARE: Final = 0.35
# OpenCV draws in fixed point: 4 bits give a sixteenth of a pixel, so that lines do not jitter.
_SHIFT: Final = 4
_REGULAR, _BOLD = 450, 650
_MIN_TEXT: Final = 9


def paint(image: Image, scene: Scene) -> Image:
    """A copy of an RGB picture (H, W, 3) with the scene drawn on it, in the scene's order."""
    canvas = np.array(image, order="C")
    for shape in scene:
        if isinstance(shape, Line):
            _line(canvas, shape)
        elif isinstance(shape, Arc):
            _arc(canvas, shape)
        elif isinstance(shape, Plate):
            _plate(canvas, shape.at, shape.width, shape.height, shape.radius)
        else:
            _label(canvas, shape)
    return canvas


def _fixed(points: tuple[Point, ...]) -> Any:
    return np.round(np.array(points) * (1 << _SHIFT)).astype(np.int32)


def _line(canvas: Image, line: Line) -> None:
    points = _fixed(line.points)
    strokes = [(0.0, _RGB[line.tone])]
    if line.rim:
        strokes.insert(0, (max(1.5, 0.6 * line.width), _DARK))
    for extra, color in strokes:
        width = max(1, round(line.width + extra))
        if len(points) == 1:
            radius = round(width / 2 * (1 << _SHIFT))
            cv2.circle(canvas, points[0].tolist(), radius, color, cv2.FILLED, cv2.LINE_AA, _SHIFT)
        else:
            cv2.polylines(canvas, [points], False, color, width, cv2.LINE_AA, _SHIFT)


def _arc(canvas: Image, arc: Arc) -> None:
    steps = max(2, math.ceil((arc.end - arc.start) / 3))
    angles = np.radians(np.linspace(arc.start, arc.end, steps + 1))
    rim = np.array(arc.center) + arc.radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    x0, y0, x1, y1 = _inside(
        canvas,
        arc.center[0] - arc.radius - 1,
        arc.center[1] - arc.radius - 1,
        arc.center[0] + arc.radius + 1,
        arc.center[1] + arc.radius + 1,
    )
    if x0 >= x1 or y0 >= y1:
        return
    region = canvas[y0:y1, x0:x1]
    wedge = np.concatenate([[arc.center], rim]) - (x0, y0)
    filled = region.copy()
    points = _fixed(tuple(map(tuple, wedge)))
    cv2.fillPoly(filled, [points], _RGB[arc.tone], cv2.LINE_AA, _SHIFT)
    cv2.addWeighted(filled, _ARC_SHARE, region, 1 - _ARC_SHARE, 0, dst=region)
    width = max(1, round(arc.width))
    cv2.polylines(region, [points[1:]], False, _RGB[arc.tone], width, cv2.LINE_AA, _SHIFT)


def _inside(canvas: Image, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
    height, width = canvas.shape[:2]
    return (
        max(0, math.floor(x0)),
        max(0, math.floor(y0)),
        min(width, math.ceil(x1)),
        min(height, math.ceil(y1)),
    )


def _plate(canvas: Image, at: Point, width: float, height: float, radius: float) -> None:
    x0, y0, x1, y1 = _inside(canvas, at[0], at[1], at[0] + width, at[1] + height)
    if x0 >= x1 or y0 >= y1:
        return
    region = canvas[y0:y1, x0:x1]
    mask = _round_mask(x1 - x0, y1 - y0, min(round(radius), (x1 - x0) // 2, (y1 - y0) // 2))
    dark = np.empty_like(region)
    dark[:] = _DARK
    blended = cv2.addWeighted(dark, _PLATE_SHARE, region, 1 - _PLATE_SHARE, 0)
    weight = mask[..., None]
    region[:] = (blended * weight + region * (1 - weight)).astype(np.uint8)


# Plates differ by the width of their text; a handful recur.
@lru_cache(maxsize=64)
def _round_mask(width: int, height: int, radius: int) -> Any:
    mask = np.zeros((height, width), np.uint8)
    corners = [(x, y) for x in (radius, width - 1 - radius) for y in (radius, height - 1 - radius)]
    for corner in corners:
        cv2.circle(mask, corner, radius, 255, cv2.FILLED, cv2.LINE_AA)
    mask[radius : height - radius] = 255
    mask[:, radius : width - radius] = 255
    return mask.astype(np.float32) / 255


@cache
def _font() -> Any:
    return cv2.FontFace("sans")


def _label(canvas: Image, label: Label) -> None:
    weight = _BOLD if label.bold else _REGULAR
    size = max(_MIN_TEXT, round(label.size))
    width = _text_width(label.text, size, weight)
    if label.max_width is not None and width > label.max_width:
        size = max(_MIN_TEXT, math.floor(size * label.max_width / width))
        width = _text_width(label.text, size, weight)
    shift = {"left": 0.0, "center": width / 2, "right": float(width)}[label.anchor]
    x, y = round(label.at[0] - shift), round(label.at[1])
    if label.plate:
        pad = 0.28 * size
        _plate(canvas, (x - pad, y - 0.78 * size - pad), width + 2 * pad, 0.8 * size + 2 * pad, pad)
    cv2.putText(canvas, label.text, (x, y), _RGB[label.tone], _font(), size, weight)


def _text_width(text: str, size: int, weight: int) -> int:
    return int(cv2.getTextSize((0, 0), text, (0, 0), _font(), size, weight)[2])
