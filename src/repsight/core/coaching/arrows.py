"""Arrows that say which way to move what, for what a repetition lost most by.

For each measure: from where an arrow starts on a body and which way a larger value of that measure
would move it. A smaller value is the other way round. Where no direction makes sense (times,
comparisons, sums over both sides) there is none, and the words have to do.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.assessment import Deduction
from repsight.core.exercise import Exercise
from repsight.core.geometry import (
    ANKLES,
    ELBOWS,
    HIPS,
    KNEES,
    NOSE,
    SHOULDERS,
    SURE,
    WRISTS,
    facing,
)
from repsight.core.scoring.standard import Criterion, Part
from repsight.core.shapes import Point
from repsight.core.skeleton import ANGLES
from repsight.core.types import Phase

Array = npt.NDArray[np.floating[Any]]

LENGTH: Final = 0.55
"""Of an arrow, in trunks."""
UP: Final = np.array([0.0, -1.0])
UPRIGHT: Final = math.cos(math.radians(10.0))


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body (17, 3), NaN where it is not seen well, and which of its points stay in place."""

    keypoints: Array
    fixed: frozenset[int] = frozenset()

    def at(self, *points: int) -> Array:
        """The middle (2,) of the points that are seen; NaN where none is."""
        seen = self.keypoints[list(points), :2]
        seen = seen[np.isfinite(seen[:, 0])]
        return np.asarray(seen.mean(axis=0)) if len(seen) else np.full(2, np.nan)


Move = tuple[tuple[int, ...], Array]
"""Keypoints in whose middle an arrow starts, and its direction (2,)."""
Moves = Callable[[Body], list[Move]]


def _unit(line: Array) -> Array:
    length = float(np.hypot(*line))
    return line / length if length > 0 else np.full(2, np.nan)


def _across(line: Array, towards: Array) -> Array:
    """The direction at right angles to `line`, on the side of `towards`."""
    across = np.array([-line[1], line[0]])
    return _unit(across if across @ towards >= 0 else -across)


def _straighter(name: str, body: Body) -> list[Move]:
    """A joint opens: its far end swings away, or where that is held, its near end does."""
    moves: list[Move] = []
    for near, middle, far in ANGLES[name]:
        a, b, c = body.at(near), body.at(middle), body.at(far)
        if not body.fixed & {far, far + 2 if name == "hip" else far}:
            moves.append(((far,), _across(c - b, b - a)))
        elif name == "hip":
            moves.append(((near,), _across(a - b, b - c)))
        else:
            moves.append(((near,), _unit(a - c)))
    return moves


def _raised(near: tuple[int, int], far: tuple[int, int], body: Body) -> list[Move]:
    """The far end of a limb goes up; where the hands are held, the near end goes down."""
    if near == SHOULDERS and body.fixed & {*ELBOWS, *WRISTS}:
        return [(near, -UP)]
    return [((end,), UP) for end in far]


def _lifted(points: tuple[int, ...], _body: Body) -> list[Move]:
    return [(points, UP)]


def _hands_over_shoulders(body: Body) -> list[Move]:
    """Hands up; where they hold on to something, the body down."""
    return [(SHOULDERS, -UP)] if WRISTS[0] in body.fixed else [((end,), UP) for end in WRISTS]


def _thigh_raised(body: Body) -> list[Move]:
    """Thighs nearer to level: hips down where the feet stand, knees up where they hang."""
    hangs = body.fixed & {*WRISTS, *HIPS} and not body.fixed & {*ANKLES}
    return [((knee,), UP) for knee in KNEES] if hangs else [(HIPS, -UP)]


def _leaning(body: Body, ahead: float | None = None) -> list[Move]:
    """The trunk leans farther: the shoulders go on to the side where they are."""
    line = body.at(*SHOULDERS) - body.at(*HIPS)
    if ahead is None and line @ UP > UPRIGHT * float(np.hypot(*line)):
        return []  # an upright trunk leans to no side
    side = np.sign(line[0]) if ahead is None else ahead
    return [(SHOULDERS, _across(line, np.array([side, 0.0])))]


def _leaning_forward(body: Body) -> list[Move]:
    ahead = facing(body.keypoints[None])
    return _leaning(body, ahead) if ahead else []


def _sagging(body: Body) -> list[Move]:
    line = body.at(*KNEES) - body.at(*SHOULDERS)
    return [(HIPS, _across(line, -UP))]


def _longer_neck(body: Body) -> list[Move]:
    """The head goes back in line with the trunk."""
    line = body.at(*SHOULDERS) - body.at(*HIPS)
    neck = body.at(NOSE) - body.at(*SHOULDERS)
    return [((NOSE,), _across(neck, line))]


def _apart(pair: tuple[int, int], body: Body) -> list[Move]:
    """Left and right go away from each other."""
    line = body.at(pair[1]) - body.at(pair[0])
    side = np.array([np.sign(line[0]), 0.0])
    return [((pair[0],), -side), ((pair[1],), side)]


def _hands_ahead(body: Body) -> list[Move]:
    ahead = facing(body.keypoints[None])
    return [(WRISTS, np.array([ahead, 0.0]))] if ahead else []


def _none(_body: Body) -> list[Move]:
    return []


