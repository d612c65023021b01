"""The newest picture of a camera, a stream or a file, taken in a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from repsight.core.errors import SourceError
from repsight.core.types import Frame
from repsight.live.mailbox import Mailbox
from repsight.video import VideoSource

_BACKOFF: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each attempt to find a lost source; the last one is repeated. A plugged-in camera
needs about two seconds to answer."""

_SILENT_SECONDS: Final = 3.0
"""After so long without a picture the source counts as lost, although its read has not given up."""

_LEAVE_SECONDS: Final = 2.0
"""How long closing waits for the thread; one stuck in a read of the network ends by itself."""

_NUDGE: Final = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A frame, and when it arrived in seconds of `time.monotonic`."""

    frame: Frame
    arrived: float


class Capture:
    """Reads `opened`; a file at its own speed, a camera or stream as it comes.

    A camera or stream that goes away is opened again with `reopen` until it is there; its time goes
    on by the clock on the wall. A file ends, and so does the capture. Frames nobody took in time
    are dropped: `dropped` says how many.
    """

    def __init__(self, opened: VideoSource, reopen: Callable[[], VideoSource]) -> None:
        self.name = opened.name
        self.size = opened.size
        self.fps = opened.fps
        self.live = opened.live
        self.complete = False
        self.damaged = 0
        self._source = opened
        self._reopen = reopen
        self._newest: Mailbox[Captured] = Mailbox()
        self._leave = threading.Event()
        self._searching = False
        self._began = self._last_arrival = time.monotonic()
        self._last_t = -_NUDGE
        self._offset: float | None = None
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)

    @property
    def lost(self) -> bool:
        """Whether a camera or stream is being looked for."""
        silent = time.monotonic() - self._last_arrival > _SILENT_SECONDS
        return self.live and not self._newest.closed and (self._searching or silent)

    @property
    def dropped(self) -> int:
        """Pictures nobody had time for."""
        return self._newest.dropped

    def __iter__(self) -> Iterator[Captured]:
        """The newest picture each time, until the end; raises what broke a file off."""
        return iter(self._newest)

    def stop(self) -> None:
        """Take no more pictures, from any thread; whoever waits for one is told at once."""
        self._leave.set()
        self._newest.close()

    def __enter__(self) -> Self:
        self._began = self._last_arrival = time.monotonic()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._thread.join(_LEAVE_SECONDS)

    def _run(self) -> None:
        try:
            self._read()
            while self.live and not self._leave.is_set():
                self._search()
                self._read()
            self._newest.close()
        except BaseException as error:  # handed to whoever takes the pictures
            self._newest.close(error)
        finally:
            self._source.close()

    def _read(self) -> None:
        """All pictures of the source as it is now; a live one that breaks off is no error."""
        self._offset = None
        try:
            for frame in self._source:
                if not self._take(frame):
                    return
        except SourceError as error:
            if not self.live:
                raise
            logging.getLogger("repsight").info("%s; looking for it", error)
        finally:
            self.damaged += self._source.damaged
            self.complete = self._source.complete

    def _take(self, frame: Frame) -> bool:
        """Put the frame at its place in the session's time; False where nobody wants it."""
        now = time.monotonic()
        if self._last_t < 0:
            self._began = now
        silent = self.live and now - self._last_arrival > _SILENT_SECONDS
        if self._offset is None or silent:  # its own clock began again, or stood still
            self._offset = max(now - self._began, self._last_t + _NUDGE) - frame.t
        t = max(frame.t + self._offset, self._last_t + _NUDGE)
        if not self.live:  # as if it happened now
            self._leave.wait(max(0.0, self._began + t - now))
        self._last_t = t
        self._last_arrival = time.monotonic()
        self._searching = False
        timed = frame if t == frame.t else Frame(t, frame.image)
        return not self._leave.is_set() and self._newest.put(Captured(timed, self._last_arrival))

    def _search(self) -> None:
        """Open the source again, however long that takes; returns when it is there or to leave."""
        self._searching = True
        self._source.close()
        attempt = 0
        while not self._leave.wait(_BACKOFF[min(attempt, len(_BACKOFF) - 1)]):
            try:
                self._source = self._reopen()
                return
            except SourceError:
                attempt += 1
