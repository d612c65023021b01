"""A person's own best range, from the set and from before."""

import math
from dataclasses import replace

import numpy as np
import pytest
from performer import perform

from repsight.core.scoring.best import (
    best_key,
    best_ranges,
    compare,
    known_best,
    own_bests,
    range_measure,
)
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.phases import Phases
from repsight.core.scoring.view import View
from repsight.exercises import load_exercise

SQUAT = load_exercise("squat")
KEY = best_key(SQUAT, "side")
SIDE, FRONT = View(0.0), View(90.0)
PHASES = Phases(0.0, 1.0, 1.0, 1.0, 2.0, True)


def test_the_range_is_that_of_the_first_range_criterion_or_signal() -> None:
    assert range_measure(SQUAT) == "thigh_elevation"
    assert range_measure(load_exercise("plank")) == "hip"
    assert KEY == "squat.thigh_elevation.side"
    assert best_key(SQUAT, "front") != KEY


def test_a_shallow_repetition_in_a_deep_set_loses_by_the_own_best() -> None:
    one = perform("squat, bar", reps=5, depths=(1, 1, 0.6, 1, 1)).scored()
    shares = [rep.measures["own_range"] for rep in one.reps]
    assert shares[2] == pytest.approx(60, abs=6)
    assert min(shares[:2] + shares[3:]) > 97
    assert "own_range" in {d.name for d in one.reps[2].assessment.deductions}


def test_a_known_better_best_lowers_the_range_score() -> None:
    made = perform("squat, bar", depth=0.7)
    usual = made.scored()
    best = usual.measures["own_best_range"]
    held = made.scored(ScoreOptions(best={KEY: best / 0.7}))
    assert held.assessment.components["rom"] < usual.assessment.components["rom"] - 10
    assert held.assessment.components["tempo"] == usual.assessment.components["tempo"]
    assert held.reps[0].measures["own_range"] == pytest.approx(70, abs=2)


@pytest.mark.parametrize(
    "best", [{KEY: 1.0}, {"squat.thigh_elevation.front": 500.0}, {KEY: math.nan}], ids=str
)
def test_a_worse_best_or_one_from_elsewhere_changes_nothing(best: dict[str, float]) -> None:
    made = perform("squat, bar", depth=0.7)
    assert made.scored(ScoreOptions(best=best)) == made.scored()


def test_one_repetition_has_no_best_but_what_is_known() -> None:
    made = perform("squat, bar", reps=1)
    unmeasured = dict(made.scored().reps[0].assessment.unmeasured)
    assert "no other repetition" in unmeasured["Range against your best"]
    known = made.scored(ScoreOptions(best={KEY: 500.0})).reps[0]
    assert known.measures["own_range"] < 40


def test_the_best_of_a_set_is_not_one_wrong_moment() -> None:
    assert own_bests([80.0] * 19 + [150.0], [SIDE] * 20) == {"side": pytest.approx(80)}
    assert own_bests([80.0, math.nan, 90.0], [SIDE] * 3) == {"side": pytest.approx(89)}
    assert own_bests([80.0, math.nan], [SIDE, None]) == {}


def test_each_view_has_a_best_of_its_own() -> None:
    ranges, views = [80.0, 60.0, 80.0, 60.0, 99.0], [SIDE, FRONT, SIDE, FRONT, View(45.0)]
    assert own_bests(ranges, views) == {"side": pytest.approx(80), "front": pytest.approx(60)}


def test_a_set_teaches_the_best_range_and_raises_it_by_a_tenth_at_most() -> None:
    one = perform("squat, bar", reps=4).scored()
    shown = one.measures["own_best_range"]
    assert best_ranges([one], [SQUAT], {}) == {KEY: pytest.approx(shown)}
    assert best_ranges([one], [SQUAT], {KEY: shown / 2}) == {KEY: pytest.approx(shown * 0.55)}
    assert best_ranges([one], [SQUAT], {KEY: 2 * shown, "other": 1.0}) == {
        KEY: pytest.approx(2 * shown),
        "other": 1.0,
    }


def test_two_repetitions_or_an_unknown_exercise_teach_nothing() -> None:
    one = perform("squat, bar", reps=4).scored()
    assert best_ranges([replace(one, reps=one.reps[:2])], [SQUAT], {}) == {}
    assert best_ranges([one], [load_exercise("plank")], {}) == {}


def test_the_better_of_two_bests_counts() -> None:
    assert known_best({"a": 90.0}, "a", 80.0) == 90
    assert known_best({"a": 70.0}, "a", 80.0) == 80
    assert known_best({}, "a", 80.0) == 80
    assert math.isnan(known_best({}, "a", math.nan))


@pytest.mark.parametrize(("value", "best"), [(math.nan, 80.0), (50.0, math.nan), (50.0, 0.0)])
def test_without_either_there_is_nothing_to_compare(value: float, best: float) -> None:
    assert not compare(value, best, PHASES).measured


def test_of_one_arm_that_works_its_own_range_counts() -> None:
    made = perform("biceps curl, one arm")
    assert np.mean([rep.measures["range"] for rep in made.scored().reps]) > 90
