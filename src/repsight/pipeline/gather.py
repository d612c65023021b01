"""Frames in, a recording of everybody out: the first pass over a video."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass

from repsight.core.types import Frame, People
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.pace import Pace
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording, RecordingBuilder
from repsight.video import VideoSource, prefetch


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was seen until the source ended, broke off (`error`) or was stopped."""

    recording: Recording
    complete: bool
    error: BaseException | None
    fps: float


def gather(source: VideoSource, backend: PoseBackend, pace: Pace, stop: Stop) -> Gathered:
    """Everybody in every frame. What goes wrong on the way comes back as `error`, with the rest.

    Raises it only where not a single frame was seen.
    """
    builder = RecordingBuilder(source.size, backend.info.model)
    error: BaseException | None = None
    try:
        with closing(found(source, backend)) as stream:
            for frame, people in stream:
                builder.add(frame.t, people)
                pace.step()
                if stop.requested:
                    break
    except BaseException as raised:  # whatever it is, what was seen so far is counted first
        error = raised
    if error is not None and not len(builder):
        raise error
    complete = source.complete and error is None and not stop.requested
    return Gathered(builder.build(), complete, error, pace.fps)


def found(source: VideoSource, backend: PoseBackend) -> Generator[tuple[Frame, People], None, None]:
    """Each frame with its people; decoding runs ahead in a thread of its own.

    From a live source that is too fast the newest frames are taken.
    """
    with closing(prefetch(source, drop_old=source.live)) as frames:
        stream: Iterable[tuple[Frame, People]] = backend.stream(frames)
        try:
            yield from stream
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()
