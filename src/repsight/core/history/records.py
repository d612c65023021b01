"""Personal records of an exercise, and when each was set."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.history.findings import PersonalRecord, RecordKind
from repsight.core.history.series import session_series
from repsight.core.history.table import SetTable

# Kinds that are the best session of a series.
_SERIES: Final[tuple[tuple[RecordKind, str], ...]] = (
    ("load", "kg"),
    ("e1rm", "kg"),
    ("volume", "kg"),
    ("score", "points"),
)


def records(sets: SetTable, exercise: str) -> tuple[PersonalRecord, ...]:
    """The records that stand: heaviest load, best e1RM, volume and score, then repetitions.

    A record belongs to the session that reached it first. Repetitions are a record at their load
    where nothing heavier was lifted as often; without loads the most repetitions are.
    """
    done = sets.of(exercise).working()
    found = [_best(done, exercise, kind, unit) for kind, unit in _SERIES]
    return (*(one for one in found if one is not None), *_most_repetitions(done, exercise))


def record_days(sets: SetTable, exercise: str, measure: str = "e1rm") -> npt.NDArray[np.int64]:
    """The days (R,) on which the best of a measure was beaten, after the first session."""
    series = session_series(sets, exercise, measure)
    if len(series) < 2:
        return np.zeros(0, np.int64)
    beaten = series.values[1:] > np.maximum.accumulate(series.values)[:-1]
    return series.day[1:][beaten]


def _best(done: SetTable, exercise: str, kind: RecordKind, unit: str) -> PersonalRecord | None:
    series = session_series(done, exercise, kind)
    if not len(series):
        return None
    best = int(np.argmax(series.values))  # the first of equals
    day, value = int(series.day[best]), float(series.values[best])
    for session in np.unique(done.session[done.day == day]).tolist():
        own = session_series(done.where(done.session == session), exercise, kind)
        if len(own) and own.values[0] == value:
            return PersonalRecord(exercise, kind, value, unit, day, session)
    return None


def _most_repetitions(done: SetTable, exercise: str) -> list[PersonalRecord]:
    """The most repetitions at each load that no heavier load was lifted as often as."""
    done = done.where(done.reps > 0)
    load = np.nan_to_num(done.load_kg)
    # Heaviest first; of one load the most repetitions first; of equals the earliest.
    order = np.lexsort((done.t, -done.reps, -load))
    found: list[PersonalRecord] = []
    most = 0.0
    for row in order:
        if done.reps[row] > most:
            most = float(done.reps[row])
            unit = f"reps at {load[row]:g} kg" if load[row] else "reps"
            day, session = int(done.day[row]), int(done.session[row])
            found.append(PersonalRecord(exercise, "reps", most, unit, day, session))
    return found
