"""Sizes of rendered pictures."""

from typing import Final

from repsight.core.errors import InvalidInputError

SHAPES: Final = ((4, 3), (3, 4), (16, 9), (9, 16))
"""Width to height: what phones film, lying and upright."""


def usual_sizes(longer: int) -> tuple[tuple[int, int], ...]:
    """A phone's four shapes (width, height) with that longer side in pixels."""
    return tuple(
        (longer * width // max(width, height), longer * height // max(width, height))
        for width, height in SHAPES
    )


def parse_sizes(text: str) -> tuple[tuple[int, int], ...]:
    """Sizes (width, height) of a text such as 640x480,480x640. Raises InvalidInputError."""
    sizes = []
    for part in text.split(","):
        width, x, height = part.strip().lower().partition("x")
        if not (x and width.isdecimal() and height.isdecimal()):
            raise InvalidInputError(f"size {part!r}; WIDTHxHEIGHT is needed, such as 640x480")
        sizes.append((int(width), int(height)))
    return tuple(sizes)
