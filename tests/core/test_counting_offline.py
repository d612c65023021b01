"""Counting with the whole track at hand, on people whose angles are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifter import DEEP, curls, squats, swings, times, wave

from repsight.core.counting.offline import count_sets
from repsight.core.errors import InvalidInputError
from repsight.core.geometry import MEASURES
from repsight.core.types import Track
from repsight.exercises import load_all, load_exercise

SQUAT = load_exercise("squat")
CURL = load_exercise("bicep_curl")


def count(track: Track, exercise=SQUAT) -> int:
    return sum(s.count for s in count_sets(track, [exercise]))


def five_squats(fps: float = 30.0, seconds: float = 2.0, depth: float = 1.0, **options) -> Track:
    t = times(2 + 5 * (seconds + 0.5), fps)
    starts = [1 + k * (seconds + 0.5) for k in range(5)]
    return squats(t, swings(t, starts, seconds, depth), **options)


def test_the_synthetic_person_has_the_angle_it_says():
    track = squats(np.array([0.0, 0.1]), np.array([0.0, 1.0]))
    assert MEASURES["knee"](track.keypoints)[0][1] == pytest.approx([DEEP, DEEP], abs=1e-3)


def test_five_squats_are_five_with_their_moments():
    (found,) = count_sets(five_squats(), [SQUAT])
    assert [rep.index for rep in found.reps] == [1, 2, 3, 4, 5]
    for k, rep in enumerate(found.reps):
        begin = 1 + 2.5 * k
        assert rep.start == pytest.approx(begin, abs=0.45)
        assert rep.turn == pytest.approx(begin + 1, abs=0.1)
        assert rep.counted == rep.end == pytest.approx(begin + 2, abs=0.45)


@pytest.mark.parametrize("fps", [8, 12, 15, 24, 25, 29.97, 50, 60, 120])
def test_every_frame_rate_gives_the_same_count(fps):
    assert count(five_squats(fps)) == 5


@pytest.mark.parametrize("depth", [0.35, 0.5, 0.8, 1.2])
def test_a_shallow_or_a_deep_set_counts_by_its_own_range(depth):
    assert count(five_squats(depth=depth, noise=1.0)) == 5


def test_somebody_who_never_locks_out_is_counted():
    t = times(14)
    progress = 0.4 + 0.6 * swings(t, [1 + 2.4 * k for k in range(5)], 2.4)
    assert count(squats(t, progress)) == 5


def test_swaying_and_standing_still_count_nothing():
    t = times(20)
    assert count(squats(t, 0.06 * np.sin(2 * np.pi * t / 2.5), noise=1.5)) == 0
    assert count(squats(t, np.zeros(len(t)), noise=2.0)) == 0


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_ten_seconds_of_noise_at_any_depth_count_nothing(level):
    t = times(10)
    assert count(squats(t, np.full(len(t), level), noise=3.0, seed=4)) == 0


def test_a_first_ascent_from_the_bottom_counts_and_an_unfinished_last_one_does_not():
    t = times(9.0)
    progress = np.where(t < 1, 1.0, 0.0) + np.where((t >= 1) & (t < 2), (2 - t), 0.0)
    progress = progress + swings(t, [2.5, 5.0], 2.0) + np.where(t > 8.0, t - 8.0, 0.0)
    assert count(squats(t, progress)) == 3


def test_one_repetition_of_forty_seconds_is_one():
    t = times(46)
    assert count(squats(t, wave(t, 3, 40), noise=1.0)) == 1


def test_two_tempos_and_long_pauses_in_one_set_are_all_counted():
    t = times(30)
    progress = swings(t, [1, 2.2, 3.4, 4.6], 1.1) + swings(t, [7, 13, 19], 4.5)
    hold = np.where((t > 26) & (t < 28), 1.0, 0.0)
    down = np.clip(t - 25, 0, 1) * (t <= 26) + np.clip(29 - t, 0, 1) * (t >= 28)
    assert count(squats(t, progress + hold + down)) == 8


def test_keypoints_that_jump_for_a_few_frames_change_nothing():
    track = five_squats(noise=1.0)
    keypoints = np.array(track.keypoints)
    for frame in range(20, len(track) - 5, 37):
        keypoints[frame : frame + 3, 11:17, :2] += 150
    assert count(Track(track.t, keypoints)) == 5


def test_a_person_lost_for_a_second_keeps_the_count():
    track = five_squats()
    keypoints = np.array(track.keypoints)
    keypoints[(track.t > 4.2) & (track.t < 5.2)] = np.nan
    assert count(Track(track.t, keypoints)) == 5


def test_the_hidden_side_does_not_spoil_the_visible_one():
    track = five_squats()
    keypoints = np.array(track.keypoints)
    hidden = (12, 14, 16)
    keypoints[:, hidden, :2] += np.random.default_rng(1).normal(0, 60, (len(track), 3, 2))
    keypoints[:, hidden, 2] = 0.25
    assert count(Track(track.t, keypoints)) == 5


def test_feet_below_the_picture_leave_the_shoulders_to_tell():
    track = five_squats()
    keypoints = np.array(track.keypoints)
    below = (13, 14, 15, 16)
    keypoints[:, below, :2] = np.random.default_rng(2).normal(300, 80, (len(track), 4, 2))
    keypoints[:, below, 2] = 0.02
    assert count(Track(track.t, keypoints)) == 5


def test_bending_for_the_weight_before_and_after_is_no_repetition():
    track = five_squats(seconds=2.0)
    t = times(24)
    squatting = squats(t, swings(t, [6 + 2.5 * k for k in range(5)], 2.0))
    keypoints = np.array(squatting.keypoints)
    bend = np.radians(95) * swings(t, [1.0, 20.0], 3.0)
    trunk = (5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4)
    hip = keypoints[:, 11, None, :2]
    x, y = np.moveaxis(keypoints[:, trunk, :2] - hip, -1, 0)
    cos, sin = np.cos(bend)[:, None], np.sin(bend)[:, None]
    keypoints[:, trunk, :2] = hip + np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)
    assert count(track) == count(Track(t, keypoints)) == 5


def test_both_arms_one_arm_and_arms_in_turn_are_counted():
    t = times(18)
    first = swings(t, [1, 5, 9, 13], 1.8)
    second = swings(t, [3, 7, 11, 15], 1.8)
    still = np.zeros(len(t))
    assert count(curls(t, first, first), CURL) == 4
    assert count(curls(t, first, still), CURL) == 4
    assert count(curls(t, still, first), CURL) == 4
    assert count(curls(t, first, second), CURL) == 8


def test_a_curl_counts_when_the_weight_is_up():
    t = times(10)
    (found,) = count_sets(curls(t, *[swings(t, [1, 4, 7], 2.0)] * 2), [CURL])
    assert [rep.counted for rep in found.reps] == pytest.approx([2, 5, 8], abs=0.3)
    assert all(rep.start < rep.counted <= rep.turn < rep.end for rep in found.reps)


def test_a_rest_makes_two_sets_with_numbers_of_their_own():
    t = times(45)
    progress = swings(t, [1, 3.5, 6, 8.5], 2.0) + swings(t, [32, 34.5, 37], 2.0)
    first, second = count_sets(squats(t, progress), [SQUAT])
    assert (first.count, second.count) == (4, 3)
    assert [rep.index for rep in second.reps] == [1, 2, 3]


def test_an_exercise_among_many_is_recognised_and_counted():
    (found,) = count_sets(five_squats(noise=0.5), load_all())
    assert (found.exercise, found.count) == ("squat", 5)


def test_what_fits_no_exercise_is_counted_as_unknown():
    others = [load_exercise(name) for name in ("bench_press", "leg_raise", "plank")]
    (found,) = count_sets(five_squats(noise=0.5), others)
    assert (found.exercise, found.count) == ("unknown", 5)


def test_standing_about_is_no_exercise_at_all():
    t = times(20)
    sway = squats(t, 0.03 * np.sin(t), noise=1.5)
    assert count_sets(sway, load_all()) == ()


def test_two_exercises_in_a_row_are_two_sets_of_their_own():
    t = times(60)
    squatting = squats(t, swings(t, [2 + 2.5 * k for k in range(8)], 2.0))
    raised = swings(t, [32 + 2.5 * k for k in range(9)], 2.0)
    curling = curls(t, raised, raised)
    keypoints = np.where((t < 28)[:, None, None], squatting.keypoints, curling.keypoints)
    sets = count_sets(Track(t, keypoints), load_all())
    assert [(s.exercise, s.count) for s in sets] == [("squat", 8), ("bicep_curl", 9)]


def test_nobody_and_nothing_known_give_no_sets():
    t = times(3)
    assert count_sets(Track(t, np.full((len(t), 17, 3), np.nan)), [SQUAT]) == ()
    assert count_sets(Track(np.zeros(0), np.zeros((0, 17, 3))), [SQUAT]) == ()
    assert count_sets(Track(np.zeros(1), np.ones((1, 17, 3))), [SQUAT]) == ()


def test_counting_without_an_exercise_says_what_to_do():
    with pytest.raises(InvalidInputError, match="give one"):
        count_sets(five_squats(), [])


@settings(max_examples=25, deadline=None)
@given(
    scale=st.floats(0.05, 20),
    shift=st.floats(-3000, 3000),
    mirrored=st.booleans(),
    reps=st.integers(1, 7),
    seconds=st.floats(0.8, 6),
)
def test_size_place_and_mirror_change_no_count(scale, shift, mirrored, reps, seconds):
    t = times(2 + reps * (seconds + 0.3))
    track = squats(t, swings(t, [1 + k * (seconds + 0.3) for k in range(reps)], seconds))
    keypoints = np.array(track.keypoints, dtype=float)
    keypoints[:, :, :2] = keypoints[:, :, :2] * scale + shift
    if mirrored:
        keypoints[:, :, 0] *= -1
    assert count(Track(t, keypoints)) == reps


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 200))
def test_any_keypoints_at_all_give_an_answer(seed, frames):
    rng = np.random.default_rng(seed)
    keypoints = rng.normal(0, 10 ** rng.uniform(-3, 5), (frames, 17, 3))
    keypoints[rng.random((frames, 17)) < rng.random()] = np.nan
    keypoints[..., 2] = np.abs(keypoints[..., 2]) % 1
    t = np.cumsum(rng.uniform(1e-3, 0.5, frames))
    assert count(Track(t, keypoints)) >= 0
