"""Somebody who follows a programme: strength that grows with each session, effort told honestly."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from repsight.core.history.log import BodyWeight, LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.history.table import EPOCH, History, history_of
from repsight.core.programme.adapting import adapt, next_workout
from repsight.core.programme.percent import reps_at
from repsight.core.programme.types import Prescription, Programme, Workout
from repsight.programme import load_movements

CATALOGUE = load_movements()
MONDAY = (date(2026, 11, 23) - EPOCH).days
MASS = 75.0


def moment(day: int, hour: int = 18) -> datetime:
    at = EPOCH + timedelta(days=day)
    return datetime(at.year, at.month, at.day, hour, tzinfo=UTC)


@dataclass
class Trainee:
    """`one_rep_max` of what moves the movement (body included), rising by `gain` a session."""

    profile: UserProfile = field(default_factory=lambda: UserProfile(mass_kg=MASS))
    start: float = 60.0
    gain: float = 0.006
    by_name: Callable[[str], str] = lambda name: CATALOGUE.named(name).aliases[0]
    sessions: list[LoggedSession] = field(default_factory=list)
    pain: list[PainNote] = field(default_factory=list)
    body_weight: list[BodyWeight] = field(default_factory=list)
    strength: dict[str, float] = field(default_factory=dict)

    def history(self) -> History:
        return history_of(self.sessions, "ann", self.profile, self.body_weight, self.pain)

    def train(self, workout: Workout, day: int, score: float | None = None) -> None:
        """Does all of it and logs it."""
        sets = [one for asked in workout.prescriptions for one in self._sets(asked, score)]
        self.sessions.append(LoggedSession(moment(day), tuple(sets), key=str(day)))

    def _sets(self, asked: Prescription, score: float | None) -> list[LoggedSet]:
        movement = CATALOGUE.named(asked.exercise)
        name = self.by_name(asked.exercise)
        if asked.seconds is not None:
            return [LoggedSet(name, seconds=float(asked.seconds))] * asked.sets
        best = self.strength.setdefault(asked.exercise, self.start + movement.body_share * MASS)
        self.strength[asked.exercise] = best * (1 + self.gain)
        body = movement.body_share * MASS
        load = asked.load_kg
        if load is None and movement.step > 0 and not movement.added_load:
            # Found by effort: the heaviest that leaves the reserve at the range's lowest.
            load = movement.step
            wanted = asked.reps_low + asked.reps_in_reserve
            while reps_at(best, 1, load + movement.step + body) >= wanted:
                load += movement.step
        total = (load or 0.0) + body
        most = int(reps_at(best, 1, total)) if total > 0 else asked.reps_high + 4
        reps = max(1, min(most, asked.aim or asked.reps_low))
        rpe = float(min(10, max(0, 10 - (most - reps))))
        return [LoggedSet(name, reps, load, rpe=rpe, score=score)] * asked.sets


def follow(
    programme: Programme,
    trainee: Trainee,
    until: int,
    skip: Callable[[int], bool] = lambda _: False,
) -> Programme:
    """The programme after every day up to `until`, adapted before each workout."""
    for day in range(programme.weeks[0].start, until):
        if not any(
            w.done is None and not w.missed and w.day <= day
            for week in programme.weeks
            for w in week.workouts
        ):
            continue
        programme = adapt(programme, trainee.history(), CATALOGUE, day)
        workout = next_workout(programme, day)
        if workout is not None and workout.day == day and not skip(day):
            trainee.train(workout, day)
    return adapt(programme, trainee.history(), CATALOGUE, until)
