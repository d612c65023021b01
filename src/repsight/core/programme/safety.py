"""Bounds that hold whatever a policy decides: pain, form, breaks, load, sets, effort, rest."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from repsight.core.history.log import Experience
from repsight.core.programme.percent import reps_at
from repsight.core.programme.policy import Action, ProgressState
from repsight.core.programme.rules import (
    BREAKS,
    FORM_FALL,
    HOLD_AFTER_DAYS,
    MAX_LOAD_RISE,
    MAX_SET_RISE,
    MAX_WEEKS_WITHOUT_DELOAD,
    MIN_REST_HOURS,
    MIN_SET_RISE,
    OLDER_YEARS,
    PAIN_HOLD,
    RULES,
)
from repsight.core.programme.types import Reason

# Weekly hard sets of a muscle that nobody is asked for more of: the dose-response was seen up to
# there (Schoenfeld 2017; Pelland et al., 2024, for the trained).
MAX_WEEKLY_SETS: Final[dict[Experience, float]] = {
    "beginner": 12.0,
    "intermediate": 18.0,
    "advanced": 25.0,
}
MIN_RESERVE: Final = 1.0
CAREFUL_RESERVE: Final = 2.0
# Loads are read from files in pounds and back: half a gram is no difference.
_SAME_KG: Final = 5e-4


def bounded(action: Action, state: ProgressState) -> tuple[Action, tuple[Reason, ...]]:
    """The action that is allowed instead, and the reasons where it is another one.

    Pain, form and a break forbid rises; load and sets rise only so fast; a deload that is due
    comes. Reductions are never forbidden.
    """
    reasons = []
    for bound in _BOUNDS:
        action, reason = bound(action, state)
        if reason is not None:
            reasons.append(reason)
    return action, tuple(reasons)


def careful(experience: Experience | None, age: int | None) -> bool:
    """Whether somebody starts lighter and rises slower: beginners, the older, and the unknown."""
    return experience in (None, "beginner") or (age is not None and age >= OLDER_YEARS)


def least_reserve(experience: Experience | None, age: int | None) -> float:
    """Repetitions in reserve that every set keeps at least."""
    return CAREFUL_RESERVE if careful(experience, age) else MIN_RESERVE


def earliest_day(last_day: int) -> int:
    """The first day on which a muscle may be trained hard again that was on `last_day`."""
    return last_day + math.ceil(MIN_REST_HOURS / 24)


def most_sets(before: float | None, experience: Experience | None) -> float:
    """Weekly sets that a muscle may get which is used to `before` (None: not known)."""
    limit = MAX_WEEKLY_SETS[experience or "beginner"]
    if before is None:
        return limit
    return min(limit, max(before * (1 + MAX_SET_RISE), before + MIN_SET_RISE))


def share_after(days: float) -> float:
    """The share of the load that is right after so many days without the exercise."""
    share = 1.0
    for least, kept in BREAKS:
        if days >= least:
            share = kept
    return share


_Bound = tuple[Action, Reason | None]


def _pain(action: Action, state: ProgressState) -> _Bound:
    held = _no_rise(action)
    if state.pain <= PAIN_HOLD or held == action:
        return action, None
    return held, RULES["bound_pain"].because(
        f"pain {state.pain:g} of 10 at a joint it loads",
        f"pain of {PAIN_HOLD:g} or less for two weeks",
    )


def _form(action: Action, state: ProgressState) -> _Bound:
    falls = [x for x in (state.score_change, state.rom_change) if x is not None]
    if action.load_steps <= 0 or not falls or min(falls) > -FORM_FALL:
        return action, None
    return _kept_load(action), RULES["bound_form"].because(
        f"score or range of motion {min(falls):+.0f} against the usual",
        "form back at its usual level",
    )


def _break(action: Action, state: ProgressState) -> _Bound:
    if state.days_since < HOLD_AFTER_DAYS:
        return action, None
    held = _no_rise(action)
    share = share_after(state.days_since)
    if state.load_kg is not None and state.step_kg > 0 and share < 1:
        moved = (state.load_kg + state.body_kg) * (1 - share)
        down = -min(math.ceil(moved / state.step_kg - 1e-9), _steps_there_are(state))
        held = replace(held, load_steps=min(held.load_steps, down))
    if held == action:
        return action, None
    return held, RULES["bound_break"].because(
        f"{state.days_since:.0f} days since it was last done", "sessions without such a gap"
    )


def _load(action: Action, state: ProgressState) -> _Bound:
    """Pulls a rise down to the most that a week allows, or to the one smallest step."""
    if action.load_steps <= 0 or state.load_kg is None or state.step_kg <= 0:
        return action, None
    now = state.load_kg + state.body_kg
    week_ago = now if state.load_week_ago_kg is None else state.load_week_ago_kg + state.body_kg
    room = min(now, week_ago) * (1 + MAX_LOAD_RISE) - now
    steps = max(0, min(action.load_steps, math.floor(room / state.step_kg + 1e-9)))
    if steps == 0 and now <= week_ago + _SAME_KG and _proven(state):
        steps = 1
    if steps == action.load_steps:
        return action, None
    changed = replace(action, load_steps=steps) if steps else _kept_load(action)
    return changed, RULES["bound_load"].because(
        f"{action.load_steps} × {state.step_kg:g} kg on {state.load_kg:g} kg were wanted",
        "a week at this load, or more repetitions with it",
    )


def _sets(action: Action, state: ProgressState) -> _Bound:
    if action.sets <= 0:
        return action, None
    room = most_sets(state.muscle_sets_before, state.experience) - state.muscle_sets
    allowed = max(0, min(action.sets, math.floor(room + 1e-9)))
    if allowed == action.sets:
        return action, None
    before = state.muscle_sets_before
    used = "not known" if before is None else f"{before:.1f}"
    return replace(action, sets=allowed), RULES["bound_sets"].because(
        f"{state.muscle_sets:g} sets a week planned, used to {used}",
        "weeks at the present volume",
    )


def _deload(action: Action, state: ProgressState) -> _Bound:
    if action.deload or state.weeks_since_deload < MAX_WEEKS_WITHOUT_DELOAD:
        return action, None
    held = _no_rise(action)
    return replace(held, deload=True), RULES["bound_deload"].because(
        f"{state.weeks_since_deload} weeks since the last easy one", "a week of deload"
    )


_BOUNDS: Final[tuple[Callable[[Action, ProgressState], _Bound], ...]] = (
    _pain, _form, _break, _load, _sets, _deload,
)  # fmt: skip


def _no_rise(action: Action) -> Action:
    return replace(
        action,
        load_steps=min(action.load_steps, 0),
        reps=min(action.reps, 0),
        sets=min(action.sets, 0),
    )


def _kept_load(action: Action) -> Action:
    """Without the rise of the load, nor the fall of repetitions that was to go with it."""
    return replace(action, load_steps=0, reps=max(action.reps, 0))


def _steps_there_are(state: ProgressState) -> int:
    """How often a step can be taken off before nothing is on the bar."""
    return max(0, math.floor((state.load_kg or 0) / state.step_kg + 1e-9))


def _proven(state: ProgressState) -> bool:
    """Whether the repetitions that were done foretell the range's lowest with one step more."""
    if not state.reps_done or state.load_kg is None:
        return False
    now = state.load_kg + state.body_kg
    if now <= 0:  # the body's share is not known: one smallest step is little of it
        return len(state.reps_done) >= state.sets and min(state.reps_done) >= state.reps_high
    left = reps_at(now, min(state.reps_done), now + state.step_kg)
    return left >= state.reps_low - 0.5
