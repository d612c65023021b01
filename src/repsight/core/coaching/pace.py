"""How far along its way a ghost is: at the target tempo, together with the person."""

import math
from typing import Final

from repsight.core.exercise import Exercise
from repsight.core.types import Phase

IDLE_SECONDS: Final = 6.0
"""Somebody who has not begun a repetition for so long is shown again how it goes."""
SHOWN_SLOWER: Final = 2.0
SHOWN_PAUSE: Final = 1.0
"""Seconds between two showings."""
_FASTEST: Final = 4.0


class Pace:
    """The progress of one ghost, 0 start … 1 turn. Can be pickled.

    It sets out when the person does and then waits at the start for the next repetition. Before
    the first one, and when the person rests, it shows the movement by itself, half as fast.
    """

    def __init__(self, exercise: Exercise, tempo: tuple[float, float, float, float]) -> None:
        eccentric_first = exercise.first_phase == "eccentric"
        eccentric, self._pause, concentric, _ = tempo
        self._away = eccentric if eccentric_first else concentric
        self._back = concentric if eccentric_first else eccentric
        self._start: Phase = "top" if eccentric_first else "bottom"
        self._holds = exercise.kind == "hold"
        self._phase: Phase = "lost"
        self._begun = -math.inf
        self._idle_since: float | None = None
        self._last = -math.inf
        self.progress = 0.0

    @property
    def at_start(self) -> bool:
        """Whether the person is in the start position, or nobody knows."""
        return self._phase in ("lost", self._start)

    def update(self, t: float, phase: Phase) -> float:
        """The progress at `t` seconds of a person in `phase`."""
        if self._idle_since is None:
            self._idle_since = t - IDLE_SECONDS
        if self.at_start and phase not in ("lost", self._start):
            self._begun = t
        if phase not in ("lost", self._start):
            self._idle_since = t
        self._phase = phase
        wanted = 0.0 if self._holds else self._wanted(t)
        # A ghost that was showing something hurries to where the person is; it never jumps.
        most = max(_FASTEST, 2 / self._away, 2 / self._back) * max(0.0, t - self._last)
        self.progress += min(max(wanted - self.progress, -most), most)
        self._last = t
        return self.progress

    def _wanted(self, t: float) -> float:
        if t - self._begun <= self._away + self._pause + self._back:
            return self._along(t - self._begun)
        assert self._idle_since is not None
        idle = t - self._idle_since - IDLE_SECONDS
        if idle < 0:
            return 0.0
        once = self._away + self._pause + self._back + SHOWN_PAUSE
        return self._along(idle / SHOWN_SLOWER % once)

    def _along(self, seconds: float) -> float:
        """Where it is so long after it set out."""
        if seconds < self._away:
            return _soft(seconds / self._away)
        seconds -= self._away + self._pause
        return 1.0 if seconds <= 0 else 1 - _soft(seconds / self._back)


def _soft(share: float) -> float:
    """Minimum-jerk movement (Flash and Hogan 1985), 0..1."""
    share = min(max(share, 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)
