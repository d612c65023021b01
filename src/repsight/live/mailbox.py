"""One item between two threads: who takes gets the newest, who puts never waits."""

import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Holds at most one item; a newer one takes its place.

    Unlike `prefetch` it can be closed from any thread, whatever the other two are waiting for.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._closed = False
        self._error: BaseException | None = None
        self.dropped = 0

    def put(self, item: T) -> bool:
        """Leave `item`, in the place of one not yet taken; False once it is closed."""
        with self._changed:
            if self._closed:
                return False
            self.dropped += self._item is not None
            self._item = item
            self._changed.notify_all()
            return True

    def take(self, timeout: float | None = None) -> T | None:
        """The item, waited for at most `timeout` seconds; None where none came or will come.

        Raises what it was closed with, after the last item.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._item is not None, timeout)
            item, self._item = self._item, None
            if item is None and self._error is not None:
                error, self._error = self._error, None
                raise error
            return item

    def close(self, error: BaseException | None = None) -> None:
        """Nothing more comes; the first `error` it is closed with is raised to the taker."""
        with self._changed:
            if not self._closed:
                self._closed, self._error = True, error
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing more will be put."""
        return self._closed

    def __iter__(self) -> Iterator[T]:
        """Items as they come, until it is closed."""
        while (item := self.take()) is not None:
            yield item
