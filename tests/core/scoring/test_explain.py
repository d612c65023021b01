"""A score in lines that anybody can read: they add up, and none of them says nothing."""

import math
import re
from dataclasses import replace

import pytest
from performer import FRONT, perform

from repsight.core.assessment import Assessment, Deduction, LearnedForm, Reason
from repsight.core.scoring.assess import not_measurable
from repsight.core.scoring.explain import describe_confidence, explain
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.weights import DEFAULT_WEIGHTS

LEARNED = LearnedForm(
    probability=0.23,
    threshold=0.5,
    base=0.41,
    reasons=(Reason("trunk_lean.turn", "lean: 55°", -1.7), Reason("knee.turn", "knee: 80°", 0.3)),
    rest=-0.22,
)


def lost(name: str, points: float, **changes: object) -> Deduction:
    found = Deduction(
        "rom", name, name.title(), points, 118.4, 4.2, "°", 100, 3.271, f"{name} was bad",
        f"18° deeper at the bottom: +{points:.0f}", f"Mind the {name}.",
    )  # fmt: skip
    return replace(found, **changes)


def part(*deductions: Deduction, **changes: object) -> Assessment:
    total = 100 - math.fsum(each.points for each in deductions)
    components = {"rom": total, "stability": 100.0, "tempo": None}
    usual = Assessment(total, components, DEFAULT_WEIGHTS, 0.8, 2.345, deductions, view="side")
    return replace(usual, **changes)


def test_the_first_line_has_the_score_with_its_margin_and_the_second_its_components() -> None:
    first, second, *_ = explain(part(lost("depth", 12.34)))
    assert first == "score: 87.7 ± 2.3 of 100; confidence high (80%)"
    assert second == (
        "range of motion 87.7 (weight 40%), stability 100.0 (weight 30%),"
        " tempo not measurable (weight 30%)"
    )


def test_a_deduction_says_what_was_seen_when_and_what_would_have_changed_it() -> None:
    lines = explain(part(lost("depth", 12.34)))
    assert lines[2:] == [
        "12.3 points were lost:",
        "  −12.3  Depth (range of motion), 3.27 s: depth was bad (118° ± 4°)",
        "        18° deeper at the bottom: +12",
    ]


def test_what_is_inferred_is_told() -> None:
    lines = explain(part(lost("depth", 12, proxy="from the hips")))
    assert lines[-1].endswith(": +12; inferred from the hips")


def test_small_deductions_are_added_up_in_one_line() -> None:
    small = [lost(f"small {n}", 0.4) for n in range(3)]
    lines = explain(part(lost("depth", 9.0), *small))
    assert lines[2] == "10.2 points were lost:"
    assert lines[-1] == "  −1.2  smaller things together"
    assert not any("Small" in line for line in lines)


def test_what_is_lost_by_less_than_is_shown_is_not_told_as_nought() -> None:
    lines = explain(part(lost("depth", 9.0), lost("wobble", 0.03)))
    assert not any("smaller things" in line for line in lines)


def test_a_score_of_100_says_that_nothing_took_points() -> None:
    assert explain(part())[2:] == ["nothing took points away"]
    assert explain(part(lost("wobble", 0.03)))[2:] == ["nothing took points away"]


def test_what_could_not_be_measured_is_told_with_its_reason() -> None:
    gaps = (("Symmetry", "film from the front"), ("Knees in", "hidden"))
    assert explain(part(unmeasured=gaps))[-2:] == [
        "not measurable: Symmetry: film from the front",
        "not measurable: Knees in: hidden",
    ]


def test_a_score_that_is_not_measurable_says_so_and_tells_of_no_points() -> None:
    lines = explain(not_measurable(DEFAULT_WEIGHTS, "the body was hardly seen"))
    assert lines == [
        "score: not measurable; confidence very low (0%)",
        "range of motion not measurable (weight 40%), stability not measurable (weight 30%),"
        " tempo not measurable (weight 30%)",
        "not measurable: Everything: the body was hardly seen",
    ]


def test_a_learned_opinion_is_told_with_its_reasons_and_the_rest() -> None:
    assert explain(part(learned=LEARNED))[3:] == [
        "learned form model: 23% likely correct (it changes no score)",
        "  -1.70  against it: lean: 55°",
        "  +0.30  for it: knee: 80°",
        "  -0.22  all else; +0.41 for the average repetition",
    ]


def test_a_learned_opinion_changes_no_other_line() -> None:
    with_it = explain(part(lost("depth", 9.0), learned=LEARNED))
    assert [line for line in with_it if line in explain(part(lost("depth", 9.0)))] == explain(
        part(lost("depth", 9.0))
    )


@pytest.mark.parametrize("rest", [0.0, -0.0, -0.001, 0.004])
def test_a_rest_of_nothing_has_no_minus(rest: float) -> None:
    lines = explain(part(learned=replace(LEARNED, rest=rest, base=-0.0)))
    assert not re.search(r"[+-]0\.00", "\n".join(lines))
    assert lines[-1] == "  0.00  all else; 0.00 for the average repetition"


def test_cues_come_last() -> None:
    lines = explain(part(lost("depth", 9.0), learned=LEARNED, cues=("Deeper.", "Slower.")))
    assert lines[-2:] == ["say: Deeper.", "say: Slower."]


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1.0, "high"), (0.75, "high"), (0.74, "fair"), (0.55, "fair"), (0.5, "low"), (0, "very low")],
)
def test_confidence_has_a_word(confidence: float, word: str) -> None:
    assert describe_confidence(confidence) == word


@pytest.mark.parametrize("depth", [1.0, 0.95, 0.8, 0.5])
@pytest.mark.parametrize(("name", "azimuth"), [("squat, bar", 90.0), ("push-up", FRONT)])
def test_the_points_told_of_anybody_sum_to_what_was_lost(
    name: str, azimuth: float, depth: float
) -> None:
    one = perform(name, depth=depth, azimuth=azimuth, tremor=0.02).scored(ScoreOptions())
    for each in (one.assessment, *(rep.assessment for rep in one.reps)):
        assert each is not None
        lines = explain(each)
        text = "\n".join(lines)
        if each.total is None:
            assert "points were lost" not in text
            continue
        told = [float(p) for p in re.findall(r"^  −(\d+\.\d)", text, re.MULTILINE)]
        assert sum(told) == pytest.approx(100 - each.total, abs=0.05 * (len(told) + 1) + 1e-6)
        assert not re.search(r"[+−-]0(\.0+)?(?![.\d])", text), text
        assert "nan" not in text.split()
        assert "None" not in text
