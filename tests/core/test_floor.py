"""Metres over the floor."""

import numpy as np
import pytest
from test_body_scale import standing

from repsight.core.floor import metres_over_floor, sure_points


def test_a_standing_person_stands_on_the_floor_and_is_as_tall_as_said() -> None:
    points = metres_over_floor(standing(), 1.8)
    ankle, knee, shoulder, nose = (points[0, index] for index in (15, 13, 5, 0))
    np.testing.assert_allclose([ankle[1], knee[1]], [0.039 * 1.8, 0.285 * 1.8], atol=1e-3)
    np.testing.assert_allclose([shoulder[1], nose[1]], [0.818 * 1.8, 0.936 * 1.8], atol=1e-3)
    assert points[0, 15:, 0].mean() == pytest.approx(0, abs=1e-9)
    assert points[0, 16, 0] > points[0, 15, 0]  # right in the picture is right
    assert (points[..., 2] == 0).all()


def test_jumps_are_above_the_floor_and_steps_aside_are_beside_the_origin() -> None:
    body = standing(frames=100)
    body[40:60, :, 1] -= 40
    body[80:, :, 0] += 100
    points = metres_over_floor(body, 1.6)
    assert points[50, 15, 1] - points[0, 15, 1] == pytest.approx(40 * 1.6 / 400, rel=0.01)
    assert points[90, 15, 0] - points[0, 15, 0] == pytest.approx(100 * 1.6 / 400, rel=0.01)


def test_without_ankles_the_lowest_points_are_the_floor() -> None:
    body = standing()
    body[:, 15:] = np.nan
    points = metres_over_floor(body, 1.8)
    assert points[0, 13, 1] == pytest.approx(0, abs=1e-9)
    assert np.isnan(points[0, 15]).all()


def test_nobody_is_nowhere() -> None:
    assert np.isnan(metres_over_floor(np.full((5, 17, 3), np.nan), 1.8)).all()
    assert metres_over_floor(np.zeros((0, 17, 3)), 1.8).shape == (0, 17, 3)


def test_guessed_points_are_not_sure_ones() -> None:
    body = standing(frames=2)
    body[0, 9, 2] = 0.2
    kept = sure_points(body)
    assert np.isnan(kept[0, 9]).all()
    assert np.isfinite(kept[1]).all()
    assert np.isfinite(body[0, 9]).all()
