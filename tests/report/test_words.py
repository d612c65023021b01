"""Numbers in a report: they add up, and are never "nan"."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repsight.exercises import load_exercise
from repsight.report.words import (
    NOTHING,
    clock,
    measure_words,
    measured,
    number,
    plural,
    quantity,
    read_from,
    reasons_of,
    rounded_parts,
    unit_words,
)

NOT_NUMBERS = (math.nan, math.inf, -math.inf)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=12))
@example([1.15])
def test_rounded_parts_sum_to_the_rounded_total_and_none_is_off_by_a_tenth(
    parts: list[float],
) -> None:
    total = math.fsum(parts)
    rounded = rounded_parts(parts, total)
    assert sum(rounded) == pytest.approx(round(total, 1), abs=1e-6)
    assert all(abs(a - b) <= 0.1 + 1e-9 for a, b in zip(rounded, parts, strict=True))


def test_parts_that_do_not_sum_to_the_total_are_rounded_each_for_itself() -> None:
    assert rounded_parts([1.26, 2.0], 50.0) == (1.3, 2.0)


@pytest.mark.parametrize("value", NOT_NUMBERS)
def test_what_is_no_number_is_a_dash(value: float) -> None:
    assert number(value) == quantity(value, "°") == clock(value) == NOTHING
    assert measured(value, 1.0, "°") == NOTHING
    assert measured(90.0, value, "°") == "90°"


def test_values_are_written_as_people_read_them() -> None:
    assert number(-0.01) == "0"
    assert quantity(-12.4, "°") == "−12°"
    assert measured(-12.4, 4.2, "°") == "−12 ± 4°"
    assert measured(0.92, 0.06, "s") == "0.9 ± 0.1 s"
    assert quantity(0.312, "m/s") == "0.31 m/s"
    assert [clock(t) for t in (0, 61.25, 59.96)] == ["0:00.0", "1:01.2", "1:00.0"]
    assert [plural(n, "set") for n in (1, 2)] == ["1 set", "2 sets"]
    assert [unit_words(u) for u in ("°", "s", "torso", "x", "m/s")] == [
        "°", "s", "torso lengths", "", "m/s",
    ]  # fmt: skip


def test_measures_have_titles_whoever_made_them_up() -> None:
    squat = load_exercise("squat")
    assert measure_words("depth", squat) == ("Depth", "°")
    assert measure_words("eccentric", None) == ("Lowering time", "s")
    assert measure_words("range", squat) == ("Range of motion", "°")
    assert measure_words("range", None) == ("Range of motion", "")
    assert measure_words("somebody_elses", squat) == ("Somebody elses", "")


def test_what_was_read_of_the_body_has_words() -> None:
    assert read_from("hip") == "hip angle"
    assert read_from("upper_arm_elevation") == "upper arm elevation"
    assert read_from("") == ""


def test_the_reasons_of_a_component_are_those_of_its_criteria() -> None:
    gaps = (("Depth", "hidden"), ("Lowering time", "cut"), ("Depth", "hidden"))
    squat = load_exercise("squat")
    assert reasons_of("rom", gaps, squat) == ("hidden",)
    assert reasons_of("tempo", gaps, None) == ("cut",)
    assert reasons_of("stability", (("Everything", "hardly seen"),), None) == ("hardly seen",)
