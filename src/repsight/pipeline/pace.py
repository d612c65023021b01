"""Telling the caller how far a run is."""

import time
from collections.abc import Callable
from typing import Literal

from repsight.pipeline.options import Progress

ProgressCallback = Callable[[Progress], None]


class Pace:
    """Counts the frames of one stage and reports each to `callback`, if there is one."""

    def __init__(
        self,
        callback: ProgressCallback | None,
        source: str,
        stage: Literal["counting", "drawing", "looking", "writing"],
        total: int | None,
    ) -> None:
        self._callback = callback
        self._source = source
        self._stage = stage
        self._total = total
        self._began = time.perf_counter()
        self.done = 0

    @property
    def fps(self) -> float:
        """Mean frames per second since the first frame was asked for."""
        return self.done / max(time.perf_counter() - self._began, 1e-9)

    def step(self) -> None:
        """One frame is done."""
        self.done += 1
        if self._callback is not None:
            self._callback(Progress(self._source, self._stage, self.done, self._total, self.fps))
