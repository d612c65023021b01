"""Reading an exercise's TOML: what it gives, and the one line that a mistake gives."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.errors import ExerciseError
from repsight.core.exercise import parse_exercise

GOOD = """
name = "knee_bend"
title = "Knee bend"
kind = "reps"
first_phase = "eccentric"
counted_at = "end"

[[signal]]
measure = "knee"
start = 170
turn = 90

[[look]]
about = "from the side"
always = { torso = [0, 30] }
start = { knee = 175 }
turn = { knee = [60, 120] }
"""


def test_a_good_text_gives_its_values() -> None:
    exercise = parse_exercise(GOOD)
    assert (exercise.name, exercise.signals[0].turn, exercise.alternating) == (
        "knee_bend",
        90.0,
        False,
    )


def test_always_holds_at_both_ends_and_a_single_number_is_a_range() -> None:
    (look,) = parse_exercise(GOOD).looks
    assert dict(look.start) == {"torso": (0.0, 30.0), "knee": (175.0, 175.0)}
    assert dict(look.turn) == {"torso": (0.0, 30.0), "knee": (60.0, 120.0)}


def test_an_exercise_can_be_pickled() -> None:
    exercise = parse_exercise(GOOD)
    assert pickle.loads(pickle.dumps(exercise)) == exercise


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Knee bend"', "", "key 'title' is missing"),
        ('kind = "reps"', 'kind = "sets"', "kind is 'sets'; allowed: reps, hold"),
        ('kind = "reps"', "kind = 3", "kind is 3; a str is needed"),
        ('name = "knee_bend"', 'name = "knee bend"', "letters, digits and underscores"),
        ('name = "knee_bend"', 'name = "knee_bend"\nreps = 3', "unknown key 'reps'; allowed:"),
        ('measure = "knee"', 'measure = "toe"', "unknown measure 'toe'; allowed: elbow"),
        ("start = 170\n", "", r"each \[\[signal\]\] needs exactly measure, start, turn"),
        ("start = 170\n", "start = true\n", "start of a signal is True; a number is needed"),
        ("turn = 90", "turn = 170", "knee has the same start and turn; it must move"),
        ("[[signal]]", "[signal]", r"at least one \[\[signal\]\] table is needed"),
        ("[[look]]", "[look]", r"look is one table; write it as \[\[look\]\]"),
        ("about =", "name =", r"unknown key 'name' in \[\[look\]\]; allowed: about"),
        ('"from the side"', "3", "about of a look is 3; a text is needed"),
        ("torso =", "toes =", r"unknown trait 'toes' in \[\[look\]\]; allowed: elbow"),
        ("[0, 30]", "[30, 0]", r"torso is \[30, 0\] in a \[\[look\]\]; a number or \[low, high\]"),
        ("[0, 30]", "[0, true]", r"torso is \[0, True\]"),
        ("[0, 30]", '"upright"', "torso is 'upright'"),
        ("{ torso = [0, 30] }", "7", r"7 in a \[\[look\]\]; a table of traits is needed"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_is_allowed(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(ExerciseError, match=message) as caught:
        parse_exercise(GOOD.replace(old, new, 1), "mine.toml")
    assert str(caught.value).startswith("mine.toml")
    assert "\n" not in str(caught.value)


def test_a_look_that_says_nothing_is_refused() -> None:
    with pytest.raises(ExerciseError, match="says nothing"):
        parse_exercise(GOOD.split("about")[0], "mine.toml")


def test_times_in_the_wrong_order_are_refused() -> None:
    text = GOOD.replace('title = "', 'min_rep_seconds = 20\ntitle = "', 1)
    with pytest.raises(ExerciseError, match=r"repetitions last 20 to 15.0 s"):
        parse_exercise(text)


@given(st.text(max_size=200))
def test_any_text_is_an_exercise_or_an_exercise_error(text: str) -> None:
    with pytest.raises(ExerciseError):
        parse_exercise(text)


@given(st.integers(0, len(GOOD) - 1))
def test_a_text_that_breaks_off_is_refused_or_complete(at: int) -> None:
    rest = GOOD[:at].rstrip()
    # The look is optional, so a text that ends before or within it may still be an exercise.
    if at <= GOOD.index("turn = 90"):
        with pytest.raises(ExerciseError):
            parse_exercise(rest)
