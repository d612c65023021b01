"""The way a point of the body takes, and that of the centre of mass."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.geometry import ANKLES, ELBOWS, HIPS, KNEES, SHOULDERS, WRISTS
from repsight.core.scoring.body import Body
from repsight.core.scoring.phases import Phases
from repsight.core.scoring.standard import PathName
from repsight.core.signals import extremes

Array = npt.NDArray[np.floating[Any]]

POINTS: Final[Mapping[PathName, tuple[int, int]]] = {
    "shoulders": SHOULDERS,
    "hips": HIPS,
    "wrists": WRISTS,
    "ankles": ANKLES,
}
HALF: Final = 50
"""Samples of each half of a repetition when repetitions are laid over each other."""
MIN_SEEN: Final = 0.8
ONE_SIDED: Final = 1.5
"""An arm that goes this many times as far as the other works alone."""

# Segment masses as shares of the body's: Winter 2009, table 4.1 (Dempster); the hand goes with the
# forearm and the foot with the shank, and each segment's mass is put half way between its ends.
_SEGMENTS: Final = (
    (SHOULDERS, ELBOWS, 0.056),
    (ELBOWS, WRISTS, 0.044),
    (HIPS, KNEES, 0.200),
    (KNEES, ANKLES, 0.122),
)
_TRUNK_AND_HEAD: Final = 0.578
# The head draws the centre of trunk and head up from the middle of the trunk (table 4.1: 0.66 from
# the hips for head, arms and trunk; arms are counted by themselves here).
_TRUNK_CENTRE: Final = 0.6


def choose_path(body: Body, wanted: PathName | None) -> Array:
    """The way of the point wanted; unset, of the one that moves most."""
    if wanted is not None:
        return body.middle(POINTS[wanted])
    paths = [body.middle(pair) for pair in POINTS.values()]
    return max(paths, key=_extent)


def _seen(path: Array) -> bool:
    return bool(np.isfinite(path).all(axis=1).mean() >= MIN_SEEN)


def _extent(path: Array) -> float:
    if not len(path) or not _seen(path):
        return 0.0
    spans = [high - low for low, high in (extremes(path[:, axis]) for axis in (0, 1))]
    return math.hypot(*spans)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The way (G, 2) of a repetition's moving point; `side` tells whose: both, left or right."""

    path: Array
    side: str = "both"


def still_point(body: Body) -> Array:
    """The way of the point of the body that moves least: a moving camera moves it too."""
    paths = [body.middle(pair) for pair in POINTS.values()]
    seen = [path for path in paths if len(path) and _seen(path)]
    return min(seen, key=_extent) if seen else np.zeros((len(body), 2))


def find_ways(body: Body, exercise: Exercise, phases: Sequence[Phases | None]) -> list[Way | None]:
    """The way of each repetition's moving point: of the arm or leg that works, or of both."""
    wanted = exercise.standard.path
    middle = Way(choose_path(body, wanted))
    sides: tuple[Way, ...] = ()
    if exercise.alternating and wanted in ("wrists", "ankles"):
        sides = tuple(
            Way(body.keypoints[:, point, :2] / body.torso, name)
            for point, name in zip(POINTS[wanted], ("left", "right"), strict=True)
        )
    return [None if each is None else _working(middle, sides, body, each) for each in phases]


def _working(middle: Way, sides: tuple[Way, ...], body: Body, phases: Phases) -> Way:
    if not sides:
        return middle
    inside = slice(body.at(phases.begin), body.at(phases.finish) + 1)
    left, right = (_extent(way.path[inside]) for way in sides)
    if left > ONE_SIDED * right:
        return sides[0]
    return sides[1] if right > ONE_SIDED * left else middle


def centre_of_mass(body: Body) -> Array:
    """Way (G, 2) of the body's centre of mass in torso lengths; NaN without trunk or legs.

    Arms that are not seen are taken to hang with the trunk.
    """
    ways = {pair: body.middle(pair) for pair in (SHOULDERS, ELBOWS, WRISTS, HIPS, KNEES, ANKLES)}
    shoulders, hips = ways[SHOULDERS], ways[HIPS]
    trunk = hips + _TRUNK_CENTRE * (shoulders - hips)
    total = _TRUNK_AND_HEAD * trunk
    for near, far, mass in _SEGMENTS:
        centre = (ways[near] + ways[far]) / 2
        if near in (SHOULDERS, ELBOWS):
            centre = np.where(np.isfinite(centre), centre, trunk)
        total = total + mass * centre
    return total


def cycle(path: Array, body: Body, phases: Phases) -> Array | None:
    """A repetition's way (2 * HALF, 2) on a common clock, half before and half after the turn.

    None where a part of it was not seen.
    """
    moments = np.concatenate(
        [
            np.linspace(phases.begin, phases.turn, HALF, endpoint=False),
            np.linspace(phases.turn, phases.finish, HALF),
        ]
    )
    sampled = np.stack([np.interp(moments, body.t, path[:, axis]) for axis in (0, 1)], axis=1)
    return sampled if np.isfinite(sampled).all() else None


def seen_part(path: Array, body: Body, span: tuple[float, float]) -> Array | None:
    """The way (N, 2) between two times; None where less than four fifths were seen."""
    part = path[body.at(span[0]) : body.at(span[1]) + 1]
    known = np.isfinite(part).all(axis=1)
    if len(part) < 3 or known.mean() < MIN_SEEN:
        return None
    index = np.arange(len(part))
    return np.stack([np.interp(index, index[known], part[known, a]) for a in (0, 1)], axis=1)
