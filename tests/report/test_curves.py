"""What the charts show, against a person whose angles are known."""

import numpy as np
import pytest

from core.lifter import DEEP, STANDING, squats, swings, times
from repsight.core.counting.offline import count_sets
from repsight.core.scoring.view import View
from repsight.core.types import SetSummary, Track
from repsight.exercises import load_exercise
from repsight.report.curves import (
    CYCLE_POINTS,
    band,
    read_curves,
    shown_measure,
    to_cycle,
)

STARTS = [1.0, 4.0, 7.0, 10.0]
SECONDS = 2.4
SQUAT = load_exercise("squat")


@pytest.fixture(scope="module")
def counted() -> tuple[Track, SetSummary]:
    t = times(14.0)
    track = squats(t, swings(t, STARTS, SECONDS))
    (one,) = count_sets(track, [SQUAT])
    assert one.count == len(STARTS)
    return track, one


def test_the_curve_is_the_known_knee_angle(counted: tuple[Track, SetSummary]) -> None:
    curves = read_curves(*counted, SQUAT)
    assert curves is not None
    assert (curves.measure, curves.unit) == ("knee", "°")
    assert np.nanmin(curves.values) == pytest.approx(DEEP, abs=1.5)
    assert np.nanmax(curves.values) == pytest.approx(STANDING, abs=1.5)


def test_equal_repetitions_lie_on_each_other_and_turn_half_way(
    counted: tuple[Track, SetSummary],
) -> None:
    curves = read_curves(*counted, SQUAT)
    assert curves is not None
    assert curves.cycles.shape == (len(STARTS), CYCLE_POINTS)
    assert curves.whole == len(STARTS)
    assert float(curves.sd.max()) < 3
    assert int(np.argmin(curves.mean)) == pytest.approx(50, abs=3)
    # Down first: the angle falls, then rises, about as fast.
    assert curves.speeds[:, 25].max() < 0 < curves.speeds[:, 75].min()


def test_a_repetition_that_was_hidden_is_not_laid_over_the_others(
    counted: tuple[Track, SetSummary],
) -> None:
    track, one = counted
    keypoints = track.keypoints.copy()
    keypoints[(track.t > 4.2) & (track.t < 6.2), 11:17] = np.nan
    curves = read_curves(Track(track.t, keypoints), one, SQUAT)
    assert curves is not None
    assert curves.whole == len(STARTS) - 1


def test_a_body_that_was_hardly_seen_has_no_curves(counted: tuple[Track, SetSummary]) -> None:
    track, one = counted
    assert read_curves(Track(track.t[:4], track.keypoints[:4]), one, SQUAT) is None
    nothing = np.full_like(track.keypoints, np.nan)
    assert read_curves(Track(track.t, nothing), one, SQUAT) is None


def test_a_cycle_begins_and_ends_with_its_repetition() -> None:
    t = np.arange(0, 10, 0.1)
    cycle = to_cycle(t, 3 * t, 2.0, 6.0)
    np.testing.assert_allclose(cycle, np.linspace(6, 18, CYCLE_POINTS))
    assert np.isnan(to_cycle(t, np.where(t < 4, 3 * t, np.nan), 2.0, 6.0)).all()


def test_the_band_is_mean_and_sample_deviation_of_two_or_more() -> None:
    rows = np.array([[1.0] * CYCLE_POINTS, [3.0] * CYCLE_POINTS, [np.nan] * CYCLE_POINTS])
    mean, sd = band(rows)
    assert mean[0] == 2
    assert sd[0] == pytest.approx(2**0.5)
    assert np.isnan(band(rows[:1])[0]).all()
    assert np.isnan(band(np.zeros((0, CYCLE_POINTS)))[0]).all()


def test_from_the_front_the_depth_is_shown_and_not_the_knee_that_looks_straight() -> None:
    assert shown_measure(SQUAT, View(0.0)) == "knee"
    assert shown_measure(SQUAT, View(85.0)) == "thigh_elevation"
    assert shown_measure(load_exercise("burpee"), View(0.0)) == "shoulder_height"
