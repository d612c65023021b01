"""From one open source to everybody's sets: offline, live, or from a recording."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from repsight.core.counting.auto import Recogniser, window_chances
from repsight.core.exercise import Exercise
from repsight.core.shapes import PersonView
from repsight.core.tracking import identified_tracks
from repsight.core.types import Frame, People, PersonSummary, Session, Track
from repsight.export.tables import AngleTable
from repsight.pipeline.gather import found, gather
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.keep import keep, kept_path
from repsight.pipeline.options import ANGLES_FILE, Mode, Options, Outputs
from repsight.pipeline.pace import Pace
from repsight.pipeline.spool import PoseSpool
from repsight.pose.backend import BackendInfo, PoseBackend
from repsight.recording import Recording
from repsight.video import VideoSource

if TYPE_CHECKING:
    from repsight.core.coaching import Moment

Look = tuple[float, Frame | None, People]


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
    poses: Path | None = None
    """Where the recording is that was counted, if there is one."""
    unkept: BaseException | None = None
    """What kept the recording from being written."""
    chosen: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    """What else was chosen that changes the result, for the provenance."""
    size: tuple[int, int] | None = None
    """Width and height of the pictures in pixels."""
    recording: Recording | None = None
    """The poses of a live count, where a listener wants them."""

    def track_of(self, id: int) -> Track | None:
        """Somebody's poses; None where they are not here."""
        tracks = self.tracks or ()
        if (live := self.recording) is not None and live.identity is not None:
            tracks = identified_tracks(
                live.t, live.frame, live.keypoints, live.scores, live.identity
            )
        return next((track for track in tracks if track.id == id), None)


class Listener(Protocol):
    """Who wants to know what is counted."""

    def begin(self, source: str | int | Path) -> None:
        """A source is about to be counted."""

    def hear(self, moment: "Moment") -> None:
        """Take in each moment of a live count."""

    def counted(self, session: Session, counted: Counted) -> None:
        """Take in a count that is over. Raises RepSightError."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every way of counting needs besides its source."""

    options: Options
    exercises: Sequence[Exercise]
    outputs: Outputs
    stop: Stop
    release: Callable[[], None] | None = None
    """Frees the network, where it may be freed between two passes."""
    listener: Listener | None = None
    recogniser: Recogniser = window_chances

    @property
    def wants_poses(self) -> bool:
        """Whether the poses of a live count are kept, beside its JSON or by the listener."""
        heard = self.listener is not None and self.outputs.poses
        return heard or kept_path(self.outputs) is not None


def watch_offline(job: Job, source: VideoSource, backend: PoseBackend, pace: Pace) -> Counted:
    """Look at every frame, then count. Raises what kept it from seeing a first frame."""
    from repsight.pipeline.offline import count_tracks, track_recording

    info = backend.info
    recording, ending = gather(source, backend, pace, job.stop, job.release)
    del backend  # nobody else may hold it: when it was released its memory is needed
    poses, unkept = keep(job.outputs, recording)  # now, as this memory is needed next
    until = float(recording.t[-1]) if len(recording) else -1.0
    tracks = track_recording(recording, job.options.person)
    del recording  # the tracks hold a copy; an hour of poses need not be here twice
    return Counted(
        source=source.name,
        mode="offline",
        info=info,
        people=count_tracks(
            tracks, job.exercises, job.options.person, job.options.score, job.recogniser
        ),
        complete=ending.complete,
        error=ending.error,
        tracks=tracks,
        until=until,
        fps=ending.fps,
        frames=pace.done * job.options.stride,
        stopped=job.stop.requested,
        poses=poses,
        unkept=unkept,
        size=source.size,
    )


def replay_offline(job: Job, recording: Recording, name: str, info: BackendInfo) -> Counted:
    """Count a recording; no picture and no network is needed."""
    from repsight.pipeline.offline import count_recording

    options = job.options
    people, tracks = count_recording(
        recording, job.exercises, options.person, options.score, job.recogniser
    )
    return Counted(
        name, "offline", info, people, True, tracks=tracks, poses=Path(name), size=recording.size
    )


def watch_live(job: Job, source: VideoSource, backend: PoseBackend, pace: Pace) -> Counted:
    """Count, draw and write in one pass. Raises what kept it from seeing a first frame."""
    with (
        PoseSpool(source.size, backend.info.model) as spool,
        closing(found(source, backend)) as stream,
    ):
        looks = ((frame.t, frame, people) for frame, people in stream)
        kept = spool if job.wants_poses else None
        people, error = _live_pass(job, looks, pace, source.size, source.fps, kept)
        recording = None if kept is None else kept.build()
        poses, unkept = (None, None) if recording is None else keep(job.outputs, recording)
    return Counted(
        source=source.name,
        mode="live",
        info=backend.info,
        people=people,
        complete=source.complete and error is None and not job.stop.requested,
        error=error,
        poses=poses,
        unkept=unkept,
        size=source.size,
        recording=recording if job.listener is not None else None,
    )


def replay_live(
    job: Job, recording: Recording, name: str, info: BackendInfo, pace: Pace
) -> Counted:
    """Count a recording as if it happened now."""
    looks: Iterator[Look] = ((t, None, people) for t, people in recording)
    people, error = _live_pass(job, looks, pace, recording.size, None)
    complete = error is None and not job.stop.requested
    return Counted(name, "live", info, people, complete, error)


def _live_pass(
    job: Job,
    looks: Iterable[Look],
    pace: Pace,
    size: tuple[int, int],
    fps: float | None,
    spool: PoseSpool | None = None,
) -> tuple[tuple[PersonSummary, ...], BaseException | None]:
    from repsight.core.coaching import Coach

    options = job.options
    coach = Coach(
        job.exercises,
        person=options.person,
        score=options.score,
        setup=False,
        guided=False,
        recogniser=job.recogniser,
    )
    error: BaseException | None = None
    try:
        with ExitStack() as stack:
            sink = _live_sink(stack, job.outputs, pace, size, fps)
            for t, frame, people in looks:
                moment = coach.update(t, people, size)
                if job.listener is not None:
                    job.listener.hear(moment)
                if spool is not None:
                    spool.add(t, people, moment.identities)
                sink(t, frame, tuple(coached.view for coached in moment.people))
                pace.step()
                if job.stop.requested:
                    break
    except BaseException as raised:  # whatever it is, what was counted is written first
        if pace.done == 0:
            raise
        error = raised
    coach.finish()
    return coach.people, error


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
