"""Pose recordings: built, written, read, and refused when they are something else."""

import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.core.types import People
from repsight.recording import Recording, RecordingBuilder, read_recording, write_recording

COUNTS = (1, 0, 2, 3, 0, 1)


def people(count: int, seed: int = 0) -> People:
    noise = np.random.default_rng(seed)
    keypoints = noise.uniform(0.1, 1, (count, 17, 3)).astype(np.float32)
    keypoints[:, 9] = np.nan
    return People(keypoints, noise.uniform(0, 99, (count, 4)), noise.uniform(0, 1, count))


def built() -> Recording:
    builder = RecordingBuilder((640, 480), "made")
    for i, count in enumerate(COUNTS):
        builder.add(i / 25, people(count, i))
    assert len(builder) == len(COUNTS)
    return builder.build()


def arrays() -> dict[str, Any]:
    recording = built()
    names = ("t", "frame", "keypoints", "boxes", "scores", "size", "model")
    return {name: np.array(getattr(recording, name)) for name in names}


def test_what_was_added_comes_back_frame_by_frame() -> None:
    recording = built()
    assert len(recording) == len(COUNTS)
    assert recording.t.tolist() == pytest.approx([i / 25 for i in range(len(COUNTS))])
    assert recording.frame.tolist() == [0, 2, 2, 3, 3, 3, 5]
    for i, (t, found) in enumerate(recording):
        assert t == recording.t[i]
        for have in (found, recording.people_at(i)):
            np.testing.assert_array_equal(have.keypoints, people(COUNTS[i], i).keypoints)
            np.testing.assert_array_equal(have.boxes, people(COUNTS[i], i).boxes)
            np.testing.assert_array_equal(have.scores, people(COUNTS[i], i).scores)


def test_a_recording_comes_back_from_its_file(tmp_path: Path) -> None:
    write_recording(tmp_path / "a.poses.npz", built())
    read = read_recording(tmp_path / "a.poses.npz")
    for name, value in arrays().items():
        np.testing.assert_array_equal(np.array(getattr(read, name)), value)
    assert (read.size, read.model) == ((640, 480), "made")
    assert [p.name for p in tmp_path.iterdir()] == ["a.poses.npz"]


def test_the_file_has_the_published_layout(tmp_path: Path) -> None:
    write_recording(tmp_path / "a.poses.npz", built())
    with np.load(tmp_path / "a.poses.npz") as file:
        layout = {name: (file[name].dtype.str[1:2], file[name].shape) for name in file.files}
    assert layout == {
        "t": ("f", (6,)),
        "frame": ("i", (7,)),
        "keypoints": ("f", (7, 17, 3)),
        "boxes": ("f", (7, 4)),
        "scores": ("f", (7,)),
        "size": ("i", (2,)),
        "model": ("U", ()),
    }


def test_frames_without_people_and_no_frames_at_all_are_kept(tmp_path: Path) -> None:
    builder = RecordingBuilder((8, 6), "made")
    write_recording(tmp_path / "none.poses.npz", builder.build())
    assert len(read_recording(tmp_path / "none.poses.npz")) == 0
    for i in range(3):
        builder.add(float(i), People.empty())
    recording = builder.build()
    assert [len(found) for _, found in recording] == [0, 0, 0]


def test_building_in_the_middle_does_not_end_the_gathering() -> None:
    builder = RecordingBuilder((8, 6), "made")
    builder.add(0.0, people(2))
    assert len(builder.build().scores) == 2
    builder.add(0.1, people(1))
    assert builder.build().frame.tolist() == [0, 0, 1]


def test_chunks_join_without_a_seam() -> None:
    builder = RecordingBuilder((8, 6), "made")
    scores = np.arange(10_000, dtype=np.float32)
    for i in range(0, 10_000, 8):
        found = people(8)
        builder.add(i / 8, People(found.keypoints, found.boxes, scores[i : i + 8]))
    np.testing.assert_array_equal(builder.build().scores, scores)


def test_an_hour_of_one_person_takes_25_megabytes() -> None:
    one = people(1)
    builder = RecordingBuilder((8, 6), "made")
    tracemalloc.start()
    try:
        for i in range(30 * 360):
            builder.add(i / 30, one)
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert used < 3.6e6  # six minutes, with a chunk of 1 MB begun


