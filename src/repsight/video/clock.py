"""Seconds that always increase, from a container's timestamps that may not."""

from typing import Final

_NUDGE: Final = 0.001
"""Seconds added to a timestamp that repeats the one before; below any frame distance."""

_RESTART: Final = 1.0
"""Seconds a timestamp falls back when a source starts its clock again; less is jitter."""

_STEP: Final = 1 / 30
"""Seconds between frames where the container knows no rate."""


class Clock:
    """Turns raw timestamps into seconds: the first is 0.0, each later than the one before.

    A frame without timestamp follows one nominal frame after the last. A clock that starts again
    (two files joined, a camera restarted) goes on from where it was.
    """

    def __init__(self, fps: float | None) -> None:
        self._step = 1 / fps if fps else _STEP
        self._offset: float | None = None
        self._last = 0.0

    def seconds(self, raw: float | None) -> float:
        """Seconds of the frame whose timestamp is `raw`."""
        if self._offset is None:
            self._offset = raw or 0.0
            return 0.0
        t = self._last + self._step if raw is None else raw - self._offset
        if raw is not None and t < self._last - _RESTART:
            self._offset = raw - self._last - self._step
            t = self._last + self._step
        self._last = max(t, self._last + _NUDGE)
        return self._last
