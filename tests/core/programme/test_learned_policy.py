"""Learned policies as numbers, what they see and choose, and when one is offered."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from repsight.core.errors import ModelError
from repsight.core.history.findings import Estimate
from repsight.core.programme.choices import (
    CHOICES,
    EASY_FROM_WEEKS,
    FEATURES,
    LIMIT,
    chosen,
    features,
)
from repsight.core.programme.comparison import (
    MEASURES,
    difference,
    differences,
    run_courses,
    verdict,
)
from repsight.core.programme.learned_policy import (
    LearnedPolicy,
    learned_policy_from_dict,
    learned_policy_to_dict,
)
from repsight.core.programme.policy import Action, ProgressState, double_progression

STATE = ProgressState(
    sets=3, reps_low=5, reps_high=8, aim=6, load_kg=100.0, step_kg=2.5, reps_in_reserve=2.0,
    reps_done=(6, 6, 6), felt_in_reserve=2.0, level_kg=120.0, weeks_since_deload=4,
    muscle_sets=6.0, muscle_sets_before=6.0, load_week_ago_kg=100.0,
)  # fmt: skip


def policy(seed: int = 0, hidden: int = 8) -> LearnedPolicy:
    rng = np.random.default_rng(seed)
    sizes = [len(FEATURES), hidden, len(CHOICES)]
    weights = tuple(rng.standard_normal(pair) for pair in itertools.pairwise(sizes))
    biases = tuple(rng.standard_normal(size) for size in sizes[1:])
    return LearnedPolicy("ppo", weights, biases, {"seed": seed})


def test_the_first_choice_is_the_rule_itself() -> None:
    for done in ((), (8, 8, 8), (6, 6, 6), (4, 3, 3)):
        state = replace(STATE, reps_done=done)
        assert chosen(0, state) == double_progression(state)


def test_the_other_choices_depart_from_the_rule_as_they_say() -> None:
    rule = chosen(0, STATE)
    assert chosen(1, STATE).load_steps == rule.load_steps + 1
    assert chosen(2, STATE).load_steps == rule.load_steps - 1
    assert chosen(3, STATE).sets == 1
    assert chosen(4, STATE).sets == -1
    assert chosen(5, STATE) == Action()
    assert chosen(6, STATE).deload


def test_no_load_is_added_for_who_fell_short() -> None:
    short = replace(STATE, reps_done=(5, 4, 3), failed=1)
    assert chosen(1, short) == double_progression(short)


def test_easy_weeks_do_not_follow_each_other() -> None:
    soon = replace(STATE, weeks_since_deload=EASY_FROM_WEEKS - 1)
    assert not chosen(6, soon).deload


def test_features_are_as_many_as_their_names_and_within_limits() -> None:
    wild = replace(
        STATE, pain=10, failed=40, days_since=400, trend=-90.0, velocity_loss=100.0,
        felt_in_reserve=10.0, load_week_ago_kg=1.0,
    )  # fmt: skip
    bare = ProgressState(
        sets=1, reps_low=5, reps_high=5, aim=5, load_kg=None, step_kg=0, reps_in_reserve=2
    )
    for state in (STATE, wild, bare):
        seen = features(state)
        assert seen.shape == (len(FEATURES),)
        assert np.isfinite(seen).all()
        assert np.abs(seen).max() <= LIMIT


def test_a_state_that_differs_looks_different() -> None:
    for change in (
        {"pain": 2.0}, {"sets": 4}, {"aim": 7}, {"failed": 1}, {"trend": 1.0}, {"missed": 2},
        {"experience": "intermediate"}, {"velocity_loss": 20.0}, {"felt_in_reserve": 0.0},
    ):  # fmt: skip
        assert not np.array_equal(features(replace(STATE, **change)), features(STATE)), change


def test_values_are_those_of_the_layers_with_tanh_between() -> None:
    model, seen = policy(), features(STATE).astype(float)
    hidden = np.tanh(seen @ model.weights[0] + model.biases[0])
    assert model.values(seen) == pytest.approx(hidden @ model.weights[1] + model.biases[1])
    assert model.values(np.stack([seen, seen])).shape == (2, len(CHOICES))
    assert model(STATE) == chosen(model.choose(STATE), STATE)


@pytest.mark.parametrize("change", [{"load_kg": None}, {"step_kg": 0.0}, {"goal": "endurance"}])
def test_where_it_was_never_trained_a_policy_leaves_it_to_the_rule(change) -> None:
    model = policy()
    always_less = replace(model, biases=(model.biases[0], np.eye(len(CHOICES))[2] * 1e9))
    assert always_less(STATE) == chosen(2, STATE) != double_progression(STATE)
    state = replace(STATE, **change)
    assert always_less(state) == double_progression(state)


def test_a_policy_comes_back_from_its_data() -> None:
    model = policy()
    data = json.loads(json.dumps(learned_policy_to_dict(model)))
    back = learned_policy_from_dict(data)
    seen = np.random.default_rng(1).standard_normal((50, len(FEATURES)))
    assert back.values(seen) == pytest.approx(model.values(seen), abs=1e-4)
    assert (back.kind, back.card, back.offered) == (model.kind, model.card, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "other"}, "schema"),
        ({"features": ["x"]}, "other features"),
        ({"choices": []}, "other features or choices"),
        ({"kind": "dqn"}, "bandit, ppo"),
        ({"weights": [[["a"]]]}, "no numbers"),
        ({"weights": None}, "no numbers"),
        ({"card": 3}, "no numbers"),
        ({"weights": [[[1.0]]]}, "must lead from 21 features"),
        ({"biases": [[0.0]]}, "must lead from"),
    ],
)
def test_data_that_is_no_policy_is_refused(change, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        learned_policy_from_dict({**learned_policy_to_dict(policy()), **change})


@pytest.mark.parametrize("data", [None, [], "text", {}])
def test_what_is_not_even_a_policy_s_shape_is_refused(data) -> None:
    with pytest.raises(ModelError, match="schema"):
        learned_policy_from_dict(data)


def test_weights_that_are_not_finite_are_refused() -> None:
    model = policy()
    with pytest.raises(ModelError, match="not finite"):
        replace(model, biases=(model.biases[0] * np.nan, model.biases[1]))


def test_a_policy_compared_with_itself_does_not_differ() -> None:
    first, second = (run_courses(double_progression, 3, 20, 8) for _ in range(2))
    for measure in MEASURES:
        found = difference(first, second, measure)
        assert (found.value, found.low, found.high) == (0, 0, 0)


def test_an_interval_of_paired_differences_holds_the_mean() -> None:
    rule, easy = (
        run_courses(p, 3, 60, 26) for p in (double_progression, lambda _: Action(sets=-1))
    )
    found = differences(easy, rule)
    assert found["risk"].high < 0  # a single set is safer than three
    assert found["gain"].high < 0
    for measure, each in found.items():
        assert each.low <= each.value <= each.high, measure


def estimates(**given: tuple[float, float]) -> dict[str, Estimate]:
    bounds = {"gain": (1.0, 3.0), "score": (1.0, 3.0), "risk": (-0.1, 0.1)} | given
    return {name: Estimate((low + high) / 2, low, high) for name, (low, high) in bounds.items()}


@pytest.mark.parametrize(
    ("typical", "other", "offered", "said"),
    [
        ({}, {}, True, "nowhere lower"),
        ({"gain": (-0.1, 3.0)}, {}, False, "gain is not surely higher"),
        ({"score": (-0.1, 3.0)}, {}, False, "score is not surely higher"),
        ({"risk": (0.01, 0.1)}, {}, False, "risk is higher (typical trainees)"),
        ({}, {"risk": (0.01, 0.1)}, False, "risk is higher (odd)"),
        ({}, {"score": (-3.0, -0.1)}, False, "score is lower (odd)"),
        ({}, {"score": (-3.0, 0.1)}, True, "nowhere lower"),
    ],
)
def test_a_policy_is_offered_only_where_it_surely_wins_and_nowhere_surely_harms(
    typical, other, offered: bool, said: str
) -> None:
    found = verdict(estimates(**typical), {"odd": estimates(**other)})
    assert found.offered is offered
    assert said in found.why
