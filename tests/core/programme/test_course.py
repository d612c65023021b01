"""Courses of simulated trainees: what a policy sees, and what no policy can make them do."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from repsight.core.programme.course import STEP_KG, Course, Outcome
from repsight.core.programme.policy import Action, Policy, ProgressState, double_progression
from repsight.core.programme.progressions import fixed_linear, random_progression
from repsight.core.programme.rules import MAX_LOAD_RISE, MAX_WEEKS_WITHOUT_DELOAD, PAIN_STOP
from repsight.core.programme.safety import MAX_WEEKLY_SETS
from repsight.core.programme.trainees import TYPICAL, Spread, draw_trainees

Seen = tuple[list[ProgressState], Outcome]


def course(count: int = 12, seed: int = 0, per_week: int = 2) -> Course:
    people = draw_trainees(count, np.random.default_rng([seed, 0]))
    return Course(people, np.random.default_rng([seed, 1]), per_week)


def followed(
    policy: Policy, weeks: int = 26, per_week: int = 2, count: int = 12
) -> tuple[Course, list[Seen]]:
    on = course(count, per_week=per_week)
    rows = []
    for _ in range(weeks * per_week):
        states = on.states()
        rows.append((states, on.step([policy(state) for state in states])))
    return on, rows


def greedy(_state: ProgressState) -> Action:
    return Action(load_steps=50, reps=50, sets=50)


def contrary(state: ProgressState) -> Action:
    """More load exactly where it hurts, after breaks and after failing."""
    return Action(
        load_steps=9 if state.pain > 3 or state.failed or state.days_since > 7 else 3, sets=2
    )


MALICIOUS: list[Callable[[ProgressState], Action]] = [greedy, contrary]


@pytest.mark.parametrize("policy", MALICIOUS)
@pytest.mark.parametrize("per_week", [2, 3])
def test_no_policy_raises_the_load_faster_than_a_week_allows(policy: Policy, per_week: int) -> None:
    _, rows = followed(policy, per_week=per_week)
    loads = np.array([[p.load_kg for p in out.planned] for _, out in rows])
    easy = np.array([out.deload for _, out in rows])
    loads = np.where(easy, np.nan, loads)
    week, last, now = loads[:-per_week], loads[per_week - 1 : -1], loads[per_week:]
    # A tenth, or the one smallest step, on the load of a week ago. Staying is no rise.
    allowed = np.maximum(week * (1 + MAX_LOAD_RISE), week + STEP_KG) + 1e-6
    rises = now > last
    assert rises.sum() > 100
    assert (now <= allowed)[rises & np.isfinite(week)].all()


@pytest.mark.parametrize("policy", MALICIOUS)
def test_no_policy_raises_anything_where_it_hurts(policy: Policy) -> None:
    _, rows = followed(policy, weeks=52, count=40)
    hurting = 0
    for (states, out), (_, before) in zip(rows[1:], rows, strict=False):
        for i, state in enumerate(states):
            if state.pain > 3 and not out.deload[i] and not before.deload[i]:
                hurting += 1
                assert out.planned[i].load_kg <= before.planned[i].load_kg
                assert out.planned[i].sets <= before.planned[i].sets
    assert hurting > 20


@pytest.mark.parametrize("policy", MALICIOUS)
def test_no_policy_asks_for_more_sets_than_a_muscle_may_get(policy: Policy) -> None:
    on, rows = followed(policy)
    most = np.where(
        on.trainees.novice, MAX_WEEKLY_SETS["beginner"], MAX_WEEKLY_SETS["intermediate"]
    )
    for _, out in rows:
        assert (np.array([p.sets for p in out.planned]) * on.per_week <= most).all()


@pytest.mark.parametrize("policy", [*MALICIOUS, fixed_linear, lambda _: Action()])
def test_no_policy_goes_without_easy_weeks(policy: Policy) -> None:
    _, rows = followed(policy)
    easy = np.array([out.deload for _, out in rows])
    for column in easy.T:
        hard = np.diff(np.flatnonzero(np.concatenate([[True], column, [True]]))) - 1
        assert hard.max() <= (MAX_WEEKS_WITHOUT_DELOAD + 1) * 2


def test_two_sessions_never_lie_closer_than_the_minimum_rest() -> None:
    on, rows = followed(double_progression, weeks=4, per_week=3)
    assert on.body.day[0] / len(rows) >= 48 / 24


def test_nothing_is_lifted_while_pain_is_at_the_limit() -> None:
    on = course(30)
    on.body = replace(on.body, pain=np.where(np.arange(30) < 20, 10.0, 0.0))
    on.step([Action()] * 30)
    hurting = np.array([state.pain >= PAIN_STOP for state in on.states()])
    assert hurting[:20].all()
    assert not hurting[20:].any()
    done = on.step([Action()] * 30).lifted.done
    assert not done[hurting].any()
    assert done[~hurting].any()


def test_the_same_seed_gives_the_same_course() -> None:
    first, second = (followed(double_progression, weeks=10) for _ in range(2))
    assert np.array_equal(first[0].gained(), second[0].gained())
    assert first[1][-1][0] == second[1][-1][0]


def test_luck_does_not_depend_on_what_is_decided() -> None:
    harmless = replace(TYPICAL, hazard=Spread(1e-12))
    done = []
    for policy in (lambda _: Action(), fixed_linear):
        people = draw_trainees(12, np.random.default_rng(3), harmless)
        on = Course(people, np.random.default_rng(4))
        for _ in range(16):
            done.append(on.step([policy(state) for state in on.states()]).lifted.done)
    assert np.array_equal(done[:16], done[16:])
    assert 0 < np.mean(done) < 1


def test_a_deload_lasts_a_week_and_leaves_the_prescription_as_it_was() -> None:
    on = course(1)
    for _ in range(8):
        on.step([double_progression(on.states()[0])])
    before = on.asked[0]
    first = on.step([Action(deload=True)])
    second = on.step([Action(load_steps=5, sets=1)])
    assert first.deload[0]
    assert second.deload[0]
    assert first.planned[0].sets < before.sets
    assert first.planned[0].load_kg < before.load_kg
    assert on.asked[0] == before
    state = on.states()[0]
    assert state.phase == "accumulation"
    assert state.weeks_since_deload == 0


def test_what_is_seen_is_what_was_done() -> None:
    on = course(30)
    assert all(state.reps_done == () and state.level_kg is None for state in on.states())
    out = on.step([Action()] * 30)
    for i, state in enumerate(on.states()):
        if out.lifted.done[i]:
            assert len(state.reps_done) == out.planned[i].sets
            assert state.felt_in_reserve == out.lifted.reserve[i]
            assert state.level_kg is not None
            assert state.days_since == 3.5
            assert (state.velocity_loss is not None) == on.trainees.filmed[i]
        else:
            assert state.reps_done == ()
            assert state.missed == 1
            assert state.days_since == 3.5


def test_the_trend_tells_gains_from_losses() -> None:
    _, rows = followed(fixed_linear, weeks=6, count=60)
    trends = [s.trend for s in rows[-1][0] if s.trend is not None and s.experience == "beginner"]
    assert len(trends) > 10
    assert np.median(trends) > 0.5
    assert rows[2][0][0].trend is None


def test_the_reward_is_the_gain_minus_the_stated_costs() -> None:
    on = course(50)
    out = on.step([Action()] * 50)
    wanted = out.gain - 10 * out.lifted.risk - 0.05 * on.body.pain
    assert out.reward == pytest.approx(wanted)


def test_gains_sum_up_to_what_was_gained() -> None:
    on, rows = followed(double_progression, weeks=12)
    total = sum(out.gain for _, out in rows)
    assert 100 * np.log1p(on.gained() / 100) == pytest.approx(total)


def test_fixed_linear_adds_a_step_and_goes_back_a_tenth_after_two_failures() -> None:
    state = ProgressState(
        sets=3, reps_low=5, reps_high=8, aim=5, load_kg=100, step_kg=2.5, reps_in_reserve=2
    )
    done = {"reps_done": (5, 5, 5)}
    assert fixed_linear(state) == Action()
    assert fixed_linear(_with(state, **done)) == Action(load_steps=1)
    short = {"reps_done": (5, 4, 3)}
    assert fixed_linear(_with(state, **short, failed=1)) == Action()
    assert fixed_linear(_with(state, **short, failed=2)) == Action(load_steps=-4)


def test_a_random_progression_is_the_same_for_the_same_seed() -> None:
    states = course(40).states()
    one, same, other = (random_progression(seed) for seed in (1, 1, 2))
    drawn = [[policy(s) for s in states] for policy in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]


def _with(state: ProgressState, **changed) -> ProgressState:
    return replace(state, **changed)
