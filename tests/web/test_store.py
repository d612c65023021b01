"""Sessions in memory and on disk: how many, for how long, and whose."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from repsight.core.errors import OutputError
from repsight.web.errors import RefusedError
from repsight.web.folders import lock_folder, new_id, new_key
from repsight.web.opening import parse_opening
from repsight.web.settings import Limits
from repsight.web.store import ELSEWHERE, OpenSession, SessionStore
from repsight.web.wire import Asked

OPENING = parse_opening(
    {"mode": "keypoints", "size": [640, 480], "plan": {"steps": [{"exercise": "squat"}]}}
)


def store(folder: Path, **limits: float) -> SessionStore:
    return SessionStore(folder / "sessions", Limits(**limits))  # type: ignore[arg-type]


def attached(sessions: SessionStore, client: str = "a") -> OpenSession:
    one = sessions.create(OPENING, client)
    one.leave = lambda reason: None
    return one


def test_names_and_keys_are_never_the_same_and_hard_to_guess() -> None:
    made = {new_id() for _ in range(1000)} | {new_key() for _ in range(1000)}
    assert len(made) == 2000
    assert all(len(one) in (16, 32) for one in made)


def test_a_full_server_refuses_and_one_whose_clients_are_away_makes_room(tmp_path: Path) -> None:
    sessions = store(tmp_path, max_sessions=2)
    first, _ = attached(sessions, "a"), attached(sessions, "b")
    with pytest.raises(RefusedError, match="full"):
        sessions.create(OPENING, "c")
    first.release()
    sessions.create(OPENING, "c")
    assert len(sessions) == 2
    with pytest.raises(RefusedError):
        attached(sessions, "d") and sessions.create(OPENING, "e")


def test_one_address_cannot_take_all_places(tmp_path: Path) -> None:
    sessions = store(tmp_path, max_sessions_per_client=2)
    attached(sessions, "a"), attached(sessions, "a")
    with pytest.raises(RefusedError, match="your address"):
        sessions.create(OPENING, "a")
    attached(sessions, "b")


def test_who_stays_away_leaves_the_memory_and_comes_back_from_the_journal(
    tmp_path: Path,
) -> None:
    sessions = store(tmp_path, idle_seconds=0.0)
    one = attached(sessions)
    one.live.take(Asked(5, 1.0, "start"))
    one.journal.write(Asked(5, 1.0, "start"))
    sessions.sweep()
    assert len(sessions) == 1  # its client is there
    one.release()
    time.sleep(0.01)
    sessions.sweep()
    assert len(sessions) == 0
    back = asyncio.run(sessions.resume(one.id, one.key))
    assert back is not one
    assert back.live.seq == 5
    sessions.close()


def test_two_who_come_back_at_once_get_the_same_session(tmp_path: Path) -> None:
    sessions = store(tmp_path)
    one = attached(sessions)
    sessions.close()

    async def both() -> list[OpenSession]:
        return await asyncio.gather(*(sessions.resume(one.id, one.key) for _ in range(2)))

    first, second = asyncio.run(both())
    assert first is second
    sessions.close()


def test_a_full_disk_takes_no_new_session_and_an_empty_one_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="disk is full"):
        store(tmp_path, free_bytes=1 << 60).create(OPENING, "a")
    sessions = store(tmp_path)
    one = sessions.create(OPENING, "a")
    sessions.drop(one)
    assert list((tmp_path / "sessions").iterdir()) == []


def test_what_is_old_is_removed_unless_it_is_open(tmp_path: Path) -> None:
    sessions = store(tmp_path, keep_seconds=100.0)
    kept, old = attached(sessions), attached(sessions)
    old.live.take(Asked(0, 1.0, "start"))
    sessions.drop(old)
    for one in (kept, old):
        for path in (one.folder / "journal", one.folder):
            os.utime(path, (time.time() - 200,) * 2)
    sessions.sweep()
    assert kept.folder.exists()
    assert not old.folder.exists()
    sessions.close()


def test_a_damaged_journal_is_told_as_lost(tmp_path: Path) -> None:
    sessions = store(tmp_path)
    one = attached(sessions)
    sessions.close()
    path = one.folder / "journal"
    path.write_bytes(path.read_bytes().replace(b'"squat"', b'"tauqs"'))
    with pytest.raises(RefusedError, match="cannot be brought back"):
        asyncio.run(sessions.resume(one.id, one.key))


@pytest.mark.parametrize("name", ["", "../x", "a" * 16, None, 5, "a/b", "x" * 10_000])
def test_a_name_that_is_none_finds_nothing(tmp_path: Path, name: object) -> None:
    sessions = store(tmp_path)
    with pytest.raises(RefusedError, match="nothing of that name"):
        sessions.folder(name, "key")
    with pytest.raises(RefusedError):
        asyncio.run(sessions.resume(name, "key"))


def test_deleting_ends_the_connection_and_leaves_nothing(tmp_path: Path) -> None:
    sessions = store(tmp_path)
    reasons: list[RefusedError] = []
    one = sessions.create(OPENING, "a")
    one.leave = reasons.append
    with pytest.raises(RefusedError):
        sessions.delete(one.id, "wrong")
    assert one.folder.exists()
    sessions.delete(one.id, one.key)
    assert [reason.code for reason in reasons] == ["gone"]
    assert not one.folder.exists()
    assert reasons[0] is not ELSEWHERE


def test_folders_are_for_the_servers_user_only_and_for_one_server(tmp_path: Path) -> None:
    sessions = store(tmp_path)
    one = sessions.create(OPENING, "a")
    for path in (one.folder, one.folder.parent):
        assert path.stat().st_mode & 0o077 == 0
    lock = lock_folder(tmp_path / "data")
    with pytest.raises(OutputError, match="another server"):
        lock_folder(tmp_path / "data")
    os.close(lock)
    os.close(lock_folder(tmp_path / "data"))
    sessions.close()
