"""How forecasts are judged, against cases worked out by hand."""

import math

import numpy as np
import pytest

from repsight.core.history.forecast.scores import covered, crps, mase, mean_absolute, naive_error


def test_the_mase_of_the_naive_forecast_of_the_same_series_is_one() -> None:
    values = np.array([100.0, 102.5, 101, 107, 107, 99])
    assert mase(np.diff(values), values) == pytest.approx(1)
    assert mase(2 * np.diff(values), values) == pytest.approx(2)


def test_mase_does_not_depend_on_the_unit() -> None:
    rng = np.random.default_rng(0)
    values, errors = rng.normal(80, 5, 30), rng.normal(0, 3, 12)
    assert mase(errors, values) == pytest.approx(mase(errors * 2.2046, values * 2.2046))


def test_outcomes_to_come_are_left_out() -> None:
    values = np.array([1.0, 2, 3])
    assert mase(np.array([[1.0, np.nan], [3.0, np.nan]]), values) == 2
    assert math.isnan(mase(np.array([np.nan]), values))
    assert math.isnan(mean_absolute(np.array([])))


def test_a_series_that_never_moved_has_no_scale() -> None:
    still = np.full(5, 20.0)
    assert mase(np.zeros(3), still) == 0
    assert mase(np.ones(3), still) == math.inf
    assert math.isnan(naive_error(np.array([20.0])))


def test_the_crps_of_one_point_is_its_absolute_error() -> None:
    assert crps(np.array([3.0]), np.array([1.0]), 5.0) == 2


def test_the_crps_of_two_points_is_known() -> None:
    # E|X - y| = 1/2, E|X - X'| / 2 = 1/4 for X = 0 or 1 and y = 0.
    assert crps(np.array([1.0, 0.0]), np.array([1.0, 1.0]), 0.0) == pytest.approx(0.25)
    assert crps(np.array([1.0, 0.0]), np.array([1.0, 3.0]), 0.0) == pytest.approx(1 / 16)


def test_the_crps_of_a_normal_sample_is_that_of_the_normal_distribution() -> None:
    sample = np.random.default_rng(2).normal(0, 1, 20_000)
    # Of a standard normal at its mean: (sqrt 2 - 1) / sqrt pi (Gneiting and Raftery, 2007).
    expected = (math.sqrt(2) - 1) / math.sqrt(math.pi)
    assert crps(sample, np.ones(len(sample)), 0.0) == pytest.approx(expected, abs=0.005)


def test_crps_is_the_integral_of_the_squared_difference_of_the_distributions() -> None:
    rng = np.random.default_rng(5)
    sample, weights, outcome = rng.normal(0, 2, 15), rng.random(15), 0.7
    grid = np.linspace(-12, 12, 240_001)
    share = weights / weights.sum()
    function = (share * (sample <= grid[:, None])).sum(1)
    integral = np.trapezoid((function - (outcome <= grid)) ** 2, grid)
    assert crps(sample, weights, outcome) == pytest.approx(integral, abs=1e-3)


def test_coverage_counts_the_ends_and_only_what_is_known() -> None:
    low, high = np.array([0.0, 0, 0, np.nan]), np.array([1.0, 1, 1, np.nan])
    assert covered(low, high, np.array([1.0, 2, np.nan, 0.5])) == 0.5
    assert math.isnan(covered(low[:1], high[:1], np.array([np.nan])))
