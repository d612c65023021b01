"""Files that are no sound video: one clear line, or what can be read of them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from made_videos import frames, index_of, make_sound, make_video

from repsight.core.errors import SourceError
from repsight.video import VideoWriter, open_source

STEADY = [40 * i for i in range(100)]


def _text(path: Path) -> Path:
    path.write_text("this is a shopping list\n" * 200)
    return path


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _without_index(path: Path) -> Path:
    make_video(path, STEADY)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 10])
    return path


def _recording(path: Path) -> Path:
    path = path.with_name("a.poses.npz")
    path.write_bytes(b"PK")
    return path


def _playlist(path: Path) -> Path:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n")
    return path


def _text_named_txt(path: Path) -> Path:
    return _text(path.with_suffix(".txt"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path, "no such file"),
        (_text, "no video that FFmpeg can read"),
        (_text_named_txt, "in a form FFmpeg cannot decode"),
        (_empty, "this file is empty"),
        (_folder, "this is a folder"),
        (_without_index, r"its index \(moov\) is missing"),
        (make_sound, "only sound"),
        (_recording, "this is a pose recording"),
        (_playlist, "this is a playlist"),
    ],
)
def test_what_is_no_video_gives_one_clear_line(
    tmp_path: Path, make: Callable[[Path], Path], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path / "a.mp4")
    with pytest.raises(SourceError, match=message) as caught:
        open_source(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", STEADY[:3])
    path.chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        open_source(path)


def test_damaged_frames_in_the_middle_are_skipped_and_counted(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv", STEADY, codec="mjpeg", pixels="yuvj420p")
    data = bytearray(path.read_bytes())
    for number in (40, 41):
        start = _nth(bytes(data), b"\xff\xd8\xff", number)
        data[start : start + 620] = bytes(620)
    path.write_bytes(data)
    with open_source(path) as source:
        read = list(source)
    assert 96 <= len(read) <= 98
    assert source.damaged >= 2
    assert read[-1].t == pytest.approx(3.96, abs=1e-3)
    assert index_of(read[10].image) == 10
    assert source.complete


def test_noise_in_the_middle_of_h264_costs_some_frames_only(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", STEADY)
    data = bytearray(path.read_bytes())
    middle = (data.index(b"mdat") + data.index(b"moov")) // 2
    data[middle : middle + 300] = os.urandom(300)
    path.write_bytes(data)
    with open_source(path) as source:
        read = list(source)
    assert 50 <= len(read) <= 100
    assert len(read) + source.damaged >= 90
    assert read[-1].t > 3.5


def _matroska(folder: Path) -> Path:
    return make_video(folder / "a.mkv", STEADY)


def _index_first(folder: Path) -> Path:
    with VideoWriter(folder / "a.mp4", (64, 48)) as writer:
        for frame in frames([ms / 1000 for ms in STEADY]):
            writer.write(frame)
    return folder / "a.mp4"


@pytest.mark.parametrize("make", [_matroska, _index_first])
def test_a_file_cut_off_at_its_end_gives_what_is_there(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with open_source(path) as source:
        read = list(source)
    assert 10 < len(read) < 90
    assert [index_of(f.image) for f in read[:10]] == list(range(10))
    assert not source.complete


def _nth(data: bytes, what: bytes, number: int) -> int:
    at = -1
    for _ in range(number):
        at = data.index(what, at + 1)
    return at
