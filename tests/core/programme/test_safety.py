"""No policy gets past the bounds: pain, form, breaks, load, sets, deloads."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.programme.percent import load_for, reps_at, share_of_max
from repsight.core.programme.policy import Action, ProgressState, applied, double_progression
from repsight.core.programme.rules import BREAKS, MAX_WEEKS_WITHOUT_DELOAD, RULES
from repsight.core.programme.safety import (
    MAX_WEEKLY_SETS,
    bounded,
    earliest_day,
    least_reserve,
    most_sets,
    share_after,
)
from repsight.core.programme.types import Prescription

ACTIONS = st.builds(
    Action,
    load_steps=st.integers(-6, 40),
    reps=st.integers(-5, 20),
    sets=st.integers(-3, 20),
    deload=st.booleans(),
)
STATES = st.builds(
    ProgressState,
    sets=st.integers(1, 6),
    reps_low=st.just(6),
    reps_high=st.just(10),
    aim=st.integers(6, 10),
    load_kg=st.none() | st.integers(0, 120).map(lambda n: n * 2.5),
    step_kg=st.sampled_from([0.0, 1.0, 2.0, 2.5, 5.0]),
    reps_in_reserve=st.sampled_from([1.0, 2.0, 3.0]),
    body_kg=st.sampled_from([0.0, 70.0]),
    reps_done=st.lists(st.integers(1, 30), max_size=5).map(tuple),
    felt_in_reserve=st.none() | st.floats(0, 5),
    trend=st.none() | st.floats(-3, 3),
    score_change=st.none() | st.floats(-40, 20),
    rom_change=st.none() | st.floats(-40, 20),
    failed=st.integers(0, 4),
    days_since=st.floats(1, 120),
    weeks_since_deload=st.integers(0, 20),
    pain=st.floats(0, 10),
    load_week_ago_kg=st.none() | st.integers(0, 120).map(lambda n: n * 2.5),
    muscle_sets=st.integers(0, 30).map(float),
    muscle_sets_before=st.none() | st.floats(0, 30),
    experience=st.sampled_from(["beginner", "intermediate", "advanced"]),
)
SQUAT = ProgressState(3, 5, 8, 8, 100.0, 2.5, 2.0, reps_done=(8, 8, 8))


@given(ACTIONS, STATES)
def test_nothing_is_increased_in_pain(action: Action, state: ProgressState) -> None:
    allowed, _ = bounded(action, state)
    if state.pain > 3:
        assert max(allowed.load_steps, allowed.reps, allowed.sets) <= 0


@given(ACTIONS, STATES)
def test_the_load_rises_by_a_tenth_a_week_or_by_one_smallest_step(
    action: Action, state: ProgressState
) -> None:
    allowed, _ = bounded(action, state)
    if state.load_kg is None or allowed.load_steps <= 1:
        return
    week_ago = state.load_kg if state.load_week_ago_kg is None else state.load_week_ago_kg
    after = state.load_kg + allowed.load_steps * state.step_kg + state.body_kg
    if state.step_kg > 0:
        assert after <= 1.1 * (min(week_ago, state.load_kg) + state.body_kg) + 1e-6


@given(ACTIONS, STATES)
def test_sets_never_rise_beyond_what_the_muscle_may_get(
    action: Action, state: ProgressState
) -> None:
    allowed, _ = bounded(action, state)
    if allowed.sets > 0:
        total = state.muscle_sets + allowed.sets
        assert total <= most_sets(state.muscle_sets_before, state.experience) + 1e-6
        assert total <= MAX_WEEKLY_SETS[state.experience]


@given(ACTIONS, STATES)
def test_a_break_takes_its_share_off_the_load(action: Action, state: ProgressState) -> None:
    allowed, _ = bounded(action, state)
    if state.days_since < 10:
        return
    assert max(allowed.load_steps, allowed.reps, allowed.sets) <= 0
    if state.load_kg and state.step_kg > 0:
        after = state.load_kg + allowed.load_steps * state.step_kg
        share = share_after(state.days_since)
        light = after < state.step_kg
        assert light or after + state.body_kg <= share * (state.load_kg + state.body_kg) + 1e-6


@given(ACTIONS, STATES)
def test_a_deload_comes_when_it_is_due_and_bounds_hold_twice(
    action: Action, state: ProgressState
) -> None:
    allowed, reasons = bounded(action, state)
    if state.weeks_since_deload >= MAX_WEEKS_WITHOUT_DELOAD:
        assert allowed.deload
    assert bounded(allowed, state) == (allowed, ())
    assert bool(reasons) == (allowed != action)
    assert all(reason.source and reason.rule in RULES for reason in reasons)


@given(ACTIONS, STATES)
def test_less_is_always_allowed(action: Action, state: ProgressState) -> None:
    less = Action(min(action.load_steps, 0), min(action.reps, 0), min(action.sets, 0))
    allowed, _ = bounded(less, state)
    assert allowed.load_steps <= less.load_steps
    assert (allowed.reps, allowed.sets) == (less.reps, less.sets)


@pytest.mark.parametrize("measure", ["score_change", "rom_change"])
def test_no_load_is_added_while_the_form_is_worse_than_usual(measure: str) -> None:
    from dataclasses import replace

    assert bounded(Action(1), SQUAT)[0].load_steps == 1
    worse = replace(SQUAT, **{measure: -12.0})
    allowed, reasons = bounded(Action(1), worse)
    assert allowed.load_steps == 0
    assert reasons[0].rule == "bound_form"


def test_a_light_dumbbell_goes_up_only_once_the_repetitions_for_it_are_there() -> None:
    raise_ = ProgressState(3, 10, 15, 15, 8.0, 2.0, 2.0, reps_done=(15, 15, 15))
    assert bounded(Action(1), raise_)[0].load_steps == 0  # a quarter more: 15 become about 6
    more = ProgressState(3, 10, 15, 15, 8.0, 2.0, 2.0, reps_done=(24, 22, 22))
    assert bounded(Action(1), more)[0].load_steps == 1
    assert bounded(Action(3), more)[0].load_steps == 1


def test_the_rule_for_breaks_is_stepwise() -> None:
    assert [share_after(day) for day in (0, 13, 14, 28, 56, 400)] == [1, 1, 0.9, 0.8, 0.7, 0.7]
    assert [share for _, share in BREAKS] == sorted((s for _, s in BREAKS), reverse=True)


def test_two_nights_lie_between_hard_sessions_of_a_muscle() -> None:
    assert earliest_day(100) == 102


def test_beginners_the_older_and_the_unknown_keep_two_in_reserve() -> None:
    assert least_reserve("advanced", 30) == 1
    assert least_reserve("beginner", 30) == least_reserve(None, 30) == 2
    assert least_reserve("advanced", 70) == 2


@given(st.floats(20, 300), st.integers(1, 30))
def test_repetitions_and_share_of_the_greatest_load_undo_each_other(e1rm: float, reps: int) -> None:
    load = load_for(e1rm, reps, 0)
    assert load <= e1rm + 1e-9
    assert reps_at(load, reps, load) == pytest.approx(reps, abs=0.05)


def test_shares_fall_with_repetitions() -> None:
    shares = [share_of_max(n) for n in range(1, 31)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1.0
    assert 0.83 < share_of_max(5) < 0.88
    assert reps_at(100, 5, 130) == 0.0
    assert reps_at(100, 5, 1) == 100.0
    assert reps_at(0, 5, 10) == 0.0


def test_double_progression_adds_repetitions_first_and_then_load() -> None:
    low = ProgressState(3, 5, 8, 6, 100.0, 2.5, 2.0, reps_done=(6, 6, 6))
    assert double_progression(low) == Action(reps=1)
    assert double_progression(SQUAT) == Action(load_steps=1, reps=-3)
    two_sets = ProgressState(3, 5, 8, 8, 100.0, 2.5, 2.0, reps_done=(8, 8))
    assert double_progression(two_sets).load_steps == 0


def test_double_progression_heeds_effort() -> None:
    def felt(reserve: float) -> Action:
        return double_progression(
            ProgressState(3, 5, 8, 8, 100.0, 2.5, 2.0, reps_done=(8, 8, 8), felt_in_reserve=reserve)
        )

    assert felt(2.0).load_steps == 1
    assert felt(4.0).load_steps == 2
    assert felt(0.5) == Action()


def test_double_progression_takes_load_off_when_a_session_fell_short_twice() -> None:
    def short(failed: int) -> Action:
        return double_progression(
            ProgressState(3, 5, 8, 6, 100.0, 2.5, 2.0, reps_done=(5, 4, 4), failed=failed)
        )

    assert short(1) == Action(reps=-1)
    assert short(2) == Action(load_steps=-1)


def test_double_progression_asks_for_a_deload_when_strength_falls() -> None:
    tired = ProgressState(3, 5, 8, 6, 100.0, 2.5, 2.0, trend=-1.5, weeks_since_deload=5)
    assert double_progression(tired).deload
    fresh = ProgressState(3, 5, 8, 6, 100.0, 2.5, 2.0, trend=-1.5, weeks_since_deload=2)
    assert not double_progression(fresh).deload


@given(ACTIONS, st.sampled_from([0.0, 1.25, 2.5]))
def test_what_an_action_makes_stays_within_the_range_and_on_the_steps(
    action: Action, step: float
) -> None:
    asked = Prescription("squat", 3, 5, 8, 50.0, 2.0, 120, aim=6)
    new = applied(action, asked, step)
    assert new.sets >= 1
    assert 5 <= (new.aim or 0) <= 8
    assert new.load_kg is not None
    assert new.load_kg >= 0
    if step:
        assert math.isclose(new.load_kg / step, round(new.load_kg / step), abs_tol=1e-9)
    if action.deload:
        assert new.reps_in_reserve == 4.0
        assert new.load_kg <= max(50.0 + action.load_steps * step, 0)
