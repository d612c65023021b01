"""A new programme: from goal, days, equipment, injuries and what the history knows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, get_args

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import Goal
from repsight.core.history.table import History
from repsight.core.programme.choosing import Chooser
from repsight.core.programme.dosage import SETS, TEMPO, dose_of
from repsight.core.programme.known import (
    Known,
    age_of,
    body_mass,
    body_moved,
    experience_of,
    known_movements,
    used_to,
)
from repsight.core.programme.minutes import Place
from repsight.core.programme.movements import GYM, Catalogue, Movement
from repsight.core.programme.phases import phases_of
from repsight.core.programme.rules import MAX_LOAD_RISE, RETURN_SETS
from repsight.core.programme.safety import careful
from repsight.core.programme.splits import Split, split_of
from repsight.core.programme.starting import Person, starting
from repsight.core.programme.types import Phase, Prescription, Programme, Week, Workout
from repsight.core.programme.volume import Days, bounded_sets, filled, prime_sets
from repsight.core.programme.why import of_choice, of_programme, of_week

MAX_DAYS: Final = 6
MAX_WEEKS: Final = 52
MIN_MINUTES: Final = 15
MAX_MINUTES: Final = 240
# Sets of trunk and mobility exercises: two, whoever does them.
_FEW_SETS: Final = 2
# Two weeks without training: sets are taken up again by parts (rule `return_to_training`).
_OFF_DAYS: Final = 14


def new_programme(
    history: History,
    catalogue: Catalogue,
    *,
    goal: Goal,
    days: int,
    weeks: int = 8,
    start_day: int,
    equipment: Sequence[str] | None = None,
    minutes: int | None = None,
    injuries: Sequence[str] | None = None,
) -> Programme:
    """A programme of `days` a week that begins on a day since 1970-01-01.

    `equipment` and `injuries` None are those of the history's profile ("gym" where that says
    nothing); `minutes` bounds each workout. Raises InvalidInputError.
    """
    _check(goal, days, weeks, minutes)
    profile = history.profile
    has = tuple(equipment if equipment is not None else profile.equipment or (GYM,))
    hurt = _joints(catalogue, injuries if injuries is not None else profile.injuries)
    experience = experience_of(history)
    person = Person(
        goal, experience, careful(experience, age_of(history, start_day)), body_mass(history)
    )
    known = known_movements(history, catalogue, start_day)
    chooser = Chooser(catalogue.having(has), goal, experience, frozenset(hurt), known)
    split = split_of(goal, days, hurt)
    chosen = chooser.choose(split)
    if not any(chosen):
        raise InvalidInputError(
            f"no movement is left without {', '.join(hurt)}; choose the goal mobility, or ask a"
            " professional what may be trained"
        )
    full = filled(_places(chosen, person), goal, experience, None, minutes)
    drawn = _weeks(split, full, person, known, history, catalogue, weeks, start_day)
    programme = Programme(
        goal,
        days,
        drawn,
        equipment=has,
        injuries=hurt,
        minutes=minutes,
        experience=experience,
    )
    return replace(programme, reasons=of_programme(programme, person, history, catalogue, full))


def _places(chosen: Sequence[Sequence[Movement]], person: Person) -> Days:
    first = SETS[person.experience][0]
    return [
        [
            Place(
                movement,
                dose_of(person.goal, "accumulation", movement, person.careful),
                first if movement.compound else _FEW_SETS,
                TEMPO[person.goal],
                30 if movement.hold else None,
            )
            for movement in day
        ]
        for day in chosen
    ]


def _weeks(
    split: Split,
    full: Days,
    person: Person,
    known: Mapping[str, Known],
    history: History,
    catalogue: Catalogue,
    weeks: int,
    start: int,
) -> tuple[Week, ...]:
    """The weeks with their phases; sets rise from what muscles are used to, loads by bounds."""
    before = used_to(history, catalogue, start)
    returning = len(history.sessions) and start - int(history.sessions.day[-1]) >= _OFF_DAYS
    last: dict[str, float] = {}
    made = []
    for n, phase in enumerate(phases_of(weeks, person.goal, person.experience)):
        days = bounded_sets(full, person.experience, before)
        if returning and n < len(RETURN_SETS):
            days = [[_reduced(p, RETURN_SETS[n]) for p in day] for day in days]
        if before is not None and phase not in ("deload", "test"):
            before = {p.movement.muscles[0]: 0.0 for day in full for p in day} | {
                m: max(before.get(m, 0.0), float(prime_sets(days, m)))
                for m in {p.movement.muscles[0] for day in days for p in day}
            }
        begin = start + 7 * n
        workouts = []
        for (offset, name, _), places in zip(split, days, strict=True):
            day = begin + offset
            asked = [_asked(place, person, phase, known, start, n == 0) for place in places]
            drawn = tuple(
                _bound(one, place.movement, last, person)
                for one, place in zip(asked, places, strict=True)
            )
            if drawn:
                workouts.append(Workout(day, name, drawn, drawn=drawn))
        last.update(_loads(workouts))
        made.append(Week(begin, phase, tuple(workouts), of_week(phase, n, bool(returning))))
    return tuple(made)


def _asked(
    place: Place, person: Person, phase: Phase, known: Mapping[str, Known], day: int, first: bool
) -> Prescription:
    movement = place.movement
    found = known.get(movement.name)
    asked = starting(movement, person, phase, place.sets, found, day, first)
    return replace(asked, reasons=(of_choice(movement, found), *asked.reasons))


def _bound(
    asked: Prescription, movement: Movement, last: Mapping[str, float], person: Person
) -> Prescription:
    """The load no more than a tenth above last week's."""
    before = last.get(movement.name)
    if asked.load_kg is None or before is None or movement.step <= 0:
        return asked
    body = body_moved(movement, person.mass_kg)
    most = (before + body) * (1 + MAX_LOAD_RISE) - body
    if asked.load_kg <= most:
        return asked
    return replace(asked, load_kg=max(before, most // movement.step * movement.step))


def _loads(workouts: Sequence[Workout]) -> dict[str, float]:
    """The highest load of each movement in a week."""
    loads: dict[str, float] = {}
    for workout in workouts:
        for asked in workout.prescriptions:
            if asked.load_kg is not None:
                loads[asked.exercise] = max(loads.get(asked.exercise, 0.0), asked.load_kg)
    return loads


def _reduced(place: Place, share: float) -> Place:
    return replace(place, sets=max(1, round(place.sets * share)))


def _joints(catalogue: Catalogue, places: Sequence[str]) -> tuple[str, ...]:
    """The joints that are injured. Raises InvalidInputError for a place that is none."""
    found = []
    for place in places:
        joint = catalogue.joint(place)
        if joint is None:
            raise InvalidInputError(
                f"injury is {place!r}; name a joint: {', '.join(catalogue.joints)}"
            )
        found.append(joint)
    return tuple(dict.fromkeys(found))


def _check(goal: Goal, days: int, weeks: int, minutes: int | None) -> None:
    if goal not in get_args(Goal):
        raise InvalidInputError(f"goal is {goal!r}; allowed: {', '.join(get_args(Goal))}")
    for name, value, low, high in (
        ("days", days, 1, MAX_DAYS),
        ("weeks", weeks, 1, MAX_WEEKS),
        ("minutes", minutes, MIN_MINUTES, MAX_MINUTES),
    ):
        if value is not None and not low <= value <= high:
            raise InvalidInputError(f"{name} is {value}; {low} to {high} is allowed")
