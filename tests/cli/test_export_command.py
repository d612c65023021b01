"""`repsight export` as a user runs it."""

from pathlib import Path

import pytest
from commands import Run, refusal

from counted import counted
from repsight.export import read_session


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return counted(tmp_path / "in")


def test_what_was_written_is_on_stdout_and_notes_are_on_stderr(
    repsight: Run, session: Path, tmp_path: Path
) -> None:
    done = repsight("export", session, "--to", "csv", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert done.stdout.split() == [str(tmp_path / "out" / f"{n}.csv") for n in ("reps", "frames")]
    assert done.stderr == ""
    dated = repsight("export", session, "--to", "fit", "--output", tmp_path / "s.fit")
    assert "was last changed; see --started" in dated.stderr
    quiet = repsight("export", session, "--to", "fit", "-o", tmp_path / "s.fit", "--quiet")
    assert (quiet.stdout, quiet.stderr) == (f"{tmp_path / 's.fit'}\n", "")


def test_height_person_and_start_are_taken(repsight: Run, session: Path, tmp_path: Path) -> None:
    trc = ("export", session, "--to", "trc", "-o", tmp_path / "s.trc", "--height", 1.8)
    assert repsight(*trc, "--person", 1).returncode == 0
    for moment in ("2026-11-24T18:30", "2026-11-24T18:30+01:00", "2026-11-24T18:30:00Z"):
        fit = ("export", session, "--to", "fit", "-o", tmp_path / "s.fit", "--started", moment)
        assert repsight(*fit).stderr == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "gif", "-o", "x"], "allowed: csv, parquet"),
        (["--to", "trc", "-o", "x.trc"], "give the person's height"),
        (["--to", "trc", "-o", "x.trc", "--height", "17.8"], "0.5 to 2.6"),
        (["--to", "mot", "-o", "x.mot", "--person", "4"], "allowed: 1"),
        (["--to", "fit", "-o", "x.fit", "--started", "yesterday"], "an ISO 8601 time is needed"),
        (["--to", "fit", "-o", "x.fit", "--started", "1980-01-01T00:00"], "FIT knows times from"),
        (["--to", "fit", "-o", "x.txt"], "end the name in .fit"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    repsight: Run, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert says in refusal(repsight("export", session, *arguments))
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_wrong_session_is_refused(repsight: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"schema": "repsight.session/2"}')
    assert "repsight.session/2" in refusal(repsight("export", wrong, "--to", "csv", "-o", tmp_path))


def test_a_count_says_where_the_poses_are(repsight: Run, tmp_path: Path) -> None:
    recording = tmp_path / "in" / "squats.poses.npz"
    counted(tmp_path / "in")
    done = repsight("count", recording, "--json", tmp_path / "s.json")
    assert ".poses.npz" not in done.stderr.replace(str(recording), "")
    assert read_session(tmp_path / "s.json").poses == "in/squats.poses.npz"
    repsight("count", recording, "--json", tmp_path / "s.json", "--no-poses")
    assert read_session(tmp_path / "s.json").poses is None
