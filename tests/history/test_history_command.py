"""`repsight history …` and `repsight count --user`: what people type, and what they are told."""

import json
import os
from pathlib import Path

import pytest
from commands import Run, refusal

from repsight.history import open_store
from repsight.recording import write_recording
from squatter import squat_recording

REPS = 3


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REPSIGHT_DATABASE_URL", str(tmp_path / "history.db"))
    return tmp_path / "history.db"


@pytest.fixture
def ann(repsight: Run) -> Run:
    """The command, with a user and a session of theirs."""
    assert repsight("history", "user", "add", "Ann", "--height", "1.7").returncode == 0
    done = repsight(
        *("history", "add", "-e", "squat", "--reps", "5,5,4", "--load", "100,100,102.5"),
        *("--rpe", "8", "--session-rpe", "7", "--minutes", "50", "--note", "felt [good]"),
        *("--when", "2026-11-20 18:00"),
    )
    assert done.stdout == "session 1 of Ann: squat 2 × 5 at 100 kg, 4 at 102.5 kg\n"
    return repsight


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "squats.poses.npz"
    write_recording(path, squat_recording(REPS))
    return path


def test_a_profile_is_told_shown_and_changed(ann: Run) -> None:
    changed = ann("history", "user", "set", "--goals", "strength,mobility", "--injuries", "Knee")
    assert changed.stdout.splitlines() == [
        "Ann",
        "  height: 1.7 m",
        "  goals: strength, mobility",
        "  injuries: knee",
    ]
    ann("history", "user", "set", "ann", "--injuries", "")
    shown = json.loads(ann("history", "user", "show", "--json").stdout)
    assert (shown["name"], shown["height"], shown["injuries"]) == ("Ann", 1.7, [])
    assert ann("history", "user", "list").stdout == "Ann\n"


def test_a_profile_that_cannot_be_is_refused(ann: Run) -> None:
    assert "2.6 is allowed" in refusal(ann("history", "user", "set", "--height", "170"))
    assert "allowed: strength" in refusal(ann("history", "user", "set", "--goals", "fun"))


def test_sessions_are_listed_with_what_was_done(ann: Run) -> None:
    done = ann("history", "list")
    assert "squat 2 × 5 at 100 kg, 4 at 102.5 kg" in done.stdout
    assert "2026-11-20 18:00" in done.stdout
    assert "1410" in done.stdout  # 1000 + 410
    assert "felt [good]" in done.stdout
    assert "score" not in done.stdout  # nothing has one


def test_a_list_is_cut_to_the_last_and_says_so(ann: Run) -> None:
    for day in (21, 22):
        ann("history", "add", "-e", "plank", "--seconds", "60", "--when", f"2026-11-{day} 18:00")
    done = ann("history", "list", "--last", "2")
    assert ("plank" in done.stdout, "squat" in done.stdout) == (True, False)
    assert "--last 0 shows all" in done.stderr
    assert "squat" in ann("history", "list", "--last", "0").stdout


def test_a_list_can_be_chosen_from_and_read_by_programs(ann: Run) -> None:
    ann("history", "add", "-e", "plank", "--seconds", "60,45", "--when", "2026-11-22 18:00")
    (plank,) = json.loads(ann("history", "list", "--since", "2026-11-21", "--json").stdout)
    assert [each["seconds"] for each in plank["sets"]] == [60.0, 45.0]
    (squat,) = json.loads(ann("history", "list", "--exercise", "Squat", "--json").stdout)
    assert squat["started"].startswith("2026-11-20T18:00:00")
    assert json.loads(ann("history", "list", "--until", "2026-11-19", "--json").stdout) == []
    assert "no session like that" in ann("history", "list", "--until", "2026-11-19").stderr


def test_a_session_is_shown_set_by_set(ann: Run) -> None:
    shown = ann("history", "show", "1").stdout
    assert shown.startswith("session 1: 2026-11-20 18:00, 50 min, RPE 7\nfelt [good]\nfrom hand\n")
    assert "4 at 102.5 kg" in shown
    data = json.loads(ann("history", "show", "1", "--json").stdout)
    assert [each["rpe"] for each in data["sets"]] == [8.0] * 3


