"""The region is kept still while the body is, and goes along when it moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.pose.blazepose_steady import Steadier

REST = np.array([[100.0, 200.0], [100.0, 120.0]])


def steadied(points: np.ndarray, rate: float = 30.0) -> np.ndarray:
    steadier = Steadier()
    return np.stack([steadier.update(i / rate, p) for i, p in enumerate(points)])


def test_the_first_points_are_taken_as_they_are():
    assert (Steadier().update(7.0, REST) == REST).all()


def test_trembling_is_reduced_to_a_fraction():
    trembling = REST + np.random.default_rng(0).normal(0, 0.2, (300, 2, 2))
    assert steadied(trembling)[30:].std(axis=0).max() < 0.5 * trembling.std(axis=0).min()


def test_a_moving_body_is_followed_closely():
    moved = REST + np.linspace(0, 400, 60)[:, None, None] * np.array([1, 0])
    behind = moved[20:] - steadied(moved)[20:]
    assert np.abs(behind).max() < 3.0  # of 6.8 pixels a frame


@pytest.mark.parametrize("rate", [10.0, 30.0, 120.0])
def test_how_far_it_lags_depends_on_time_not_on_frames(rate):
    t = np.arange(0, 2, 1 / rate)
    moved = REST + 100 * t[:, None, None] * np.array([1, 0])
    lag = (moved[-1] - steadied(moved, rate)[-1])[0, 0] / 100
    assert 0 <= lag < 0.04


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20))
def test_whatever_comes_stays_between_the_extremes(places):
    points = np.stack([REST + place for place in places])
    out = steadied(points)
    assert (out >= points.min(axis=0) - 1e-6).all()
    assert (out <= points.max(axis=0) + 1e-6).all()


def test_points_that_coincide_are_passed_on():
    assert (steadied(np.stack([REST, REST * 0, REST * 0]))[-1] == 0).all()


def test_a_time_that_stands_still_does_no_harm():
    steadier = Steadier()
    for _ in range(3):
        out = steadier.update(1.0, REST)
    assert (out == REST).all()
