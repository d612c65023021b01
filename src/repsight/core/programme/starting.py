"""The first prescription of a movement in a phase: a load from the recent level, or an effort."""

import math
from dataclasses import dataclass, replace
from typing import Final

from repsight.core.history.log import Experience, Goal
from repsight.core.programme.dosage import HOLD_SECONDS, TEMPO, Dose, dose_of
from repsight.core.programme.known import Known, body_moved
from repsight.core.programme.movements import Movement
from repsight.core.programme.percent import load_for, reps_at
from repsight.core.programme.policy import deloaded
from repsight.core.programme.rules import DETRAINING, MAX_LOAD_RISE, RULES
from repsight.core.programme.safety import share_after
from repsight.core.programme.types import Phase, Prescription, Reason
from repsight.core.programme.wording import day_text, kg, sessions_text

# More in reserve in the first week: the level is an estimate.
FIRST_WEEK_RESERVE: Final = 1.0
# No range of repetitions is widened beyond.
MOST_REPS: Final = 30
# A hold that somebody can do for longer is begun with this share of it.
HOLD_SHARE: Final = 0.7
MAX_HOLD_SECONDS: Final = 90


@dataclass(frozen=True, slots=True)
class Person:
    """Who a programme is for, as far as doses go."""

    goal: Goal
    experience: Experience
    careful: bool
    mass_kg: float | None = None


def starting(
    movement: Movement,
    person: Person,
    phase: Phase,
    sets: int,
    known: Known | None,
    day: int,
    first: bool = False,
) -> Prescription:
    """What is asked of a movement on a day by who is `known` to have done it so, or not at all.

    The `first` week keeps one repetition more in reserve.
    """
    dose = dose_of(person.goal, phase, movement, person.careful)
    dose = replace(dose, reserve=dose.reserve + FIRST_WEEK_RESERVE * first)
    plain = Prescription(
        movement.name,
        1 if phase == "test" and movement.compound else sets,
        dose.low,
        dose.high,
        None,
        dose.reserve,
        dose.rest,
        TEMPO["mobility"] if movement.pattern == "mobility" else TEMPO[person.goal],
        aim=dose.low,
    )
    if movement.hold:
        asked = _held(plain, person, known)
    elif movement.step > 0 and known is not None and known.level_kg is not None:
        asked = _loaded(plain, movement, person, dose, known, day)
    else:
        asked = _unloaded(plain, movement, known, day)
    return deloaded(asked, movement.step, movement.lightest) if phase == "deload" else asked


def top_of(total: float, step: float, low: int, high: int) -> int:
    """The repetitions after which one step more still leaves the range's lowest.

    `total` kg with the body. Where a step is large against the load the range is widened.
    """
    if step <= 0 or total <= 0 or step <= total * MAX_LOAD_RISE:
        return high
    for reps in range(high, MOST_REPS):
        if reps_at(total, reps, total + step) >= low - 0.5:
            return reps
    return MOST_REPS


def _loaded(
    plain: Prescription, movement: Movement, person: Person, dose: Dose, known: Known, day: int
) -> Prescription:
    """At the load that the recent level allows in the middle of the range, rounded down."""
    assert known.level_kg is not None
    body = body_moved(movement, person.mass_kg)
    share = share_after(day - known.last)
    level = known.level_kg * share
    middle = (dose.low + dose.high) / 2
    steps = math.floor((load_for(level, middle, dose.reserve) - body) / movement.step + 1e-9)
    load = steps * movement.step
    if load <= 0 and movement.added_load:
        can = int(reps_at(level, 1, body) - dose.reserve) if body else known.reps or dose.low
        return _for_reps(plain, known, can)
    load = max(load, movement.step)
    total = load + body
    aim = int(reps_at(level, 1, total) - dose.reserve)
    high = top_of(total, movement.step, dose.low, dose.high)
    off = "" if share == 1 else f"; {share:.0%} of it after {day - known.last} days off"
    reason = RULES["starting_load"].because(
        f"e1RM {kg(known.level_kg)}, the best of the latest of"
        f" {sessions_text(known.sessions)} in half a year, last on {day_text(known.last)}{off};"
        f" {middle:g} repetitions with {dose.reserve:g} in reserve",
        "what is lifted in the next sessions",
    )
    if share < 1:
        reason = replace(reason, source=f"{reason.source}; {DETRAINING}")
    low = min(dose.low, max(1, aim))
    return replace(
        plain,
        load_kg=load,
        reps_low=low,
        reps_high=high,
        aim=min(max(low, aim), high),
        reasons=(reason,),
    )


def _unloaded(
    plain: Prescription, movement: Movement, known: Known | None, day: int
) -> Prescription:
    """Without a load, or with one that is still to be found."""
    bare = movement.step == 0 or movement.added_load
    if known is not None and known.reps is not None and bare:
        can = int(known.reps * share_after(day - known.last) - plain.reps_in_reserve)
        return _for_reps(plain, known, can)
    return replace(plain, reasons=(_by_effort(plain, movement),))


def _for_reps(plain: Prescription, known: Known, can: int) -> Prescription:
    """Body-weight repetitions: the range is lowered to what somebody can do."""
    low = min(plain.reps_low, max(1, can))
    reason = RULES["starting_load"].because(
        f"{known.reps} repetitions at best in the last sessions, {plain.reps_in_reserve:g} of them"
        f" in reserve; last on {day_text(known.last)}",
        "what is done in the next sessions",
    )
    aim = min(max(low, can), plain.reps_high)
    return replace(plain, reps_low=low, aim=aim, reasons=(reason,))


def _held(plain: Prescription, person: Person, known: Known | None) -> Prescription:
    seconds = HOLD_SECONDS["mobility" if plain.tempo == TEMPO["mobility"] else person.goal]
    if person.careful and plain.tempo != TEMPO["mobility"]:
        seconds = 20
    if known is not None and known.seconds is not None and plain.tempo != TEMPO["mobility"]:
        seconds = max(10, min(MAX_HOLD_SECONDS, int(known.seconds * HOLD_SHARE / 5) * 5))
    return replace(plain, reps_low=1, reps_high=1, aim=1, tempo=None, seconds=seconds)


def _by_effort(plain: Prescription, movement: Movement) -> Reason:
    if movement.assisted:
        how = "begin with half your weight as help; take help away"
    elif movement.step > 0 and not movement.added_load:
        least = f" ({kg(movement.lightest)})" if movement.lightest else ""
        how = f"begin with the lightest{least}; add a step"
    elif "band" in movement.equipment:
        how = "begin with the lightest band; take a stronger one"
    else:
        how = "begin with few repetitions; add some"
    return RULES["starting_effort"].because(
        f"not in the last half year's history; {how} until {plain.reps_low} to {plain.reps_high}"
        f" repetitions leave {plain.reps_in_reserve:g} in reserve",
        "the first logged session of it",
    )
