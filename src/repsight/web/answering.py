"""What one client hears of what was counted: the newest state, with everything that happened."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from starlette.websockets import WebSocket

from repsight.core.coaching import Moment
from repsight.core.types import Event, RepCompleted
from repsight.web.hub import Hub
from repsight.web.states import StateWriter
from repsight.web.store import OpenSession

_STATE_SECONDS: Final = 0.02
"""Between two states; a camera of 30 pictures a second never waits for it."""
_PATIENCE: Final = 4.0
"""Seconds more between states for each second that the server is behind."""


class Answers:
    """Gathers what moments of one session say, and sends it as states.

    After an outage a page hands over minutes at once, and a server behind with its work should
    count first: states keep a distance from each other, and none has an event left out.
    """

    def __init__(self, socket: WebSocket, hub: Hub, one: OpenSession, mirror: bool) -> None:
        self._socket = socket
        self._hub = hub
        self._live = one.live
        self._states = StateWriter(mirror)
        self._latest: tuple[Moment, float] | None = None
        self._events: defaultdict[int, list[Event]] = defaultdict(list)
        self._next = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def mirror(self) -> bool:
        """Whether the client's picture is shown mirrored."""
        return self._states.mirror

    @mirror.setter
    def mirror(self, mirror: bool) -> None:
        self._states.mirror = mirror

    def remember(self, moment: Moment, at: float) -> None:
        """Take in a moment whose input came `at` (by `time.perf_counter`)."""
        for coached in moment.people:
            self._events[coached.view.id] += coached.events
            counted = sum(isinstance(event, RepCompleted) for event in coached.events)
            self._hub.metrics.repetitions.inc(counted)
        self._latest = moment, at

    async def send_in_time(self, later: Callable[[], None]) -> None:
        """Send the newest state, or have `later` called when it is time to."""
        if self._latest is None:
            return
        wait, loop = self._next - time.monotonic(), asyncio.get_running_loop()
        if wait <= 0:
            self._next = time.monotonic() + _STATE_SECONDS + _PATIENCE * self._hub.lag.seconds
            await self.send()
        elif self._timer is None or self._timer.when() < loop.time():
            self._timer = loop.call_later(wait, later)

    async def send(self) -> None:
        """Send the newest state, if it was not sent."""
        if self._latest is None:
            return
        moment, at = self._latest
        live = self._live
        text = self._states.write(live.seq, moment, live.size, self._events)
        await self._socket.send_text(text)
        self._hub.metrics.answer.labels(live.opening.mode).observe(time.perf_counter() - at)
        self._latest = None
        self._events.clear()
