"""Tables and files: what stands in them, and that nothing half-written is left behind."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from repsight.core.errors import OutputError
from repsight.core.tracking import track_people
from repsight.core.types import PersonSummary, Provenance, Repetition, Session, SetSummary, Track
from repsight.export import check_writable, write_angles, write_reps, write_text
from repsight.export.tables import AngleTable, angle_series
from small_disk import small_disk
from squatter import squat_recording

PROVENANCE = Provenance("0.1.0", "m", None, "r", "cpu", "auto", None)


def rep(index: int, **measures: float) -> Repetition:
    return Repetition(index, index, index + 0.5, index + 1.0, index + 1.0, measures=measures)


def squat_track() -> Track:
    r = squat_recording(2)
    (track,) = track_people(r.t, r.frame, r.keypoints, r.boxes, r.scores)
    return track


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_every_repetition_of_everybody_is_a_row(tmp_path: Path) -> None:
    first = PersonSummary(
        1, 9, (SetSummary("squat", 0, 3, (rep(1), rep(2, rom=90.5, depth=math.nan))),)
    )
    second = PersonSummary(
        2, 9, (SetSummary("plank", 0, 9, kind="hold"), SetSummary("dip", 9, 12, (rep(1),)))
    )
    write_reps(tmp_path / "reps.csv", Session("a,b.mp4", PROVENANCE, (first, second)))
    table = rows(tmp_path / "reps.csv")
    assert [(row["person"], row["set"], row["exercise"], row["rep"]) for row in table] == [
        ("1", "1", "squat", "1"), ("1", "1", "squat", "2"), ("2", "2", "dip", "1"),
    ]  # fmt: skip
    assert {row["source"] for row in table} == {"a,b.mp4"}
    assert [row["rom"] for row in table] == ["", "90.500", ""]
    assert [row["depth"] for row in table] == ["", "", ""]
    assert table[1]["turn"] == "2.500"


def test_angles_are_written_per_frame_and_person(tmp_path: Path) -> None:
    track = squat_track()
    write_angles(tmp_path / "angles.csv", [track])
    table = rows(tmp_path / "angles.csv")
    series = angle_series(track)
    knee = [float(row["left_knee"]) for row in table]
    np.testing.assert_allclose(knee, series.degrees[:, series.names.index("left_knee")], atol=0.051)
    assert [row["person"] for row in table] == ["1"] * len(track)
    assert min(knee) < 100 < 160 < max(knee)


def test_an_angle_that_was_not_seen_is_an_empty_cell(tmp_path: Path) -> None:
    keypoints = squat_track().keypoints[:2].copy()
    keypoints[0, 13] = np.nan
    write_angles(tmp_path / "angles.csv", [Track(np.array([0.0, 0.1]), keypoints)])
    table = rows(tmp_path / "angles.csv")
    assert [row["left_knee"] != "" for row in table] == [False, True]
    assert table[0]["right_knee"] != ""


def test_what_an_angle_table_held_is_kept_when_the_run_fails(tmp_path: Path) -> None:
    path = tmp_path / "angles.csv"

    def fill_and_fail() -> None:
        with AngleTable(path) as table:
            table.add(squat_track())
            raise RuntimeError("the camera fell over")

    with pytest.raises(RuntimeError):
        fill_and_fail()
    assert len(rows(path)) == len(squat_track())
    assert names(tmp_path) == ["angles.csv"]


def test_a_full_disk_leaves_the_old_file_and_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_text(path, "old")
    with small_disk(10_000), pytest.raises(OutputError, match=r"a\.json cannot be written"):
        write_text(path, "new" * 10_000)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.json"]


def test_a_full_disk_ends_an_angle_table_with_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "angles.csv"
    with small_disk(2_000), pytest.raises(OutputError, match="cannot be written"):
        write_angles(path, [squat_track()])


def test_folders_above_an_output_are_made_and_a_folder_is_no_output(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b" / "c.json")
    assert (tmp_path / "a" / "b").is_dir()
    assert names(tmp_path / "a" / "b") == []
    with pytest.raises(OutputError, match="is a folder"):
        check_writable(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="choose another place"):
        check_writable(tmp_path / "file" / "c.json")
