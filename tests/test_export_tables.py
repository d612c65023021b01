"""CSV and Parquet, read back with the csv module, pandas' rival DuckDB, and nothing of our own."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from counted import HIDDEN, REPS, counted, hidden_wrist
from repsight.core.errors import OutputError
from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.export import export_session
from repsight.export.columns import write_parquet
from repsight.export.tables import REP_COLUMNS
from small_disk import small_disk
from squatter import squat_recording


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("tables"), hidden_wrist())


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_parquet(path: Path) -> dict[str, Any]:
    """Columns as DuckDB reads them; numbers as masked arrays."""
    return duckdb.sql(f"select * from read_parquet('{path}')").fetchnumpy()


def add_measures(path: Path, *measures: dict[str, float | None]) -> None:
    data = json.loads(path.read_text())
    reps = data["people"][0]["sets"][0]["reps"]
    for rep, some in zip(reps, measures, strict=False):
        rep["measures"] = some
    path.write_text(json.dumps(data))


def test_csv_holds_every_repetition_and_every_frame(session: Path, tmp_path: Path) -> None:
    done = export_session(session, "csv", tmp_path / "out")
    assert [path.name for path in done.files] == ["reps.csv", "frames.csv"]
    assert done.notes == ()
    reps, frames = (read_csv(path) for path in done.files)
    assert [row["rep"] for row in reps] == ["1", "2", "3"]
    truth = hidden_wrist()
    assert len(frames) == len(truth)
    np.testing.assert_allclose([float(row["t"]) for row in frames], truth.t, atol=1e-4)
    hips = [float(row["left_hip_y"]) for row in frames]
    np.testing.assert_allclose(hips, truth.keypoints[:, 11, 1], atol=0.006)
    assert {row["left_hip_confidence"] for row in frames} == {"0.900"}
    assert 30 < min(float(row["left_knee_angle"]) for row in frames) < 130
    assert "nan" not in done.files[1].read_text().lower()


def test_an_unseen_point_is_an_empty_cell(session: Path, tmp_path: Path) -> None:
    export_session(session, "csv", tmp_path)
    frames = read_csv(tmp_path / "frames.csv")
    empty = [row["left_wrist_x"] == "" for row in frames]
    assert [i for i, missing in enumerate(empty) if missing] == list(range(len(frames)))[HIDDEN]
    assert {row["right_ankle_y"] for row in frames} == {""}
    assert {row["right_knee_angle"] for row in frames} == {""}


def test_frames_know_their_set_and_repetition(session: Path, tmp_path: Path) -> None:
    export_session(session, "csv", tmp_path)
    reps, frames = read_csv(tmp_path / "reps.csv"), read_csv(tmp_path / "frames.csv")
    for rep in reps:
        inside = [r for r in frames if float(rep["start"]) < float(r["t"]) < float(rep["end"])]
        assert {(row["set"], row["rep"]) for row in inside} == {("1", rep["rep"])}
    assert frames[0]["rep"] == frames[0]["set"] == ""


def test_parquet_says_what_csv_says(session: Path, tmp_path: Path) -> None:
    export_session(session, "csv", tmp_path)
    export_session(session, "parquet", tmp_path)
    for name in ("reps", "frames"):
        rows, table = read_csv(tmp_path / f"{name}.csv"), read_parquet(tmp_path / f"{name}.parquet")
        assert list(table) == list(rows[0])
        for column, values in table.items():
            texts = [row[column] for row in rows]
            missing = np.ma.getmaskarray(values)
            assert missing.tolist() == [text == "" for text in texts], column
            for value, text in zip(
                np.ma.getdata(values)[~missing], filter(None, texts), strict=True
            ):
                same = value == text or math.isclose(float(value), float(text), abs_tol=0.051)
                assert same, (column, value, text)


def test_parquet_has_types_also_where_there_is_nothing(session: Path, tmp_path: Path) -> None:
    still = counted(tmp_path / "still", squat_recording(0))
    export_session(still, "parquet", tmp_path, person=1)
    export_session(session, "parquet", tmp_path / "full")
    types = [
        duckdb.sql(f"describe select * from '{folder / 'reps.parquet'}'").fetchall()
        for folder in (tmp_path, tmp_path / "full")
    ]
    columns = len(REP_COLUMNS)
    assert [row[0] for row in types[1][:columns]] == list(REP_COLUMNS)
    assert types[0] == types[1][:columns]  # measures are columns only where they were measured
    assert [row[1] for row in types[0][:6]] == [
        "VARCHAR", "INTEGER", "INTEGER", "VARCHAR", "INTEGER", "DOUBLE",
    ]  # fmt: skip
    assert len(read_parquet(tmp_path / "reps.parquet")["rep"]) == 0
    assert len(read_parquet(tmp_path / "frames.parquet")["t"]) == len(squat_recording(0))


def test_measures_become_columns_whatever_they_are(tmp_path: Path) -> None:
    path = counted(tmp_path / "in")
    add_measures(path, {"depth": 1.25, "rom": None}, {"rom": 91.0}, {})
    export_session(path, "csv", tmp_path)
    export_session(path, "parquet", tmp_path)
    rows = read_csv(tmp_path / "reps.csv")
    assert [(row["depth"], row["rom"]) for row in rows] == [("1.250", ""), ("", "91.000"), ("", "")]
    table = read_parquet(tmp_path / "reps.parquet")
    assert table["rom"].tolist() == [None, 91.0, None]
    assert len(table["rep"]) == REPS


def test_without_poses_there_are_repetitions_and_a_reason(tmp_path: Path) -> None:
    path = counted(tmp_path / "in")
    (tmp_path / "in" / "squats.poses.npz").unlink()
    for to in ("csv", "parquet"):
        done = export_session(path, to, tmp_path / to)
        assert [file.name for file in done.files] == [f"reps.{to}"]
        (note,) = done.notes
        assert f"no frames.{to}: " in note
        assert "squats.poses.npz is gone" in note


def test_every_keypoint_has_its_three_columns(session: Path, tmp_path: Path) -> None:
    export_session(session, "parquet", tmp_path)
    table = read_parquet(tmp_path / "frames.parquet")
    for name in KEYPOINT_NAMES:
        assert {f"{name}_x", f"{name}_y", f"{name}_confidence"} <= set(table)


def test_a_full_disk_leaves_no_half_table(session: Path, tmp_path: Path) -> None:
    for to in ("csv", "parquet"):
        with small_disk(12_000), pytest.raises(OutputError, match=r"frames\..* cannot be written"):
            export_session(session, to, tmp_path / to)
        assert [path.name for path in (tmp_path / to).iterdir()] == [f"reps.{to}"]


def test_a_column_that_holds_only_unknowns_is_null(tmp_path: Path) -> None:
    write_parquet(tmp_path / "a.parquet", {"x": np.full(3, np.nan)})
    assert read_parquet(tmp_path / "a.parquet")["x"].tolist() == [None] * 3
