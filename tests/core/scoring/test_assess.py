"""Points that sum to what is missing, and what is not measurable."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from performer import perform
from walking import check_sums

from repsight.core.assessment import Assessment, assessment_from_dict, assessment_to_dict
from repsight.core.scoring.assess import MIN_SHARE, assess, mean_assessment, not_measurable
from repsight.core.scoring.finding import Band, Finding
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.weights import COMPONENTS, DEFAULT_WEIGHTS

numbers = st.floats(-1000, 1000, allow_nan=False)


@st.composite
def findings(draw: st.DrawFn) -> list[Finding]:
    """Of any components, weighted or faults, measured or not."""
    found = []
    for place in range(draw(st.integers(0, 8))):
        good = draw(numbers)
        poor = draw(numbers.filter(lambda value, good=good: abs(value - good) > 1e-3))
        is_fault = draw(st.booleans())
        finding = Finding(
            name=f"criterion_{place}",
            title=f"Criterion {place}",
            component=draw(st.sampled_from(COMPONENTS)),
            unit="°",
            error=draw(st.floats(0.01, 50)),
            band=Band.one_sided(good, poor),
            weight=0.0 if is_fault else draw(st.floats(0.01, 10)),
            severity=draw(st.floats(1, 100)) if is_fault else 0.0,
        )
        measured = draw(st.integers(0, 3))
        found.append(finding.found(draw(numbers), 1.0) if measured else finding.unmeasured("dark"))
    return found


weights = st.fixed_dictionaries(
    {name: st.one_of(st.just(0.0), st.floats(0.01, 5)) for name in COMPONENTS}
).filter(lambda given: sum(given.values()) > 0)


def normal(given_weights: dict[str, float]) -> dict[str, float]:
    total = sum(given_weights.values())
    return {name: weight / total for name, weight in given_weights.items()}


def round_trip(part: Assessment) -> Assessment:
    return assessment_from_dict(json.loads(json.dumps(assessment_to_dict(part), allow_nan=False)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(findings(), weights)
def test_points_sum_to_what_is_missing(
    found: list[Finding], given_weights: dict[str, float]
) -> None:
    part = assess(found, normal(given_weights))
    check_sums(part)
    again = round_trip(part)
    if part.total is not None:
        lost = math.fsum(each.points for each in again.deductions)
        assert again.total is not None
        assert lost == pytest.approx(100 - again.total, abs=1e-6)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(findings(), weights)
def test_the_total_is_the_weighted_mean_of_the_components(
    found: list[Finding], given_weights: dict[str, float]
) -> None:
    part = assess(found, normal(given_weights))
    known = {name: value for name, value in part.components.items() if value is not None}
    share = sum(part.weights[name] for name in known)
    if part.total is None:
        assert share < MIN_SHARE
    else:
        mean = sum(part.weights[name] * value for name, value in known.items()) / share
        assert part.total == pytest.approx(mean, abs=1e-6)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(findings(), weights)
def test_carrying_out_a_change_gives_its_points_back(
    found: list[Finding], given_weights: dict[str, float]
) -> None:
    part = assess(found, normal(given_weights))
    clipped = {name for name, value in part.components.items() if value is not None and value < 1}
    for each in part.deductions:
        if each.component in clipped:
            continue
        better = [replace(f, value=each.target) if f.name == each.name else f for f in found]
        after = assess(better, normal(given_weights)).total
        assert part.total is not None
        assert after is not None
        assert after - part.total == pytest.approx(each.points, abs=1e-6)


@settings(max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    st.sampled_from(["squat, arms down", "biceps curl", "push-up"]),
    st.integers(0, 100),
    st.floats(0.3, 1.1),
    st.floats(0, 0.06),
    st.floats(0.2, 3),
    weights,
)
def test_points_of_anybodys_set_sum_to_what_is_missing(
    name: str, seed: int, depth: float, tremor: float, pace: float, given_weights: dict[str, float]
) -> None:
    made = perform(name, seed=seed, reps=3, depths=(depth, 1.0, 0.8), tremor=tremor, eccentric=pace)
    one = made.scored(ScoreOptions(weights=given_weights))
    for part in (one.assessment, *(rep.assessment for rep in one.reps)):
        assert part is not None
        check_sums(part)
        check_sums(round_trip(part))


def ten(component: str, value: float, **changes: object) -> Finding:
    """Worth all of its component: 0 good, 10 poor."""
    finding = Finding(component, component, component, "°", error=0.5, band=Band.one_sided(0, 10))
    return replace(finding, weight=1.0, **changes).found(value, 2.0)


def test_a_component_with_nothing_measured_is_none_and_its_weight_is_shared_out() -> None:
    part = assess(
        [ten("rom", 5.0), ten("stability", 0.0), ten("tempo", 0.0).unmeasured("cut")],
        DEFAULT_WEIGHTS,
    )
    assert part.components == {"rom": 50, "stability": 100, "tempo": None}
    assert part.total == pytest.approx((0.4 * 50 + 0.3 * 100) / 0.7)
    assert part.unmeasured == (("tempo", "cut"),)


def test_less_than_65_percent_of_the_weights_measured_is_no_total() -> None:
    one = [ten("rom", 5.0), ten("stability", 0.0).unmeasured("dark")]
    assert assess(one, {"rom": 0.64, "stability": 0.36, "tempo": 0.0}).total is None
    part = assess(one, {"rom": 0.65, "stability": 0.35, "tempo": 0.0})
    assert part.total == pytest.approx(50)
    assert not assess(one, {"rom": 0.4, "stability": 0.6, "tempo": 0.0}).deductions


def test_a_component_of_no_weight_is_not_spoken_of() -> None:
    part = assess(
        [ten("rom", 5.0), ten("tempo", 0.0).unmeasured("cut")],
        {"rom": 1.0, "stability": 0.0, "tempo": 0.0},
    )
    assert part.components == {"rom": 50}
    assert part.unmeasured == ()


def test_faults_take_at_most_their_severity_and_a_component_at_most_all() -> None:
    fault = Finding("f", "F", "rom", "°", error=0.0, band=Band.one_sided(0, 10), severity=25.0)
    sound = ten("rom", 0.0)
    only_rom = {"rom": 1.0, "stability": 0.0, "tempo": 0.0}
    assert assess([sound, fault.found(50, 0)], only_rom).total == pytest.approx(75)
    five = [replace(fault, name=f"f{place}").found(50, 0) for place in range(5)]
    part = assess([sound, *five], only_rom)
    assert part.total == pytest.approx(0, abs=1e-9)
    assert [each.points for each in part.deductions] == pytest.approx([20] * 5)


def test_a_fault_has_the_benefit_of_the_doubt() -> None:
    fault = Finding("f", "F", "rom", "°", error=2.0, band=Band.one_sided(0, 10), severity=20.0)
    assert fault.found(2.0, 0).badness == 0
    assert fault.found(7.0, 0).badness == pytest.approx(0.5)
    assert fault.found(7.0, 0).needed == pytest.approx(-5)


def test_confidence_falls_as_errors_grow_and_with_what_is_hidden() -> None:
    sure, unsure = (assess([ten("rom", 3, error=e)], DEFAULT_WEIGHTS) for e in (0.1, 5.0))
    assert sure.confidence > 0.99
    assert 0.5 < unsure.confidence < 0.9
    hidden = [ten("rom", 3.0), ten("stability", 0.0).unmeasured("dark")]
    assert assess(hidden, DEFAULT_WEIGHTS).confidence < 0.6


def test_the_margin_is_what_one_standard_error_is_worth() -> None:
    only_rom = {"rom": 1.0, "stability": 0.0, "tempo": 0.0}
    assert assess([ten("rom", 5.0, error=1.0)], only_rom).margin == pytest.approx(10)
    assert assess([ten("rom", -5.0, error=1.0)], only_rom).margin == 0


def test_a_set_is_the_mean_of_its_repetitions() -> None:
    parts = [assess([ten("rom", v), ten("tempo", 0.0)], DEFAULT_WEIGHTS) for v in (0.0, 4.0, 8.0)]
    whole = mean_assessment([*parts, not_measurable(DEFAULT_WEIGHTS)], "side")
    check_sums(whole)
    assert whole.components["rom"] == pytest.approx(60)
    assert whole.deductions[0].value == 8.0  # told by the repetition in which it cost most
    assert whole.unmeasured == ()  # measured in three of four


def test_a_set_of_not_measurable_says_so() -> None:
    whole = mean_assessment([not_measurable(DEFAULT_WEIGHTS)] * 2, "unknown")
    assert whole.total is None
    assert whole.confidence == 0
    (gap,) = whole.unmeasured
    assert "hardly seen" in gap[1]
