"""A pose recording in the place of a pose model: people without pictures."""

from collections.abc import Iterator

from repsight.core.errors import InvalidInputError
from repsight.core.types import People
from repsight.pose.backend import BackendInfo
from repsight.recording import Recording


def replay(recording: Recording, *, stride: int = 1) -> Iterator[tuple[float, People]]:
    """Seconds and people of every `stride`-th frame, as a backend's `stream` would have given.

    There are no pictures, so nothing can be drawn or written as video; to annotate, run the pose
    model on the video itself. The picture's size is `recording.size`.
    """
    if stride < 1:
        raise InvalidInputError(f"stride is {stride}; use 1 for every frame, 2 for every second")
    return (moment for i, moment in enumerate(recording) if i % stride == 0)


def replay_info(recording: Recording) -> BackendInfo:
    """What made the recording, for the provenance of a session counted from it."""
    return BackendInfo(
        model=recording.model, sha256=None, runtime="replay", device="none", licence="as the model"
    )
