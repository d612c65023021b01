"""A folder of labelled squats by people of sticks: deep and upright, or shallow and bent over."""

import csv
from pathlib import Path

import numpy as np

from core.stick_figure import Movement, Posture, body, picture, repetitions
from repsight.core.types import People, Track
from repsight.recording import RecordingBuilder, write_recording

FPS = 20.0
_ARMS = {"upper_arm": (75.0, 5.0), "forearm": (80.0, -5.0)}
GOOD = Movement(
    "squat",
    Posture(**_ARMS),
    Posture(trunk=25, thigh=(92, 10), shin=(-28, 2), **_ARMS),
)
BAD = Movement(
    "squat",
    Posture(**_ARMS),
    Posture(trunk=55, thigh=(60, 10), shin=(-12, 2), **_ARMS),
)


def squats(
    movement: Movement = GOOD,
    *,
    reps: int = 3,
    seed: int | None = None,
    fps: float = FPS,
    azimuth: float = 70.0,
    noise: float = 0.003,
) -> Track:
    """A set of squats of 2 s each."""
    way = repetitions(reps, fps)
    points = body(movement, way, seed)
    return Track(np.arange(len(way)) / fps, picture(points, azimuth, noise=noise))


def write_track(path: Path, track: Track) -> None:
    builder = RecordingBuilder((1280, 720), "sticks")
    for t, keypoints in zip(track.t, track.keypoints, strict=True):
        corners = keypoints[:, :2].min(axis=0), keypoints[:, :2].max(axis=0)
        box = np.concatenate(corners)[None]
        builder.add(float(t), People(keypoints[None], box, np.array([0.9])))
    write_recording(path, builder.build())


def write_folder(
    folder: Path, subjects: int = 4, labels: tuple[str, ...] = ("correct", "incorrect")
):
    """`labels.csv` and a recording of three squats for each subject and label; the folder."""
    rows = []
    for number in range(subjects):
        for label in labels:
            name = f"s{number}-{label}"
            movement = GOOD if label == "correct" else BAD
            write_track(folder / f"{name}.poses.npz", squats(movement, seed=number))
            rows.append((name, f"s{number}", "squat", label, "oblique"))
    write_labels(folder, rows, ("recording", "subject", "exercise", "label", "view"))
    return folder


def write_labels(folder: Path, rows: list[tuple], columns: tuple[str, ...]) -> Path:
    path = folder / "labels.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows(rows)
    return path
