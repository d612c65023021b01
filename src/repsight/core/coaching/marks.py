"""Target zone and depth line: how far the movement should go, read off the ghost at the turn."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import ANKLES, HIPS, KNEES, NOSE, SHOULDERS, SURE, WRISTS, joint_angle
from repsight.core.ghost import Mover
from repsight.core.shapes import Point

Array = npt.NDArray[np.floating[Any]]

MIN_TRAVEL_DEGREES: Final = 20.0
"""An angle that changes less than this in the picture is not seen from there."""
BEFORE: Final = 0.15
BEYOND_DEGREES: Final = 25.0
"""The zone begins that share of the way before the ghost's angle and goes on beyond it: deeper is
fine too."""
MIN_RISE: Final = 0.25
"""Trunks; a point that moves up or down less than this in the picture needs no line."""
NEARLY: Final = 0.12
"""Trunks by which the line counts as reached before it is: people keep their shins more upright or
less, which changes the height of the hips by so much at the same depth."""
LINE_HALF: Final = 0.75
"""Half of the line's length in trunks."""

_MOVERS: Final[dict[Mover, tuple[int, ...]]] = {
    "head": (NOSE,),
    "shoulders": SHOULDERS,
    "wrists": WRISTS,
    "hips": HIPS,
    "knees": KNEES,
    "ankles": ANKLES,
}


def target_zone(
    start: Array, target: Array, joint: tuple[int, int, int]
) -> tuple[float, float] | None:
    """Degrees from and to in which the joint should be at the turn; None where it hardly bends.

    `start` and `target` (17, 2) are the ghost's poses at either end.
    """
    begin, end = joint_angle(np.stack([start, target]), *joint)
    if not abs(end - begin) >= MIN_TRAVEL_DEGREES:
        return None
    way = math.copysign(1.0, end - begin)
    ends = sorted((end - BEFORE * (end - begin), end + way * BEYOND_DEGREES))
    return float(max(ends[0], 0.0)), float(min(ends[1], 180.0))


def depth_line(
    start: Array, target: Array, mover: Mover | None, trunk: float
) -> tuple[Point, Point] | None:
    """The level that the moving point of a ghost (17, 2) reaches; None where that is not seen."""
    if mover is None:
        return None
    points = list(_MOVERS[mover])
    reach = target[points]
    begin = start[points]
    # The side that moves: the other arm may hang.
    moving = int(np.abs(reach[:, 1] - begin[:, 1]).argmax())
    if not abs(reach[moving, 1] - begin[moving, 1]) >= MIN_RISE * trunk:
        return None
    still = np.abs(reach[:, 1] - begin[:, 1]) < MIN_RISE * trunk
    x = float(reach[~still, 0].mean())
    y = float(reach[~still, 1].mean())
    half = LINE_HALF * trunk + float(np.ptp(reach[~still, 0])) / 2
    return (x - half, y), (x + half, y)


def way_on(
    keypoints: Array, start: Array, target: Array, mover: Mover, length: float
) -> tuple[Point, Point] | None:
    """From the moving point of a body (17, 3), `length` pixels towards the ghost's turn."""
    points = list(_MOVERS[mover])
    way = target[points, 1] - start[points, 1]
    moving = [p for p, d in zip(points, way, strict=True) if abs(d) >= 0.5 * np.abs(way).max()]
    here = keypoints[moving, :2].mean(axis=0)
    if not np.isfinite(here).all() or not way.any():
        return None
    x, y = (float(value) for value in here)
    return (x, y), (x, y + math.copysign(length, way[np.abs(way).argmax()]))


def has_reached(keypoints: Array, start: Array, target: Array, mover: Mover, trunk: float) -> bool:
    """Whether the moving point of a body (17, 3) is as far as the ghost's at the turn."""
    points = list(_MOVERS[mover])
    seen = (keypoints[points, 2] >= SURE) & np.isfinite(keypoints[points, 1])
    way = target[points, 1] - start[points, 1]
    moving = seen & (np.abs(way) >= MIN_RISE * trunk)
    left = (target[points, 1] - keypoints[points, 1]) * np.sign(way)
    return bool(moving.any() and (left[moving] <= NEARLY * trunk).any())
