"""`repsight explain` as a user runs it."""

import json
from pathlib import Path

import pytest
from commands import REPS, Run, refusal

from counted import counted, empty_room
from repsight.explanation import explain_session
from squatter import squat_recording, write_video

SHALLOW = 0.6
"""Of the way to level thighs: something to explain."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("counted"), squat_recording(REPS, depth=SHALLOW))


@pytest.mark.parametrize("rep", [None, 1, REPS])
def test_a_score_is_explained_in_text_and_as_json(
    repsight: Run, session: Path, rep: int | None
) -> None:
    chosen = () if rep is None else ("--rep", rep)
    found = explain_session(session, rep=rep)
    text, data = (repsight("explain", session, *chosen, *form) for form in ((), ("--json",)))
    assert (text.returncode, text.stderr) == (data.returncode, data.stderr) == (0, "")
    assert text.stdout.splitlines() == found.lines()
    assert json.loads(data.stdout, parse_constant=pytest.fail) == found.as_data()


def test_person_and_set_are_chosen(repsight: Run, tmp_path: Path) -> None:
    path = counted(tmp_path, squat_recording(REPS, people=2))
    done = repsight("explain", path, "--person", 2, "--set", 1, "--rep", 2)
    assert done.stdout.splitlines()[0].endswith("person 2, set 1")


def test_pictures_are_written(repsight: Run, session: Path, tmp_path: Path) -> None:
    video = write_video(tmp_path / "squats.mp4", squat_recording(REPS))
    folder = tmp_path / "shots"
    done = repsight("explain", session, "--rep", 1, "--pictures", folder, "--video", video)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("picture: ")]
    assert sorted(told) == sorted(f"picture: {path}" for path in folder.iterdir())
    assert told


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--rep", "9"), "there is no repetition 9"),
        (("--rep", "0"), "there is no repetition 0"),
        (("--set", "2"), "there is no set 2"),
        (("--person", "7"), "there is no person 7"),
        (("--video", "v.mp4"), "--video goes with --pictures; name a folder for them"),
        (("--pictures", "shots"), "pictures need the video"),
        (("--pictures", "shots", "--video", "gone.mp4"), "gone.mp4"),
    ],
    ids=str,
)
def test_bad_choices_are_one_line_and_exit_code_2(
    repsight: Run, session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...], says: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert says in refusal(repsight("explain", session, *options))
    assert not list(tmp_path.iterdir())


def test_sessions_without_a_score_are_one_line_and_exit_code_2(
    repsight: Run, session: Path, tmp_path: Path
) -> None:
    poses, out = session.with_name("squats.poses.npz"), tmp_path / "s.json"
    assert repsight("count", poses, "-e", "squat", "--no-scores", "--json", out).returncode == 0
    assert "count it again without --no-scores" in refusal(repsight("explain", out))
    empty = counted(tmp_path / "empty", empty_room())
    assert "nobody exercises in it" in refusal(repsight("explain", empty))
    data = json.loads(out.read_text(encoding="utf-8"))
    data["people"][0]["sets"][0]["exercise"] = "unknown"
    out.write_text(json.dumps(data), encoding="utf-8")
    assert "an unknown movement has no standard" in refusal(repsight("explain", out))


@pytest.mark.parametrize("content", [b"a shopping list", b"{}", b"\xff\xfe\x00", b"[" * 50_000])
def test_what_is_no_session_is_one_line_and_exit_code_2(
    repsight: Run, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(content)
    assert str(path) in refusal(repsight("explain", path))
    assert "none.json" in refusal(repsight("explain", tmp_path / "none.json"))
    assert str(tmp_path) in refusal(repsight("explain", tmp_path))
