"""TRC and MOT, read strictly by their published formats; C3D by another library than wrote it."""

import warnings
from pathlib import Path
from typing import Any

import c3d
import numpy as np
import pytest

from counted import HIDDEN, WRIST, counted, hidden_wrist
from repsight.core.errors import OutputError, SourceError
from repsight.core.floor import metres_over_floor
from repsight.core.geometry import joint_angle
from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.core.types import Track
from repsight.export import export_session
from repsight.export.c3d_points import write_c3d
from repsight.export.opensim import write_mot, write_trc
from small_disk import small_disk
from squatter import FPS, squat_recording

HEIGHT = 1.8


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return counted(tmp_path_factory.mktemp("motion"), hidden_wrist())


def read_trc(path: Path) -> tuple[dict[str, str], list[str], np.ndarray, np.ndarray]:
    """Header, marker names, times (T,) and positions (T, M, 3), NaN where fields are empty."""
    lines = path.read_text().split("\n")
    assert lines[0].split("\t") == ["PathFileType", "4", "(X/Y/Z)", path.name]
    header = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    labels = lines[3].split("\t")
    assert labels[:2] == ["Frame#", "Time"]
    names = [name for name in labels[2:] if name]
    axes = lines[4].split("\t")
    assert axes[2:] == [f"{axis}{i}" for i in range(1, len(names) + 1) for axis in "XYZ"]
    assert lines[5] == ""
    assert lines[-1] == ""
    rows = [line.split("\t") for line in lines[6:-1]]
    assert {len(row) for row in rows} == {2 + 3 * len(names) + 1}  # a tab ends each row
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    values = np.array([[float(x) if x else np.nan for x in row[1:-1]] for row in rows])
    return header, names, values[:, 0], values[:, 1:].reshape(len(rows), len(names), 3)


def read_mot(path: Path) -> tuple[dict[str, str], dict[str, np.ndarray]]:
    """Header and columns of an OpenSim motion file."""
    head, _, body = path.read_text().partition("\nendheader\n")
    header = dict(line.split("=") for line in head.split("\n")[1:] if line)
    names, *rows = (line.split("\t") for line in body.rstrip("\n").split("\n"))
    assert (len(rows), len(names)) == (int(header["nRows"]), int(header["nColumns"]))
    table = np.array(rows, float)
    return header, {name: table[:, i] for i, name in enumerate(names)}


def read_c3d(path: Path) -> tuple[Any, np.ndarray]:
    """The header, and per frame and point x, y, z and residual (T, M, 4)."""
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # there are no analog channels
        reader = c3d.Reader(file)
        frames = [points[:, :4].copy() for _, points, _ in reader.read_frames()]
    return reader, np.array(frames)


def track() -> Track:
    recording = hidden_wrist()
    return Track(recording.t, recording.keypoints)


def test_a_trc_file_holds_every_marker_in_metres(session: Path, tmp_path: Path) -> None:
    export_session(session, "trc", tmp_path / "s.trc", height=HEIGHT)
    header, names, t, points = read_trc(tmp_path / "s.trc")
    recording = hidden_wrist()
    assert names == list(KEYPOINT_NAMES)
    assert (header["Units"], header["NumMarkers"]) == ("m", "17")
    assert float(header["DataRate"]) == float(header["OrigDataRate"]) == FPS
    assert int(header["NumFrames"]) == int(header["OrigNumFrames"]) == len(recording)
    np.testing.assert_allclose(t, recording.t, atol=1e-6)
    expected = metres_over_floor(np.asarray(recording.keypoints, float), HEIGHT)
    np.testing.assert_allclose(points, expected, atol=1e-5)
    assert 0 < points[0, 15, 1] < points[0, 13, 1] < points[0, 11, 1] < points[0, 5, 1] < HEIGHT
    assert (points[:, :9, 2] == 0).all()


def test_an_unseen_marker_is_an_empty_field_and_never_nan(session: Path, tmp_path: Path) -> None:
    export_session(session, "trc", tmp_path / "s.trc", height=HEIGHT)
    _, _, _, points = read_trc(tmp_path / "s.trc")
    missing = np.isnan(points[..., 0])
    assert missing[HIDDEN, WRIST].all()
    assert missing[:, WRIST].sum() == HIDDEN.stop - HIDDEN.start
    assert missing[:, 16].all()
    assert "nan" not in (tmp_path / "s.trc").read_text().lower()


def test_a_guessed_point_is_no_marker(tmp_path: Path) -> None:
    recording = squat_recording(1)
    keypoints = recording.keypoints.copy()
    keypoints[5, 9, 2] = 0.1
    write_trc(tmp_path / "s.trc", Track(recording.t, keypoints), HEIGHT)
    _, _, _, points = read_trc(tmp_path / "s.trc")
    assert np.isnan(points[5, 9]).all()
    assert np.isfinite(points[4, 9]).all()


