"""One item between two threads."""

import threading
import time

import pytest

from repsight.live.mailbox import Mailbox


def test_the_newest_takes_the_place_of_the_one_before() -> None:
    box: Mailbox[int] = Mailbox()
    assert all(box.put(i) for i in range(5))
    assert (box.take(0), box.take(0), box.dropped) == (4, None, 4)


def test_taking_waits_no_longer_than_asked() -> None:
    start = time.monotonic()
    assert Mailbox[int]().take(0.05) is None
    assert 0.04 < time.monotonic() - start < 1


def test_a_slow_reader_gets_the_newest_of_a_fast_writer() -> None:
    box: Mailbox[int] = Mailbox()

    def write() -> None:
        for i in range(100):
            box.put(i)
            time.sleep(0.002)
        box.close()

    threading.Thread(target=write).start()
    read = []
    for item in box:
        read.append(item)
        time.sleep(0.01)
    assert read == sorted(set(read))
    assert read[-1] == 99
    assert 5 < len(read) < 60
    assert len(read) + box.dropped == 100


def test_closing_frees_who_waits_and_refuses_more() -> None:
    box: Mailbox[int] = Mailbox()
    threading.Timer(0.05, box.close).start()
    assert box.take() is None
    assert box.closed
    assert not box.put(1)


def test_an_error_is_raised_after_the_last_item_and_once() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close(ValueError("broke"))
    assert box.take() == 1
    with pytest.raises(ValueError, match="broke"):
        box.take()
    assert box.take() is None


def test_the_first_way_it_closes_counts() -> None:
    box: Mailbox[int] = Mailbox()
    box.close()
    box.close(ValueError("late"))
    assert list(box) == []
