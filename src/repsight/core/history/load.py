"""Weekly training load: sums, Foster's monotony and strain, and the load of 7 and of 28 days.

Monotony and strain: Foster, Med Sci Sports Exerc 30(7), 1998. Session load is exertion times
minutes (Foster et al., J Strength Cond Res 15(1), 2001) where sessions say both; where they do not,
it is the volume, or the number of sets, and always one of the three in the whole series.
"""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.history.findings import LoadWeek
from repsight.core.history.table import History

LoadMeasure = Literal["exertion", "volume", "sets"]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# What the numbers are, for people: shown wherever acute and chronic load are.
ABOUT_ACUTE_AND_CHRONIC: Final = (
    "Acute (7 days) and chronic (28 days) load only describe what was done. Their ratio does not"
    " predict injury: part of it is its own denominator, and the studies that linked it to injuries"
    " do not hold (Lolli et al., 2019; Impellizzeri et al., 2020)."
)
LOAD_UNITS: Final[dict[LoadMeasure, str]] = {
    "exertion": "exertion × minutes",
    "volume": "kg",
    "sets": "sets",
}
# 1970-01-01 was a Thursday: three days after a Monday.
_MONDAY: Final = 3
_WEEK: Final = 7
_CHRONIC: Final = 28
# A measure is taken where nearly every session has it: the few others then count as the median
# session does, so that no week looks light for want of an entry.
_NEARLY_ALL: Final = 0.9


def monday_of(day: npt.ArrayLike) -> Ints:
    """The Monday of the week of days since 1970, likewise."""
    days = np.asarray(day, np.int64)
    return days - (days + _MONDAY) % _WEEK


def load_measure(history: History) -> LoadMeasure:
    """What a session's load is measured by in this history: the best that nearly all have."""
    if _share(_exertion(history)) >= _NEARLY_ALL:
        return "exertion"
    return "volume" if _share(_volume(history)) >= _NEARLY_ALL else "sets"


def session_load(history: History, measure: LoadMeasure | None = None) -> Floats:
    """The load of every session (S,) in the unit of `LOAD_UNITS`; unset: by `load_measure`."""
    measure = measure or load_measure(history)
    made = {"exertion": _exertion, "volume": _volume, "sets": _sets}[measure](history)
    known = made[np.isfinite(made)]
    return np.where(np.isfinite(made), made, np.median(known) if len(known) else 0.0)


def weekly_load(history: History, today: int) -> tuple[LoadWeek, ...]:
    """The load of every week from the first session's to that of `today`, oldest first.

    In the running week `acute` and `chronic` are those of the days before tomorrow; monotony needs
    a whole week, and chronic load 28 days of history.
    """
    if not len(history.sessions):
        return ()
    start = int(monday_of(history.sessions.day[0]))
    weeks = int((monday_of(max(today, int(history.sessions.day[-1]))) - start) // _WEEK) + 1
    load = session_load(history)
    at = history.sessions.day - start
    daily = np.bincount(at, load, minlength=weeks * _WEEK).astype(float)
    sessions = np.bincount(at // _WEEK, minlength=weeks)
    working = history.sets.working()
    of_set = (working.day - start) // _WEEK
    sets = np.bincount(of_set, minlength=weeks)
    volume = np.bincount(of_set, _lifted(working.load_kg, working.reps), minlength=weeks)
    began = int(history.sessions.day[0]) - start
    rows = []
    for n in range(weeks):
        end = min((n + 1) * _WEEK, today - start + 1)
        whole = end == (n + 1) * _WEEK
        monotony = monotony_of(daily[n * _WEEK : end]) if whole else None
        total = float(daily[n * _WEEK : (n + 1) * _WEEK].sum())
        rows.append(
            LoadWeek(
                start=start + n * _WEEK,
                sessions=int(sessions[n]),
                sets=int(sets[n]),
                volume_kg=float(volume[n]),
                load=total,
                monotony=monotony,
                strain=None if monotony is None else total * monotony,
                acute=float(daily[max(end - _WEEK, 0) : end].sum()),
                chronic=_chronic(daily, end, began),
            )
        )
    return tuple(rows)


def monotony_of(daily: Floats) -> float | None:
    """The mean over the standard deviation of the loads of seven days; None where all are equal."""
    spread = float(np.std(daily, ddof=1))
    return float(np.mean(daily)) / spread if spread > 0 else None


def _chronic(daily: Floats, end: int, began: int) -> float | None:
    """The weekly mean of 28 days, where there are as many since the first session."""
    if end - began < _CHRONIC:
        return None
    return float(daily[end - _CHRONIC : end].sum()) * _WEEK / _CHRONIC


def _exertion(history: History) -> Floats:
    sessions = history.sessions
    return np.asarray(sessions.rpe * sessions.seconds / 60, float)


def _volume(history: History) -> Floats:
    """Of each session (S,) load times repetitions; NaN where no set had a load."""
    working = history.sets.working()
    made = _lifted(working.load_kg, working.reps)
    total = np.bincount(_rows(history, working.session), made, minlength=len(history.sessions))
    return np.where(total > 0, total, np.nan)


def _sets(history: History) -> Floats:
    working = history.sets.working()
    rows = _rows(history, working.session)
    return np.bincount(rows, minlength=len(history.sessions)).astype(float)


def _rows(history: History, session: Ints) -> Ints:
    """The row in the table of sessions of each session id."""
    order = np.argsort(history.sessions.id)
    return np.asarray(order[np.searchsorted(history.sessions.id, session, sorter=order)])


def _lifted(load_kg: Floats, reps: Floats) -> Floats:
    """Load times repetitions; nothing where either is unknown, or the load helped."""
    return np.maximum(np.nan_to_num(load_kg * reps), 0)


def _share(values: Floats) -> float:
    return float(np.mean(np.isfinite(values))) if len(values) else 0.0
