"""What the coach rests on: needed points, useful views, clean people, steady pictures."""

import numpy as np
import pytest
from studio import SIZE, Actor, film, people, times

from repsight.core.coaching.framing import Framing, clean
from repsight.core.coaching.needs import is_at_start, needed_to_count, needed_to_score
from repsight.core.coaching.plan import Plan, Step
from repsight.core.coaching.readiness import FLIP_SECONDS, Lamp
from repsight.core.coaching.viewpoint import better_view
from repsight.core.coaching.workout import Workout
from repsight.core.types import People
from repsight.exercises import load_all, load_exercise

SHOULDERS, ELBOWS, WRISTS, HIPS, KNEES, ANKLES = ((k, k + 1) for k in range(5, 17, 2))


def test_a_curl_needs_no_legs_and_a_squat_no_arms() -> None:
    assert needed_to_count(load_exercise("bicep_curl")) == (SHOULDERS, ELBOWS, WRISTS, HIPS)
    assert needed_to_count(load_exercise("squat")) == (SHOULDERS, HIPS, KNEES, ANKLES)
    assert WRISTS in needed_to_score(load_exercise("deadlift"))
    assert needed_to_count(None)[-1] == ANKLES
    assert needed_to_score(None) == ()


@pytest.mark.parametrize("exercise", load_all(), ids=lambda each: each.name)
def test_every_exercise_can_be_seen_from_somewhere(exercise) -> None:
    wrong = [view for view in ("side", "oblique", "front") if better_view(exercise, view)]
    assert len(wrong) < 3
    assert all(better_view(exercise, view) not in (view, None) for view in wrong)
    assert better_view(exercise, "unknown") is None


def test_views_are_those_that_trainers_ask_for() -> None:
    assert better_view(load_exercise("push_up"), "front") == "side"
    assert better_view(load_exercise("deadlift"), "oblique") == "side"
    assert better_view(load_exercise("lateral_raise"), "side") == "front"
    assert better_view(load_exercise("bicep_curl"), "front") is None
    assert better_view(load_exercise("push_up"), "above") == "side"


@pytest.mark.parametrize(
    ("movement", "exercise", "fits"),
    [
        ("squat, bar", "squat", True),
        ("push-up", "push_up", True),
        ("squat, arms down", "push_up", False),
        ("push-up", "squat", False),
        ("sit-up", "sit_up", True),
        ("squat, arms down", "plank", False),
    ],
)
def test_standing_is_told_from_lying(movement: str, exercise: str, fits: bool) -> None:
    body = Actor(movement=movement).keypoints(times(0.5, 10))
    assert is_at_start(body, load_exercise(exercise)) is fits


def test_clean_people_keep_their_rows_and_lose_their_junk() -> None:
    body = Actor().keypoints(times(0.1, 10))[:1]
    good = people(body)
    bad = np.repeat(good.keypoints, 4, axis=0).copy()
    bad[1] = np.nan
    bad[2, 9] = 1e9
    bad[3, :, 2] = 7.0
    boxes = np.repeat(good.boxes, 4, axis=0).copy()
    boxes[0] = 10, 10, 10, 10
    kept, rows = clean(People(bad, boxes, np.ones(4)), SIZE)
    assert rows.tolist() == [2, 3]
    assert np.isnan(kept.keypoints[0, 9, 0])
    assert kept.keypoints[..., 2].max() == 1.0


def test_a_turned_picture_is_laid_over_the_old_one_exactly() -> None:
    (_, here), (_, after) = film(np.array([0.0, 0.1]), Actor(noise=0.0))
    framing = Framing()
    framing.update(here, SIZE)
    keypoints = after.keypoints.copy()
    keypoints[..., :2] = keypoints[..., :2] * 0.7 + (30, 400)
    turned = People(keypoints, after.boxes * 0.7 + [30, 400, 30, 400], after.scores)
    steady = framing.update(turned, (720, 1280))
    np.testing.assert_allclose(steady.keypoints, after.keypoints, atol=0.01)
    np.testing.assert_allclose(steady.boxes, after.boxes, atol=0.01)
    assert framing.update(here, (720, 1280)).keypoints[0, 11, 0] != here.keypoints[0, 11, 0]


def test_a_lamp_flips_only_when_told_for_a_while() -> None:
    lamp = Lamp()
    for n in range(50):
        lamp.update(n / 10, n % 2 == 0)
    assert lamp.on_since is None
    for n in range(50, 60):
        lamp.update(n / 10, True)
    assert lamp.on_since == pytest.approx(5.0 + FLIP_SECONDS)


def test_a_workout_goes_through_its_sets_and_steps() -> None:
    workout = Workout(Plan((Step("squat", sets=2, target=5), Step("plank", target=30))))
    assert workout.is_reached(5, None)
    assert not workout.is_reached(4, None)
    assert workout.end_set() == "rest"
    assert workout.next_set() is False
    assert workout.end_set() == "rest"
    assert workout.next_set() is True
    assert (workout.step, workout.set_number) == (1, 1)
    assert workout.is_reached(0, 30.5)
    assert workout.next_step() is False
    for number in (1, 2, 3):
        assert workout.set_number == number
        assert workout.end_set() == "rest"
        assert workout.next_set() is False
    assert Workout(None).end_set() == "go_on"
