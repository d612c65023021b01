"""The live counter: causal, never taking a repetition back, in bounded memory."""

import pickle

import numpy as np
import pytest
from lifter import curls, squats, swings, times, wave

from repsight.core.counting.live import LiveCounter
from repsight.core.errors import InvalidInputError
from repsight.core.types import PhaseChanged, Pose, RepCompleted, RepMissed, SetFinished, Track
from repsight.exercises import load_all, load_exercise

SQUAT = load_exercise("squat")


def feed(counter: LiveCounter, track: Track) -> list:
    events = []
    for t, keypoints in zip(track.t, track.keypoints, strict=True):
        events += [(float(t), event) for event in counter.update(Pose(float(t), keypoints))]
    return events + [(float(track.t[-1]), event) for event in counter.finish()]


def completed(events: list) -> list[tuple[float, RepCompleted]]:
    return [(t, event) for t, event in events if isinstance(event, RepCompleted)]


def count(track: Track, exercise=SQUAT) -> int:
    return len(completed(feed(LiveCounter([exercise]), track)))


def five_squats(fps: float = 30.0, depth: float = 1.0, **options) -> Track:
    t = times(15, fps)
    return squats(t, swings(t, [1 + 2.5 * k for k in range(5)], 2.0, depth), **options)


def test_repetitions_are_said_soon_after_they_end_and_never_before():
    events = completed(feed(LiveCounter([SQUAT]), five_squats()))
    assert len(events) == 5
    assert all(said >= event.repetition.counted - 1e-6 for said, event in events)
    assert all(said - (3 + 2.5 * k) < 0.5 for k, (said, _) in enumerate(events))


@pytest.mark.parametrize("fps", [8, 15, 24, 30, 60, 120])
def test_every_frame_rate_gives_the_same_live_count(fps):
    assert count(five_squats(fps)) == 5


@pytest.mark.parametrize("depth", [0.4, 0.7, 1.2])
def test_shallow_and_deep_sets_count_live(depth):
    assert count(five_squats(depth=depth, noise=1.0)) == 5


def test_a_recording_that_starts_at_the_bottom_counts_from_the_first_start_position():
    t = times(10)
    progress = np.clip(1.5 - t, 0, 1) + swings(t, [3.0, 6.0], 2.0)
    assert count(squats(t, progress)) == 2


def test_one_live_repetition_of_forty_seconds_is_one():
    t = times(50)
    assert count(squats(t, wave(t, 3, 40), noise=1.0)) == 1


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_live_noise_at_any_depth_counts_nothing(level):
    t = times(10)
    assert count(squats(t, np.full(len(t), level), noise=3.0, seed=4)) == 0


def test_live_swaying_counts_nothing():
    t = times(20)
    assert count(squats(t, 0.06 * np.sin(2 * np.pi * t / 2.5), noise=1.5)) == 0


def test_a_shallow_attempt_in_a_set_is_missed_not_counted():
    t = times(18)
    progress = swings(t, [1, 4, 7, 13], 2.0) + wave(t, 10, 2.0, depth=0.42)
    events = feed(LiveCounter([SQUAT]), squats(t, progress))
    missed = [event for _, event in events if isinstance(event, RepMissed)]
    assert len(completed(events)) == 4
    assert len(missed) == 1
    assert "usual range" in missed[0].reason


def test_ten_minutes_at_the_bottom_take_bounded_memory_and_count_nothing_more():
    counter = LiveCounter([SQUAT])
    track = five_squats()
    feed(counter, track)
    before = len(pickle.dumps(counter))
    low = squats(np.array([0.0, 1.0]), np.array([1.0, 1.0])).keypoints[0]
    for t in np.arange(track.t[-1] + 0.1, 600, 0.1):
        counter.update(Pose(float(t), low))
    assert sum(s.count for s in counter.sets) == 5
    assert len(pickle.dumps(counter)) <= before + 5000


def test_a_counter_pickled_at_every_seventh_frame_counts_the_same():
    track = five_squats(noise=1.0)
    straight, resumed = LiveCounter([SQUAT]), LiveCounter([SQUAT])
    for number, (t, keypoints) in enumerate(zip(track.t, track.keypoints, strict=True)):
        pose = Pose(float(t), keypoints)
        if number % 7 == 0:
            resumed = pickle.loads(pickle.dumps(resumed))
        assert resumed.update(pose) == straight.update(pose)
    assert resumed.sets == straight.sets
    assert straight.count == 5


def test_a_rest_finishes_the_set_and_the_next_begins_at_one():
    t = times(45)
    progress = swings(t, [1, 3.5, 6, 8.5], 2.0) + swings(t, [32, 34.5, 37], 2.0)
    events = feed(LiveCounter([SQUAT]), squats(t, progress))
    finished = [(said, event.summary) for said, event in events if isinstance(event, SetFinished)]
    assert [summary.count for _, summary in finished] == [4, 3]
    assert finished[0][0] < 25
    assert [event.repetition.index for _, event in completed(events)] == [1, 2, 3, 4, 1, 2, 3]


def test_phases_follow_each_other_through_a_repetition():
    counter = LiveCounter([SQUAT])
    events = feed(counter, five_squats())
    phases = [event.phase for _, event in events if isinstance(event, PhaseChanged)]
    cycle = ["eccentric", "bottom", "concentric", "top"]
    assert phases[-8:] == cycle * 2 or phases[-9:-1] == cycle * 2
    assert counter.exercise == "squat"
    assert 0 <= counter.progress <= 1


def test_arms_in_turn_are_counted_live():
    t = times(19)
    first, second = swings(t, [1, 5, 9, 13], 1.8), swings(t, [3, 7, 11, 15], 1.8)
    assert abs(count(curls(t, first, second), load_exercise("bicep_curl")) - 8) <= 1


def test_an_unnamed_exercise_is_recognised_and_loses_no_repetition():
    counter = LiveCounter(load_all())
    t = times(22)
    feed(counter, squats(t, swings(t, [1 + 2.5 * k for k in range(8)], 2.0), noise=0.5))
    assert [(s.exercise, s.count) for s in counter.sets] == [("squat", 8)]


def test_a_fresh_counter_knows_nothing():
    counter = LiveCounter([SQUAT])
    assert (counter.count, counter.phase, counter.sets) == (0, "lost", ())
    assert np.isnan(counter.progress)
    assert counter.finish() == ()
    with pytest.raises(InvalidInputError, match="give one"):
        LiveCounter([])
