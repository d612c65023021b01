"""One live session from an open source to what a count of it gives."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.coaching import Coach
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.draw import paint
from repsight.live.capture import Capture
from repsight.live.keeping import Keeping
from repsight.live.panels import notice
from repsight.live.show import Show
from repsight.live.speaker import Speaker
from repsight.live.trainer import Trainer
from repsight.live.voice import Voice
from repsight.live.window import Window
from repsight.live.workout import Workout
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.keep import check_kept, keep
from repsight.pipeline.options import Options, Source
from repsight.pipeline.run import Runner
from repsight.pipeline.shortfall import tell_shortfall
from repsight.pipeline.watch import Counted, Job, Listener
from repsight.pose.backend import BackendInfo
from repsight.recording import Recording
from repsight.strings import load_strings
from repsight.video import VideoSource, is_recording, open_source

_POLL_SECONDS: Final = 1 / 60
"""How long keys may wait while the model loads."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the session is shown and heard; `mirror` None mirrors cameras only."""

    mirror: bool | None = None
    fullscreen: bool = False
    voice: bool = False


@dataclass(slots=True)
class _End:
    """How a session ended: whether the user `left`, what broke it off, and its poses."""

    left: bool = False
    error: BaseException | None = None
    poses: Path | None = None
    unkept: BaseException | None = None
    recording: Recording | None = None


class LiveRunner(Runner):
    """Counts and coaches one source in a window; writes what `repsight count` writes.

    `setup` waits until the person is well in the picture. Raises OutputError where no window can
    be opened, and what `Runner` raises.
    """

    one_by_one = True

    def __init__(
        self,
        options: Options,
        workout: Workout,
        appearance: Appearance,
        *,
        setup: bool = True,
        on_model: Callable[[BackendInfo], None] | None = None,
        listener: Listener | None = None,
    ) -> None:
        super().__init__(options, on_model=on_model, listener=listener)
        self._workout = workout
        self._appearance = appearance
        self._setup = setup
        self._words = load_strings()

    def watch(self, job: Job, source: Source) -> Counted:
        """Coach whoever is in front of the source until it ends or the user does."""
        with ExitStack() as stack:
            opened = stack.enter_context(open_source(source, stride=job.options.stride))
            job.outputs.check(source)
            check_kept(job.outputs)
            window = stack.enter_context(self._window(opened))
            self._load(window, job.stop)
            again = partial(open_source, source, stride=job.options.stride)
            capture = stack.enter_context(Capture(opened, again))
            coach = Coach(
                self._trained(),
                plan=self._workout.plan,
                person=job.options.person,
                score=job.options.score,
                setup=self._setup,
                recogniser=job.recogniser,
            )
            end = self._coach(job, coach, capture, window, self._mirrored(opened))
            coach.finish()
            if not capture.live:
                tell_shortfall(opened, ended=end.error is None and not end.left)
            whole = end.error is None and not job.stop.requested
            return Counted(
                source=capture.name,
                mode="live",
                info=self.loaded().info,
                people=coach.people,
                complete=whole and (capture.live or opened.complete),
                error=end.error,
                poses=end.poses,
                unkept=end.unkept,
                size=capture.size,
                recording=end.recording,
                chosen=self._chosen(),
            )

    def _trained(self) -> tuple[Exercise, ...]:
        """What may be done; also what the recogniser knows besides, where it is to tell."""
        trained = self._workout.exercises
        return trained if self._recogniser is None else self._recogniser.with_own(trained)

    def _window(self, opened: VideoSource) -> Window:
        title = f"{self._words['window.title']} – {opened.name} – {self._words['window.keys']}"
        window = Window(title, opened.size, fullscreen=self._appearance.fullscreen)
        width, height = opened.size
        dark = np.zeros((height, width, 3), np.uint8)
        starting = notice(opened.size, self._words["window.starting"], "neutral")
        window.show(paint(dark, starting))
        return window

    def _load(self, window: Window, stop: Stop) -> None:
        """Load the model while the window answers; KeyboardInterrupt where the user left."""
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(self.loaded)
            while not loading.done():
                if "finish" in window.actions():
                    stop.requested = True
                time.sleep(_POLL_SECONDS)
            loading.result()
        if stop.requested:
            raise KeyboardInterrupt

    def _coach(
        self, job: Job, coach: Coach, capture: Capture, window: Window, mirror: bool
    ) -> _End:
        """Show and keep until it is over. Whatever went wrong after the first look is given back,
        for what was counted is written first."""
        backend, words, end = self.loaded(), self._words, _End()
        size, fps = capture.size, capture.fps
        looked = 0
        try:
            with (
                Voice() as voice,
                Keeping(job, size, fps, backend.info.model, words) as kept,
            ):
                speaker = Speaker(voice, words, on=self._appearance.voice)
                trainer = Trainer(capture, backend, coach, (speaker.hear, kept.add))
                show = Show(window, capture, trainer, speaker, words, mirror=mirror)
                trainer.start()
                try:
                    end.left = show.run(job.stop)
                finally:
                    capture.stop()
                    trainer.join()
                    looked = trainer.looked
                    end.recording = kept.recording()
                    if end.recording is not None:
                        end.poses, end.unkept = keep(job.outputs, end.recording)
        except BaseException as error:
            if not looked:
                raise
            end.error = error
        return end

    def _mirrored(self, opened: VideoSource) -> bool:
        """A camera shows its owner as a mirror does; whatever has an address looks from outside."""
        from repsight.video.camera import Camera

        wanted = self._appearance.mirror
        return isinstance(opened, Camera) if wanted is None else wanted

    def _chosen(self) -> Mapping[str, str]:
        text = self._workout.as_text()
        return {} if text is None else {"plan": text}


def check_live_source(source: str) -> None:
    """Raise InvalidInputError for what has no pictures or is many."""
    from repsight.video import is_many

    if is_recording(source):
        raise InvalidInputError(
            f"{source} is a pose recording, it has no pictures to show; use `repsight count`"
        )
    if is_many(source):
        raise InvalidInputError(
            f"{source} is many sources; name one camera, address or file, or use `repsight count`"
        )
