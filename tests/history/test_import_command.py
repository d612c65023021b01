"""`repsight history import` and `export`: into a history and out of it."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from logs import session, squat_set
from training_files import HEVY, STRONG, hevy_row, strong_row, written

from repsight.cli import main
from repsight.core.errors import RepSightError
from repsight.core.history.log import BodyWeight, LoggedSession, PainNote, UserProfile
from repsight.history import Store, open_store
from repsight.recording import write_recording
from squatter import squat_recording

BERLIN = ("--timezone", "Europe/Berlin")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a history is to be; none is there yet."""
    path = tmp_path / "kept" / "history.db"
    monkeypatch.setenv("REPSIGHT_DATABASE_URL", str(path))
    return path


class Repsight:
    """`repsight history …` in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def __call__(self, *arguments: object) -> list[str]:
        """Lines of what it says; raises AssertionError where it is refused."""
        code, out, err = self._run(arguments)
        assert code == 0, err
        return out.splitlines()

    def refused(self, *arguments: object) -> str:
        """The one line that says why not."""
        code, out, err = self._run(arguments)
        assert (code, out) == (2, ""), err
        assert len(err.splitlines()) == 1
        return err

    def _run(self, arguments: tuple[object, ...]) -> tuple[object, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["repsight", "history", *map(str, arguments)])
        self._capfd.readouterr()
        try:
            main()
        except SystemExit as end:
            return end.code or 0, *self._capfd.readouterr()
        return 0, *self._capfd.readouterr()


@pytest.fixture
def history(
    database: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Repsight:
    return Repsight(monkeypatch, capfd)


def kept(user: str = "Ann") -> tuple[LoggedSession, ...]:
    """What is in the history, without the numbers that the store gives."""
    with open_store() as store:
        return tuple(replace(one, id=None) for one in store.sessions(user, repetitions=True))


def test_an_import_says_what_it_kept_and_what_it_left_out(
    history: Repsight, tmp_path: Path
) -> None:
    rows = [strong_row(n) for n in range(1, 4)]
    bad = [strong_row(n, 100, -3) for n in range(4, 11)]
    path = written(tmp_path, STRONG, *rows, strong_row(3), *bad)
    said = history("import", path, "--user", "Ann", *BERLIN)
    assert said[0] == "log.csv (Strong): 3 sets in 1 session, 2026-03-02 to 2026-03-02"
    assert said[1:4] == [
        "  left out, impossible: 7 rows",
        "    line 6: reps is -3; 0 to 10000 is allowed",
        "    line 7: reps is -3; 0 to 10000 is allowed",
    ]
    assert "    and 2 more" in said
    assert "  left out, written twice: 1 row" in said
    assert any("--unit lb" in line for line in said)
    assert any("no user Ann yet" in line for line in said)
    assert said[-1] == "Ann: 1 session added, 0 updated, 0 as before"
    assert [len(one.sets) for one in kept()] == [3]


def test_the_same_log_again_adds_nothing_and_a_longer_one_what_is_new(
    history: Repsight, tmp_path: Path
) -> None:
    first = [strong_row(1), strong_row(2)]
    path = written(tmp_path, STRONG, *first)
    history("import", path, "--user", "Ann", *BERLIN)
    before = kept()
    assert history("import", path, *BERLIN)[-1] == "Ann: 0 sessions added, 0 updated, 1 as before"
    assert kept() == before
    written(tmp_path, STRONG, *first, strong_row(1, date="2026-03-04 18:00:00"))
    assert history("import", path, *BERLIN)[-1] == "Ann: 1 session added, 0 updated, 1 as before"
    assert kept()[:1] == before


def test_a_session_that_was_edited_or_renamed_is_updated(history: Repsight, tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(1, name="Evening Workout"))
    history("import", path, "--user", "Ann", *BERLIN)
    written(tmp_path, STRONG, strong_row(1, 105, 6, name="Legs"))
    assert history("import", path, *BERLIN)[-1] == "Ann: 0 sessions added, 1 updated, 0 as before"
    (one,) = kept()
    assert (one.name, one.sets[0].load_kg, one.sets[0].reps) == ("Legs", 105.0, 6)


def test_a_dry_run_says_the_same_and_changes_nothing(history: Repsight, tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(1), strong_row(1, date="2026-03-04 18:00:00"))
    options = ("import", path, "--user", "Ann", *BERLIN)
    said = history(*options, "--dry-run")
    assert said[-1] == "Ann: 2 sessions would be added, 0 would be updated, 0 as before"
    with open_store() as store:
        assert store.users() == ()
    history(*options)
    written(tmp_path, STRONG, strong_row(1), strong_row(1, 70, date="2026-03-04 18:00:00"))
    before = kept()
    said = history(*options, "--dry-run")
    assert said[-1] == "Ann: 0 sessions would be added, 1 would be updated, 1 as before"
    assert kept() == before


def test_of_several_files_all_are_kept_or_none(history: Repsight, tmp_path: Path) -> None:
    good = written(tmp_path, STRONG, strong_row(1))
    other = written(tmp_path, HEVY, hevy_row(date="3 Mar 2026, 18:00"), name="hevy.csv")
    bad = written(tmp_path, "a,b,c", name="bad.csv")
    refused = history.refused("import", good, other, bad, "--user", "Ann")
    assert "bad.csv is no training log" in refused
    with open_store() as store:
        assert store.users() == ()
    said = history("import", good, other, "--user", "Ann", *BERLIN)
    assert said[-1] == "Ann: 2 sessions added, 0 updated, 0 as before"
    assert [one.source for one in kept()] == ["strong", "hevy"]


def test_pounds_stay_pounds_when_the_next_export_does_not_say_so(
    history: Repsight, tmp_path: Path
) -> None:
    path = written(tmp_path, STRONG, strong_row(1, 225))
    history("import", path, "--user", "Ann", "--unit", "lb", *BERLIN)
    before = kept()
    written(tmp_path, STRONG, strong_row(1, 225), strong_row(1, 135, date="2026-03-04 18:00:00"))
    said = history("import", path, *BERLIN)
    assert any("weights are in pounds, as in the sessions" in line for line in said)
    assert said[-1] == "Ann: 1 session added, 0 updated, 1 as before"
    assert kept()[0] == before[0]
    assert kept()[1].sets[0].load_kg == pytest.approx(61.235, abs=1e-3)


def test_options_and_files_that_cannot_be_are_refused(history: Repsight, tmp_path: Path) -> None:
    path = written(tmp_path, STRONG, strong_row(1))
    assert "allowed: kg, lb" in history.refused("import", path, "--user", "Ann", "--unit", "st")
    assert "IANA" in history.refused("import", path, "--user", "Ann", "--timezone", "Here")
    assert "there is no history yet" in history.refused("import", path)
    assert "--user is empty" in history.refused("import", path, "--user", " ")
    assert "No such file" in history.refused("import", tmp_path / "no.csv", "--user", "Ann")


@pytest.fixture
def full(database: Path) -> Store:
    """A history of Ann's with everything that there is."""
    with open_store() as store:
        store.add_user("Ann", UserProfile(height=1.7, goals=("strength",), injuries=("knee",)))
        poses = store.recordings.keep(squat_recording(2))
        store.add_sessions(
            "Ann",
            [
                replace(session(0, "a"), recording=poses),
                session(3, "b", (squat_set(None, 3, "lunge", "slow"),)),
                session(5, "", note="by hand"),
            ],
        )
        at = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
        store.add_body_weight("Ann", BodyWeight(at, 64.5))
        store.add_body_weight("Ann", BodyWeight(at + timedelta(days=3), 64.1))
        store.add_pain("Ann", PainNote(at, "knee", 3.0, "after the run"))
    return store


