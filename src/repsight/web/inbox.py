"""What a client sent and nobody has looked at yet, in order and of bounded length."""

import asyncio
import time
from collections import deque
from typing import Final

from repsight.web.wire import Message

_MOST: Final = 128
"""Beyond this the connection is not read any further: the client's own network buffers it."""
_AT_ONCE: Final = 16
"""So many are handed out together; at 30 a second somebody else's turn is never far."""

Arrived = tuple[float, Message]
"""A message, and when it came by `time.perf_counter`."""


class Inbox:
    """A queue whose reader gets several at once."""

    def __init__(self) -> None:
        self._waiting: deque[Arrived] = deque()
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._nudged = False
        self.ended = False

    async def put(self, message: Message) -> None:
        """Add one; waits while there are too many."""
        while len(self._waiting) >= _MOST:
            self._emptied.clear()
            await self._emptied.wait()
        self._waiting.append((time.perf_counter(), message))
        self._filled.set()

    def end(self) -> None:
        """Nothing more will come."""
        self.ended = True
        self._filled.set()

    def nudge(self) -> None:
        """Let who waits in `take` go on without anything."""
        self._nudged = True
        self._filled.set()

    async def take(self) -> list[Arrived]:
        """Those that wait; none after a nudge, or where nothing more will come."""
        while not (self._waiting or self.ended or self._nudged):
            self._filled.clear()
            await self._filled.wait()
        self._nudged = False
        taken = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
        self._emptied.set()
        return taken
