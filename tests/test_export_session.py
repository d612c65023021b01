"""Choosing what to export, what is refused, and the formats that are no tables: JSON and MP4."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import repsight
from counted import REPS, counted, empty_room, hidden_wrist
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.export import export_session, read_session
from repsight.export.session_export import FORMATS, choose_person
from repsight.kept import read_kept
from repsight.pipeline import Stop
from squatter import FPS, HEIGHT, WIDTH, squat_recording

NEED_POSES = ("trc", "mot", "c3d", "mp4")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("session"))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("pair"), squat_recording(REPS, people=2))


def export(session: Path, to: Any, folder: Path, **options: Any) -> Any:
    """Exports to a name that fits the format, with a height where one is needed."""
    output = folder / ("tables" if to in ("csv", "parquet") else f"out.{to}")
    if to in ("trc", "c3d"):
        options = {"height": 1.8, **options}
    return export_session(session, to, output, **options)


@pytest.mark.parametrize("to", FORMATS)
def test_every_format_is_written_where_it_was_asked_for(
    session: Path, tmp_path: Path, to: str
) -> None:
    done = export(session, to, tmp_path / "new")
    assert all(path.is_file() and path.stat().st_size for path in done.files)
    assert not list((tmp_path / "new").rglob("*.part*"))


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_again_replaces_what_was_there(session: Path, tmp_path: Path, to: str) -> None:
    first = export(session, to, tmp_path)
    assert export(session, to, tmp_path).files == first.files


def test_json_is_the_session_and_still_finds_its_poses(session: Path, tmp_path: Path) -> None:
    export_session(session, "json", tmp_path / "deep" / "n.json")
    kept = read_kept(tmp_path / "deep" / "n.json")
    assert kept.missing is None
    assert kept.session.people == read_session(session).people


def test_json_is_of_everybody_unless_one_is_chosen(pair: Path, tmp_path: Path) -> None:
    export_session(pair, "json", tmp_path / "all.json")
    export_session(pair, "json", tmp_path / "two.json", person=2)
    assert [one.id for one in read_session(tmp_path / "all.json").people] == [1, 2]
    assert [one.id for one in read_session(tmp_path / "two.json").people] == [2]
    assert [track.id for track in read_kept(tmp_path / "two.json").tracks] == [2]


def test_json_of_a_session_that_names_nonsense_for_its_poses_is_written(tmp_path: Path) -> None:
    path = counted(tmp_path / "in")
    for odd in ("a\0b", "a" * 5000, ""):
        path.write_text(json.dumps({**json.loads(path.read_text()), "poses": odd}))
        export_session(path, "json", tmp_path / "n.json")
        assert read_kept(tmp_path / "n.json").missing


def test_a_video_shows_the_skeleton_and_the_count_and_nothing_else(
    session: Path, tmp_path: Path
) -> None:
    export_session(session, "mp4", tmp_path / "s.mp4")
    recording = squat_recording(REPS)
    video = cv2.VideoCapture(str(tmp_path / "s.mp4"))
    assert video.get(cv2.CAP_PROP_FPS) == pytest.approx(FPS)
    assert video.get(cv2.CAP_PROP_FRAME_WIDTH) == WIDTH
    assert video.get(cv2.CAP_PROP_FRAME_HEIGHT) == HEIGHT
    frames = []
    while (read := video.read())[0]:
        frames.append(cv2.cvtColor(read[1], cv2.COLOR_BGR2RGB))
    video.release()
    assert len(frames) == len(recording)
    background = frames[0][120:200, 20:60].reshape(-1, 3).astype(int)
    assert np.ptp(background, axis=0).max() < 12
    hip, ankle = recording.keypoints[0, 11, :2], recording.keypoints[0, 15, :2]
    for x, y in (hip, ankle):
        spot = frames[0][int(y) - 4 : int(y) + 5, int(x) - 4 : int(x) + 5]
        assert spot.max() > 180, (x, y)
    numbers = [frame[25:60, 10:60].astype(int) for frame in (frames[0], frames[-1])]
    assert np.abs(numbers[0] - numbers[1]).max() > 100  # 0, and the count at the end


def test_a_video_shows_one_person_only(pair: Path, tmp_path: Path) -> None:
    first, second = (track.keypoints[0, 11, 0] for track in read_kept(pair).tracks)
    export_session(pair, "mp4", tmp_path / "s.mp4", person=2)
    video = cv2.VideoCapture(str(tmp_path / "s.mp4"))
    _, frame = video.read()
    video.release()
    bright = frame[100:].max(axis=2).max(axis=0) > 180
    assert bright[int(second) - 10 : int(second) + 10].any()
    assert not bright[int(first) - 40 : int(first) + 40].any()


def test_a_stopped_video_holds_what_was_drawn_until_then(session: Path, tmp_path: Path) -> None:
    stop, told = Stop(), []

    def stop_soon(progress: repsight.pipeline.Progress) -> None:
        told.append(progress)
        stop.requested = progress.done == 30

    export_session(session, "mp4", tmp_path / "s.mp4", progress=stop_soon, stop=stop)
    video = cv2.VideoCapture(str(tmp_path / "s.mp4"))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 30
    video.release()
    assert (told[-1].stage, told[-1].total) == ("drawing", len(squat_recording(REPS)))


def test_an_exercise_of_ones_own_names_the_video_as_long_as_its_file_is_there(
    tmp_path: Path,
) -> None:
    from repsight.exercises import load_counted, read_text

    own = tmp_path / "my.toml"
    own.write_text(read_text("squat").replace('name = "squat"', 'name = "my_squat"'))
    path = counted(tmp_path / "in", exercise=str(own))
    name = read_session(path).provenance.exercise
    assert "my_squat" in [one.name for one in load_counted(name)]
    own.unlink()
    assert "my_squat" not in [one.name for one in load_counted(name)]
    export_session(path, "mp4", tmp_path / "s.mp4")


def test_the_first_person_with_sets_is_chosen(pair: Path) -> None:
    kept = read_kept(pair)
    assert choose_person(kept, None).id == 1
    assert choose_person(kept, 2).id == 2
    with pytest.raises(InvalidInputError, match="there is no person 7 in it; allowed: 1, 2"):
        choose_person(kept, 7)


def test_nobody_and_nothing_done_are_refused_in_one_line(tmp_path: Path) -> None:
    empty = counted(tmp_path / "empty", empty_room())
    still = counted(tmp_path / "still", squat_recording(0))
    for to in set(FORMATS) - {"json"}:
        with pytest.raises(InvalidInputError, match="nobody was found"):
            export(empty, to, tmp_path)
        with pytest.raises(InvalidInputError, match=r"choose somebody by --person \(1\)"):
            export(still, to, tmp_path)
    with pytest.raises(InvalidInputError, match="no repetition and no hold"):
        export(still, "fit", tmp_path, person=1)
    export(empty, "json", tmp_path)
    export(still, "mot", tmp_path, person=1)


@pytest.mark.parametrize("to", NEED_POSES)
def test_without_poses_it_says_why_and_what_still_works(tmp_path: Path, to: str) -> None:
    path = counted(tmp_path)
    (tmp_path / "squats.poses.npz").unlink()
    with pytest.raises(SourceError, match=r"squats\.poses\.npz is gone.* json, csv .* fit work"):
        export(path, to, tmp_path)
    for works in ("json", "fit", "csv"):
        export(path, works, tmp_path)


@pytest.mark.parametrize(
    ("to", "options", "message"),
    [
        ("gif", {}, "allowed: csv, parquet, json, fit, trc, mot, c3d, mp4"),
        ("trc", {"height": None}, "trc is in metres: give the person's height"),
        ("c3d", {"height": None}, "c3d is in metres"),
        ("trc", {"height": 178}, r"height is 178 m; 0\.5 to 2\.6"),
        ("c3d", {"height": 0.3}, r"height is 0\.3 m"),
        ("trc", {"height": float("nan")}, "height is nan m"),
        ("csv", {"height": 1.8}, "--height is for trc and c3d"),
        ("mp4", {"started": datetime(2026, 1, 1)}, "--started is for fit"),
        ("mot", {"person": 9}, "no person 9"),
    ],
)
def test_a_wrong_choice_is_refused_with_what_is_allowed(
    session: Path, tmp_path: Path, to: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        export(session, to, tmp_path, **options)
    assert "\n" not in str(caught.value)


def test_a_wrong_output_is_refused(session: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for to, name, message in (
        ("csv", "file", "is a file; csv is written as a folder"),
        ("trc", "out.txt", r"end the name in \.trc"),
        ("mp4", "out.avi", r"end the name in \.mp4"),
        ("fit", "file/out.fit", "choose another place"),
    ):
        height = 1.8 if to == "trc" else None
        with pytest.raises(OutputError, match=message):
            export_session(session, to, tmp_path / name, height=height)  # type: ignore[arg-type]
    before = session.read_bytes()
    with pytest.raises(OutputError, match="is the session itself"):
        export_session(session, "json", session)
    assert session.read_bytes() == before


@pytest.mark.parametrize(
    ("to", "module", "library"),
    [
        ("parquet", "pyarrow", "pyarrow"),
        ("fit", "fit_tool", "fit-tool"),
        ("c3d", "ezc3d", "ezc3d"),
    ],
)
def test_without_the_extra_it_says_what_to_install(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    to: str, module: str, library: str,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)  # what an import of it finds
    with pytest.raises(OutputError, match=rf"needs {library}.*pip install 'repsight\[export\]'"):
        export(session, to, tmp_path)


def test_what_is_no_session_is_refused(tmp_path: Path) -> None:
    poses = tmp_path / "a.poses.npz"
    poses.write_bytes(b"PK\3\4\xff\xff")
    for wrong in (poses, tmp_path / "missing.json"):
        with pytest.raises(SourceError, match=wrong.name):
            export(wrong, "csv", tmp_path)


def test_gaps_and_unseen_points_break_no_format(tmp_path: Path) -> None:
    path = counted(tmp_path / "in", hidden_wrist())
    for to in FORMATS:
        export(path, to, tmp_path)
