"""Sessions to report: with a video, and edited as somebody might."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

import repsight
from repsight.core.types import People
from repsight.recording import Recording, RecordingBuilder
from squatter import FPS, HEIGHT, WIDTH, KnownPoses, squatter, write_video

DEPTHS: Final = (1.0, 0.5, 0.8, 0.55)
SECONDS: Final = (2.4, 1.0, 1.6, 1.0)
REPS: Final = len(DEPTHS)


def uneven_squats() -> Recording:
    """Squats of which no standard can approve of all: some are shallow, some are hurried."""
    still = np.zeros(round(FPS))
    swings = [
        depth * (1 - np.cos(2 * np.pi * np.arange(round(seconds * FPS)) / (seconds * FPS))) / 2
        for depth, seconds in zip(DEPTHS, SECONDS, strict=True)
    ]
    builder = RecordingBuilder((WIDTH, HEIGHT), "sticks")
    for index, progress in enumerate(np.concatenate([still, *swings, still])):
        keypoints = squatter(float(progress))[None]
        boxes = np.concatenate([keypoints[..., :2].min(1), keypoints[..., :2].max(1)], axis=1)
        builder.add(index / FPS, People(keypoints, boxes, np.array([0.9])))
    return builder.build()


def filmed(folder: Path, recording: Recording | None = None, **options: Any) -> Path:
    """The session of a video of squats, beside the video and its poses."""
    folder.mkdir(parents=True, exist_ok=True)
    recording = recording or uneven_squats()
    video = write_video(folder / "squats.mp4", recording)
    session = folder / "squats.json"
    model = KnownPoses(recording)
    repsight.count(video, exercise="squat", model=model, json=session, **options)
    return session


def edited(session: Path, change: Callable[[Any], None]) -> Path:
    """A copy of the session beside it, changed."""
    data = json.loads(session.read_text(encoding="utf-8"))
    change(data)
    copy = session.with_name("edited.json")
    copy.write_text(json.dumps(data), encoding="utf-8")
    return copy
