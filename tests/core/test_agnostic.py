"""Repetitions of movements that nobody named, on stick figures with known counts."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import MOVEMENTS, body, picture

from repsight.core.counting.agnostic import landmark_repetitions
from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import MIRRORED

FPS = 25.0


def way(
    seconds: Sequence[float], rest: float = 0.0, lead: float = 0.0, fps: float = FPS
) -> np.ndarray:
    """How far along a body is in each frame, for repetitions that last `seconds`."""
    still = np.zeros(round(rest * fps))
    parts = [np.zeros(round(lead * fps))]
    for length in seconds:
        phase = np.arange(round(length * fps)) / (length * fps)
        parts += [(1 - np.cos(2 * np.pi * phase)) / 2, still]
    return np.concatenate([*parts, np.zeros(round(lead * fps) + 1)])


def film(
    movement: str,
    progress: np.ndarray,
    *,
    azimuth: float = 60.0,
    noise: float = 0.01,
    fps: float = FPS,
    seed: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Times (T,) and keypoints (T, 17, 3) of somebody who does `movement`."""
    points = body(MOVEMENTS[movement], progress)
    return np.arange(len(points)) / fps, picture(points, azimuth=azimuth, noise=noise, seed=seed)


SQUATS = film("squat, bar", way([2.0] * 6))


@pytest.mark.parametrize("azimuth", [0.0, 60.0, 90.0])
@pytest.mark.parametrize(
    "movement",
    ["squat, bar", "deadlift", "push-up", "sit-up", "biceps curl", "pull-up", "lateral raise",
     "jumping jack", "shoulder press", "leg raise", "lunge, in place"],
)  # fmt: skip
def test_every_exercise_is_counted_from_every_side(movement: str, azimuth: float) -> None:
    t, keypoints = film(movement, way([2.0] * 6), azimuth=azimuth)
    assert len(landmark_repetitions(t, keypoints)) == 6


def test_a_repetition_begins_turns_and_ends_where_the_body_does() -> None:
    t, keypoints = film("squat, bar", way([2.5] * 5, lead=1.0))
    cycles = landmark_repetitions(t, keypoints)
    turns = np.array([c.turn for c in cycles])
    starts = np.array([c.start for c in cycles])
    ends = np.array([c.end for c in cycles])
    assert ((starts < turns) & (turns < ends)).all()
    assert (starts[1:] >= ends[:-1]).all()
    bottoms = 1.0 + 2.5 * (np.arange(5) + 0.5)
    tops = 1.0 + 2.5 * np.arange(6)
    # Whether a squat begins at the top or at the bottom cannot be told without its name.
    off = min(np.abs(turns[:, None] - extremes).min(axis=1).max() for extremes in (bottoms, tops))
    assert off < 0.25


def test_a_tempo_that_halves_over_the_set_loses_no_repetition() -> None:
    t, keypoints = film("squat, bar", way(np.linspace(1.4, 2.8, 10).tolist()))
    assert len(landmark_repetitions(t, keypoints)) == 10


def test_two_tempos_in_one_set_are_both_counted() -> None:
    t, keypoints = film("push-up", way([1.2] * 6 + [3.0] * 4))
    assert len(landmark_repetitions(t, keypoints)) == 10


def test_pauses_between_repetitions_are_not_repetitions() -> None:
    t, keypoints = film("squat, bar", way([2.0] * 5, rest=1.5))
    assert len(landmark_repetitions(t, keypoints)) == 5


def test_two_sets_with_a_rest_between_are_both_counted() -> None:
    t, keypoints = film("squat, bar", np.concatenate([way([2.0] * 5, lead=6.0), way([2.0] * 4)]))
    assert len(landmark_repetitions(t, keypoints)) == 9


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.7])
def test_a_cut_through_the_first_and_the_last_repetition_costs_at_most_those(cut: float) -> None:
    frames = round(cut * 2.0 * FPS)
    t, keypoints = (part[frames:-frames] for part in film("squat, bar", way([2.0] * 8)))
    assert 6 <= len(landmark_repetitions(t, keypoints)) <= 8


def test_a_third_of_the_frames_may_be_missing() -> None:
    t, keypoints = SQUATS
    keypoints = keypoints.copy()
    keypoints[np.random.default_rng(3).random(len(t)) < 0.33] = np.nan
    assert len(landmark_repetitions(t, keypoints)) == 6


def test_legs_out_of_the_picture_leave_the_rest_to_count_by() -> None:
    t, keypoints = SQUATS
    keypoints = keypoints.copy()
    keypoints[:, 13:] = np.nan
    assert len(landmark_repetitions(t, keypoints)) == 6


def test_a_hidden_side_that_is_guessed_at_random_does_not_count() -> None:
    t, keypoints = film("biceps curl", way([2.0] * 6), azimuth=90.0)
    keypoints = keypoints.copy()
    keypoints[:, 6:17:2, :2] += np.random.default_rng(5).normal(0, 80, (len(t), 6, 2))
    keypoints[:, 6:17:2, 2] = 0.1
    assert len(landmark_repetitions(t, keypoints)) == 6


@pytest.mark.parametrize("fps", [10.0, 24.0, 60.0])
def test_the_frame_rate_changes_no_count(fps: float) -> None:
    t, keypoints = film("squat, bar", way([2.0] * 6, fps=fps), fps=fps)
    assert len(landmark_repetitions(t, keypoints)) == 6


