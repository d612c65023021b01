"""Sessions to report: with a video, and edited as somebody might."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import repsight
from squatter import KnownPoses, squat_recording, write_video

REPS = 4


def filmed(folder: Path, reps: int = REPS, exercise: str = "squat", **options: Any) -> Path:
    """The session of a video of squats, beside the video and its poses."""
    folder.mkdir(parents=True, exist_ok=True)
    recording = squat_recording(reps)
    video = write_video(folder / "squats.mp4", recording)
    session = folder / "squats.json"
    repsight.count(video, exercise=exercise, model=KnownPoses(recording), json=session, **options)
    return session


def edited(session: Path, change: Callable[[Any], None]) -> Path:
    """A copy of the session beside it, changed."""
    data = json.loads(session.read_text(encoding="utf-8"))
    change(data)
    copy = session.with_name("edited.json")
    copy.write_text(json.dumps(data), encoding="utf-8")
    return copy
