"""Plateaus of series and simulated lifters whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifters import Lifter, simulate
from lifters import Plateau as Still

from repsight.core.history.findings import NotYet, Plateau, Series
from repsight.core.history.plateau import plateau, rise_broken, rises_inside, training_weeks
from repsight.core.history.series import session_series
from repsight.core.history.table import history_of
from repsight.core.history.usual import usual

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


def test_a_light_week_is_told_by_its_load_where_it_shows_little_less() -> None:
    values = np.full(20, 100.0)
    values[10:12] = 95
    loads = np.full(20, 80.0)
    assert usual(values, loads).all()
    loads[10:12] = 70
    assert np.flatnonzero(~usual(values, loads)).tolist() == [10, 11]
    # Lighter sets of more repetitions that show as much are no light week.
    assert usual(np.full(20, 100.0), loads).all()


def test_a_light_week_in_a_rise_is_no_plateau() -> None:
    rng = np.random.default_rng(3)
    day = np.arange(0, 98, 2)
    values = 100 * np.exp(0.015 * day / 7 + rng.normal(0, 0.004, len(day)))
    loads = 0.8 * values
    values[-4:] *= 0.94
    loads[-4:] *= 0.88
    lifted = Series("squat", "load", "kg", day, loads)
    for n in range(len(day) - 4, len(day) + 1):
        part = Series("squat", "load", "kg", lifted.day[:n], lifted.values[:n])
        assert plateau(_series(values[:n], day), "beginner", part) is None


def test_evidence_for_a_break_is_none_in_a_straight_line_and_much_in_a_broken_one() -> None:
    weeks = training_weeks(DAYS)
    straight = rise_broken(weeks, 0.01 * weeks, 0.0025)
    assert straight is None or straight.evidence.max() < 0.1
    broken = rise_broken(weeks, 0.01 * np.minimum(weeks, 30), 0.0025)
    assert abs(weeks[broken.points[0]] - 30) < 1
    assert broken.evidence[0] > 10
    assert (np.diff(broken.evidence) <= 0).all()


def test_a_rise_to_half_its_gain_is_further_from_a_level_than_a_level_is() -> None:
    weeks = training_weeks(DAYS)
    level, slower = (
        rise_broken(weeks, 0.01 * np.minimum(weeks, 30) + after * np.maximum(weeks - 30, 0), 0.005)
        for after in (0.0, 0.006)
    )
    assert level.against_slow[0] > 1
    assert slower.against_slow.max() < 0.2


def test_a_rise_at_either_end_is_inside_a_level() -> None:
    level = np.random.default_rng(0).normal(0, 0.01, 24)
    late, early = level.copy(), level.copy()
    late[-4:] += 0.04
    early[:4] -= 0.04
    assert rises_inside(late, 0.02)
    assert rises_inside(early, 0.02)
    assert not rises_inside(level, 0.02)


def test_little_noise_and_a_quick_rise_are_told_within_a_month() -> None:
    day = np.arange(0, 175, 2)
    delays = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        values = 100 * np.exp(0.015 * np.minimum(day, 140) / 7 + rng.normal(0, 0.005, len(day)))
        told = [
            int(day[n - 1])
            for n in range(30, len(day) + 1)
            if isinstance(plateau(_series(values[:n], day), "beginner"), Plateau)
        ]
        assert told
        assert min(told) >= 140
        delays.append(min(told) - 140)
    assert np.median(delays) <= 28


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
