"""How fast one client may go."""

from typing import Final

_BURST_SECONDS: Final = 2.0
"""What was not used for so long may be used at once."""


class Pace:
    """Counts what comes against an allowance of `per_second`; whoever is too fast has to wait."""

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._left = per_second * _BURST_SECONDS
        self._last: float | None = None

    def wait(self, amount: float, now: float) -> float:
        """Seconds to wait after `amount` came at `now`, 0 within the allowance."""
        elapsed = 0.0 if self._last is None else now - self._last
        self._last = now
        self._left = min(self._left + elapsed * self._rate, self._rate * _BURST_SECONDS) - amount
        return max(0.0, -self._left / self._rate)
