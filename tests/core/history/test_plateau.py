"""Plateaus of series and simulated lifters whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifters import Lifter, simulate
from lifters import Plateau as Still

from repsight.core.history.findings import NotYet, Plateau, Series
from repsight.core.history.plateau import plateau, rise_broken, training_weeks, usual
from repsight.core.history.series import session_series
from repsight.core.history.table import history_of

DAYS = np.arange(0, 280, 3)


def _series(values: np.ndarray, day: np.ndarray = DAYS) -> Series:
    return Series("squat", "e1rm", "kg", day[: len(values)], np.asarray(values, float))


def _broken(stop: int = 150, gain: float = 1.0, spread: float = 1.0, seed: int = 0) -> np.ndarray:
    """A rise of so many kg a week from 100 that stops on a day, with noise."""
    rng = np.random.default_rng(seed)
    return 100 + gain * np.minimum(DAYS, stop) / 7 + rng.normal(0, spread, len(DAYS))


def test_a_rise_that_stops_is_a_plateau_since_then() -> None:
    found = plateau(_series(_broken()))
    assert isinstance(found, Plateau)
    assert abs(found.since - 150) <= 14
    assert found.weeks == pytest.approx((DAYS[-1] - found.since) / 7)
    assert found.slope.low <= 0 <= found.slope.high
    assert abs(found.slope.value) < found.smallest


@pytest.mark.parametrize("seed", range(6))
def test_a_steady_rise_is_none(seed: int) -> None:
    assert plateau(_series(_broken(stop=999, seed=seed))) is None


def test_a_fall_is_none() -> None:
    assert plateau(_series(_broken(stop=999, gain=-1.0))) is None


def test_swings_are_none_although_they_lead_nowhere() -> None:
    rng = np.random.default_rng(0)
    values = 100 + 15 * np.sin(DAYS / 20) + rng.normal(0, 1, len(DAYS))
    assert plateau(_series(values)) is None


def test_a_lift_that_never_rose_is_one_in_the_end() -> None:
    rng = np.random.default_rng(0)
    values = 100 + rng.normal(0, 1, len(DAYS))
    assert isinstance(plateau(_series(values)), Plateau)
    assert plateau(_series(values[:20])) is None


def test_what_matters_depends_on_experience() -> None:
    values = 100 * np.exp(0.003 * DAYS / 7) + np.random.default_rng(1).normal(0, 0.5, len(DAYS))
    assert plateau(_series(values), "intermediate") is None
    assert plateau(_series(_broken()), "beginner").smallest == pytest.approx(
        2 * plateau(_series(_broken()), "intermediate").smallest
    )


def test_a_short_history_says_how_much_is_missing() -> None:
    few = plateau(_series(np.full(10, 100.0)))
    assert str(few) == "not yet: telling a plateau needs 12 sessions, 2 more"
    soon = plateau(_series(np.full(14, 100.0), np.arange(14)))
    assert isinstance(soon, NotYet)
    assert soon.unit == "weeks"
    assert isinstance(plateau(_series(np.zeros(0))), NotYet)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.3, 5), st.integers(-500, 5000))
def test_neither_units_nor_dates_matter(unit: float, shift: int) -> None:
    values = _broken()
    one = plateau(_series(values))
    two = plateau(_series(values * unit, DAYS + shift))
    assert two.since - shift == one.since
    assert two.slope.value == pytest.approx(one.slope.value * unit, abs=1e-6)


def test_light_weeks_are_not_usual_and_a_new_level_is() -> None:
    values = np.full(40, 100.0)
    values[[10, 11]] = 85
    values[25:] = 80
    kept = usual(values)
    assert not kept[[10, 11]].any()
    assert kept[:10].all()
    assert kept[12:25].all()
    assert kept[25:].all()


def test_a_holiday_counts_one_week() -> None:
    assert training_weeks(np.array([0, 7, 35, 42])) == pytest.approx([0, 1, 2, 3])


def test_evidence_for_a_break_is_none_in_a_straight_line() -> None:
    straight = rise_broken(DAYS, 100 + DAYS / 7.0, 0.25)
    assert straight is None or straight.evidence < 0.1


def test_simulated_lifters_are_told_of_plateaus_and_not_of_rises() -> None:
    told, wrong = 0, 0
    for seed in range(6):
        lifter = Lifter("beginner", gain=0.014, halved=80, weeks=44, plateaus=(Still(210, 98),))
        made = simulate(lifter, seed)
        series = session_series(history_of(made.sessions).sets, "squat", "e1rm")
        rising = int(np.searchsorted(series.day, made.plateaus[0].start))
        before = Series("squat", "e1rm", "kg", series.day[:rising], series.values[:rising])
        wrong += isinstance(plateau(before, "beginner"), Plateau)
        told += isinstance(plateau(series, "beginner"), Plateau)
    assert told >= 4
    assert wrong == 0
