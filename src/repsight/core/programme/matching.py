"""Which logged session fulfilled which workout, and what was done in it of each movement."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from repsight.core.history.table import History, SetTable
from repsight.core.programme.known import movements_done
from repsight.core.programme.movements import Catalogue, Movement
from repsight.core.programme.types import Week, Workout

# A session fulfils a workout from so many days before to so many after the day it is planned on.
DAYS_APART: Final = 6
# Of the exercises of a workout a session must have a third.
_LEAST_SHARE: Final = 1 / 3


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """The working sets of a history by movement; `names` are the logged names of each."""

    sets: SetTable
    names: Mapping[str, tuple[str, ...]]

    def rows(self, movement: Movement, sessions: Sequence[int] | None = None) -> SetTable:
        """Sets of a movement, all or of some sessions; there also those that RepSight counted."""
        mask = np.isin(self.sets.exercise, np.array(self.names.get(movement.name, ()), object))
        if sessions is not None:
            if movement.counted_as is not None:
                mask |= self.sets.exercise == movement.counted_as
            mask &= np.isin(self.sets.session, sessions)
        return self.sets.where(mask)


def log_of(history: History, catalogue: Catalogue, since: int, today: int) -> Log:
    """The log of a history from one day to another, both included."""
    sets = history.sets.where((history.sets.day >= since) & (history.sets.day <= today)).working()
    names = {k: tuple(v) for k, v in movements_done(sets, catalogue).items() if k}
    return Log(sets, names)


def matched(weeks: Sequence[Week], log: Log, catalogue: Catalogue) -> tuple[Week, ...]:
    """The weeks with each session at the workout it fulfilled, on the day it was done.

    A session fulfils the open workout within days of it that it has most of. What was matched
    before stays, unless the session is gone.
    """
    days = dict(zip(log.sets.session.tolist(), log.sets.day.tolist(), strict=True))
    made = [list(week.workouts) for week in weeks]
    made = [[w if w.done in days else replace(w, done=None) for w in week] for week in made]
    taken = {w.done for week in made for w in week if w.done is not None}
    first = weeks[0].start if weeks else 0
    for session, day in days.items():
        if session in taken or day < first:
            continue
        rows = log.sets.where(log.sets.session == session)
        found = _fitting(made, rows, day, log, catalogue)
        if found is not None:
            n, k = found
            made[n][k] = replace(made[n][k], done=session, day=day, missed=False)
    return tuple(replace(week, workouts=tuple(w)) for week, w in zip(weeks, made, strict=True))


def _fitting(
    weeks: Sequence[Sequence[Workout]], rows: SetTable, day: int, log: Log, catalogue: Catalogue
) -> tuple[int, int] | None:
    """The open workout that a session has most of; of alike ones the nearest."""
    logged = set(rows.exercise.tolist())
    best: tuple[float, bool, int] | None = None
    place = None
    for n, week in enumerate(weeks):
        for k, workout in enumerate(week):
            if workout.done is not None or abs(workout.day - day) > DAYS_APART:
                continue
            asked = {p.exercise for p in (*workout.prescriptions, *workout.drawn)}
            hits = sum(_was_done(catalogue.named(name), logged, log) for name in asked)
            size = max(1, len(workout.prescriptions))
            if hits < max(1, math.ceil(size * _LEAST_SHARE)):
                continue
            points = (hits / size, not workout.missed, -abs(workout.day - day))
            if best is None or points > best:
                best, place = points, (n, k)
    return place


def _was_done(movement: Movement, logged: set[str], log: Log) -> bool:
    return movement.counted_as in logged or not logged.isdisjoint(log.names.get(movement.name, ()))
