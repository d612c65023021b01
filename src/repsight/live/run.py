"""One live session from an open source to what a count of it gives."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import numpy as np

from repsight.core.coaching import Coach
from repsight.core.errors import InvalidInputError
from repsight.draw import paint
from repsight.live.capture import Capture
from repsight.live.keeping import Keeping
from repsight.live.panels import notice
from repsight.live.show import Show
from repsight.live.speaker import Speaker
from repsight.live.trainer import Look, Trainer
from repsight.live.voice import Voice
from repsight.live.window import Window
from repsight.live.workout import Workout
from repsight.pipeline.keep import check_kept
from repsight.pipeline.options import Options, Source
from repsight.pipeline.run import Runner
from repsight.pipeline.shortfall import tell_shortfall
from repsight.pipeline.watch import Counted, Job
from repsight.pose.backend import BackendInfo
from repsight.strings import load_strings
from repsight.video import VideoSource, is_recording, open_source


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the session is shown and heard; `mirror` None mirrors cameras only."""

    mirror: bool | None = None
    fullscreen: bool = False
    voice: bool = False


class LiveRunner(Runner):
    """Counts and coaches one source in a window; writes what `repsight count` writes.

    `setup` waits until the person is well in the picture. Raises OutputError where no window can
    be opened, and what `Runner` raises.
    """

    def __init__(
        self,
        options: Options,
        workout: Workout,
        appearance: Appearance,
        *,
        setup: bool = True,
        on_model: Callable[[BackendInfo], None] | None = None,
    ) -> None:
        super().__init__(options, on_model=on_model)
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
            self.loaded()
            if job.stop.requested:
                raise KeyboardInterrupt
            voice = stack.enter_context(Voice())
            again = partial(open_source, source, stride=job.options.stride)
            capture = stack.enter_context(Capture(opened, again))
            return self._coach(job, opened, capture, window, voice)

    def _window(self, opened: VideoSource) -> Window:
        title = f"{self._words['window.title']} – {opened.name} – {self._words['window.keys']}"
        window = Window(title, opened.size, fullscreen=self._appearance.fullscreen)
        width, height = opened.size
        dark = np.zeros((height, width, 3), np.uint8)
        window.show(paint(dark, notice(opened.size, self._words["window.starting"])))
        return window

    def _coach(
        self, job: Job, opened: VideoSource, capture: Capture, window: Window, voice: Voice
    ) -> Counted:
        backend, workout = self.loaded(), self._workout
        coach = Coach(
            workout.exercises,
            plan=workout.plan,
            person=job.options.person,
            score=job.options.score,
            setup=self._setup,
        )
        speaker = Speaker(voice, self._words, on=self._appearance.voice)
        error: BaseException | None = None
        left = False
        with Keeping(
            job.outputs, capture.size, capture.fps, backend.info.model, self._words
        ) as kept:

            def take(look: Look) -> None:
                speaker.hear(look.moment)
                kept.add(look)

            trainer = Trainer(capture, backend, coach, take)
            show = Show(
                window, capture, trainer, speaker, self._words, mirror=self._mirrored(opened)
            )
            trainer.start()
            try:
                left = show.run(job.stop)
            except BaseException as raised:  # whatever it is, what was counted is written first
                error = raised
            capture.stop()
            trainer.join()
            if error is not None and not trainer.looked:
                raise error
            coach.finish()
            poses, unkept = kept.write_poses()
        ended = error is None and not left
        if not capture.live:
            tell_shortfall(opened, ended=ended)
        return Counted(
            source=capture.name,
            mode="live",
            info=backend.info,
            people=coach.people,
            complete=not job.stop.requested and error is None and (capture.live or opened.complete),
            error=error,
            poses=poses,
            unkept=unkept,
            chosen=self._chosen(),
        )

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
