"""A session with its poses in a folder, as `repsight count` leaves them."""

from pathlib import Path

import numpy as np

import repsight
from repsight.recording import Recording, RecordingBuilder, write_recording
from squatter import HEIGHT, WIDTH, squat_recording

REPS = 3
HIDDEN = slice(30, 50)
"""Frames in which `hidden_wrist` hides the left wrist, the tenth point."""
WRIST = 9


def counted(folder: Path, recording: Recording | None = None, exercise: str = "squat") -> Path:
    """The session JSON in `folder`, beside the recording that it was counted from."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "squats.poses.npz"
    write_recording(source, recording or squat_recording(REPS))
    repsight.count(source, exercise=exercise, json=folder / "s.json")
    return folder / "s.json"


def hidden_wrist() -> Recording:
    """Squats in which one point is not seen for a second and the last ankle never."""
    whole = squat_recording(REPS)
    keypoints = whole.keypoints.copy()
    keypoints[HIDDEN, WRIST] = np.nan
    keypoints[:, 16] = np.nan
    return Recording(
        whole.t, whole.frame, keypoints, whole.boxes, whole.scores, whole.size, whole.model
    )


def empty_room() -> Recording:
    """Two seconds of nobody."""
    from repsight.core.types import People

    builder = RecordingBuilder((WIDTH, HEIGHT), "sticks")
    for frame in range(20):
        builder.add(frame / 10, People.empty())
    return builder.build()
