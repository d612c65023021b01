"""Windows as numbers: the same for the same movement, wherever and however it was filmed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import MOVEMENTS, body, picture, repetitions

from repsight.core.counting.sequence import (
    CHANNELS,
    MIRRORED_CHANNELS,
    POINTS,
    SIDEWAYS,
    STEPS,
    STEPS_PER_SECOND,
    pose_sequence,
)
from repsight.core.skeleton import MIRRORED
from repsight.core.types import Track

PLACES = 3 * len(POINTS)


def track(fps: float = 30.0, seconds: float = 8.0, movement: str = "squat, arms down") -> Track:
    way = repetitions(int(seconds / 2), fps)
    keypoints = picture(body(MOVEMENTS[movement], way), 40)
    return Track(np.arange(len(way)) / fps, keypoints)


def numbers(window: Track) -> np.ndarray:
    steps = pose_sequence(window)
    assert steps is not None
    return steps


def changed(window: Track, scale: float, shift: float, mirror: bool) -> Track:
    keypoints = window.keypoints.astype(np.float64).copy()
    keypoints[:, :, :2] = keypoints[:, :, :2] * scale + shift
    if mirror:
        keypoints = keypoints[:, list(MIRRORED)]
        keypoints[:, :, 0] *= -1
    return Track(window.t, keypoints)


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(0.1, 8), shift=st.floats(-3000, 3000))
def test_size_and_place_change_nothing(scale: float, shift: float) -> None:
    window = track()
    assert numbers(changed(window, scale, shift, False)) == pytest.approx(numbers(window), abs=1e-3)


def test_a_mirrored_body_gives_the_mirrored_numbers() -> None:
    window = track()
    signs = np.ones(CHANNELS)
    signs[list(SIDEWAYS)] = -1
    expected = numbers(window)[:, list(MIRRORED_CHANNELS)] * signs
    assert numbers(changed(window, 1, 0, True)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("fps", [12.0, 120.0])
def test_the_frame_rate_changes_hardly_anything(fps: float) -> None:
    last = STEPS - STEPS_PER_SECOND  # the two end at other times
    assert numbers(track(fps))[:last] == pytest.approx(numbers(track(60.0))[:last], abs=0.06)


def test_heights_point_up_from_the_hips_in_trunk_lengths() -> None:
    steps = numbers(track())
    nose, ankle = steps[:, 1], steps[:, 3 * POINTS.index(15) + 1]
    assert nose[0] == pytest.approx(1.35, abs=0.1)  # standing: a trunk and a neck
    assert ankle[0] == pytest.approx(-1.7, abs=0.2)


def test_a_point_that_was_not_seen_is_nothing_and_says_so() -> None:
    window = track()
    keypoints = window.keypoints.copy()
    keypoints[:, 9] = np.nan
    steps = numbers(Track(window.t, keypoints))
    first = 3 * POINTS.index(9)
    assert np.abs(steps[:, first : first + 3]).max() == 0
    assert np.isfinite(steps).all()


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    window = track()
    keypoints = window.keypoints.copy()
    keypoints[(window.t > 2.0) & (window.t < 2.4), 9, 2] = 0.0
    keypoints[(window.t > 4.0) & (window.t < 6.0), 9, 2] = 0.0
    weights = numbers(Track(window.t, keypoints))[:, 3 * POINTS.index(9) + 2]
    assert weights[20:25].min() > 0
    assert weights[45:56].max() == 0


def test_a_short_window_leaves_the_last_steps_empty() -> None:
    steps = numbers(track(seconds=4.0))
    assert steps.shape == (STEPS, CHANNELS)
    assert np.abs(steps[:38]).max(axis=1).min() > 0
    assert np.abs(steps[41:]).max() == 0


@pytest.mark.parametrize("frames", [0, 50])
def test_nobody_gives_nothing(frames: int) -> None:
    empty = Track(np.arange(frames) / 25, np.full((frames, 17, 3), np.nan))
    assert pose_sequence(empty) is None


def test_a_hip_that_is_lost_for_a_while_does_not_move_the_body() -> None:
    window = track()
    keypoints = window.keypoints.copy()
    gone = (window.t > 2.0) & (window.t < 2.5)
    keypoints[gone, 11:13] = np.nan
    steps, whole = numbers(Track(window.t, keypoints)), numbers(window)
    assert steps[:, 1] == pytest.approx(whole[:, 1], abs=0.15)
