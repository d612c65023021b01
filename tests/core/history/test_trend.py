"""Slopes, levels and noise of series whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repsight.core.history.findings import Change, Estimate, NotYet, Series
from repsight.core.history.trend import direction, noise, recent, robust_slope, smoothed, trend


def _series(day: np.ndarray, values: np.ndarray) -> Series:
    return Series("squat", "e1rm", "kg", day, np.asarray(values, float))


DAYS = np.arange(0, 84, 3)


def test_the_slope_of_a_noiseless_line_is_exact() -> None:
    found = robust_slope(DAYS, 100 + 0.5 * DAYS / 7)
    assert isinstance(found, Estimate)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5))


def test_a_few_bad_days_do_not_move_the_slope() -> None:
    values = 100 + 0.5 * DAYS / 7
    values[[3, 9, 20]] -= 30
    assert robust_slope(DAYS, values).value == pytest.approx(0.5, abs=0.05)


def test_five_days_have_no_slope_yet() -> None:
    found = robust_slope(np.arange(5), np.arange(5.0))
    assert isinstance(found, NotYet)
    assert str(found) == "not yet: a slope needs 6 days of training, 1 more"


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 50), st.integers(-1000, 10_000), st.integers(0, 99))
def test_units_scale_the_slope_and_the_calendar_does_not_matter(
    unit: float, shift: int, seed: int
) -> None:
    values = 100 + np.random.default_rng(seed).normal(0, 2, len(DAYS))
    one, two = robust_slope(DAYS, values), robust_slope(DAYS + shift, values * unit)
    scaled = (one.value * unit, one.low * unit, one.high * unit)
    assert (two.value, two.low, two.high) == pytest.approx(scaled, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("carried", [0.0, 0.3, 0.5])
def test_the_interval_holds_the_truth_as_often_as_it_says(carried: float) -> None:
    rng, held, times = np.random.default_rng(3), 0, 150
    for _ in range(times):
        form = np.zeros(60)
        for n in range(1, 60):
            form[n] = carried * form[n - 1] + rng.normal()
        day = np.sort(rng.choice(84, 24, replace=False))
        found = robust_slope(day, 0.3 * day / 7 + form[36:])
        held += found.low <= 0.3 <= found.high
    assert 0.90 <= held / times <= 1.0
    assert held < times or carried == 0.0


def test_long_series_are_thinned_from_the_newest_end() -> None:
    day = np.arange(3000)
    assert robust_slope(day, 2.0 * day / 7).value == pytest.approx(2.0)


def test_noise_is_that_of_the_sessions_and_not_of_the_rise() -> None:
    rng = np.random.default_rng(1)
    steady = np.linspace(100, 200, 400)
    assert noise(steady + rng.normal(0, 2, 400)) == pytest.approx(2.0, rel=0.2)
    assert noise(steady) == pytest.approx(0, abs=1e-9)
    assert noise(steady[:4]) == 0


def test_the_level_of_a_line_is_the_line() -> None:
    values = 50 + 0.1 * DAYS
    assert smoothed(_series(DAYS, values)) == pytest.approx(values)


def test_a_light_day_hardly_moves_the_level() -> None:
    rng = np.random.default_rng(0)
    values = np.full(len(DAYS), 100.0) + rng.normal(0, 1, len(DAYS))
    light = values.copy()
    light[14] = 60
    away = smoothed(_series(DAYS, light)) - smoothed(_series(DAYS, values))
    assert np.abs(away).max() < 1.5


def test_the_recent_trend_is_that_of_twelve_weeks() -> None:
    day = np.arange(0, 210, 3)
    found = trend(_series(day, np.maximum(day - 105, 0) / 7.0), [Change(105, 0, 0, 0, 1)])
    assert found.slope is not None
    assert found.slope.value == pytest.approx(1.0)
    assert [one.day for one in found.changes] == [105]
    assert len(recent(found.series)) == 28


def test_a_trend_of_few_points_has_a_level_and_no_slope() -> None:
    found = trend(_series(DAYS[:3], np.array([1.0, 2, 3])))
    assert found.slope is None
    assert len(found.level) == 3


def test_an_interval_says_which_way_it_goes() -> None:
    assert direction(Estimate(1, 0.5, 2)) == "up"
    assert direction(Estimate(-1, -2, -0.5)) == "down"
    assert direction(Estimate(0.1, -1, 1)) == "level"
    assert direction(None) == "unknown"
