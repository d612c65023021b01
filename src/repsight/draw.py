"""Paints a scene over a picture with OpenCV."""

import math
from functools import cache, lru_cache
from typing import Any, Final

import cv2
import numpy as np

from repsight.core.shapes import Arc, Arrow, Ghost, Label, Line, Plate, Point, Scene, Tone
from repsight.core.types import Image

_RGB: Final[dict[Tone, tuple[int, int, int]]] = {
    "neutral": (255, 255, 255),
    "muted": (176, 184, 196),
    "dim": (112, 121, 137),
    "accent": (64, 196, 255),
    "effort": (188, 160, 255),
    "good": (92, 224, 128),
    "warn": (255, 184, 64),
}
_DARK: Final = (16, 20, 28)
_WHITE: Final = (255, 255, 255)
_PLATE_SHARE: Final = 0.74
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
        elif isinstance(shape, Arrow):
            _arrow(canvas, shape)
        elif isinstance(shape, Ghost):
            _ghost(canvas, shape)
        elif isinstance(shape, Plate):
            _plate(canvas, shape.at, shape.width, shape.height, shape.radius)
        else:
            _label(canvas, shape)
    return canvas


def _fixed(points: tuple[Point, ...], corner: Point = (0.0, 0.0)) -> Any:
    return np.round((np.array(points) - corner) * (1 << _SHIFT)).astype(np.int32)


def _line(canvas: Image, line: Line) -> None:
    if line.opacity >= 1:
        _strokes(canvas, line, (0.0, 0.0))
        return
    margin = 1.6 * line.width + 2
    region, corner = _region(canvas, (line.points,), margin)
    if region.size:
        over = region.copy()
        _strokes(over, line, corner)
        cv2.addWeighted(over, line.opacity, region, 1 - line.opacity, 0, dst=region)


def _strokes(canvas: Image, line: Line, corner: Point) -> None:
    if line.rim:
        _stroke(canvas, line.points, line.width + max(1.5, 0.6 * line.width), _DARK, corner)
    _stroke(canvas, line.points, line.width, _RGB[line.tone], corner)


def _stroke(
    canvas: Image, path: tuple[Point, ...], width: float, color: tuple[int, int, int], corner: Point
) -> None:
    points = _fixed(path, corner)
    thickness = max(1, round(width))
    if len(points) == 1:
        radius = round(thickness / 2 * (1 << _SHIFT))
        cv2.circle(canvas, points[0].tolist(), radius, color, cv2.FILLED, cv2.LINE_AA, _SHIFT)
    else:
        cv2.polylines(canvas, [points], False, color, thickness, cv2.LINE_AA, _SHIFT)


def _region(
    canvas: Image, paths: tuple[tuple[Point, ...], ...], margin: float
) -> tuple[Image, Point]:
    """The part of the picture around the points, as a view into it, and its corner."""
    xs, ys = zip(*(point for path in paths for point in path), strict=True)
    x0, y0, x1, y1 = _inside(
        canvas, min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin
    )
    return canvas[y0 : max(y0, y1), x0 : max(x0, x1)], (x0, y0)


def _arrow(canvas: Image, arrow: Arrow) -> None:
    length = math.dist(arrow.start, arrow.end)
    if length == 0:
        return
    x, y = ((b - a) / length for a, b in zip(arrow.start, arrow.end, strict=True))
    head = min(3 * arrow.width, length)
    neck = arrow.end[0] - head * x, arrow.end[1] - head * y
    wing = head / 2 * y, -head / 2 * x
    triangle = (
        arrow.end,
        (neck[0] + wing[0], neck[1] + wing[1]),
        (neck[0] - wing[0], neck[1] - wing[1]),
        arrow.end,
    )
    rim = max(1.5, 0.6 * arrow.width)
    for extra, color in ((rim, _DARK), (0.0, _RGB[arrow.tone])):
        _stroke(canvas, (arrow.start, neck), arrow.width + extra, color, (0.0, 0.0))
        cv2.fillPoly(canvas, [_fixed(triangle)], color, cv2.LINE_AA, _SHIFT)
        _stroke(canvas, triangle, 1 + extra, color, (0.0, 0.0))


def _ghost(canvas: Image, ghost: Ghost) -> None:
    region, corner = _region(canvas, ghost.limbs, max(ghost.widths) / 2 + ghost.rim + 1)
    if not region.size:
        return
    over = region.copy()
    for extra, color in ((2 * ghost.rim, _WHITE), (0.0, _RGB[ghost.tone])):
        for limb, width in zip(ghost.limbs, ghost.widths, strict=True):
            if len(limb) > 2 and limb[0] == limb[-1]:
                cv2.fillPoly(over, [_fixed(limb, corner)], color, cv2.LINE_AA, _SHIFT)
            _stroke(over, limb, width + extra, color, corner)
    cv2.addWeighted(over, ghost.opacity, region, 1 - ghost.opacity, 0, dst=region)


def _arc(canvas: Image, arc: Arc) -> None:
    steps = max(2, math.ceil((arc.end - arc.start) / 3))
    angles = np.radians(np.linspace(arc.start, arc.end, steps + 1))
    rim = np.array(arc.center) + arc.radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    region, corner = _region(canvas, ((arc.center,),), arc.radius + arc.width / 2 + 1)
    if not region.size:
        return
    wedge = np.concatenate([[arc.center], rim]) - corner
    points = _fixed(tuple(map(tuple, wedge)))
    if arc.filled:
        over = region.copy()
        cv2.fillPoly(over, [points], _RGB[arc.tone], cv2.LINE_AA, _SHIFT)
        cv2.addWeighted(over, _ARC_SHARE, region, 1 - _ARC_SHARE, 0, dst=region)
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
    r = min(round(radius), (x1 - x0) // 2, (y1 - y0) // 2)
    corners = [(slice(0, r), slice(0, r)), (slice(0, r), slice(-r, None)),
               (slice(-r, None), slice(0, r)), (slice(-r, None), slice(-r, None))]  # fmt: skip
    before = [region[corner].copy() for corner in corners]
    cv2.addWeighted(_dark(*region.shape[:2]), _PLATE_SHARE, region, 1 - _PLATE_SHARE, 0, dst=region)
    # Only the corners need a mask; one over the whole plate took most of the time of a frame.
    for corner, old, weight in zip(corners, before, _round_corners(r), strict=True):
        if r:
            region[corner] = cv2.blendLinear(region[corner].copy(), old, weight, 1 - weight)


@lru_cache(maxsize=64)
def _dark(height: int, width: int) -> Any:
    return np.full((height, width, 3), _DARK, np.uint8)


@lru_cache(maxsize=64)
def _round_corners(radius: int) -> tuple[Any, ...]:
    """How much of each corner square (top left, top right, bottom left and right) is plate."""
    disc = np.zeros((2 * radius, 2 * radius), np.uint8)
    center = ((2 * radius - 1) * (1 << _SHIFT) // 2,) * 2
    cv2.circle(disc, center, radius << _SHIFT, 255, cv2.FILLED, cv2.LINE_AA, _SHIFT)
    weight = disc.astype(np.float32) / 255
    halves = slice(0, radius), slice(radius, None)
    return tuple(np.ascontiguousarray(weight[y, x]) for y in halves for x in halves)


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
