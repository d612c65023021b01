"""Deleting really deletes: nothing of it is found in any byte of any file."""

from dataclasses import replace
from pathlib import Path

import pytest
from logs import EVENING, session, squat_set

from repsight.core.history.log import BodyWeight, PainNote, UserProfile
from repsight.history import Store, open_store
from repsight.history.recordings import recording_of
from repsight.pipeline.offline import track_recording
from squatter import squat_recording

SECRETS = ("Annabella", "torn meniscus", "wheelchair", "Secret Squat", "diagnosis", "elbow pit")


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def found(folder: Path) -> set[str]:
    data = bytes_of(folder)
    return {secret for secret in SECRETS if secret.encode() in data}


def fill(store: Store, name: str, secrets: tuple[str, ...] = SECRETS) -> list[int]:
    """A user whose every text is a secret; the numbers of their sessions."""
    _, injury, equipment, exercise, note, place = secrets
    store.add_user(name, UserProfile(injuries=(injury,), equipment=(equipment,)))
    sets = (squat_set(exercise=exercise, note=note),)
    added = store.add_sessions(
        name, [replace(session(day, f"k{day}", sets, note), name=exercise) for day in range(50)]
    )
    store.add_pain(name, PainNote(EVENING, place, 3.0, note))
    store.add_body_weight(name, BodyWeight(EVENING, 64.0))
    store.keep_finding(name, note, exercise, {"why": note})
    store.keep_programme(name, {"for": exercise})
    return [*added.added]


def test_a_deleted_user_is_nowhere_to_be_found(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "h.db")) as store:
        store.add_user("Bob")
        store.add_session("Bob", session(note="nothing to hide"))
        fill(store, "Annabella")
        assert found(tmp_path) == set(SECRETS)  # else this test would show nothing
        store.delete_user("Annabella")
        assert found(tmp_path) == set()
        assert b"nothing to hide" in bytes_of(tmp_path)
    assert found(tmp_path) == set()


def test_a_deleted_session_is_nowhere_to_be_found(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "h.db")) as store:
        store.add_user("Bob")
        number = store.add_session(
            "Bob", session(0, "a", (squat_set(exercise="Secret Squat"),), "diagnosis")
        )
        store.keep_finding("Bob", "trend", "Secret Squat", {"why": "diagnosis"})
        assert found(tmp_path) == {"Secret Squat", "diagnosis"}
        store.delete_session("Bob", number)
        assert found(tmp_path) == set()


def test_a_copy_from_before_a_migration_goes_too(tmp_path: Path) -> None:
    from repsight.history.store.schema import back_up, backups

    file = tmp_path / "h.db"
    with open_store(str(file)) as store:
        fill(store, "Annabella")
        back_up(file, "0001")
        assert len(backups(file)) == 1
        store.delete_user("Annabella")
        assert found(tmp_path) == set()


def test_another_program_that_has_it_open_keeps_nothing_from_being_deleted(
    tmp_path: Path,
) -> None:
    file = str(tmp_path / "h.db")
    with open_store(file) as store, open_store(file) as other:
        fill(store, "Annabella")
        assert other.users() == ("Annabella",)
        store.delete_user("Annabella")
        assert other.users() == ()
        assert found(tmp_path) == set()


def test_traces_that_a_reader_holds_on_to_are_told_and_go_when_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("repsight.history.store.erasing._PATIENCE_SECONDS", 0)
    file = str(tmp_path / "h.db")
    with open_store(file) as store, open_store(file) as other:
        fill(store, "Annabella")
        with other._reading_of("Annabella"):
            store.delete_user("Annabella")
        assert "bytes of it stay in h.db-wal" in caplog.text
        assert store.users() == ()
    assert found(tmp_path) == set()


@pytest.fixture
def recorded(store: Store) -> tuple[Store, str]:
    (track,) = track_recording(squat_recording(2))
    return store, store.recordings.keep(recording_of(track, (640, 360), "drawn"))


def test_a_recording_goes_with_its_session(recorded: tuple[Store, str]) -> None:
    store, name = recorded
    store.add_user("ann")
    one = store.add_session("ann", replace(session(0, "a"), recording=name))
    other = store.add_session("ann", replace(session(1, "b"), recording=name))
    store.delete_session("ann", one)
    assert store.recordings.path(name).is_file()  # the other one has it still
    store.delete_session("ann", other)
    assert not store.recordings.path(name).exists()


def test_a_recording_goes_with_its_user(recorded: tuple[Store, str]) -> None:
    store, name = recorded
    store.add_user("ann")
    store.add_session("ann", replace(session(0, "a"), recording=name))
    store.delete_user("ann")
    assert [*store.recordings.folder.iterdir()] == []


def test_a_recording_goes_when_another_takes_its_place(recorded: tuple[Store, str]) -> None:
    store, name = recorded
    (track,) = track_recording(squat_recording(3))
    other = store.recordings.keep(recording_of(track, (640, 360), "drawn"))
    store.add_user("ann")
    store.add_session("ann", replace(session(0, "a"), recording=name))
    store.add_session("ann", replace(session(0, "a"), recording=other))
    assert [path.name for path in store.recordings.folder.iterdir()] == [other]


def test_what_a_crash_left_of_recordings_goes_with_the_next_deletion(
    recorded: tuple[Store, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, name = recorded  # which no session names
    (store.recordings.folder / "abc.part").write_bytes(b"half")
    store.add_user("ann")
    store.delete_user("ann")
    assert len([*store.recordings.folder.iterdir()]) == 2  # it may be being written just now
    monkeypatch.setattr("repsight.history.recordings._BETWEEN_SECONDS", -1.0)
    store.add_user("ann")
    store.delete_user("ann")
    assert [*store.recordings.folder.iterdir()] == []
    assert name
