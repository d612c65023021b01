"""Frames in, a recording of everybody out: the first pass over a video."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from repsight.core.types import Frame, People
from repsight.pipeline.freeing import return_memory
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.pace import Pace
from repsight.pipeline.spool import PoseSpool
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording
from repsight.video import VideoSource, prefetch

# Ten minutes at 30 FPS: loading the network again for a next file takes a second, nothing to that.
_LONG_FRAMES: Final = 18_000

# Over these the sender waits for the reader, so that no frame need be lost: a file served by a web
# server comes whole, and a camera behind one skips pictures by itself.
_PATIENT_SENDERS: Final = ("http://", "https://", "tcp://")


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended: by the source's own end, by what went wrong (`error`), or stopped; how fast."""

    complete: bool
    error: BaseException | None
    fps: float


def gather(
    source: VideoSource,
    backend: PoseBackend,
    pace: Pace,
    stop: Stop,
    release: Callable[[], None] | None = None,
) -> tuple[Recording, Ending]:
    """Everybody in every frame. What goes wrong on the way comes back as `error`, with the rest.

    `release` frees the network when a long video has been seen: what follows needs memory too, and
    an hour of video should not need more of it than a minute. Raises the error only where not a
    single frame was seen.
    """
    error: BaseException | None = None
    with PoseSpool(source.size, backend.info.model) as spool:
        try:
            with closing(found(source, backend)) as stream:
                for frame, people in stream:
                    spool.add(frame.t, people)
                    pace.step()
                    if stop.requested:
                        break
        except BaseException as raised:  # whatever it is, what was seen so far is counted first
            error = raised
        if error is not None and not len(spool):
            raise error
        complete = source.complete and error is None and not stop.requested
        ending = Ending(complete, error, pace.fps)
        source.close()
        if release is not None and len(spool) >= _LONG_FRAMES:
            release()
            return_memory()
        return spool.build(), ending


def found(source: VideoSource, backend: PoseBackend) -> Generator[tuple[Frame, People], None, None]:
    """Each frame with its people; decoding runs ahead in a thread of its own.

    From a live source that is too fast the newest frames are taken.
    """
    drop_old = source.live and not source.name.lower().startswith(_PATIENT_SENDERS)
    with closing(prefetch(source, drop_old=drop_old)) as frames:
        stream: Iterable[tuple[Frame, People]] = backend.stream(frames)
        try:
            yield from stream
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()