def test_uneven_frame_times_change_no_count() -> None:
    t, keypoints = SQUATS
    kept = np.sort(np.random.default_rng(2).choice(len(t), len(t) // 2, replace=False))
    assert len(landmark_repetitions(t[kept], keypoints[kept])) == 6


@pytest.mark.parametrize("movement", ["lunge, stepping", "biceps curl, one arm"])
def test_alternating_sides_count_once_each(movement: str) -> None:
    one = body(MOVEMENTS[movement], way([2.0])[:-1])
    other = one[:, MIRRORED] * (1, 1, -1)
    keypoints = picture(np.concatenate([one, other] * 4), azimuth=0.0, noise=0.01)
    assert len(landmark_repetitions(np.arange(len(keypoints)) / FPS, keypoints)) == 8


def test_getting_ready_is_no_repetition() -> None:
    t, keypoints = film("squat, bar", way([2.0] * 6, lead=4.0))
    keypoints = keypoints.copy()
    keypoints[:, :, 0] += np.interp(t, [0, 1, 2.5, t[-1]], [-400, -400, 0, 0])[:, None]
    keypoints[:, 5:11, 1] -= np.interp(t, [0, 1.5, 2.5, 3.5], [0, 0, 60, 0])[:, None]
    assert len(landmark_repetitions(t, keypoints)) == 6


def test_a_change_of_shot_costs_at_most_the_repetitions_beside_it() -> None:
    t, keypoints = film("squat, bar", way([2.0] * 12))
    keypoints = keypoints.copy()
    half = len(t) // 2
    keypoints[half:, :, :2] = keypoints[half:, :, :2] * 1.5
    assert 10 <= len(landmark_repetitions(t, keypoints)) <= 12


@settings(max_examples=15, deadline=None)
@given(
    scale=st.floats(0.05, 50.0),
    x=st.floats(-5000, 5000),
    y=st.floats(-5000, 5000),
    mirror=st.booleans(),
)
def test_scaling_moving_and_mirroring_the_person_changes_nothing(
    scale: float, x: float, y: float, mirror: bool
) -> None:
    t, keypoints = SQUATS
    changed = keypoints.astype(np.float64)
    if mirror:
        changed = changed[:, MIRRORED] * (-1.0, 1.0, 1.0)
    changed[:, :, :2] = changed[:, :, :2] * scale + (x, y)
    expected = landmark_repetitions(t, keypoints)
    np.testing.assert_allclose(landmark_repetitions(t, changed), expected, atol=0.051)


@settings(max_examples=10, deadline=None)
@given(shift=st.floats(-1e4, 1e6))
def test_a_clock_that_starts_elsewhere_shifts_the_times(shift: float) -> None:
    t, keypoints = SQUATS
    expected = np.array(landmark_repetitions(t, keypoints)) + shift
    np.testing.assert_allclose(landmark_repetitions(t + shift, keypoints), expected, atol=0.051)


def test_axes_stretched_to_fit_every_frame_are_counted_all_the_same() -> None:
    t, keypoints = SQUATS
    xy = keypoints[:, :, :2]
    low, high = xy.min(axis=1, keepdims=True), xy.max(axis=1, keepdims=True)
    assert len(landmark_repetitions(t, (xy - low) / (high - low))) == 6


def test_thirty_three_landmarks_count_like_the_seventeen_they_hold() -> None:
    t, keypoints = SQUATS
    landmarks = np.zeros((len(t), 33, 3), np.float32)
    landmarks[:, [0, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28]] = keypoints[
        :, [0, *range(5, 17)]
    ]
    assert landmark_repetitions(t, landmarks) == landmark_repetitions(t, keypoints)


@pytest.mark.parametrize("seed", range(5))
def test_somebody_who_stands_still_repeats_nothing(seed: int) -> None:
    t, keypoints = film("squat, bar", np.zeros(500), noise=0.02, seed=seed)
    assert landmark_repetitions(t, keypoints) == ()


@pytest.mark.parametrize("seed", range(5))
def test_ten_seconds_of_noise_repeat_nothing(seed: int) -> None:
    keypoints = np.random.default_rng(seed).uniform(0, 500, (250, 17, 2))
    assert landmark_repetitions(np.arange(250) / FPS, keypoints) == ()


@pytest.mark.parametrize("seed", range(5))
def test_somebody_who_wanders_about_repeats_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    t, keypoints = film("squat, bar", np.zeros(500), seed=seed)
    keypoints = keypoints.copy()
    keypoints[:, :, :2] += np.cumsum(rng.normal(0, 4, (500, 1, 2)), axis=0)
    assert landmark_repetitions(t, keypoints) == ()


@pytest.mark.parametrize("frames", [0, 1, 2, 10])
def test_too_few_frames_to_repeat_anything_give_nothing(frames: int) -> None:
    t, keypoints = SQUATS
    assert landmark_repetitions(t[:frames], keypoints[:frames]) == ()


def test_nobody_in_the_picture_gives_nothing() -> None:
    t, keypoints = SQUATS
    assert landmark_repetitions(t, np.full_like(keypoints, np.nan)) == ()


def test_a_frozen_picture_gives_nothing() -> None:
    t, keypoints = SQUATS
    assert landmark_repetitions(t, np.repeat(keypoints[:1], len(t), axis=0)) == ()


@pytest.mark.parametrize("shape", [(50, 17), (50, 12, 3), (50, 17, 4)])
def test_landmarks_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInputError, match="is needed"):
        landmark_repetitions(np.arange(50) / FPS, np.zeros(shape))


def test_times_that_do_not_fit_the_landmarks_are_refused() -> None:
    t, keypoints = SQUATS
    with pytest.raises(InvalidInputError, match="one a frame"):
        landmark_repetitions(t[1:], keypoints)
    with pytest.raises(InvalidInputError, match="increasing"):
        landmark_repetitions(t[::-1], keypoints)
