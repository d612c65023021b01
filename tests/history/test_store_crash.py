"""kill -9 and many writers at once: what was acknowledged is there, and nothing is broken."""

import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from logs import session, squat_set

from repsight.core.history.log import LoggedSession
from repsight.history import Store, open_store

WRITER = Path(__file__).with_name("writer.py")


def begin(address: str, key: str, *more: object) -> subprocess.Popen[str]:
    words = [sys.executable, str(WRITER), address, key, *map(str, more)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def kill_while_writing(file: Path, key: str, after: float) -> int:
    """How many sets a writer said were kept before it was killed, so long after it had begun."""
    with begin(str(file), key) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        time.sleep(after)
        child.kill()
        said = child.stdout.read().splitlines()
    return len(said) - (bool(said) and not said[-1].isdigit())


def check(file: Path, acknowledged: dict[str, int]) -> None:
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_store(str(file)) as store:
        kept = {one.key: one for one in store.sessions("ann", repetitions=True)}
    for key, count in acknowledged.items():
        names = [each.exercise for each in kept[key].sets]
        # One more may have been kept than the child could say.
        assert names in [[f"{key}-{n}" for n in range(m)] for m in (count, count + 1)]
        assert all(len(each.repetitions) == 5 for each in kept[key].sets)


def kill_often(file: Path, times: int) -> None:
    with open_store(str(file)) as store:
        store.add_user("ann")
    chance = random.Random(times)
    acknowledged = {
        f"k{n}": kill_while_writing(file, f"k{n}", chance.uniform(0, 0.06)) for n in range(times)
    }
    check(file, acknowledged)
    assert sum(acknowledged.values()) > times  # it was killed at work, not before


def test_what_was_kept_outlives_being_killed(tmp_path: Path) -> None:
    kill_often(tmp_path / "history.db", 12)


@pytest.mark.slow
def test_what_was_kept_outlives_being_killed_200_times(tmp_path: Path) -> None:
    kill_often(tmp_path / "history.db", 200)


def test_processes_that_write_at_once_all_get_their_turn(store: Store) -> None:
    store.add_user("ann")
    children = [begin(store.place, f"w{n}", 15) for n in range(3)]
    for child in children:
        child.communicate(timeout=60)
        assert child.returncode == 0
    kept = {one.key: [each.exercise for each in one.sets] for one in store.sessions("ann")}
    assert kept == {f"w{n}": [f"w{n}-{m}" for m in range(15)] for n in range(3)}


def at_once(count: int, work: Callable[[int], object]) -> None:
    """Run `work(n)` in as many threads; what one raises is raised."""
    errors: list[BaseException] = []

    def run(n: int) -> None:
        try:
            work(n)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_threads_that_append_to_one_session_lose_nothing(store: Store) -> None:
    store.add_user("ann")
    number = store.add_session("ann", session(0, "a", ()))

    def work(n: int) -> None:
        for m in range(5):
            store.append_set("ann", number, squat_set(exercise=f"{n}-{m}"))

    at_once(6, work)
    names = [each.exercise for each in store.session("ann", number).sets]
    assert sorted(names) == sorted(f"{n}-{m}" for n in range(6) for m in range(5))


def test_the_same_sessions_added_by_many_at_once_are_there_once(store: Store) -> None:
    store.add_user("ann")
    same: list[LoggedSession] = [session(day, f"k{day}") for day in range(20)]
    at_once(6, lambda n: store.add_sessions("ann", same))
    assert [one.key for one in store.sessions("ann")] == [one.key for one in same]


def test_a_reader_sees_all_of_a_batch_or_nothing(store: Store) -> None:
    store.add_user("ann")
    many = [session(day, f"k{day}") for day in range(300)]
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(len(store.history("ann").sessions))

    reader = threading.Thread(target=read)
    reader.start()
    store.add_sessions("ann", many)
    done.set()
    reader.join()
    assert seen <= {0, 300}


def test_many_that_open_a_new_database_at_once_make_its_tables_once(address: str) -> None:
    def work(n: int) -> None:
        with open_store(address) as store:
            store.add_user(f"user {n}")

    at_once(6, work)
    with open_store(address) as store:
        assert store.users() == tuple(f"user {n}" for n in range(6))
