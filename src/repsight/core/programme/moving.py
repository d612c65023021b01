"""What becomes of missed workouts: moved within their week, or repeated by whole weeks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from repsight.core.programme.matching import Log
from repsight.core.programme.movements import Catalogue
from repsight.core.programme.rules import RULES
from repsight.core.programme.safety import earliest_day
from repsight.core.programme.types import Reason, Week, Workout
from repsight.core.programme.wording import day_text

_WEEK: Final = 7
# Trunk and mobility exercises are done daily without harm.
_EASY: Final = ("core", "mobility")


def moved(
    weeks: Sequence[Week], log: Log, catalogue: Catalogue, today: int
) -> tuple[tuple[Week, ...], tuple[Reason, ...]]:
    """The weeks as they go on from today, and why: no workout twice, one a day at most.

    A week without a session is repeated now and all later ones move with it, once however long it
    was; a missed workout moves to the next day that leaves muscles two nights, within its week.
    """
    weeks, reasons = _repeated(tuple(weeks), today)
    spaced, more = _spaced(weeks, log, catalogue, today)
    return spaced, (*reasons, *more)


def hard_muscles(workout: Workout, catalogue: Catalogue) -> set[str]:
    """The prime movers that a workout trains hard."""
    movements = [catalogue.named(p.exercise) for p in workout.prescriptions]
    return {m.muscles[0] for m in movements if m.pattern not in _EASY}


def _repeated(weeks: tuple[Week, ...], today: int) -> tuple[tuple[Week, ...], tuple[Reason, ...]]:
    """The first week that passed without a session, and all after it, moved to begin now."""
    n = _first_idle(weeks, today)
    if n is None:
        return weeks, ()
    idle = weeks[n]
    by = (today - idle.start) // _WEEK * _WEEK
    record = replace(idle, workouts=tuple(replace(w, missed=True) for w in idle.workouts))
    reason = RULES["missed_session"].because(
        f"no workout of it in the week of {day_text(idle.start)}; it begins again on"
        f" {day_text(idle.start + by)} and what follows moves by {by // _WEEK}"
        f" week{'s' * (by > _WEEK)}",
        "a session of that week that is logged later",
    )
    return (*weeks[:n], record, *(_later(week, by) for week in weeks[n:])), (reason,)


def _first_idle(weeks: Sequence[Week], today: int) -> int | None:
    """The first past week after the last session; an easy one counts as rested."""
    done = [n for n, week in enumerate(weeks) if any(w.done is not None for w in week.workouts)]
    for n in range(done[-1] + 1 if done else 0, len(weeks)):
        week = weeks[n]
        if week.start + _WEEK > today:
            return None
        if week.phase != "deload" and week.workouts and not all(w.missed for w in week.workouts):
            return n
    return None


def _later(week: Week, by: int) -> Week:
    workouts = tuple(replace(w, day=w.day + by, missed=False) for w in week.workouts)
    return replace(week, start=week.start + by, workouts=workouts)


def _spaced(
    weeks: Sequence[Week], log: Log, catalogue: Catalogue, today: int
) -> tuple[tuple[Week, ...], tuple[Reason, ...]]:
    trained = _last_trained(log, catalogue)
    free = max([today, *(day + 1 for day in log.sets.day.tolist() if day == today)])
    made, reasons = [], []
    for week in weeks:
        workouts = []
        for workout in sorted(week.workouts, key=lambda w: w.day):
            new = workout
            if workout.done is None and not workout.missed:
                hard = hard_muscles(workout, catalogue)
                rested = [earliest_day(trained[m]) for m in hard if m in trained]
                day = max([workout.day, free, *rested])
                if day >= week.start + _WEEK:
                    new = replace(workout, missed=True)
                else:
                    new = replace(workout, day=day)
                    trained.update(dict.fromkeys(hard, day))
                    free = day + 1
                if new != workout:
                    reasons.append(_why(workout, new))
            workouts.append(new)
        made.append(replace(week, workouts=tuple(sorted(workouts, key=lambda w: w.day))))
    return tuple(made), tuple(reasons)


def _why(workout: Workout, new: Workout) -> Reason:
    planned = f"{workout.name}, planned for {day_text(workout.day)}"
    if new.missed:
        return RULES["missed_session"].because(
            f"{planned}, found no day left in its week and is left out", "a session of it logged"
        )
    return RULES["missed_session"].because(
        f"{planned}, moves to {day_text(new.day)}: muscles keep two nights of rest",
        "the session being logged",
    )


def _last_trained(log: Log, catalogue: Catalogue) -> dict[str, int]:
    """The last day on which each muscle was the prime mover."""
    last: dict[str, int] = {}
    for name in log.names:
        movement = catalogue.named(name)
        rows = log.rows(movement)
        if movement.pattern not in _EASY and len(rows):
            muscle = movement.muscles[0]
            last[muscle] = max(last.get(muscle, 0), int(rows.day[-1]))
    return last
