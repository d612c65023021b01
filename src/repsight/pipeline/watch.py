"""From one open source to everybody's sets: offline, live, or from a recording."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np

from repsight.core.exercise import Exercise
from repsight.core.scene import PersonView
from repsight.core.types import Frame, People, PersonSummary, Track
from repsight.export.tables import AngleTable
from repsight.pipeline.gather import found, gather
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.options import ANGLES_FILE, Mode, Options, Outputs
from repsight.pipeline.pace import Pace
from repsight.pose.backend import BackendInfo, PoseBackend
from repsight.recording import Recording
from repsight.video import VideoSource

Moment = tuple[float, Frame | None, People]


@dataclass(frozen=True, slots=True)
class Counted:
    """Everybody's sets, what cut the run short (`error`), and what is needed to draw afterwards.

    `tracks` is None where angles and pictures were already written in the same pass; `until` is the
    time of the last frame looked at, `fps` the speed, `frames` how many pictures there are.
    """

    source: str
    mode: Mode
    info: BackendInfo
    people: tuple[PersonSummary, ...]
    complete: bool
    error: BaseException | None = None
    tracks: tuple[Track, ...] | None = None
    until: float = -1.0
    fps: float | None = None
    frames: int | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What every way of counting needs besides its source."""

    options: Options
    exercises: Sequence[Exercise]
    outputs: Outputs
    stop: Stop

    def count(self, recording: Recording) -> tuple[tuple[PersonSummary, ...], tuple[Track, ...]]:
        """Everybody's sets and tracks in a whole recording."""
        from repsight.pipeline.offline import count_recording

        return count_recording(recording, self.exercises, self.options.person)


def watch_offline(job: Job, source: VideoSource, backend: PoseBackend, pace: Pace) -> Counted:
    """Look at every frame, then count. Raises what kept it from seeing a first frame."""
    seen = gather(source, backend, pace, job.stop)
    people, tracks = job.count(seen.recording)
    until = float(seen.recording.t[-1]) if len(seen.recording) else -1.0
    return Counted(
        source=source.name,
        mode="offline",
        info=backend.info,
        people=people,
        complete=seen.complete,
        error=seen.error,
        tracks=tracks,
        until=until,
        fps=seen.fps,
        frames=len(seen.recording) * job.options.stride,
        stopped=job.stop.requested,
    )


def replay_offline(job: Job, recording: Recording, name: str, info: BackendInfo) -> Counted:
    """Count a recording; no picture and no network is needed."""
    people, tracks = job.count(recording)
    return Counted(name, "offline", info, people, True, tracks=tracks)


def watch_live(job: Job, source: VideoSource, backend: PoseBackend, pace: Pace) -> Counted:
    """Count, draw and write in one pass. Raises what kept it from seeing a first frame."""
    with closing(found(source, backend)) as stream:
        moments = ((frame.t, frame, people) for frame, people in stream)
        people, error = _live_pass(job, moments, pace, source.size, source.fps)
    complete = source.complete and error is None and not job.stop.requested
    return Counted(source.name, "live", backend.info, people, complete, error)


def replay_live(
    job: Job, recording: Recording, name: str, info: BackendInfo, pace: Pace
) -> Counted:
    """Count a recording as if it happened now."""
    moments: Iterator[Moment] = ((t, None, people) for t, people in recording)
    people, error = _live_pass(job, moments, pace, recording.size, None)
    complete = error is None and not job.stop.requested
    return Counted(name, "live", info, people, complete, error)


def _live_pass(
    job: Job, moments: Iterable[Moment], pace: Pace, size: tuple[int, int], fps: float | None
) -> tuple[tuple[PersonSummary, ...], BaseException | None]:
    from repsight.pipeline.live import LiveCounting

    counting = LiveCounting(job.exercises, job.options.person)
    error: BaseException | None = None
    try:
        with ExitStack() as stack:
            sink = _live_sink(stack, job.outputs, pace, size, fps)
            for t, frame, people in moments:
                sink(t, frame, counting.update(t, people))
                pace.step()
                if job.stop.requested:
                    break
    except BaseException as raised:  # whatever it is, what was counted is written first
        if pace.done == 0:
            raise
        error = raised
    counting.finish()
    return counting.people, error


def _live_sink(
    stack: ExitStack, outputs: Outputs, pace: Pace, size: tuple[int, int], fps: float | None
) -> Callable[[float, Frame | None, tuple[PersonView, ...]], None]:
    """What is done with every moment of a live pass; `stack` closes what it opens."""
    csv = outputs.csv
    table = None if csv is None else stack.enter_context(AngleTable(csv / ANGLES_FILE))
    draw: Callable[..., None] | None = None
    if outputs.draws:
        from repsight.pipeline.render import Painter

        draw = stack.enter_context(Painter(outputs, size, fps)).draw

    def sink(t: float, frame: Frame | None, views: tuple[PersonView, ...]) -> None:
        if table is not None:
            for view in views:
                table.add(Track(np.array([t]), view.keypoints[None], view.id))
        if draw is not None and frame is not None:
            draw(frame, views, pace.fps)

    return sink
