"""Reading `[[ghost]]` tables: what they give, and the one line that a mistake gives."""

import pytest

from repsight.core.errors import ExerciseError
from repsight.core.exercise import parse_exercise

HEAD = """
name = "knee_bend"
title = "Knee bend"
kind = "reps"
first_phase = "eccentric"
counted_at = "end"

[[signal]]
measure = "knee"
start = 170
turn = 90
"""
GHOST = """
[[ghost]]
about = "arms down"
fixed = "ankles"
line = "hips"
[ghost.start]
thigh = [0, 8]
[ghost.halfway]
trunk = 20
fixed = "wrists"
[ghost.turn]
thigh = [85, 16]
lead_shin = [-30, 4]
"""


def test_what_a_pose_leaves_out_is_as_in_the_pose_before() -> None:
    (form,) = parse_exercise(HEAD + GHOST).ghosts
    assert (form.about, form.fixed, form.fixed_later, form.line) == (
        "arms down",
        "ankles",
        "wrists",
        "hips",
    )
    assert form.start.trunk == 0
    assert form.start.lead[2] == form.start.other[2] == (0.0, 8.0)
    assert form.halfway is not None
    assert form.halfway.trunk == form.turn.trunk == 20
    assert form.turn.other[2] == (85.0, 16.0)


def test_lead_is_the_side_that_differs() -> None:
    (form,) = parse_exercise(HEAD + GHOST).ghosts
    assert form.turn.lead[3] == (-30.0, 4.0)
    assert form.turn.other[3] == (0.0, 3.0)
    assert form.lopsided
    (even,) = parse_exercise(HEAD + GHOST.replace("lead_", "")).ghosts
    assert not even.lopsided


def test_without_a_table_there_is_no_ghost() -> None:
    assert parse_exercise(HEAD).ghosts == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[ghost]]", "[ghost]", r"write it as \[\[ghost\]\]"),
        ('about = "arms down"\n', "", "lacks 'about'; add it"),
        ('fixed = "ankles"\n', "", "lacks 'fixed'; add it"),
        ('about = "arms down"', "about = 3", "about is 3; text is needed"),
        ('fixed = "ankles"', 'fixed = "knees"', "fixed is 'knees'; allowed: ankles, lead_ankle"),
        ('fixed = "wrists"', 'fixed = "toes"', "halfway: fixed is 'toes'; allowed: ankles"),
        ('line = "hips"', 'line = "ears"', "line is 'ears'; allowed: head, shoulders"),
        ("thigh = [0, 8]", "thigh = 8", r"thigh is 8; two numbers of degrees are needed"),
        ("thigh = [0, 8]", "thigh = [0, 8, 9]", "two numbers of degrees are needed"),
        ("thigh = [0, 8]", "thigh = [0, 999]", "degrees from -360 to 360 are allowed"),
        ("thigh = [0, 8]", "thigh = [0, true]", "degrees from -360 to 360 are allowed"),
        ("trunk = 20", "trunk = [20, 0]", r"trunk has \[20, 0\]; degrees"),
        ("trunk = 20", "torso = 20", "unknown key 'torso'; allowed: forearm, lead_forearm"),
        ('line = "hips"', 'depth = "hips"', "unknown key 'depth'; allowed: about, fixed"),
        ("[ghost.turn]\nthigh = [85, 16]\nlead_shin = [-30, 4]", "turn = 3", "turn is 3; a table"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(old: str, new: str, message: str) -> None:
    text = (HEAD + GHOST).replace(old, new)
    if new == "turn = 3":
        text = (HEAD + GHOST).replace(old, "").replace('line = "hips"', 'line = "hips"\nturn = 3')
    if new == "[ghost]":
        text = HEAD + '[ghost]\nabout = "x"\n'
    with pytest.raises(ExerciseError, match=message) as caught:
        parse_exercise(text, "bend.toml")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("bend.toml")
