"""What all connections of one server share."""

import asyncio
import contextlib
import itertools
import logging
import os
import time
from collections.abc import Callable
from typing import Final

from repsight.web.errors import RefusedError
from repsight.web.folders import lock_folder
from repsight.web.keeping import Keeper
from repsight.web.lag import Lag
from repsight.web.metrics import Metrics
from repsight.web.pose_process import PoseProcess
from repsight.web.result import Reports
from repsight.web.settings import Settings
from repsight.web.store import SessionStore
from repsight.web.uploads import Videos

_SWEEP_SECONDS: Final = 30.0
_FAREWELL_SECONDS: Final = 2.0
CLOSING: Final = RefusedError("closing", "The server stops; your session is kept.", 503)
_LOG: Final = logging.getLogger("repsight.web")


class Hub:
    """Sessions, the pose process, reports and numbers of one server. Raises OutputError."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock: int | None = lock_folder(settings.data)
        self.keeper = Keeper(settings)
        self.metrics = Metrics()
        sessions = settings.data / "sessions"
        self.sessions = SessionStore(sessions, settings.limits, self.keeper.keep_left)
        self.pose = PoseProcess(settings.model, settings.device, self.metrics)
        self.reports = Reports(settings.limits.report_seconds)
        self.videos = Videos(settings, self.metrics)
        self.leavers: set[Callable[[RefusedError], None]] = set()
        """Ends one connection each, for a reason."""
        self.streams = itertools.count(1)
        self.lag = Lag()
        self._chores: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to look after what gets old."""
        if self._lock is None:  # it was closed before
            self._lock = lock_folder(self.settings.data)
        self.metrics.sessions.set_function(lambda: len(self.sessions))
        self.metrics.lag.set_function(lambda: self.lag.seconds)
        self.metrics.connections.set_function(lambda: len(self.leavers))
        await asyncio.to_thread(self.keeper.keep_due, self.settings.data / "sessions")
        self.videos.start()
        self._chores = [asyncio.create_task(work) for work in (self._sweep(), self.lag.run())]

    async def ready_pose(self) -> None:
        """Have the pose model loaded. Raises RefusedError where it cannot be."""
        try:
            await self.pose.start()
        except (OSError, TimeoutError) as error:
            _LOG.error("the pose process does not start: %r", error)
            await self.pose.close()
            raise RefusedError(
                "pose", "The server cannot look at pictures now; use the model in the browser.", 503
            ) from None

    async def dismiss(self) -> None:
        """Tell all clients that the server stops, and let them go."""
        for leave in list(self.leavers):
            leave(CLOSING)
        deadline = time.monotonic() + _FAREWELL_SECONDS
        while self.leavers and time.monotonic() < deadline:
            await asyncio.sleep(_FAREWELL_SECONDS / 40)

    async def close(self) -> None:
        """End everything in order; sessions go on from their journals another time."""
        for chore in self._chores:
            chore.cancel()
        await self.dismiss()
        self.sessions.close()
        await self.videos.close()
        await self.pose.close()
        self.keeper.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            with contextlib.suppress(OSError):  # a full or slow disk; the next round tries again
                self.sessions.sweep()
                await self.videos.sweep()
