"""Reading ahead in a thread."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_videos import make_video

from repsight.core.errors import SourceError
from repsight.video import open_source, prefetch


class Counter:
    """Counts up, noting how far it got and that it was closed."""

    def __init__(self, end: int, error: Exception | None = None, pause: float = 0.0) -> None:
        self.end, self.error, self.pause = end, error, pause
        self.made = 0
        self.closed = False

    def __iter__(self) -> Iterator[int]:
        try:
            for i in range(self.end):
                time.sleep(self.pause)
                self.made += 1
                yield i
            if self.error is not None:
                raise self.error
        finally:
            self.closed = True


def _threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "prefetch"]


def test_items_come_in_order_and_the_thread_ends() -> None:
    assert list(prefetch(range(1000), depth=3)) == list(range(1000))
    assert list(prefetch([], depth=3)) == []
    assert not _threads()


def test_items_are_made_in_another_thread() -> None:
    names = prefetch(threading.current_thread().name for _ in range(2))
    assert set(names) == {"prefetch"}


def test_no_more_than_the_depth_is_made_ahead() -> None:
    counter = Counter(1000)
    items = prefetch(counter, depth=3)
    assert next(items) == 0
    time.sleep(0.1)
    assert counter.made <= 5  # one taken, three waiting, one in hand
    items.close()


def test_an_error_comes_after_the_items_before_it() -> None:
    counter = Counter(5, SourceError("it broke"))
    seen: list[int] = []
    with pytest.raises(SourceError, match="it broke"):
        seen.extend(prefetch(counter, depth=2))
    assert seen == [0, 1, 2, 3, 4]
    assert not _threads()


def test_closing_early_stops_the_thread_and_closes_the_source_at_once() -> None:
    counter = Counter(10**9)
    items = prefetch(counter, depth=2)
    next(items)
    start = time.perf_counter()
    items.close()
    assert time.perf_counter() - start < 0.5
    assert counter.closed
    assert not _threads()


def test_an_error_in_the_reader_stops_the_thread() -> None:
    counter = Counter(10**9)

    def read() -> None:
        for item in prefetch(counter):
            if item == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read()
    assert counter.closed
    assert not _threads()


def test_a_slow_reader_of_a_live_source_gets_the_newest_items() -> None:
    counter = Counter(40, pause=0.005)
    seen = []
    for item in prefetch(counter, depth=1, drop_old=True):
        seen.append(item)
        time.sleep(0.03)
    assert seen == sorted(set(seen))
    assert len(seen) < 30
    assert seen[-1] == 39
    assert counter.made == 40


def test_dropping_never_drops_the_error() -> None:
    items = prefetch(Counter(50, SourceError("gone")), depth=1, drop_old=True)
    with pytest.raises(SourceError, match="gone"):
        list(items)


def test_a_video_is_the_same_read_ahead(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", [40 * i for i in range(30)])
    with open_source(path) as source, open_source(path) as other:
        ahead = list(prefetch(source, depth=2))
        plain = list(other)
    assert [f.t for f in ahead] == [f.t for f in plain]
    assert all((a.image == b.image).all() for a, b in zip(ahead, plain, strict=True))
    assert source.complete


def test_a_video_can_be_left_in_the_middle(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", [40 * i for i in range(100)])
    with open_source(path) as source:
        frames = prefetch(source, depth=2)
        next(frames)
        frames.close()
    assert not _threads()
