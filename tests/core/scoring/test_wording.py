"""What would have changed a score, in words."""

import pytest
from performer import perform

from repsight.core.scoring.finding import Band, Finding
from repsight.core.scoring.wording import describe_change, format_value

DEPTH = Finding("depth", "Depth", "rom", "°", weight=1.0, words=("deeper", "less deep"))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4.4, "°", "4°"),
        (-0.2, "°", "0°"),
        (12.6, "%", "13 %"),
        (0.55, "s", "0.6 s"),
        (0.123, "torso", "0.12 torso lengths"),
        (0.123, "x", "0.12"),
        (1.26, "% height", "1.3 % of body height"),
        (-2.345, "SPARC", "−2.35 SPARC"),
        (220.4, "°/s", "220 °/s"),
    ],
)
def test_values_are_told_with_their_unit_and_no_more_digits_than_are_known(
    value: float, unit: str, text: str
) -> None:
    assert format_value(value, unit) == text


@pytest.mark.parametrize(
    ("value", "band", "text"),
    [
        (-14.0, Band.one_sided(-10, -60), "4° deeper at the bottom: +9"),
        (20.0, Band.one_sided(10, 60), "10° less deep at the bottom: +9"),
    ],
)
def test_a_change_says_how_much_which_way_and_for_what(value: float, band: Band, text: str) -> None:
    finding = Finding(
        "depth", "Depth", "rom", "°", value, 1.0, 0.0, band, 1.0,
        words=DEPTH.words, where="at the bottom",
    )  # fmt: skip
    assert describe_change(finding, 9.2) == text


@pytest.mark.parametrize("name", ["squat, bar", "push-up", "biceps curl", "sit-up"])
def test_no_change_is_of_a_negative_amount(name: str) -> None:
    one = perform(name, reps=3, depth=0.4, tremor=0.05, eccentric=0.5, concentric=0.4).scored()
    for rep in one.reps:
        assert rep.assessment is not None
        assert rep.assessment.deductions
        for each in rep.assessment.deductions:
            assert not each.change.startswith("-")
            assert "{" not in each.fault
