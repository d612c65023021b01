"""How far behind the server is with its work."""

import asyncio
import time
from typing import Final

_BEAT_SECONDS: Final = 0.1
_MEMORY: Final = 0.8
"""Share of the old value in the new one: half of a change is seen after three beats."""


class Lag:
    """Measures how late a timer fires; `seconds` is a running mean."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(_BEAT_SECONDS)
            late = max(0.0, time.monotonic() - began - _BEAT_SECONDS)
            self.seconds = _MEMORY * self.seconds + (1 - _MEMORY) * late
