"""The series that a history holds: one measure of one exercise, a point a session."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Series
from repsight.core.history.one_rep_max import interval, wathan
from repsight.core.history.table import SetTable

# An exercise is one of load where most of its sets carry one; else repetitions, or seconds, tell.
_MOSTLY: Final = 0.5

_Value = Callable[[SetTable], npt.NDArray[Any]]
# Of all values and the first of each session: one a session.
_Reduce = Callable[[npt.NDArray[Any], npt.NDArray[Any]], npt.NDArray[Any]]


def _typical(values: npt.NDArray[Any], starts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The median of each session."""
    lengths = _lengths(starts, len(values))
    # In order within each session: its middle one, or the mean of the two in the middle.
    rising = values[np.lexsort((values, np.repeat(np.arange(len(starts)), lengths)))]
    return np.asarray((rising[starts + (lengths - 1) // 2] + rising[starts + lengths // 2]) / 2)


_BEST: Final = np.maximum.reduceat
_TOTAL: Final = np.add.reduceat
_TYPICAL: Final = _typical

# Of each measure: the value of every set, what becomes of a session's sets, the unit.
MEASURES: Final[Mapping[str, tuple[_Value, _Reduce, str]]] = {
    "e1rm": (lambda sets: wathan(sets.load_kg, sets.reps), _BEST, "kg"),
    "load": (lambda sets: sets.load_kg, _BEST, "kg"),
    "reps": (lambda sets: sets.reps, _BEST, ""),
    "seconds": (lambda sets: sets.seconds, _BEST, "s"),
    "volume": (lambda sets: sets.load_kg * sets.reps, _TOTAL, "kg"),
    "score": (lambda sets: sets.score, _TYPICAL, ""),
    "rom": (lambda sets: sets.measures["rom"], _TYPICAL, ""),
    "stability": (lambda sets: sets.measures["stability"], _TYPICAL, ""),
    "tempo": (lambda sets: sets.measures["tempo"], _TYPICAL, ""),
    "velocity": (lambda sets: sets.measures["velocity"], _TYPICAL, "m/s"),
    "velocity_loss": (lambda sets: sets.measures["velocity_loss"], _TYPICAL, "%"),
    "asymmetry": (lambda sets: sets.measures["asymmetry"], _TYPICAL, "%"),
}


def main_measure(sets: SetTable) -> str:
    """The measure that tells how an exercise goes: "e1rm", or "reps" or "seconds" without loads."""
    if len(sets) and np.mean(sets.load_kg > 0) >= _MOSTLY:
        return "e1rm"
    return "reps" if not len(sets) or np.mean(sets.reps > 0) >= _MOSTLY else "seconds"


def session_series(sets: SetTable, exercise: str, measure: str) -> Series:
    """The series of a measure over the working sets of an exercise; empty where there are none.

    "e1rm", "load", "reps" and "seconds" are a session's best set, "volume" its sum, the others
    its median. "e1rm" has the 95 % interval of its best set. Raises InvalidInputError for an
    unknown measure.
    """
    if measure not in MEASURES:
        raise InvalidInputError(f"measure is {measure!r}; allowed: {', '.join(MEASURES)}")
    value, reduce, unit = MEASURES[measure]
    working = sets.of(exercise).working()
    values = value(working)
    # A load of nothing, or less, says nothing about strength; a set of no repetitions neither.
    told = np.isfinite(values) & (
        (values > 0) | (measure not in ("e1rm", "load", "volume", "reps"))
    )
    working, values = working.where(told), values[told]
    starts = np.flatnonzero(np.diff(working.t, prepend=-np.inf))
    if not len(values):
        return Series(exercise, measure, unit, working.day, np.zeros(0))
    reduced = np.asarray(reduce(values, starts), float)
    bounds = _bounds(working, values, starts) if measure == "e1rm" else (None, None)
    return Series(exercise, measure, unit, working.day[starts], reduced, *bounds)


def _bounds(
    sets: SetTable, values: npt.NDArray[Any], starts: npt.NDArray[Any]
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The interval of each session's best set (N,), (N,)."""
    order = np.lexsort((-values, np.repeat(np.arange(len(starts)), _lengths(starts, len(values)))))
    best = sets.where(order[starts])
    return interval(best.load_kg, best.reps, best.rpe, best.kind == "failure")


def _lengths(starts: npt.NDArray[Any], n: int) -> npt.NDArray[Any]:
    return np.diff(starts, append=n)
