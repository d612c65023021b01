"""How an exercise goes on after a session: what a policy sees, and what it may decide.

A policy is any function from `ProgressState` to `Action`. Whatever it decides passes through
`safety.bounded` before it reaches a programme.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from repsight.core.history.log import Experience, Goal
from repsight.core.programme.dosage import VELOCITY_LOSS
from repsight.core.programme.rules import DELOAD_LOAD, DELOAD_RESERVE, DELOAD_SETS
from repsight.core.programme.types import Phase, Prescription

# A reserve felt this much larger or smaller than asked is told apart from the asked one: lifters
# misjudge it by about one repetition (Halperin et al., Sports Med 52:377-390, 2022).
RESERVE_DIFFERS: Final = 1.0
# Weeks since a deload after which falling strength asks for one.
DELOAD_FROM_WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class ProgressState:
    """One exercise of one person after a session of it, on the day of the next.

    Asked: `sets` of `reps_low` to `reps_high`, this time `aim`, at `load_kg` (None: none or not
    known), `reps_in_reserve`; loads come in steps of `step_kg` (0: none can be added); `body_kg` of
    the body are moved with it. Done: `reps_done` of each working set, what was
    `felt_in_reserve`, `velocity_loss` in percent. Since: `effort_drift` in points of RPE a week at
    like loads, `level_kg` of e1RM (body included) and its `trend` in percent a week, `score_change`
    in points against the usual score, `rom_change` in percent. Around: `days_since` the last
    session of it, `weeks_since_deload`, workouts `missed` in four weeks, `pain` (0 to 10) at a
    joint it loads, `load_week_ago_kg`; the weekly sets of its main muscle as planned and as it is
    used to. `failed` sessions in a row fell short of the range.
    """

    sets: int
    reps_low: int
    reps_high: int
    aim: int
    load_kg: float | None
    step_kg: float
    reps_in_reserve: float
    body_kg: float = 0.0
    reps_done: tuple[int, ...] = ()
    felt_in_reserve: float | None = None
    velocity_loss: float | None = None
    effort_drift: float | None = None
    level_kg: float | None = None
    trend: float | None = None
    score_change: float | None = None
    rom_change: float | None = None
    failed: int = 0
    days_since: float = 3.0
    weeks_since_deload: int = 0
    missed: int = 0
    pain: float = 0.0
    load_week_ago_kg: float | None = None
    muscle_sets: float = 0.0
    muscle_sets_before: float | None = None
    phase: Phase = "accumulation"
    goal: Goal = "strength"
    experience: Experience = "beginner"
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What changes for the next session: the load in steps, the repetitions aimed at, the sets.

    `deload` makes it an easy one: fewer sets, less load, more in reserve, whatever else is said.
    """

    load_steps: int = 0
    reps: int = 0
    sets: int = 0
    deload: bool = False


Policy = Callable[[ProgressState], Action]


def double_progression(state: ProgressState) -> Action:
    """More repetitions at the same load until all sets reach the range's top, then more load.

    Less load when a session fell short of the range twice; a deload when strength falls. Plotkin
    et al., PeerJ 10:e14142, 2022; ACSM position stand, 2009.
    """
    if state.weeks_since_deload >= DELOAD_FROM_WEEKS and _falling(state):
        return Action(deload=True)
    if not state.reps_done:
        return Action()
    fewest = min(state.reps_done)
    felt = state.felt_in_reserve
    strained = (felt is not None and felt <= state.reps_in_reserve - RESERVE_DIFFERS) or (
        state.velocity_loss is not None and state.velocity_loss > VELOCITY_LOSS[state.goal]
    )
    if fewest < state.reps_low:
        return (
            Action(load_steps=-1) if state.failed >= 2 else Action(reps=state.reps_low - state.aim)
        )
    complete = len(state.reps_done) >= state.sets and fewest >= state.reps_high
    if complete and not strained and state.step_kg > 0:
        easy = felt is not None and felt >= state.reps_in_reserve + 2 * RESERVE_DIFFERS
        return Action(load_steps=2 if easy else 1, reps=state.reps_low - state.aim)
    # Of repetitions that were left beyond the asked ones half are taken at once.
    surplus = 0 if felt is None else int((felt - state.reps_in_reserve) / 2)
    return Action() if strained else Action(reps=fewest + max(1, surplus) - state.aim)


def applied(
    action: Action, asked: Prescription, step_kg: float, lightest_kg: float = 0.0
) -> Prescription:
    """The prescription that such an action makes of the one before.

    It asks for a set at least, and for no less than the lightest load there is.
    """
    low, high = asked.reps_low, asked.reps_high
    aim = min(max((asked.aim or low) + action.reps, low), high)
    load = asked.load_kg
    if load is not None and step_kg > 0:
        load = max(load + action.load_steps * step_kg, min(load, lightest_kg), 0.0)
    changed = replace(asked, aim=aim, load_kg=load, sets=max(1, asked.sets + action.sets))
    return deloaded(changed, step_kg, lightest_kg) if action.deload else changed


def deloaded(asked: Prescription, step_kg: float, lightest_kg: float = 0.0) -> Prescription:
    """The same with half the sets, nine tenths of the load, more in reserve, few repetitions."""
    load = asked.load_kg
    if load is not None and load > 0 and step_kg > 0:
        less = math.floor(load * DELOAD_LOAD / step_kg + 1e-9) * step_kg
        load = max(less, min(load, lightest_kg))
    return replace(
        asked,
        sets=max(1, math.ceil(asked.sets * DELOAD_SETS)),
        aim=asked.reps_low,
        load_kg=load,
        reps_in_reserve=asked.reps_in_reserve + DELOAD_RESERVE,
    )


def _falling(state: ProgressState) -> bool:
    """Whether strength falls, or the same load feels harder from week to week."""
    weaker = state.trend is not None and state.trend < -1.0
    return weaker or (state.effort_drift is not None and state.effort_drift > 0.5)