def test_a_point_stored_as_zeros_is_read_as_not_seen(tmp_path: Path) -> None:
    values = arrays()
    values["keypoints"][0, 3] = 0
    values["keypoints"][1, 4] = np.inf
    values["keypoints"][2, 5] = (0, 0, 0.5)
    np.savez(tmp_path / "a.npz", **values)
    keypoints = read_recording(tmp_path / "a.npz").keypoints
    assert np.isnan(keypoints[0, 3]).all()
    assert np.isnan(keypoints[1, 4]).all()
    assert keypoints[2, 5].tolist() == [0, 0, 0.5]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"t": np.array([0, 1, np.nan, 3, 4, 5])}, "finite and strictly increasing"),
        ({"t": np.array([0, 1, 1, 3, 4, 5.0])}, "finite and strictly increasing"),
        ({"t": np.array([0.0, 1.0])}, "frame holds 0 to 5; t allows 0 to 1"),
        ({"t": np.zeros((6, 1))}, r"t is float64 \(6, 1\); float64 \(any\) is needed"),
        ({"t": np.array(["0"] * 6)}, "t is <U1"),
        ({"frame": np.array([0, 2, 2, 3, 3, 3, -5])}, "frame holds -5 to 3"),
        ({"frame": np.array([5, 2, 2, 3, 3, 3, 0])}, "must not decrease"),
        ({"frame": np.array([0, 2, 2])}, "differ in length"),
        ({"frame": np.zeros(7)}, "frame is float64"),
        ({"keypoints": np.zeros((7, 33, 3))}, r"\(any, 17, 3\) is needed"),
        ({"keypoints": np.zeros((6, 17, 3))}, "differ in length"),
        ({"boxes": np.zeros((7, 5))}, r"boxes is float64 \(7, 5\)"),
        ({"scores": np.zeros((7, 1))}, "scores is float64"),
        ({"size": np.array([640])}, "two whole numbers are needed"),
        ({"size": np.array([640, 0])}, r"size is \(640, 0\)"),
        ({"size": np.array([6.5, 4.5])}, "two whole numbers are needed"),
        ({"model": np.array(3)}, "one text is needed"),
        ({"t": None}, "it lacks t"),
        ({"boxes": None, "model": None}, "it lacks boxes, model"),
        ({"t": np.array([None] * 6)}, "no pose recording, or a damaged one"),
    ],
)
def test_wrong_contents_are_refused_with_what_is_wrong(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    values = {k: v for k, v in (arrays() | changes).items() if v is not None}
    path = tmp_path / "a.poses.npz"
    np.savez(path, **values, allow_pickle=True)
    with pytest.raises(SourceError, match=message) as caught:
        read_recording(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_a_folder_and_foreign_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a zip")
    (tmp_path / "empty").touch()
    np.save(tmp_path / "one.npy", np.zeros(3))
    for name, message in [
        ("missing", "No such file"),
        (".", "Is a directory"),
        ("text", "no pose recording"),
        ("empty", "no pose recording"),
        ("one.npy", "no pose recording"),
    ]:
        with pytest.raises(SourceError, match=message):
            read_recording(tmp_path / name)


def test_a_file_that_would_unpack_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.npy", b"\x93NUMPY" + bytes(1000))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24  # uncompressed size in the central directory
    data[at : at + 4] = (0xFFFF_FFFE).to_bytes(4, "little")
    at = data.index(b"PK\x01\x02")
    twice = bytes(data[at : data.index(b"PK\x05\x06")])
    end = bytearray(data[data.index(b"PK\x05\x06") :])
    end[8:12] = (2).to_bytes(2, "little") * 2
    end[12:16] = (2 * len(twice)).to_bytes(4, "little")
    path.write_bytes(bytes(data[:at]) + twice + twice + bytes(end))
    with pytest.raises(SourceError, match="it unpacks to 8191 MB; 4096 is allowed"):
        read_recording(path)


def test_an_output_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "folder.poses.npz").mkdir()
    for name in ("missing/a.poses.npz", "folder.poses.npz"):
        with pytest.raises(OutputError, match="the recording cannot be written"):
            write_recording(tmp_path / name, built())
    assert [p.name for p in tmp_path.iterdir()] == ["folder.poses.npz"]


def test_a_recording_cannot_be_changed_by_accident() -> None:
    recording = built()
    with pytest.raises(ValueError, match="read-only"):
        recording.t[0] = 3
    with pytest.raises(InvalidInputError, match="frame 6 of a recording of 6"):
        recording.people_at(6)


def test_recordings_of_yolo_are_read_as_they_are(shared: Path) -> None:
    for path in sorted((shared / "recordings").glob("*.poses.npz"))[:5]:
        recording = read_recording(path)
        with np.load(path) as file:
            np.testing.assert_array_equal(recording.keypoints, file["keypoints"])
            np.testing.assert_array_equal(recording.t, file["t"])
        assert sum(len(found) for _, found in recording) == len(recording.scores)
        assert recording.model == "yolov8n-pose"
