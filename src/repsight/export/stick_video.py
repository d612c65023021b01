"""A video of the skeleton alone: the count without the person."""

from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.types import Frame, PersonSummary, Session, Track
from repsight.core.uniform_grid import frame_rate
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.pace import Pace, ProgressCallback
from repsight.recording import Recording

_BACKGROUND: Final = (38, 44, 56)
"""Darker than the skeleton's lines, lighter than the plates under the text."""


def write_stick_video(
    path: str | Path,
    session: Session,
    person: PersonSummary,
    track: Track,
    recording: Recording,
    *,
    progress: ProgressCallback | None = None,
    stop: Stop | None = None,
) -> None:
    """Write one person's skeleton, count and phase over a plain background, frame by frame.

    Size and times are the video's. Raises OutputError; what was written until then is kept.
    """
    from repsight.core.playback import Playback
    from repsight.core.scene import build_scene
    from repsight.draw import paint
    from repsight.exercises import load_counted
    from repsight.strings import load_strings
    from repsight.video import VideoWriter

    playback = Playback((track,), (person,), load_counted(session.provenance.exercise))
    words = load_strings()
    width, height = recording.size
    empty = np.full((height, width, 3), _BACKGROUND, np.uint8)
    pace = Pace(progress, session.source, "drawing", len(recording))
    with VideoWriter(path, recording.size, fps=frame_rate(recording.t)) as writer:
        for t in recording.t.tolist():
            if stop is not None and stop.requested:
                break
            writer.write(Frame(t, paint(empty, build_scene(playback.at(t), recording.size, words))))
            pace.step()
