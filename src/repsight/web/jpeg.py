"""How large a JPEG is, before anybody decodes it."""

from typing import Final

_START: Final = b"\xff\xd8"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a frame header, ITU-T T.81 table B.1: SOF0 to SOF15 without DHT, JPG and DAC."""
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_LONGEST: Final = 64
"""Segments before the frame header: a camera writes about ten."""


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels from a JPEG's header; None where it is none."""
    if data[:2] != _START:
        return None
    at = 2
    for _ in range(_LONGEST):
        if at + 9 > len(data) or data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
        elif marker in _FRAMES:
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
