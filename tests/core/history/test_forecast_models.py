"""The models that forecast a series from itself."""

import numpy as np
import pytest

from repsight.core.history.forecast.models import (
    DAMPING,
    LIGHT,
    damped,
    drift,
    level,
    naive,
    seasonal,
    theta,
)

AHEAD = 4


def _last(model: object, values: list[float]) -> list[float]:
    """What a model says after all values."""
    known = np.array(values, float)
    return model(known, np.array([len(known)]), AHEAD)[0].tolist()  # type: ignore[operator]


@pytest.mark.parametrize("name", LIGHT)
def test_every_model_forecasts_a_constant_series_exactly(name: str) -> None:
    values = np.full(20, 82.5)
    said = LIGHT[name](values, np.arange(5, 21), AHEAD)
    assert said.shape == (16, AHEAD)
    np.testing.assert_allclose(said, 82.5)


@pytest.mark.parametrize("name", LIGHT)
def test_no_model_looks_at_what_comes_later(name: str) -> None:
    values = 100 + np.random.default_rng(3).normal(0, 4, 40).cumsum()
    counts = np.arange(5, 25)
    before = LIGHT[name](values, counts, AHEAD)
    changed = np.concatenate([values[:24], values[24:] * 3 + 50])
    np.testing.assert_array_equal(LIGHT[name](changed, counts, AHEAD), before)
    np.testing.assert_allclose(LIGHT[name](values[:24], counts, AHEAD), before)


@pytest.mark.parametrize("name", LIGHT)
def test_forecasts_move_with_the_series_and_scale_with_it(name: str) -> None:
    values = 100 + np.random.default_rng(4).normal(0, 4, 30).cumsum()
    counts = np.array([12, 30])
    said = LIGHT[name](values, counts, AHEAD)
    np.testing.assert_allclose(LIGHT[name](2 * values + 7, counts, AHEAD), 2 * said + 7)


def test_naive_says_the_last_value_and_drift_goes_on_with_the_line() -> None:
    assert _last(naive, [1, 5, 3]) == [3, 3, 3, 3]
    assert _last(drift, [10, 13, 14]) == [16, 18, 20, 22]


def test_seasonal_finds_the_rotation_that_repeats() -> None:
    assert _last(seasonal, [100, 80, 100, 80, 100, 80]) == [100, 80, 100, 80]
    assert _last(seasonal, [100, 80, 90] * 4) == [100, 80, 90, 100]
    assert _last(seasonal, [100, 80]) == [80, 80, 80, 80], "two sessions are no rotation"


def test_the_level_follows_steps_and_ignores_noise() -> None:
    steps = np.repeat([100.0, 110.0, 120.0], 8)
    assert _last(level, steps.tolist()) == pytest.approx([120] * 4)
    noise = 100 + np.random.default_rng(1).normal(0, 5, 200)
    assert _last(level, noise.tolist())[0] == pytest.approx(100, abs=3)


def test_a_damped_trend_goes_on_but_ever_less() -> None:
    said = np.array(_last(damped, list(range(100, 120))))
    np.testing.assert_allclose(said - 119, np.cumsum(DAMPING ** np.arange(1, 5)))


def test_one_light_session_does_not_bend_a_damped_trend() -> None:
    rising = np.arange(100.0, 120.0)
    light = rising.copy()
    light[14] = 60
    np.testing.assert_allclose(_last(damped, light.tolist()), _last(damped, rising.tolist()))


def test_theta_adds_half_the_slope() -> None:
    said = np.array(_last(theta, list(range(100, 130))))
    np.testing.assert_allclose(np.diff(said), 0.5)


def test_the_slope_of_theta_is_that_of_least_squares() -> None:
    values = 100 + np.random.default_rng(6).normal(0, 4, 30).cumsum()
    counts = np.array([2, 9, 30])
    slopes = np.diff(theta(values, counts, 2), axis=1)[:, 0]
    fitted = [np.polyfit(np.arange(n), values[:n], 1)[0] / 2 for n in counts]
    np.testing.assert_allclose(slopes, fitted)
