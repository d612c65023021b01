"""Reading a movement: what is allowed, and what is said of what is not."""

import numpy as np
import pytest

from repsight.core.errors import ExerciseError, InvalidInputError
from repsight.synth.motion.make import make_motion
from repsight.synth.motion.movement import load_movement, movement_names, parse_movement

GOOD = """
exercise = "squat"
anchor = "feet"

[seconds]
first = [1, 2]
second = [1, 2]

[contacts]
flat_feet = true

[[pose]]
at = 0
hip_flexion = 5
[[pose]]
at = 0.5
lead_hip_flexion = 50
[[pose]]
at = 1
hip_flexion = 90
spine_flexion = 10

[fault.depth]
depth = 0.5
"""


def test_an_angle_that_a_start_pose_leaves_out_is_0_there() -> None:
    movement = parse_movement(GOOD)
    curves = movement.styles[0].curves
    assert curves["hip_flexion"] == {0.0: 5.0, 1.0: 90.0}
    assert curves["spine_flexion"] == {0.0: 0.0, 1.0: 10.0}


def test_one_side_starts_where_both_do() -> None:
    assert parse_movement(GOOD).styles[0].curves["lead_hip_flexion"] == {0.0: 5.0, 0.5: 50.0}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('exercise = "squat"', "exercise squat", "this is no TOML"),
        ('anchor = "feet"\n', "", "'anchor' is missing"),
        ('anchor = "feet"', 'anchor = "nose"', "anchor is 'nose'; one of feet"),
        ("hip_flexion = 90", "hip_bend = 90", "no angle is called 'hip_bend'"),
        ("hip_flexion = 90", 'hip_flexion = "deep"', "hip_flexion in the pose at 1 is 'deep'"),
        ("at = 1", "at = 3", "a pose is at 3; 0 .start. to 1"),
        ("first = [1, 2]", "first = [2, 1]", r"first is \[2, 1\]; \[least, most\]"),
        ("first = [1, 2]", "firsst = [1, 2]", "seconds has firsst"),
        ("first = [1, 2]\n", "", "seconds needs first and second, or hold"),
        ("depth = 0.5", "deepth = 0.5", "fault depth has deepth"),
        ("flat_feet = true", 'level = ["tail"]', "no point is called tail"),
        ("flat_feet = true", 'free = ["tail"]', "no angle is called 'tail'"),
        ("flat_feet = true", 'balance = "tail"', "balance is 'tail'"),
        ("[contacts]", "[contact]", "the file has contact"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(ExerciseError, match=said):
        parse_movement(GOOD.replace(old, new, 1))


def test_an_unknown_exercise_fault_or_style_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(
        ExerciseError, match=r"no movement for 'yoga'; there is one for bench_press"
    ):
        load_movement("yoga")
    rng = np.random.default_rng(0)
    with pytest.raises(InvalidInputError, match="squat has no fault 'snoring'; it has depth"):
        make_motion("squat", rng, faults=["snoring"])
    with pytest.raises(InvalidInputError, match="squat has no style 'upside down'; it has 'arms"):
        make_motion("squat", rng, style="upside down")
    with pytest.raises(InvalidInputError, match="0 repetitions were asked for"):
        make_motion("squat", rng, repetitions=0)


def test_every_file_names_the_exercise_that_it_is_called_after() -> None:
    for name in movement_names():
        assert load_movement(name).exercise == name