LARGER: Final[Mapping[str, Moves]] = {
    **{name: partial(_straighter, name) for name in ("elbow", "hip", "knee")},
    "shoulder": partial(_raised, SHOULDERS, ELBOWS),
    "upper_arm_elevation": partial(_raised, SHOULDERS, ELBOWS),
    "forearm_elevation": partial(_raised, ELBOWS, WRISTS),
    "wrist_over_shoulder": _hands_over_shoulders,
    "leg_elevation": partial(_raised, HIPS, ANKLES),
    "thigh_elevation": _thigh_raised,
    "shoulder_height": partial(_lifted, SHOULDERS),
    "hip_height": partial(_lifted, HIPS),
    "ankle_height": partial(_lifted, ANKLES),
    "trunk_inclination": _leaning,
    "trunk_lean": _leaning_forward,
    "hip_sag": _sagging,
    "neck": _longer_neck,
    "knees_apart": partial(_apart, KNEES),
    "feet_apart": partial(_apart, ANKLES),
    "elbows_apart": partial(_apart, ELBOWS),
    "wrist_drift": _hands_ahead,
    "hips_uneven": _none,
    "trunk_speed": _none,
}
"""Which way a larger value moves what, for every measure of `core/scoring/measures.py`."""
LIMBS: Final[Mapping[str, tuple[int, ...]]] = {
    **{name: tuple(sorted({p for side in ANGLES[name] for p in side})) for name in ANGLES},
    "upper_arm_elevation": (*SHOULDERS, *ELBOWS),
    "forearm_elevation": (*ELBOWS, *WRISTS),
    "wrist_over_shoulder": (*SHOULDERS, *ELBOWS, *WRISTS),
    "leg_elevation": (*HIPS, *KNEES, *ANKLES),
    "thigh_elevation": (*HIPS, *KNEES),
    "shoulder_height": (*SHOULDERS, *HIPS),
    "hip_height": (*HIPS, *KNEES),
    "ankle_height": (*KNEES, *ANKLES),
    "trunk_inclination": (*SHOULDERS, *HIPS),
    "trunk_lean": (*SHOULDERS, *HIPS),
    "trunk_speed": (*SHOULDERS, *HIPS),
    "hip_sag": (*SHOULDERS, *HIPS, *KNEES),
    "neck": (NOSE, *SHOULDERS),
    "knees_apart": (*HIPS, *KNEES, *ANKLES),
    "feet_apart": (*KNEES, *ANKLES),
    "elbows_apart": (*SHOULDERS, *ELBOWS, *WRISTS),
    "wrist_drift": (*ELBOWS, *WRISTS),
    "hips_uneven": HIPS,
}
"""Keypoints between which the bones are drawn in the colour of a fault."""


def arrows_for(
    correction: Deduction, exercise: Exercise, body: Body, trunk: float
) -> tuple[tuple[Point, Point], ...]:
    """From and to in pixels of each arrow, `trunk` pixels being a trunk's length."""
    way = _way(correction, exercise)
    if way == 0 or correction.measure not in LARGER:
        return ()
    found = []
    for points, direction in LARGER[correction.measure](body):
        start = body.at(*points)
        end = start + way * LENGTH * trunk * direction
        if np.isfinite(start).all() and np.isfinite(end).all():
            found.append(((float(start[0]), float(start[1])), (float(end[0]), float(end[1]))))
    return tuple(found)


def _way(correction: Deduction, exercise: Exercise) -> float:
    """1 where the measure should have been larger at what is seen, -1 smaller, 0 where neither."""
    criterion = criterion_of(correction, exercise)
    missing = correction.target - correction.value
    if criterion is None or not math.isfinite(missing):
        return 0.0
    if criterion.take == "range":
        return _way_of_range(criterion, missing, exercise)
    # A fall is how much the value goes down: a larger fall ends at a smaller value.
    return math.copysign(1.0, missing) * (-1.0 if criterion.take == "fall" else 1.0)


def _way_of_range(criterion: Criterion, missing: float, exercise: Exercise) -> float:
    """More range is farther towards the turn; what should have kept still has no direction."""
    if missing < 0:
        return 0.0
    ways = [s.turn - s.start for s in exercise.signals if s.measure == criterion.measure]
    return math.copysign(1.0, ways[0]) if ways and ways[0] else 0.0


def criterion_of(correction: Deduction, exercise: Exercise) -> Criterion | None:
    """The exercise's criterion that found it; None for what every exercise is scored by."""
    return next((c for c in exercise.standard.criteria if c.name == correction.name), None)


_BEFORE: Final[frozenset[Part]] = frozenset({"turn", "first"})
_AFTER: Final[frozenset[Part]] = frozenset({"start", "end", "second"})


def is_due(correction: Deduction, exercise: Exercise, phase: Phase) -> bool:
    """Whether the part of a repetition that it is about comes next or is under way.

    "Deeper" is of no use on the way up, "straighten your arms" of none on the way down.
    """
    criterion = criterion_of(correction, exercise)
    if criterion is None:
        return True
    part = criterion.at
    first = exercise.first_phase
    second: Phase = "concentric" if first == "eccentric" else "eccentric"
    if part in _BEFORE or part == first:
        return phase != second
    if part in _AFTER or part == second:
        return phase != first
    if part == "drive":
        return phase != ("eccentric" if second == "concentric" else second)
    return True


def sure_body(keypoints: Array, fixed: frozenset[int] = frozenset()) -> Body:
    """The body (17, 3) without the points that are not seen well."""
    points = np.array(keypoints, float)
    points[~(points[:, 2] >= SURE)] = np.nan
    return Body(points, fixed)
