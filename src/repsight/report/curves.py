"""What the charts of a set show, as arrays: the working joint over time, in cycles, and its speed.

Pure functions: arrays and nouns in, arrays out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.repetitions import read_movements
from repsight.core.exercise import Exercise
from repsight.core.playback import visible_side
from repsight.core.scoring.best import range_measure
from repsight.core.scoring.body import RATE_HZ, Body
from repsight.core.scoring.measures import MEASURES
from repsight.core.scoring.phases import Phases, find_phases
from repsight.core.scoring.readings import Readings
from repsight.core.scoring.score import MARGIN_SECONDS
from repsight.core.scoring.sides import weigh_sides
from repsight.core.scoring.view import View
from repsight.core.skeleton import ANGLES
from repsight.core.types import SetSummary, Track

Array = npt.NDArray[np.floating[Any]]

CYCLE_POINTS: Final = 101
"""A cycle is told at every per cent."""
MIN_SEEN: Final = 0.8
"""Of a cycle that is laid over the others at least this share must have been seen."""
MIN_CYCLES: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class SetCurves:
    """A set's movement: `t` (G,) s, `values` (G,) of `measure` in `unit`, NaN where not seen.

    `view` is from where the camera looks. `phases` holds one entry per repetition, None where the
    movement does not tell. `cycles` (R, 101) are the repetitions from 0 to 100 % of their time, NaN
    rows for those that were cut or hidden, and `speeds` (R, 101) how fast the values change a
    second. `mean` and `sd` (101,) are NaN where there are fewer than two cycles.
    """

    measure: str
    unit: str
    view: View
    t: Array
    values: Array
    phases: tuple[Phases | None, ...]
    cycles: Array
    speeds: Array
    mean: Array
    sd: Array

    @property
    def whole(self) -> int:
        """How many cycles there are to compare."""
        return int(np.isfinite(self.cycles[:, 0]).sum())


def read_curves(track: Track, one: SetSummary, exercise: Exercise) -> SetCurves | None:
    """The curves of one set of a person's track; None where the body was hardly seen."""
    inside = (track.t >= one.start - MARGIN_SECONDS) & (track.t <= one.end + MARGIN_SECONDS)
    near = Track(track.t[inside], track.keypoints[inside], track.id)
    body = Body(near)
    if not len(body):
        return None
    measure = shown_measure(exercise, body.view)
    sides = _sides(Readings(body), measure, near, one, exercise)
    if not np.isfinite(sides).any():
        return None
    phases: tuple[Phases | None, ...] = ()
    if one.reps:
        phases = tuple(find_phases(one.reps, read_movements(near, exercise), exercise))
    usual = _most_moving(sides)
    paths = [sides[:, _most_moving(sides, body, p) if p else usual] for p in phases]
    cycles = _stack(body.t, paths, phases)
    speeds = _stack(body.t, [np.gradient(path) * RATE_HZ for path in paths], phases)
    mean, sd = band(cycles)
    values = _joined(body.t, sides[:, usual], paths, phases)
    unit = MEASURES[measure].unit
    return SetCurves(measure, unit, body.view, body.t, values, phases, cycles, speeds, mean, sd)


def shown_measure(exercise: Exercise, view: View) -> str:
    """The working joint's angle, which the overlay shows too; else the exercise's first signal.

    From the front or above a bent knee looks straight or folded: where the range of motion is read
    from something that bears such a view better, that is shown.
    """
    names = [signal.measure for signal in exercise.signals]
    joint = next((name for name in names if name in ANGLES), names[0])
    better = range_measure(exercise)
    bears = MEASURES[better].view_error < MEASURES[joint].view_error
    return better if view.name in ("front", "above") and bears else joint


def band(cycles: Array) -> tuple[Array, Array]:
    """Mean and standard deviation (101,) of the cycles (R, 101) that were seen."""
    known = cycles[np.isfinite(cycles).all(axis=1)] if len(cycles) else cycles
    if len(known) < MIN_CYCLES:
        nothing = np.full(CYCLE_POINTS, np.nan)
        return nothing, nothing
    return known.mean(axis=0), known.std(axis=0, ddof=1)


def to_cycle(t: Array, values: Array, begin: float, finish: float) -> Array:
    """The values (101,) from `begin` to `finish`; all NaN where too few of them were seen."""
    grid = np.linspace(begin, finish, CYCLE_POINTS)
    inside = (t >= begin) & (t <= finish)
    known = inside & np.isfinite(values)
    if not inside.any() or known.sum() < MIN_SEEN * inside.sum() or known.sum() < 2:
        return np.full(CYCLE_POINTS, np.nan)
    return np.asarray(np.interp(grid, t[known], values[known]))


def _sides(
    readings: Readings, measure: str, track: Track, one: SetSummary, exercise: Exercise
) -> Array:
    """Values (G, 1), or (G, 2) of left and right where the sides may take turns."""
    values, sure = readings.both(measure)
    if values.shape[1] == 1 or exercise.alternating:
        return values
    if measure in ANGLES:
        side = visible_side(track, one, exercise)
        if side is not None:
            chosen = ANGLES[measure].index(side)
            return values[:, chosen : chosen + 1]
    return weigh_sides(values, sure)[0][:, None]


def _most_moving(sides: Array, body: Body | None = None, phases: Phases | None = None) -> int:
    """Which column moves most, in a repetition or at all."""
    if body is not None and phases is not None:
        sides = sides[body.at(phases.begin) : body.at(phases.finish) + 1]
    return int(
        np.argmax([np.ptp(c[np.isfinite(c)]) if np.isfinite(c).any() else -1 for c in sides.T])
    )


def _joined(
    t: Array, values: Array, paths: Sequence[Array], phases: Sequence[Phases | None]
) -> Array:
    """One series: where the sides take turns, that of the side at work."""
    joined = values.copy()
    for path, each in zip(paths, phases, strict=True):
        if each is not None:
            during = (t >= each.begin) & (t <= each.finish)
            joined[during] = path[during]
    return joined


def _stack(t: Array, paths: Sequence[Array], phases: Sequence[Phases | None]) -> Array:
    rows = [
        np.full(CYCLE_POINTS, np.nan)
        if each is None or each.cut
        else to_cycle(t, path, each.begin, each.finish)
        for path, each in zip(paths, phases, strict=True)
    ]
    return np.array(rows) if rows else np.zeros((0, CYCLE_POINTS))
