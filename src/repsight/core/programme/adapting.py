"""A programme carried on: after sessions, missed days, breaks, pain and plateaus."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from repsight.core.history.findings import Plateau
from repsight.core.history.table import History
from repsight.core.programme.choosing import Chooser
from repsight.core.programme.known import RECENT_DAYS, age_of, body_mass, known_movements
from repsight.core.programme.matching import Log, log_of, matched
from repsight.core.programme.movements import Catalogue
from repsight.core.programme.moving import moved
from repsight.core.programme.pain import ANYWHERE, pain_at, pains_of
from repsight.core.programme.policy import Policy, double_progression
from repsight.core.programme.progress import Turn, turn_of
from repsight.core.programme.rules import HOLD_AFTER_DAYS
from repsight.core.programme.safety import careful
from repsight.core.programme.starting import Person
from repsight.core.programme.tailoring import EASY_RULES, Tailor
from repsight.core.programme.types import Prescription, Programme, Reason, Week, Workout

# Workouts missed in so many days count as missed lately.
_MISSED_DAYS: Final = 28
# Notes are kept of the last changes only.
MAX_NOTES: Final = 200
# Why a movement was chosen: no change.
_CHOICES: Final = ("exercise_choice", "mobility")


def adapt(
    programme: Programme,
    history: History,
    catalogue: Catalogue,
    today: int,
    *,
    policy: Policy = double_progression,
    policy_name: str = "double_progression",
    plateaus: Sequence[Plateau] = (),
) -> Programme:
    """The programme as it goes on from today; adapting again on that day changes nothing.

    Done workouts stay as they were asked for. `today` is days since 1970-01-01. Whatever `policy`
    decides is bounded by `safety.bounded`.
    """
    begin = programme.weeks[0].start if programme.weeks else today
    log = log_of(history, catalogue, begin - RECENT_DAYS, today)
    weeks = matched(programme.weeks, log, catalogue)
    weeks, moves = moved(weeks, log, catalogue, today)
    tailor = _tailor(
        programme, history, catalogue, today, weeks, log, policy, policy_name, plateaus
    )
    made, notes = [], list(moves)
    seen: set[str] = set()
    for week in weeks:
        workouts = []
        for workout in week.workouts:
            pending = workout.done is None and not workout.missed
            new = tailor.workout(workout, week) if pending else workout
            if pending:
                notes += _changes(workout, new, seen)
                seen.update(one.exercise for one in new.prescriptions)
            notes += _stops(new, tailor, catalogue) if pending else []
            workouts.append(new)
        made.append(replace(week, workouts=tuple(workouts)))
    fresh = [note for note in dict.fromkeys(notes) if note not in programme.notes]
    return replace(
        programme,
        weeks=tuple(made),
        policy=policy_name,
        notes=(*programme.notes, *fresh)[-MAX_NOTES:],
    )


def next_workout(programme: Programme, today: int) -> Workout | None:
    """The first workout from today on that is neither done nor missed; None after the last."""
    open_ones = [
        workout
        for week in programme.weeks
        for workout in week.workouts
        if workout.done is None and not workout.missed and workout.day >= today
    ]
    return min(open_ones, key=lambda workout: workout.day, default=None)


def _tailor(
    programme: Programme,
    history: History,
    catalogue: Catalogue,
    today: int,
    weeks: Sequence[Week],
    log: Log,
    policy: Policy,
    policy_name: str,
    plateaus: Sequence[Plateau],
) -> Tailor:
    age = age_of(history, today)
    person = Person(
        programme.goal,
        programme.experience,
        careful(programme.experience, age),
        body_mass(history),
    )
    known = known_movements(history, catalogue, today)
    pains = pains_of(history, catalogue, today)
    hurt = {p.joint for p in pains.values() if p.substitute or p.stop} | set(programme.injuries)
    chooser = Chooser(
        catalogue.having(programme.equipment),
        programme.goal,
        programme.experience,
        frozenset(hurt),
        known,
    )
    missed = [w for week in weeks for w in week.workouts if w.missed]
    found = ((catalogue.logged(p.exercise, loaded=p.measure == "e1rm"), p) for p in plateaus)
    return Tailor(
        catalogue,
        person,
        policy,
        policy_name,
        known,
        log,
        _turns(weeks, log, catalogue),
        pains,
        chooser,
        {movement.name: plateau for movement, plateau in found if movement is not None},
        _sets_before(weeks, catalogue),
        _weeks_since_easy(weeks, log, today),
        sum(today - _MISSED_DAYS < workout.day <= today for workout in missed),
        age,
        today,
    )


def _turns(weeks: Sequence[Week], log: Log, catalogue: Catalogue) -> Mapping[str, Sequence[Turn]]:
    """Every time a movement was asked for and done, by movement, in order of time."""
    turns: dict[str, list[Turn]] = {}
    done = [(w, week) for week in weeks for w in week.workouts if w.done is not None]
    for workout, week in sorted(done, key=lambda pair: pair[0].day):
        drawn = {one.exercise: one.sets for one in workout.drawn}
        for asked in workout.prescriptions:
            assert workout.done is not None
            movement = catalogue.named(asked.exercise)
            rows = log.rows(movement, [workout.done])
            if not len(rows):
                continue
            easy = week.phase == "deload" or any(r.rule in EASY_RULES for r in asked.reasons)
            turns.setdefault(asked.exercise, []).append(
                turn_of(
                    workout.day,
                    workout.done,
                    week.phase,
                    asked,
                    drawn.get(asked.exercise, asked.sets),
                    rows,
                    movement,
                    easy,
                )
            )
    return turns


def _sets_before(weeks: Sequence[Week], catalogue: Catalogue) -> dict[str, float] | None:
    """Sets by prime mover of the last loading week with a session; None before the first."""
    for week in reversed(weeks):
        done = any(workout.done is not None for workout in week.workouts)
        if done and week.phase not in ("deload", "test"):
            sets: dict[str, float] = {}
            for workout in week.workouts:
                for asked in workout.drawn:
                    muscle = catalogue.named(asked.exercise).muscles[0]
                    sets[muscle] = sets.get(muscle, 0.0) + asked.sets
            return sets
    return None


def _weeks_since_easy(weeks: Sequence[Week], log: Log, today: int) -> int:
    """Whole weeks of training since the last deload, or break of ten days, or the beginning."""
    begin = weeks[0].start if weeks else today
    days = np.unique(log.sets.day[log.sets.day >= begin])
    gaps = days[1:][np.diff(days) >= HOLD_AFTER_DAYS]
    starts = [begin, *(week.start + 7 for week in weeks if week.phase == "deload")]
    starts += [
        workout.day + 1
        for week in weeks
        for workout in week.workouts
        if workout.done is not None
        and any(r.rule in EASY_RULES for p in workout.prescriptions for r in p.reasons)
    ]
    last = max([day for day in (*starts, *gaps.tolist()) if day <= today], default=today)
    return (today - last) // 7


def _changes(old: Workout, new: Workout, seen: set[str]) -> list[Reason]:
    """The reasons of prescriptions that are not as they were, of what was not `seen` before."""
    before = {one.exercise: _essence(one) for one in old.prescriptions}
    return [
        replace(reason, data=f"{one.exercise}: {reason.data}")
        for one in new.prescriptions
        if one.exercise not in seen and before.get(one.exercise) != _essence(one)
        for reason in one.reasons
        if reason.rule not in _CHOICES
    ]


def _essence(asked: Prescription) -> tuple[object, ...]:
    return (asked.sets, asked.aim, asked.load_kg, asked.reps_in_reserve, asked.seconds)


def _stops(workout: Workout, tailor: Tailor, catalogue: Catalogue) -> list[Reason]:
    """Why drawn movements are left out."""
    there = {one.exercise for one in workout.prescriptions}
    reasons = []
    for drawn in workout.drawn:
        movement = catalogue.named(drawn.exercise)
        pain = pain_at(movement, tailor.pains)
        if pain is not None and movement.name not in there and pain.stop:
            what = movement.title if pain.joint != ANYWHERE else "all training"
            reasons.append(pain.because(f"{what} is left out"))
    return reasons
