"""Running a source of frames in a background thread, a bounded number of items ahead."""

import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from typing import Final, Generic, TypeVar

T = TypeVar("T")

DEFAULT_DEPTH: Final = 4
"""Frames in hand: enough to even out key frames, and 4 × 8K pictures are 0.4 GB."""

_PATIENCE: Final = 2.0
"""Seconds that closing waits for a thread; one stuck in a network read ends by its own timeout."""


class _Belt(Generic[T]):
    """A bounded queue between two threads that either end can stop."""

    def __init__(self, depth: int, drop_old: bool) -> None:
        self._items: deque[T] = deque()
        self._depth = depth
        self._drop_old = drop_old
        self._changed = threading.Condition()
        self._stopped = False
        self._ended = False
        self._error: BaseException | None = None

    def fill(self, items: Iterable[T]) -> None:
        """Body of the thread: put all items, then how it ended."""
        error: BaseException | None = None
        try:
            self._fill(iter(items))
        except BaseException as raised:  # handed to the reader, in order
            error = raised
        with self._changed:
            self._error, self._ended = error, True
            self._changed.notify_all()

    def _fill(self, items: Iterator[T]) -> None:
        try:
            for item in items:
                if not self._put(item):
                    break
        finally:
            if isinstance(items, Generator):
                items.close()

    def _put(self, item: T) -> bool:
        with self._changed:
            if self._drop_old and len(self._items) >= self._depth:
                self._items.popleft()
            self._changed.wait_for(lambda: self._stopped or len(self._items) < self._depth)
            if not self._stopped:
                self._items.append(item)
                self._changed.notify_all()
            return not self._stopped

    def take(self) -> Generator[T, None, None]:
        """Items in order until the end; then what the source raised."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._items)
                if not self._items:
                    break
                item = self._items.popleft()
                self._changed.notify_all()
            yield item
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Make the thread leave at its next item."""
        with self._changed:
            self._stopped = True
            self._items.clear()
            self._changed.notify_all()


def prefetch(
    frames: Iterable[T], depth: int = DEFAULT_DEPTH, *, drop_old: bool = False
) -> Generator[T, None, None]:
    """The items of `frames`, in order, made by a background thread at most `depth` ahead.

    What `frames` raises is raised here after the items before it. Closing the generator (or leaving
    it to the garbage collector) stops the thread. With `drop_old` a slow reader gets the newest
    items and the thread never waits: for live sources.
    """
    belt: _Belt[T] = _Belt(depth, drop_old)
    thread = threading.Thread(target=belt.fill, args=(frames,), name="prefetch", daemon=True)
    thread.start()
    try:
        yield from belt.take()
    finally:
        belt.stop()
        thread.join(_PATIENCE)
