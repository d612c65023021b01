"""How many sets each exercise gets, so that each muscle gets its week's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from repsight.core.history.log import Experience, Goal
from repsight.core.programme.dosage import SETS, WEEKLY_SETS, set_share
from repsight.core.programme.minutes import Place, minutes_of, within
from repsight.core.programme.safety import most_sets

# Of what the trained do in one session beyond which sets add little (Pelland et al., 2026).
MAX_SESSION_SETS: Final = 10.0
# Small muscles that bigger exercises train enough: half the target.
_SMALL: Final = frozenset({"rear_shoulders", "calves", "core", "biceps", "triceps"})

Days = list[list[Place]]


def muscle_sets(days: Days, muscle: str) -> float:
    """Weekly sets of a muscle, what helps by half."""
    return sum(set_share(p.movement, muscle) * p.sets for day in days for p in day)


def prime_sets(days: Days, muscle: str) -> int:
    """Weekly sets in which a muscle is the prime mover."""
    return sum(p.sets for day in days for p in day if p.movement.muscles[0] == muscle)


def filled(
    days: Days,
    goal: Goal,
    experience: Experience,
    before: Mapping[str, float] | None,
    minutes: float | None,
) -> Days:
    """The days with sets added up to each muscle's target, within minutes and safety bounds.

    `before` are the weekly sets that muscles are used to, None where it is not known.
    """
    most = SETS[experience][1]
    days = [within(day, minutes) if minutes else list(day) for day in days]
    if goal == "mobility":
        return days
    days = bounded_sets(days, experience, before)
    while True:
        choice = _next(days, goal, experience, before, minutes, most)
        if choice is None:
            return days
        d, n = choice
        place = days[d][n]
        days[d][n] = replace(place, sets=place.sets + 1)


def bounded_sets(days: Days, experience: Experience, before: Mapping[str, float] | None) -> Days:
    """The days with no muscle above what it may get in this week; mobility is no load."""
    days = [list(day) for day in days]
    hard = {p.movement.muscles[0] for day in days for p in day if p.movement.pattern != "mobility"}
    for muscle in sorted(hard):
        limit = most_sets(None if before is None else before.get(muscle, 0.0), experience)
        while prime_sets(days, muscle) > limit:
            _take_one(days, muscle)
    return days


def _take_one(days: Days, muscle: str) -> None:
    """Takes a set off the exercise of the muscle that has most, the last of these."""
    there = [
        (p.sets, not p.movement.compound, d, n)
        for d, day in enumerate(days)
        for n, p in enumerate(day)
        if p.movement.muscles[0] == muscle
    ]
    sets, _, d, n = max(there)
    if sets > 1:
        days[d][n] = replace(days[d][n], sets=sets - 1)
    else:
        del days[d][n]


def _next(
    days: Days,
    goal: Goal,
    experience: Experience,
    before: Mapping[str, float] | None,
    minutes: float | None,
    most: int,
) -> tuple[int, int] | None:
    """Where the next set goes: to the muscle that misses most of its target; None: nowhere."""
    target = WEEKLY_SETS[goal][experience]
    missing = {}
    for muscle in {p.movement.muscles[0] for day in days for p in day}:
        wanted = target / 2 if muscle in _SMALL and goal != "hypertrophy" else target
        limit = most_sets(None if before is None else before.get(muscle, 0.0), experience)
        if prime_sets(days, muscle) + 1 <= limit:
            missing[muscle] = 1 - muscle_sets(days, muscle) / wanted
    for muscle in sorted(missing, key=lambda m: (-missing[m], m)):
        if missing[muscle] <= 0:
            return None
        places = [
            (p.sets, d, n)
            for d, day in enumerate(days)
            for n, p in enumerate(day)
            if p.movement.muscles[0] == muscle and p.sets < most and _room(day, n, muscle, minutes)
        ]
        if places:
            _, d, n = min(places)
            return d, n
    return None


def _room(day: list[Place], n: int, muscle: str, minutes: float | None) -> bool:
    more = [*day[:n], replace(day[n], sets=day[n].sets + 1), *day[n + 1 :]]
    if minutes and minutes_of(more) > minutes:
        return False
    return sum(set_share(p.movement, muscle) * p.sets for p in more) <= MAX_SESSION_SETS
