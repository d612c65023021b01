"""Recognising exercises: stick figures from every side, and labelled recordings."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stick_figure import MOVEMENTS, Movement, Posture, body, picture, repetitions

from repsight.core.counting.recognise import UNKNOWN, recognise
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import parse_exercise
from repsight.core.skeleton import MIRRORED
from repsight.core.tracking import track_people
from repsight.exercises import load_all, load_exercise

FPS = 25.0
EXERCISES = tuple(exercise for exercise in load_all() if exercise.auto)
NAMES = {exercise.name for exercise in EXERCISES}
PEOPLE = 3
"""Different bodies, and ways of doing it, per view."""


def seen(name: str, azimuth: float, seed: int | None = None, count: int = 3) -> np.ndarray:
    """Keypoints of a stick figure's repetitions."""
    points = body(MOVEMENTS[name], repetitions(count, FPS), seed)
    return picture(points, azimuth, noise=0.02, seed=seed or 0)


def right_from(name: str, azimuth: float) -> int:
    """How many different people doing it are recognised."""
    wanted = MOVEMENTS[name].exercise
    return sum(
        recognise(seen(name, azimuth, person), EXERCISES).best.name == wanted
        for person in range(PEOPLE)
    )


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_stick_figure_is_recognised_from_the_side(name: str) -> None:
    assert right_from(name, 90) + right_from(name, 270) >= PEOPLE


def test_nine_of_ten_stick_figures_are_recognised_from_wherever_they_are_seen() -> None:
    views = (0, 45, 90, 135, 180)
    right = sum(right_from(name, azimuth) for name in MOVEMENTS for azimuth in views)
    assert right >= 0.88 * PEOPLE * len(views) * len(MOVEMENTS)


def test_probabilities_add_up_and_every_exercise_gets_one() -> None:
    ranking = recognise(seen("deadlift", 90), EXERCISES)
    assert sum(guess.probability for guess in ranking.guesses) == pytest.approx(1)
    assert {guess.name for guess in ranking.guesses} == NAMES | {UNKNOWN}
    assert ranking.probability("deadlift") == ranking.best.probability
    assert ranking.probability("juggling") == 0
    assert "deadlift" in ranking.reason


def test_a_movement_that_no_exercise_has_is_unknown() -> None:
    # Upright and still but for the elbows, which beat sideways like wings.
    wings = Movement(
        "wings",
        Posture(upper_arm=(0, 5), forearm=(0, 5)),
        Posture(upper_arm=(0, 60), forearm=(0, -60)),
    )
    keypoints = picture(body(wings, repetitions(4, FPS)), 0, noise=0.01)
    ranking = recognise(keypoints, [load_exercise(n) for n in ("squat", "sit_up", "pull_up")])
    assert ranking.best.name == UNKNOWN
    assert "the nearest is" in ranking.reason


WALK = Movement(
    "walk",
    Posture(thigh=(25, 3), shin=(5, 2), right={"thigh": (-20, 3), "shin": (-35, 2)}),
    Posture(thigh=(-20, 3), shin=(-35, 2), right={"thigh": (25, 3), "shin": (5, 2)}),
)


@pytest.mark.parametrize("azimuth", [60, 90, 270])
def test_somebody_walking_past_is_no_exercise(azimuth: float) -> None:
    keypoints = picture(body(WALK, repetitions(6, FPS, 1.1)), azimuth, noise=0.01)
    keypoints[:, :, 0] += np.linspace(0, 900, len(keypoints))[:, None]
    ranking = recognise(keypoints, EXERCISES)
    assert (ranking.best.name, ranking.reason) == (UNKNOWN, "walks")
    assert {guess.name for guess in ranking.guesses} == NAMES | {UNKNOWN}


@pytest.mark.parametrize("name", MOVEMENTS)
def test_no_exercise_is_taken_for_walking(name: str) -> None:
    for azimuth in (0, 45, 90, 135, 180):
        assert recognise(seen(name, azimuth, 1), EXERCISES).reason != "walks"


def test_nobody_is_unknown_with_a_reason() -> None:
    ranking = recognise(np.full((50, 17, 3), np.nan), EXERCISES)
    assert (ranking.best.name, ranking.reason) == (UNKNOWN, "nobody was seen")


def test_with_no_exercise_to_choose_from_everything_is_unknown() -> None:
    ranking = recognise(seen("deadlift", 90), [])
    assert ranking.best.name == UNKNOWN
    assert ranking.best.probability == 1


def test_points_that_are_hardly_seen_do_not_matter() -> None:
    keypoints = seen("biceps curl", 20)
    without_legs = keypoints.copy()
    without_legs[:, 11:] = np.random.default_rng(0).normal(300, 80, without_legs[:, 11:].shape)
    without_legs[:, 11:, 2] = 0.1
    assert recognise(without_legs, EXERCISES).best.name == "bicep_curl"


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"keypoints have shape \(5, 33, 3\)"):
        recognise(np.zeros((5, 33, 3)), EXERCISES)


def test_an_exercise_without_looks_is_recognised_by_its_signals() -> None:
    text = (
        'name = "bend"\ntitle = "Bend"\nkind = "reps"\nfirst_phase = "eccentric"\n'
        'counted_at = "end"\n'
        '[[signal]]\nmeasure = "knee"\nstart = 170\nturn = 85\n'
        '[[signal]]\nmeasure = "hip_height"\nstart = 0\nturn = -0.7\n'
    )
    ranking = recognise(seen("squat, bar", 90), [parse_exercise(text)])
    assert (ranking.best.name, ranking.best.look) == ("bend", "its signals")
    assert recognise(seen("biceps curl", 90), [parse_exercise(text)]).best.name == UNKNOWN


@settings(max_examples=15, deadline=None)
@given(
    name=st.sampled_from(sorted(MOVEMENTS)),
    scale=st.floats(0.1, 8),
    shift=st.floats(-3000, 3000),
    mirror=st.booleans(),
)
def test_size_place_and_mirroring_change_nothing(
    name: str, scale: float, shift: float, mirror: bool
) -> None:
    keypoints = seen(name, 60).astype(np.float64)
    changed = keypoints.copy()
    changed[:, :, :2] = changed[:, :, :2] * scale + shift
    if mirror:
        changed = changed[:, list(MIRRORED)]
        changed[:, :, 0] *= -1
    before, after = recognise(keypoints, EXERCISES), recognise(changed, EXERCISES)
    for exercise in NAMES:
        assert after.probability(exercise) == pytest.approx(before.probability(exercise), abs=0.02)


@pytest.mark.parametrize("fps", [8, 120])
def test_the_frame_rate_changes_nothing(fps: float) -> None:
    points = body(MOVEMENTS["push-up"], repetitions(4, fps))
    keypoints = picture(points, 90)
    t = np.arange(len(points)) / fps
    assert recognise(keypoints, EXERCISES, t).best.name == "push_up"


def test_most_labelled_recordings_are_recognised(shared: Path) -> None:
    with (shared / "clips" / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["exercise"] != "none"]
    right = 0
    for row in rows:
        with np.load(shared / "recordings" / f"{Path(row['file']).stem}.poses.npz") as data:
            track = track_people(
                *(data[name] for name in ("t", "frame", "keypoints", "boxes", "scores"))
            )[0]
        best = recognise(track.keypoints, EXERCISES, track.t).best
        right += best.name in row["exercise"].split("+")
    assert right >= 0.85 * len(rows)
