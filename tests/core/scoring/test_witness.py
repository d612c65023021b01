"""A second measure of the same thing, believed where it says better of it."""

from dataclasses import replace

import pytest
from performer import perform
from stick_figure import MOVEMENTS

from repsight.core.assessment import Assessment
from repsight.core.errors import ExerciseError
from repsight.core.exercise import parse_exercise
from repsight.core.scoring.standard import Witness
from repsight.core.types import SetSummary
from repsight.exercises import load_exercise

PUSH_UP = MOVEMENTS["push-up"]
NOD = """
name = "nod"
title = "Nod"
kind = "reps"
first_phase = "eccentric"
counted_at = "end"

[[signal]]
measure = "elbow"
start = 170
turn = 80

[[criterion]]
name = "depth"
title = "Depth"
component = "rom"
measure = "upper_arm_elevation"
at = "turn"
good = -15
poor = -65
weight = 1.0
fault = "not deep"
cue = "Deeper."
"""


def push_ups(upper_arm: float, forearm: float) -> SetSummary:
    """Push-ups whose arm has these directions at the turn, seen from the side."""
    turn = replace(PUSH_UP.turn, upper_arm=(upper_arm, 0.0), forearm=(forearm, 0.0))
    return replace(perform("push-up"), movement=replace(PUSH_UP, turn=turn)).scored()


def depth_of(one: SetSummary) -> list[float]:
    """Points that depth costs each repetition."""
    parts = [rep.assessment for rep in one.reps]
    return [sum(d.points for d in _deductions(part) if d.name == "depth") for part in parts]


def _deductions(part: Assessment | None):
    assert part is not None
    return part.deductions


def test_the_push_up_has_a_witness_for_its_depth() -> None:
    (depth,) = [c for c in load_exercise("push_up").standard.criteria if c.name == "depth"]
    assert depth.witness == Witness("elbow", 100.0, 140.0)


def test_an_upper_arm_that_hangs_costs_nothing_where_the_elbow_is_bent_well() -> None:
    one = push_ups(upper_arm=-25, forearm=65)  # 65 degrees below level, an elbow of 90
    assert depth_of(one) == [0.0] * 4
    assert one.reps[1].measures["depth"] == pytest.approx(90, abs=6)


def test_an_elbow_that_is_hardly_bent_costs_nothing_where_the_upper_arm_is_level() -> None:
    one = push_ups(upper_arm=-85, forearm=-50)
    assert depth_of(one) == [0.0] * 4
    assert one.reps[1].measures["depth"] == pytest.approx(-5, abs=6)


@pytest.mark.parametrize(
    ("upper_arm", "forearm", "believed", "unit"),
    [(-25, 35, "elbow", "°"), (-60, -20, "upper_arm_elevation", "°")],
)
def test_where_both_say_bad_the_better_is_believed_and_named(
    upper_arm: float, forearm: float, believed: str, unit: str
) -> None:
    one = push_ups(upper_arm, forearm)
    for rep in one.reps:
        (depth,) = [d for d in _deductions(rep.assessment) if d.name == "depth"]
        assert (depth.measure, depth.unit) == (believed, unit)
        assert depth.value == rep.measures["depth"]
        assert depth.points > 3


def with_witness(text: str) -> str:
    with pytest.raises(ExerciseError) as error:
        parse_exercise(f"{NOD}witness = {text}\n", "nod.toml")
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("nod.toml: criterion 'depth'")
    return str(error.value)


def test_a_witness_is_read() -> None:
    text = f'{NOD}witness = {{ measure = "elbow", good = 100, poor = 140 }}\n'
    (one,) = parse_exercise(text, "nod.toml").standard.criteria
    assert one.witness == Witness("elbow", 100.0, 140.0)
    assert parse_exercise(NOD, "nod.toml").standard.criteria[0].witness is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"elbow"', "witness is 'elbow'; measure, good and poor are needed"),
        ("3", "witness is 3; measure, good and poor are needed"),
        ("[]", "witness is []; measure, good and poor are needed"),
        ("{}", "witness is {}; measure, good and poor are needed"),
        ('{measure = "elbow", good = 1}', "measure, good and poor are needed"),
        ('{measure = "elbow", good = 1, poor = 2, at = "end"}', "measure, good and poor are"),
        ('{measure = "ear", good = 1, poor = 2}', "witness: measure is 'ear'; allowed: elbow"),
        ('{measure = 1, good = 1, poor = 2}', "witness: measure is 1; text is needed"),
        ('{measure = "elbow", good = nan, poor = 2}', "witness: good is nan; a number"),
        ('{measure = "elbow", good = 1, poor = "2"}', "witness: poor is '2'; a number"),
        ('{measure = "elbow", good = 2, poor = 2}', "good and poor of its witness must differ"),
    ],
    ids=str,
)  # fmt: skip
def test_a_witness_that_cannot_be_is_refused_in_one_line(text: str, says: str) -> None:
    assert says in with_witness(text)