def everything(user: str = "Ann") -> tuple[object, ...]:
    with open_store() as store:
        history = store.history(user)
    return kept(user), history.profile, history.body_weight, history.pain


@pytest.mark.parametrize("form", ["json", "zip"])
def test_a_history_moves_to_another_place_whole(
    history: Repsight, full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    out = tmp_path / f"ann.{form}"
    assert history("export", "-o", out) == [f"{out}: 5 sets in 3 sessions of Ann"]
    before = everything()
    monkeypatch.setenv("REPSIGHT_DATABASE_URL", str(tmp_path / "there" / "history.db"))
    said = history("import", out, "--user", "Ann")
    assert said[-1] == "Ann: 3 sessions added, 0 updated, 0 as before"
    sessions, *rest = everything()
    if form == "json":
        assert any("the poses of 1 sessions are not in the file" in line for line in said)
        first, *others = before[0]  # type: ignore[misc]
        assert sessions == (replace(first, recording=None), *others)
    else:
        assert sessions == before[0]
        with open_store() as store:
            name = sessions[0].recording  # type: ignore[index]
            assert len(store.recordings.read(name)) == len(full.recordings.read(name))
    assert rest == list(before[1:])
    again = history("import", out)
    assert again[-1] == "Ann: 0 sessions added, 0 updated, 3 as before"
    assert everything()[0] == sessions


@pytest.mark.parametrize("form", ["json", "zip", "csv"])
def test_what_was_exported_adds_nothing_where_it_is_from(
    history: Repsight, full: Store, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"ann.{form}"
    history("export", "-o", out)
    before = everything()
    for dry in ((), ("--dry-run",)):
        assert history("import", out, *dry)[-1].endswith("3 as before")
    assert everything() == before, "a CSV has no repetitions: it must not take them away"


def test_dates_choose_what_is_exported(history: Repsight, full: Store, tmp_path: Path) -> None:
    out = tmp_path / "ann.json"
    said = history("export", "-o", out, "--since", "2026-11-22", "--until", "2026-11-24")
    assert said == [f"{out}: 1 set in 1 session of Ann"]
    text = out.read_text()
    assert "64.1" in text
    assert "64.5" not in text


def test_an_export_that_cannot_be_is_refused(
    history: Repsight, full: Store, tmp_path: Path
) -> None:
    assert "allowed: .csv, .parquet, .json, .zip" in history.refused("export", "-o", tmp_path / "x")
    assert "is a folder" in history.refused("export", "-o", _folder(tmp_path / "a.json"))
    refused = history.refused("export", "-o", tmp_path / "x.csv", "--since", "2027-01-01")
    assert "no session of Ann to write" in refused
    assert "write a day as" in history.refused("export", "-o", tmp_path / "x.csv", "--since", "x")
    assert "Bob" in history.refused("export", "-o", tmp_path / "x.csv", "--user", "Bob")
    assert not list(tmp_path.glob("x*"))


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_profile_that_is_there_stays(history: Repsight, full: Store, tmp_path: Path) -> None:
    out = tmp_path / "ann.json"
    history("export", "-o", out)
    with open_store() as store:
        store.set_profile("Ann", UserProfile(height=1.8))
    assert any("the profile stays as it is" in line for line in history("import", out))
    with open_store() as store:
        assert store.profile("Ann") == UserProfile(height=1.8)


def test_a_recording_that_was_changed_is_refused_before_anything_is_kept(
    history: Repsight, full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    out = tmp_path / "ann.zip"
    history("export", "-o", out)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"?" if name.startswith("recordings/") else old.read(name))
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(evil, "w") as new:
        new.writestr("history.json", old.read("history.json"))
        new.writestr("recordings/../../evil.poses.npz", b"?")
    monkeypatch.setenv("REPSIGHT_DATABASE_URL", str(tmp_path / "there" / "history.db"))
    for path in (changed, evil):
        assert "damaged recordings" in history.refused("import", path, "--user", "Ann")
        assert kept() == ()
    assert not (tmp_path / "evil.poses.npz").exists()


def test_a_count_is_the_session_that_count_itself_would_keep(
    history: Repsight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = tmp_path / "squats.poses.npz"
    write_recording(recording, squat_recording(3))
    monkeypatch.setattr(
        sys, "argv",
        ["repsight", "count", str(recording), "--json", str(tmp_path / "s.json"), "-q",
         "--user", "Ann"],
    )  # fmt: skip
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    before = kept()
    assert [one.reps for one in before[0].sets] == [3]
    said = history("import", tmp_path / "s.json")
    assert said[-1] in (
        "Ann: 0 sessions added, 0 updated, 1 as before",
        "Ann: 0 sessions added, 1 updated, 0 as before",
    )
    (one,) = kept()
    assert (one.key, one.recording) == (before[0].key, before[0].recording)
    assert [len(each.repetitions) for each in one.sets] == [3]


def test_a_history_that_fails_keeps_nothing(
    history: Repsight, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, STRONG, strong_row(1), strong_row(1, date="2026-03-04 18:00:00"))
    history("import", path, "--user", "Ann", *BERLIN)
    before = kept()

    def fail(*_: object) -> None:
        raise RepSightError("the disk is full")

    monkeypatch.setattr("repsight.history.store.writing._insert_sets", fail)
    written(tmp_path, STRONG, strong_row(1, 50), strong_row(1, date="2026-03-05 18:00:00"))
    assert "the disk is full" in history.refused("import", path, *BERLIN)
    assert kept() == before
