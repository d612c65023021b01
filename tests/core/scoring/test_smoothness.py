"""Smoothness against values published by the methods' authors, and by analysis."""

import math

import numpy as np
import pytest
from performer import minimum_jerk

from repsight.core.scoring.smoothness import log_dimensionless_jerk, spectral_arc_length

MINIMUM_JERK = -math.log(720 / 1.875**2)
"""Of a minimum-jerk movement: Flash and Hogan 1985."""


def gauss() -> np.ndarray:
    """The speed profile in the docstrings of github.com/siva82kb/SPARC, at 100 Hz."""
    t = np.arange(-1, 1, 0.01)
    return np.exp(-5 * t**2)


def movement(seconds: float = 1.0, distance: float = 1.0, rate: float = 100.0) -> np.ndarray:
    """Speed (N,) of a minimum-jerk movement."""
    s = np.arange(round(seconds * rate) + 1) / (seconds * rate)
    return distance / seconds * 30 * s**2 * (1 - s) ** 2


def submovements(count: int, apart: float = 0.8, rate: float = 100.0) -> np.ndarray:
    """Speed of `count` movements of 1 s, each beginning `apart` s after the one before."""
    t = np.arange(round((1 + (count - 1) * apart) * rate) + 1) / rate
    ways = np.sum([minimum_jerk(t - apart * place) for place in range(count)], axis=0)
    return np.gradient(ways, 1 / rate)


def test_the_spectral_arc_length_is_that_of_the_reference_implementation() -> None:
    assert spectral_arc_length(gauss(), 100.0) == pytest.approx(-1.41403, abs=1e-5)


def test_the_dimensionless_jerk_is_that_of_the_reference_implementation() -> None:
    assert log_dimensionless_jerk(gauss(), 100.0) == pytest.approx(-5.81636, abs=1e-5)
    assert math.exp(-log_dimensionless_jerk(gauss(), 100.0)) == pytest.approx(335.74684, abs=1e-4)


def test_the_jerk_of_a_minimum_jerk_movement_comes_near_the_analytic_value() -> None:
    rates = (30.0, 60.0, 240.0, 2000.0)
    off = [abs(log_dimensionless_jerk(movement(rate=r), r) - MINIMUM_JERK) for r in rates]
    assert off == sorted(off, reverse=True)
    assert off[-1] < 0.002


@pytest.mark.parametrize("seconds", [0.6, 1.0, 2.5, 7.0])
@pytest.mark.parametrize("distance", [0.01, 1.0, 3000.0])
def test_smoothness_depends_on_neither_duration_nor_distance(
    seconds: float, distance: float
) -> None:
    speed = movement(seconds, distance)
    assert spectral_arc_length(speed, 100.0) == pytest.approx(
        spectral_arc_length(movement(), 100.0), abs=0.02
    )
    assert log_dimensionless_jerk(speed, 100.0) == pytest.approx(MINIMUM_JERK, abs=0.1)


@pytest.mark.parametrize("rate", [15.0, 30.0, 60.0, 120.0])
def test_the_spectral_arc_length_hardly_depends_on_the_rate(rate: float) -> None:
    assert spectral_arc_length(movement(1.5, rate=rate), rate) == pytest.approx(-1.41, abs=0.03)


def test_two_submovements_are_less_smooth_than_one_by_either_measure() -> None:
    for measure in (spectral_arc_length, log_dimensionless_jerk):
        assert measure(submovements(2), 100.0) < measure(submovements(1), 100.0) - 0.3


def test_the_more_submovements_the_lower_the_spectral_arc_length() -> None:
    values = [spectral_arc_length(submovements(n), 100.0) for n in range(1, 9)]
    assert (np.diff(values) < -0.05).all()


def test_smoothness_falls_with_the_size_of_a_tremor() -> None:
    t = np.arange(101) / 100
    sizes = np.linspace(0, 0.5, 6)
    shaken = [movement() + size * (1 + np.sin(2 * np.pi * 6 * t)) for size in sizes]
    for measure in (spectral_arc_length, log_dimensionless_jerk):
        values = [measure(speed, 100.0) for speed in shaken]
        # Below its threshold the spectral arc length does not see a tremor at all.
        assert (np.diff(values) < 0.02).all()
        assert values[-1] < values[0] - 0.5


def test_jerk_is_not_told_below_30_frames_a_second() -> None:
    assert math.isnan(log_dimensionless_jerk(movement(rate=29.0), 29.0))
    assert math.isfinite(log_dimensionless_jerk(movement(rate=30.0), 30.0))


@pytest.mark.parametrize("measure", [spectral_arc_length, log_dimensionless_jerk])
@pytest.mark.parametrize(
    "speed",
    [
        np.zeros(50),
        np.ones(7),
        np.zeros(0),
        np.append(np.ones(20), np.nan),
        np.append(np.ones(20), np.inf),
    ],
    ids=["still", "short", "empty", "a gap", "infinite"],
)
def test_what_has_no_smoothness_is_nan(measure, speed: np.ndarray) -> None:
    assert math.isnan(measure(speed, 60.0))


def test_a_constant_speed_has_no_jerk_and_no_logarithm_of_it() -> None:
    assert math.isnan(log_dimensionless_jerk(np.ones(50), 60.0))
