"""Ctrl-C as a request: the first ends the loop in an orderly way, the second interrupts it."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self


class Stop:
    """Whether the user asked to stop; in a `with` block it listens to Ctrl-C.

    A KeyboardInterrupt can strike between two statements that belong together; a flag looked at
    once a frame cannot. Outside the main thread Python delivers no signals and nothing is changed.
    """

    def __init__(self) -> None:
        self.requested = False
        self._before: Any = None

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._on_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None
