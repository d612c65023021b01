"""`repsight report` as a user runs it."""

from pathlib import Path

import pytest
from commands import Run, refusal

from counted import counted


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return counted(tmp_path / "in")


def test_the_reports_name_is_on_stdout_and_what_is_missing_on_stderr(
    repsight: Run, session: Path, tmp_path: Path
) -> None:
    done = repsight("report", session, "-o", tmp_path / "r.html", "--title", "Mine")
    assert done.returncode == 0
    assert done.stdout == f"{tmp_path / 'r.html'}\n"
    assert "name its video with --video" in done.stderr
    assert "<h1>Mine</h1>" in (tmp_path / "r.html").read_text(encoding="utf-8")
    quiet = repsight("report", session, "-o", tmp_path / "r.html", "-q", "--no-pictures")
    assert quiet.stderr == ""


def test_a_recording_is_counted_as_asked(repsight: Run, session: Path, tmp_path: Path) -> None:
    source = session.with_name("squats.poses.npz")
    done = repsight(
        "report", source, "--output", tmp_path / "r.html", "-e", "squat", "--height", 1.8,
        "--weights", "rom=1", "--tempo", "3-1-1-0", "--person", 1,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "tempo 3-1-1-0" in text
    assert "m/s" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "r.txt"], "end the name in .html or .pdf"),
        (["-o", "r.html", "--person", "5"], "there is no person 5"),
        (["-o", "r.html", "--tempo", "3-1-1-0"], "counted and scored already"),
        (["-o", "r.html", "--height", "17"], "0.5 to 2.6"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    repsight: Run, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert says in refusal(repsight("report", session, *arguments))
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
