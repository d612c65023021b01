"""A folder of labelled stick people who squat or curl: two movements that nobody confuses."""

from pathlib import Path

import numpy as np

from core.stick_figure import MOVEMENTS, Movement, Posture, body, picture, repetitions
from form_folder import write_labels, write_track
from repsight.core.types import Track

FPS = 15.0
SHOWN = {"squat": "squat, arms down", "bicep_curl": "biceps curl"}


def stick_track(
    movement: str | Movement, seed: int = 0, *, reps: int = 5, azimuth: float = 40.0
) -> Track:
    """A set of repetitions of 2 s each by one of many people."""
    shown = MOVEMENTS[movement] if isinstance(movement, str) else movement
    points = body(shown, repetitions(reps, FPS), seed)
    keypoints = picture(points, azimuth + 10 * (seed % 5), noise=0.01, seed=seed)
    return Track(np.arange(len(keypoints)) / FPS, keypoints)


def still_track(seed: int = 0) -> Track:
    """Somebody who stands there."""
    return stick_track(Movement("none", Posture(), Posture()), seed, reps=5)


def write_people(folder: Path, people: int = 3, exercises: tuple[str, ...] = tuple(SHOWN)) -> Path:
    """`labels.csv` and a recording of each exercise, and of standing about, by each; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for person in range(people):
        for exercise in (*exercises, "none"):
            name = f"p{person}-{exercise}"
            shown = SHOWN.get(exercise)
            track = stick_track(shown, person) if shown else still_track(person)
            write_track(folder / f"{name}.poses.npz", track)
            rows.append((name, f"p{person}", exercise))
    write_labels(folder, rows, ("recording", "subject", "exercise"))
    return folder
