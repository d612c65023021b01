"""A live count's session and poses, written as those of a video are."""

from dataclasses import replace
from pathlib import Path

from repsight.core.types import Session
from repsight.export import write_session
from repsight.pipeline.keep import name_beside, poses_path
from repsight.recording import Recording, write_recording


def write_live(path: Path, session: Session, recording: Recording | None) -> Session:
    """Write `session` to `path` and its poses, if any, beside it; the session that names them.

    What was counted is written even where the poses cannot be. Raises OutputError.
    """
    if recording is None or not len(recording):
        write_session(path, session)
        return session
    beside = poses_path(path)
    try:
        write_recording(beside, recording)
    except BaseException:
        write_session(path, session)
        raise
    named = replace(session, poses=name_beside(beside, path))
    write_session(path, named)
    return named
