"""Counting with a recogniser of one's own: it decides what is counted, offline and live."""

import pickle
from collections.abc import Sequence

import numpy as np
from lifter import squats, swings, times

from repsight.core.counting.auto import recognise_stretches
from repsight.core.counting.live import LiveCounter
from repsight.core.counting.offline import count_sets
from repsight.core.exercise import Exercise
from repsight.core.types import Pose, Track
from repsight.exercises import load_all

SECONDS = 2.0
EXERCISES = [exercise for exercise in load_all() if exercise.auto]


def lifter(reps: int) -> Track:
    t = times(1 + reps * SECONDS)
    return squats(t, swings(t, [0.5 + SECONDS * rep for rep in range(reps)], SECONDS))


class Always:
    """Sure of one thing, whatever it sees."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.windows = 0

    def __call__(self, window: Track, exercises: Sequence[Exercise], /) -> np.ndarray:
        self.windows += 1
        chances = np.array([float(each.name == self.name) for each in exercises])
        return np.append(chances, 1.0 - chances.sum())


def test_offline_the_recogniser_that_is_given_names_the_exercise() -> None:
    track = lifter(5)
    assert {one.exercise for one in count_sets(track, EXERCISES)} == {"squat"}
    (named,) = count_sets(track, EXERCISES, Always("deadlift"))
    assert named.exercise == "deadlift"


def test_one_that_knows_nothing_leaves_it_unknown() -> None:
    stretches = recognise_stretches(lifter(4), EXERCISES, Always("nothing"))
    assert [stretch.exercise for stretch in stretches] == [None]


def test_a_single_exercise_needs_no_recogniser() -> None:
    asked = Always("deadlift")
    squat = next(each for each in EXERCISES if each.name == "squat")
    assert {one.exercise for one in count_sets(lifter(3), [squat], asked)} == {"squat"}
    assert asked.windows == 0


def test_live_it_names_the_exercise_too_and_is_pickled_with_the_counter() -> None:
    counter = LiveCounter(EXERCISES, Always("deadlift"))
    track = lifter(6)
    for number, (t, keypoints) in enumerate(zip(track.t, track.keypoints, strict=True)):
        if number == len(track) // 2:
            counter = pickle.loads(pickle.dumps(counter))
        counter.update(Pose(float(t), keypoints))
    counter.finish()
    assert counter.exercise == "deadlift"