def test_a_mot_file_holds_flexions_in_degrees(session: Path, tmp_path: Path) -> None:
    done = export_session(session, "mot", tmp_path / "s.mot")
    header, columns = read_mot(tmp_path / "s.mot")
    assert (tmp_path / "s.mot").read_text().startswith("Coordinates\nversion=1\n")
    assert header["inDegrees"] == "yes"
    assert list(columns) == [
        "time", "hip_flexion_r", "hip_flexion_l", "knee_angle_l", "elbow_flex_r", "elbow_flex_l",
    ]  # fmt: skip
    assert done.notes == ("left out, seen in less than half of the frames: knee_angle_r",)
    truth = 180 - joint_angle(np.asarray(hidden_wrist().keypoints, float), 11, 13, 15)
    np.testing.assert_allclose(columns["knee_angle_l"], truth, atol=1e-3)
    assert columns["knee_angle_l"][0] < 25 < 70 < columns["knee_angle_l"].max()


def test_a_gap_in_an_angle_is_bridged(session: Path, tmp_path: Path) -> None:
    export_session(session, "mot", tmp_path / "s.mot")
    _, columns = read_mot(tmp_path / "s.mot")
    elbow = columns["elbow_flex_l"]
    assert np.isfinite(elbow).all()
    np.testing.assert_allclose(np.diff(elbow[HIDDEN], n=2), 0, atol=2e-3)


def test_trc_and_mot_stand_on_the_same_even_times(tmp_path: Path) -> None:
    whole = track()
    kept = np.delete(np.arange(len(whole)), [7, 8, 60])
    uneven = Track(whole.t[kept] + 0.0004 * (kept % 3), whole.keypoints[kept])
    write_trc(tmp_path / "s.trc", uneven, HEIGHT)
    write_mot(tmp_path / "s.mot", uneven)
    _, _, t, points = read_trc(tmp_path / "s.trc")
    _, columns = read_mot(tmp_path / "s.mot")
    np.testing.assert_array_equal(columns["time"], t)
    np.testing.assert_allclose(np.diff(t), 1 / FPS, atol=1e-4)
    assert len(t) == len(whole)
    assert np.isfinite(points[7:9, 11]).all()


def test_a_c3d_file_holds_every_point_in_millimetres(session: Path, tmp_path: Path) -> None:
    export_session(session, "c3d", tmp_path / "s.c3d", height=HEIGHT)
    reader, points = read_c3d(tmp_path / "s.c3d")
    recording = hidden_wrist()
    assert [label.strip() for label in reader.point_labels] == list(KEYPOINT_NAMES)
    assert reader.point_rate == FPS
    assert (reader.first_frame, reader.last_frame) == (1, len(recording))
    assert reader.get("POINT:UNITS").string_value == "mm"
    assert reader.get("POINT:X_SCREEN").string_value == "+X"
    assert reader.get("POINT:Y_SCREEN").string_value == "+Y"
    assert reader.get("REPSIGHT:START_SECONDS").float_value == recording.t[0]
    expected = metres_over_floor(np.asarray(recording.keypoints, float), HEIGHT)[:, :9]
    np.testing.assert_allclose(points[:, :9, :3], 1000 * expected, atol=0.01)


def test_an_unseen_point_of_a_c3d_file_has_residual_minus_one(
    session: Path, tmp_path: Path
) -> None:
    export_session(session, "c3d", tmp_path / "s.c3d", height=HEIGHT)
    _, points = read_c3d(tmp_path / "s.c3d")
    unseen = points[..., 3] == -1
    assert unseen[HIDDEN, WRIST].all()
    assert unseen[:, WRIST].sum() == HIDDEN.stop - HIDDEN.start
    assert unseen[:, 16].all()
    assert not unseen[:, :9].any()
    assert np.isfinite(points).all()


def test_more_frames_than_a_c3d_header_can_count_are_refused(tmp_path: Path) -> None:
    frames = 65_536
    keypoints = np.repeat(squat_recording(0).keypoints[:1], frames, axis=0)
    long = Track(np.arange(frames) / 30.0, keypoints)
    with pytest.raises(OutputError, match="65535 frames and this is 65536; count with --stride 2"):
        write_c3d(tmp_path / "s.c3d", long, HEIGHT)


def test_a_body_that_cannot_be_measured_is_refused_with_what_still_works(tmp_path: Path) -> None:
    keypoints = track().keypoints.copy()
    keypoints[:, 5:] = np.nan
    head = Track(track().t, keypoints)
    for write in (write_trc, write_c3d):
        with pytest.raises(SourceError, match="export csv or parquet"):
            write(tmp_path / "x", head, HEIGHT)
    with pytest.raises(SourceError, match="no hip, knee or elbow"):
        write_mot(tmp_path / "x", head)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("to", ["trc", "mot", "c3d"])
def test_a_full_disk_leaves_nothing_half_written(session: Path, tmp_path: Path, to: Any) -> None:
    height = None if to == "mot" else HEIGHT
    with small_disk(1_500), pytest.raises(OutputError, match="cannot be written"):
        export_session(session, to, tmp_path / f"s.{to}", height=height)
    assert not list(tmp_path.iterdir())
