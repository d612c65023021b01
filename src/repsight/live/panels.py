"""What the window says over the picture besides the coaching: help, a lost camera, a start."""

from collections.abc import Mapping
from typing import Final

from repsight.core.shapes import Label, Plate, Scene, Shape, Tone
from repsight.live.keys import HELP

_REFERENCE_PIXELS: Final = 720
"""Sizes are given at this height of the shorter side, as in the rest of the scene."""

_ROW: Final = 54.0
_TEXT: Final = 30.0
_NARROWEST: Final = 440.0


def help_panel(size: tuple[int, int], words: Mapping[str, str]) -> Scene:
    """The keys and what they do, in the middle of a picture of that size."""
    unit = min(size) / _REFERENCE_PIXELS
    texts = [(key, words[f"window.key.{action}"]) for key, action in HELP]
    longest = max(len(text) for _, text in texts)
    width = min(size[0] - 24 * unit, max(_NARROWEST, 190 + 0.56 * _TEXT * longest) * unit)
    height = (_ROW * len(texts) + 40) * unit
    left, top = (size[0] - width) / 2, (size[1] - height) / 2
    shapes: list[Shape] = [Plate((left, top), width, height, 18 * unit)] * 2
    for row, (key, text) in enumerate(texts):
        y = top + (20 + _ROW * row + 38) * unit
        shapes.append(Label(key, (left + 24 * unit, y), _TEXT * unit, "accent", bold=True))
        room = width - (150 + 20) * unit
        shapes.append(Label(text, (left + 150 * unit, y), _TEXT * unit, max_width=room))
    return tuple(shapes)


def notice(size: tuple[int, int], text: str, tone: Tone = "warn") -> Scene:
    """One line across the middle that cannot be overlooked."""
    unit = min(size) / _REFERENCE_PIXELS
    height = 96 * unit
    middle = size[0] / 2, size[1] / 2 + 14 * unit
    return (
        Plate((0.0, (size[1] - height) / 2), float(size[0]), height, 0.0),
        Label(text, middle, 40 * unit, tone, "center", bold=True, max_width=0.94 * size[0]),
    )