def test_a_session_is_changed_where_something_was_not_known(ann: Run) -> None:
    done = ann("history", "edit", "1", "--load", "110", "--set", "3", "--session-rpe", "9")
    assert done.stdout == "session 1 of Ann: squat 2 × 5 at 100 kg, 4 at 110 kg\n"
    data = json.loads(ann("history", "show", "1", "--json").stdout)
    assert (data["rpe"], data["note"]) == (9.0, "felt [good]")
    assert "has sets 1 to 3" in refusal(ann("history", "edit", "1", "--load", "1", "--set", "4"))
    assert "say what to change" in refusal(ann("history", "edit", "1"))


def test_sets_are_added_to_a_session(ann: Run) -> None:
    done = ann("history", "add", "-e", "plank", "--seconds", "60", "--to", "1")
    assert done.stdout == "added to session 1 of Ann: plank 60 s\n"
    assert "102.5 kg; plank 60 s" in ann("history", "list").stdout


def test_deleting_asks_first(ann: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert ann("history", "delete", "1").returncode == 1
    assert "squat" in ann("history", "list").stdout
    done = ann("history", "delete", "1", "--yes")
    assert done.stdout.startswith("deleted session 1 of Ann, 2026-11-20: squat")
    assert "no sessions yet" in ann("history", "list").stderr


def test_a_user_is_deleted_with_everything(ann: Run, database: Path) -> None:
    ann("history", "pain", "knee", "3", "--note", "sharp")
    done = ann("history", "delete", "--user-all", "--yes", "--user", "ann")
    assert done.stdout.startswith("deleted Ann with one session")
    assert ann("history", "user", "list").stdout == ""
    assert b"sharp" not in database.read_bytes()
    assert b"felt [good]" not in database.read_bytes()


def test_what_to_delete_must_be_said(ann: Run) -> None:
    for words in ((), ("1", "--user-all")):
        assert "say what to delete" in refusal(ann("history", "delete", "--yes", *words))


def test_a_load_that_was_pounds_is_told_to_ten_grams(ann: Run) -> None:
    told = ann("history", "add", "-e", "row", "--reps", "10", "--load", "45.359237").stdout
    assert told.endswith("row 10 at 45.36 kg\n")


def test_weight_and_pain_are_noted_and_shown(ann: Run) -> None:
    assert "note" in ann("history", "weight").stderr
    ann("history", "weight", "64.5", "--when", "2026-11-19 07:00")
    assert ann("history", "weight").stdout == "2026-11-19 07:00  64.5 kg\n"
    ann("history", "pain", "Knee", "3", "--note", "stairs", "--when", "2026-11-19 07:00")
    assert ann("history", "pain").stdout == "2026-11-19 07:00  knee 3 of 10  stairs\n"
    assert "say where and how much" in refusal(ann("history", "pain", "knee"))
    assert "0 to 10 is allowed" in refusal(ann("history", "pain", "knee", "11"))
    assert "see a professional" in ann("history", "pain", "chest", "7").stderr
    assert not ann("history", "pain", "knee", "6").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "-e", "squat"), "say what was done"),
        (("add", "-e", "squat", "--reps", "five"), "write numbers"),
        (("add", "-e", "squat", "--reps", "5.5"), "whole numbers"),
        (("add", "-e", "squat", "--reps", "5,5,5", "--load", "1,2"), "2 numbers for 3 sets"),
        (("add", "-e", "squat", "--reps", "5", "--load", "9999"), "1000 is allowed"),
        (("add", "-e", "squat", "--reps", "5", "--when", "yesterday"), "--when is 'yesterday'"),
        (("add", "-e", "squat", "--reps", "5", "--when", "2999-01-01"), "still to come"),
        (("edit", "1", "--when", "2999-01-01"), "still to come"),
        (("add", "nothing.json"), "nothing.json"),
        (("add", "nothing.json", "--reps", "5"), "give one of them"),
        (("list", "--since", "20.11.2026"), "write a day as 2026-11-20"),
        (("show", "99"), "no session 99"),
        (("rescore",), "say what to score again"),
        (("rescore", "1"), "no poses are kept of session 1"),
        (("list", "--user", "Eve"), "no user 'Eve'; known: Ann"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_line(ann: Run, words: tuple[str, ...], said: str) -> None:
    assert said in refusal(ann("history", *words))


def test_without_any_user_it_is_said_how_to_begin(repsight: Run) -> None:
    assert "`repsight history user add NAME` begins one" in refusal(repsight("history", "list"))
    assert "user add NAME" in repsight("history", "user", "list").stderr


def test_of_several_users_one_must_be_named(ann: Run) -> None:
    ann("history", "user", "add", "Bob")
    assert "say whose with --user: Ann, Bob" in refusal(ann("history", "list"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_cannot_be_written_is_told(repsight: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "may not be written" in refusal(repsight("history", "user", "list"))
    finally:
        tmp_path.chmod(0o700)


def test_another_database_can_be_named(ann: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    ann("history", "user", "add", "Bob", "--database", other)
    assert ann("history", "user", "list", "--database", f"sqlite:///{other}").stdout == "Bob\n"
    assert "Is a directory" in refusal(ann("history", "list", "--database", tmp_path))


def test_a_counted_video_is_kept_with_the_height_of_the_profile(ann: Run, recording: Path) -> None:
    done = ann("count", recording, "--user", "ann", "--load", "60", "--rpe", "7")
    assert done.returncode == 0
    assert f"{recording} is kept as session 2 of Ann" in done.stderr
    data = json.loads(ann("history", "show", "2", "--json").stdout)
    (squats,) = data["sets"]
    assert (squats["reps"], squats["load_kg"], squats["rpe"]) == (REPS, 60.0, 7.0)
    assert squats["measures"]["velocity"] > 0  # which needs a height
    assert ann("history", "rescore", "2").stdout == "session 2: 100 → 100\n"
    assert "session 2: 100 → " in ann("history", "rescore", "--all", "--tempo", "6-0-6-0").stdout


def test_a_count_for_nobody_known_adds_them_and_says_so(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording, "--user", "Bob", "--when", "2026-11-20 18:00")
    assert "there was no user Bob yet; added, in" in done.stderr
    assert "2026-11-20 18:00" in repsight("history", "list").stdout


def test_what_a_history_is_told_needs_a_user(repsight: Run, recording: Path) -> None:
    assert "say whose with --user" in refusal(repsight("count", recording, "--load", "60"))


def test_a_wrong_load_is_refused_before_anything_is_counted(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording, "--user", "Bob", "--rpe", "12")
    assert "0 to 10 is allowed" in refusal(done)
    with open_store() as store:
        assert store.users() == ()


def test_a_session_that_was_counted_before_is_added_once(
    ann: Run, recording: Path, tmp_path: Path
) -> None:
    file = tmp_path / "session.json"
    ann("count", recording, "--json", file)
    first = ann("history", "add", file, "--load", "60")
    assert first.stdout == f"session 2 of Ann: squat {REPS} at 60 kg\n"
    assert "was there already" in ann("history", "add", file, "--load", "60").stdout
    assert "there is no person 7" in refusal(ann("history", "add", file, "--person", "7"))


def test_a_long_list_is_plain_but_says_the_same(ann: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    boxed = ann("history", "list").stdout
    monkeypatch.setattr("repsight.cli.history.wording._MANY", 0)
    plain = ann("history", "list").stdout.splitlines()
    assert len(plain) == 2
    assert len(boxed.splitlines()) > 2
    for cell in ("2026-11-20 18:00", "squat 2 × 5 at 100 kg, 4 at 102.5 kg", "1410", "felt [good]"):
        assert cell in plain[1]
        assert cell in boxed
