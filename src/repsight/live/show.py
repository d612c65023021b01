"""The loop of the window: shows the newest look, obeys keys, until it is over."""

import time
from collections.abc import Mapping
from typing import Final

import numpy as np

from repsight.core.coaching.scene import build_coach_scene
from repsight.core.shapes import Scene
from repsight.draw import paint
from repsight.live.capture import Capture
from repsight.live.keys import Action
from repsight.live.meter import Meter
from repsight.live.panels import help_panel, notice
from repsight.live.speaker import Speaker
from repsight.live.trainer import Look, Trainer
from repsight.live.window import Window
from repsight.pipeline.interrupt import Stop

_POLL_SECONDS: Final = 1 / 60
"""How long keys may wait while no new picture comes: one refresh of a usual screen."""


class Show:
    """Shows one session in `window`; to be run in the main thread, where windows live."""

    def __init__(
        self,
        window: Window,
        capture: Capture,
        trainer: Trainer,
        speaker: Speaker,
        words: Mapping[str, str],
        *,
        mirror: bool,
    ) -> None:
        self._window = window
        self._capture = capture
        self._trainer = trainer
        self._speaker = speaker
        self._words = words
        self._mirror = mirror
        self._meter = Meter()
        self._look: Look | None = None
        self._help = self._paused = self._lost = self._over = False
        self._stale = True

    def run(self, stop: Stop) -> bool:
        """Show until the pictures end, False, or the user ends it, True; raises what broke it."""
        newest = self._trainer.newest
        while not (self._over or stop.requested):
            look = newest.take(_POLL_SECONDS)
            if look is None and newest.closed:
                return False
            for action in self._window.actions():
                self._obey(action)
            if self._capture.lost != self._lost:
                self._lost, self._stale = not self._lost, True
            if look is not None:
                self._look = look
            if look is not None or self._stale:
                self._draw()
            if look is not None:
                self._meter.add(look.arrived, time.monotonic())
        return True

    def _obey(self, action: Action) -> None:
        self._stale = True
        if action == "finish":
            self._over = True
        elif action == "pause":
            self._paused = not self._paused
            self._trainer.do("pause" if self._paused else "resume")
        elif action == "start" or action == "skip":
            self._paused = False
            self._trainer.do(action)
        elif action == "mirror":
            self._mirror = not self._mirror
        elif action == "help":
            self._help = not self._help
        elif action == "voice":
            self._speaker.toggle()
        else:
            self._window.toggle_fullscreen()

    def _draw(self) -> None:
        self._stale = False
        if self._look is None:
            return
        image = self._look.frame.image
        height, width = image.shape[:2]
        if self._mirror:
            image = np.ascontiguousarray(image[:, ::-1])
        self._window.show(paint(image, self._scene((width, height))))

    def _scene(self, size: tuple[int, int]) -> Scene:
        assert self._look is not None
        scene = build_coach_scene(
            self._look.moment,
            size,
            self._words,
            mirror=self._mirror,
            fps=None if self._lost else self._meter.fps,
            latency=None if self._lost else self._meter.latency,
        )
        if self._lost:
            scene += notice(size, self._words["window.lost"])
        return scene + help_panel(size, self._words) if self._help else scene
