"""Folders, globs and single sources."""

from pathlib import Path

import pytest

from repsight.core.errors import SourceError
from repsight.video import expand_sources, is_address, is_many, is_recording

NAMES = ("b.mp4", "A.MOV", "c.poses.npz", "d.webm")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (*NAMES, "notes.txt", ".hidden.mp4", "weights.npz"):
        (tmp_path / name).touch()
    (tmp_path / "deeper.mp4").mkdir()
    return tmp_path


def test_a_folder_stands_for_its_videos_and_recordings_sorted(folder: Path) -> None:
    assert expand_sources(folder) == sorted(folder / name for name in NAMES)
    assert expand_sources(str(folder)) == expand_sources(folder)


def test_a_glob_stands_for_the_videos_it_matches(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert expand_sources(f"{folder}/*.mp4") == [folder / "b.mp4"]
    monkeypatch.chdir(folder)
    assert expand_sources("[bc].*") == [Path("b.mp4"), Path("c.poses.npz")]


@pytest.mark.parametrize("source", [0, "0", "rtsp://host/*", "http://host/a?b=c", "missing.mp4"])
def test_anything_else_stands_for_itself(source: str | int) -> None:
    assert expand_sources(source) == [source]
    assert not is_many(source)


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "squat [front].mp4"
    path.touch()
    assert expand_sources(path) == [path]
    assert expand_sources(str(path)) == [str(path)]


def test_a_folder_without_videos_names_the_suffixes_allowed(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"folder holds no videos.*\.mp4.*\.poses\.npz"):
        expand_sources(tmp_path)
    with pytest.raises(SourceError, match=r"pattern holds no videos"):
        expand_sources(str(tmp_path / "*.mp4"))


def test_recordings_and_addresses_are_known_by_their_names() -> None:
    assert is_recording("a/B.POSES.NPZ")
    assert is_recording(Path("a.poses.npz"))
    assert not is_recording("a.npz")
    assert not is_recording(3)
    assert is_address("RTSP://host")
    assert is_address("udp://127.0.0.1:5000")
    assert not is_address("file.mp4")
    assert not is_address("C:\\videos\\a.mp4")
