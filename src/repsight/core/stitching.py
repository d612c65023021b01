"""Offline: which tracklets are one person, and which are nobody."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FLICKER_SECONDS: Final = 0.3
"""A tracklet seen for less in all is nobody: no movement worth counting fits in."""
_SAME_PLACE: Final = 1.0
"""Distance between places, in body sizes, up to which it may be the same person."""
_SAME_SIZE: Final = 2.5
"""Ratio of sizes up to which it may be the same person: lying down or bending changes the box."""
_COMMON_SECONDS: Final = 1.0
"""Two pieces of one person may be seen at once for this long: a cross-fade between shots."""


@dataclass(slots=True, eq=False)
class Piece:
    """One tracklet in short: when, where it begins and ends, how big, and how often it was seen."""

    ids: list[int]
    first: float
    last: float
    start: npt.NDArray[np.float64]
    end: npt.NDArray[np.float64]
    size: float
    frames: int


def stitch(pieces: list[Piece]) -> list[Piece]:
    """The pieces with those of one person joined, each piece in exactly one of the results."""
    people: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.first):
        earlier = min(people, key=lambda p: _cost(p, piece), default=None)
        if earlier is not None and _cost(earlier, piece) < np.inf:
            _join(earlier, piece)
        else:
            people.append(piece)
    return people


def _cost(earlier: Piece, later: Piece) -> float:
    if earlier.last > later.first + _COMMON_SECONDS:
        return np.inf
    sizes = sorted((earlier.size, later.size))
    if sizes[1] > _SAME_SIZE * max(sizes[0], 1e-9):
        return np.inf
    distance = float(np.linalg.norm(box_centre(earlier.end) - box_centre(later.start))) / sizes[1]
    return distance if distance <= _SAME_PLACE else np.inf


def _join(earlier: Piece, later: Piece) -> None:
    total = earlier.frames + later.frames
    earlier.size = (earlier.size * earlier.frames + later.size * later.frames) / total
    earlier.ids += later.ids
    earlier.end, earlier.last, earlier.frames = later.end, max(earlier.last, later.last), total


def box_centre(box: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Middle (2,) of an xyxy box (4,)."""
    return np.asarray((box[:2] + box[2:]) / 2)
