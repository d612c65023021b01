"""Ctrl-C as a request: the first ends the loop in an orderly way, the second interrupts it.

So does SIGTERM, which `timeout`, `docker stop` and a service manager send: what was counted until
then must not be lost.
"""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Final, Self

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_SHELL_BASE: Final = 128
"""A shell reports a program that a signal ended as this much plus the signal's number."""


class Stop:
    """Whether the user asked to stop; in a `with` block it listens to Ctrl-C and SIGTERM.

    `exit_code` is what a program stopped by it ends with: 130 after Ctrl-C, 143 after SIGTERM.

    A KeyboardInterrupt can strike between two statements that belong together; a flag looked at
    once a frame cannot. Outside the main thread Python delivers no signals and nothing is changed.
    """

    def __init__(self) -> None:
        self.requested = False
        self.exit_code = _SHELL_BASE + signal.SIGINT
        self._before: dict[int, Any] = {}

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.exit_code = _SHELL_BASE + number
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {n: signal.signal(n, self._on_signal) for n in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}
