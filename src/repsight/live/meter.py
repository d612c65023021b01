"""How fast and how late the window is."""

from collections import deque
from statistics import median
from typing import Final

WINDOW_SECONDS: Final = 1.0


class Meter:
    """Pictures shown within the last second: how many, and how old they were.

    `fps` is None before there are two, `latency` (seconds, the median) before there is one.
    """

    def __init__(self) -> None:
        self._shown: deque[tuple[float, float]] = deque()

    def add(self, captured: float, shown: float) -> None:
        """A picture captured at one moment was shown at another, in seconds of one clock."""
        self._shown.append((shown, shown - captured))
        while self._shown[0][0] < shown - WINDOW_SECONDS:
            self._shown.popleft()

    @property
    def fps(self) -> float | None:
        if len(self._shown) < 2:
            return None
        span = self._shown[-1][0] - self._shown[0][0]
        return (len(self._shown) - 1) / span if span > 0 else None

    @property
    def latency(self) -> float | None:
        return median(late for _, late in self._shown) if self._shown else None
