"""One source from pictures to results: count it, write it, and lose nothing on the way."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from repsight import __version__
from repsight.core.counting.auto import window_chances
from repsight.core.errors import InvalidInputError, RepSightError
from repsight.core.types import Provenance, Session
from repsight.export import write_angles, write_reps, write_session
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.keep import check_kept, name_beside
from repsight.pipeline.model import load_model
from repsight.pipeline.options import ANGLES_FILE, AUTO, REPS_FILE, Options, Outputs, Source
from repsight.pipeline.pace import Pace, ProgressCallback
from repsight.pipeline.shortfall import tell_shortfall
from repsight.pipeline.watch import (
    Counted,
    Job,
    Listener,
    replay_live,
    replay_offline,
    watch_live,
    watch_offline,
)
from repsight.pose.backend import BackendInfo, PoseBackend
from repsight.recording import read_recording
from repsight.video import is_recording, open_source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source.

    `error` cut it short or kept a result from being written; `stopped` says the user ended it.
    """

    session: Session
    error: RepSightError | None = None
    stopped: bool = False


class Runner:
    """Counts one source after the other with one model, which is loaded when first needed.

    `on_model` hears which model was chosen, `listener` what is counted. Another way of watching a
    source overrides `watch`.
    Raises ExerciseError; SourceError and ModelError for a recogniser that is not one.
    """

    one_by_one: ClassVar = False
    """Whether each picture is waited for, or several may be on their way."""

    def __init__(
        self,
        options: Options,
        *,
        progress: ProgressCallback | None = None,
        on_model: Callable[[BackendInfo], None] | None = None,
        listener: Listener | None = None,
    ) -> None:
        self._options = options
        self._progress = progress
        self._on_model = on_model
        self._listener = listener
        self._recogniser = options.load_recogniser()
        self._exercises = options.load_exercises()
        if self._recogniser is not None:
            self._exercises = self._recogniser.with_own(self._exercises)
        self._backend: PoseBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        """Close the model, unless it was handed in; it is loaded again when needed."""
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def run(self, source: Source, outputs: Outputs, stop: Stop) -> Outcome:
        """Count one file, camera, stream or recording and write what is asked for.

        What cuts a run short after its first frame comes back in the outcome, when everything seen
        until then has been counted and written. Raises RepSightError where there is nothing to
        count, and whatever is a bug.
        """
        job = Job(
            self._options, self._exercises, outputs, stop, self._release, self._listener,
            self._recogniser or window_chances,
        )  # fmt: skip
        if self._listener is not None:
            self._listener.begin(source)
        counted = self._replay(job, source) if is_recording(source) else self.watch(job, source)
        session = Session(
            counted.source,
            self._provenance(counted),
            counted.people,
            counted.complete,
            name_beside(counted.poses, outputs.json) if outputs.poses else None,
        )
        steps = [*_writers(session, counted, outputs)]
        if (profile := outputs.profile) is not None and self._options.score is not None:
            steps.append(lambda: self._keep_best(profile, session))
        if (listener := self._listener) is not None:
            steps.append(lambda: listener.counted(session, counted))
        if counted.tracks is not None and outputs.draws:
            steps.append(lambda: self._draw(source, counted, outputs, stop))
        errors = [
            counted.error,
            counted.unkept,
            *_failures(steps),
            self._nobody_of_that_id(counted),
        ]
        return _outcome(session, [error for error in errors if error is not None], stop)

    def _nobody_of_that_id(self, counted: Counted) -> InvalidInputError | None:
        wanted = str(self._options.person)
        if counted.people or not wanted.isdecimal():
            return None
        return InvalidInputError(
            f"{counted.source}: there is no person {wanted} in it; count without --person to see"
            " everybody's number"
        )

    def _replay(self, job: Job, source: Source) -> Counted:
        from repsight.pipeline.offline import every
        from repsight.pose.replay import replay_info

        name = str(source)
        if job.outputs.draws:
            raise InvalidInputError(
                f"{name} is a pose recording, it has no pictures to draw on; give the video itself"
            )
        recording = every(read_recording(name), self._options.stride)
        job.outputs.check(source)
        info = replay_info(recording)
        if self._options.mode != "live":
            return replay_offline(job, recording, name, info)
        pace = Pace(self._progress, name, "counting", len(recording))
        return replay_live(job, recording, name, info, pace)

    def watch(self, job: Job, source: Source) -> Counted:
        """Count a file, camera or stream; whatever broke it off after its first frame included."""
        with open_source(source, stride=self._options.stride) as opened:
            mode = self._options.mode or ("live" if opened.live else "offline")
            if mode == "offline" and opened.live and job.outputs.draws:
                raise InvalidInputError(
                    f"{opened.name} cannot be read twice, so offline counting cannot draw on it;"
                    " use --mode live, or leave out --save and --show"
                )
            job.outputs.check(source)
            check_kept(job.outputs)
            self.loaded()
            if job.stop.requested:
                raise KeyboardInterrupt
            pace = Pace(self._progress, opened.name, "counting", opened.frame_count)
            watch = watch_live if mode == "live" else watch_offline
            counted = watch(job, opened, self.loaded(), pace)
            tell_shortfall(opened, ended=counted.error is None and not job.stop.requested)
            return counted

    def loaded(self) -> PoseBackend:
        """The model, loaded now if it is not yet. Raises ModelError and DeviceError."""
        options, model = self._options, self._options.model
        if model is not None and not isinstance(model, str | Path):
            return model
        if self._backend is None:
            self._backend = load_model(
                model, device=options.device, imgsz=options.imgsz, live=self.one_by_one
            )
            if self._on_model is not None:
                self._on_model(self._backend.info)
                self._on_model = None  # once is enough, however often it is loaded
        return self._backend

    def _provenance(self, counted: Counted) -> Provenance:
        from repsight.exercises import exercise_sha256

        options, info = self._options, counted.info
        exercise = str(options.exercise)
        return Provenance(
            version=__version__,
            model=info.model,
            model_sha256=info.sha256,
            runtime=info.runtime,
            device=info.device,
            exercise=exercise,
            exercise_sha256=None if exercise == AUTO else exercise_sha256(options.exercise),
            options={
                **options.as_mapping(counted.mode),
                **(self._recogniser.facts() if self._recogniser else {}),
                **counted.chosen,
            },
        )

    def _keep_best(self, profile: Path, session: Session) -> None:
        from repsight.profile import learn_from

        if why := learn_from(profile, session, self._exercises):
            logging.getLogger("repsight").warning("the profile is left as it is: %s", why)

    def _draw(self, source: Source, counted: Counted, outputs: Outputs, stop: Stop) -> None:
        from repsight.core.playback import Playback
        from repsight.pipeline.render import render

        playback = Playback(counted.tracks or (), counted.people, self._exercises)
        # The Ctrl-C that ended the counting must not end the drawing of what was counted.
        stop.requested = False
        pace = Pace(self._progress, counted.source, "drawing", counted.frames)
        try:
            render(str(source), playback, counted.until, outputs, counted.fps, pace, stop)
        finally:
            stop.requested = stop.requested or counted.stopped


def _writers(session: Session, counted: Counted, outputs: Outputs) -> Iterator[Callable[[], None]]:
    """One step per file, so that one that fails does not keep the others from being written."""
    if (path := outputs.json) is not None:
        yield lambda: write_session(path, session)
    if (folder := outputs.csv) is not None:
        yield lambda: write_reps(folder / REPS_FILE, session)
        if (tracks := counted.tracks) is not None:
            yield lambda: write_angles(folder / ANGLES_FILE, tracks)


def _failures(steps: Sequence[Callable[[], None]]) -> Iterator[BaseException]:
    for step in steps:
        try:
            step()
        except (RepSightError, KeyboardInterrupt) as error:
            yield error


def _outcome(session: Session, errors: Sequence[BaseException], stop: Stop) -> Outcome:
    stopped = stop.requested or any(isinstance(error, KeyboardInterrupt) for error in errors)
    bugs = [e for e in errors if not isinstance(e, RepSightError | KeyboardInterrupt)]
    if bugs:
        raise bugs[0]
    told = [error for error in errors if isinstance(error, RepSightError)]
    for error in told[1:]:
        logging.getLogger("repsight").warning("%s", error)
    return Outcome(session, told[0] if told else None, stopped)
