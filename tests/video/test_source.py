"""Files of all kinds: their frames, times, size and what else is known of them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from made_videos import index_of, make_video, turn

from repsight.core.errors import InvalidInputError
from repsight.video import open_source

STEADY = [40 * i for i in range(50)]
UNEVEN = [0, 10, 50, 51, 90, 300, 1200, 1210, 1333, 1400, 1401, 2000, 2040, 2500, 2507, 3000]


def test_a_video_gives_every_frame_in_order_at_its_own_time(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", STEADY)
    with open_source(path) as source:
        assert source.name == str(path)
        assert (source.size, source.fps, source.duration) == ((64, 48), 25.0, 2.0)
        assert (source.frame_count, source.live) == (50, False)
        assert not source.complete
        read = list(source)
    assert [f.t for f in read] == pytest.approx([ms / 1000 for ms in STEADY], abs=1e-6)
    assert [index_of(f.image) for f in read] == list(range(50))
    assert read[0].image.shape == (48, 64, 3)
    assert source.complete
    assert source.damaged == 0


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov", "a.ts"])
def test_uneven_times_are_kept(tmp_path: Path, name: str) -> None:
    with open_source(make_video(tmp_path / name, UNEVEN)) as source:
        times = [f.t for f in source]
    assert times == pytest.approx([ms / 1000 for ms in UNEVEN], abs=1e-3)


def test_times_start_at_zero_where_the_container_starts_later(tmp_path: Path) -> None:
    late = [ms + 5000 for ms in STEADY]
    with open_source(make_video(tmp_path / "late.mkv", late)) as source:
        times = [f.t for f in source]
    assert times == pytest.approx([ms / 1000 for ms in STEADY], abs=1e-6)


@pytest.mark.parametrize(
    ("name", "codec", "pixels"),
    [
        ("a.avi", "mjpeg", "yuvj420p"),
        ("a.mkv", "libx264", "yuv444p"),
        ("a.webm", "libvpx", "yuv420p"),
        ("deep.mp4", "libx264", "yuv420p10le"),
    ],
)
def test_other_containers_and_codecs_are_read(
    tmp_path: Path, name: str, codec: str, pixels: str
) -> None:
    path = make_video(tmp_path / name, STEADY, codec=codec, pixels=pixels)
    with open_source(path) as source:
        read = list(source)
    assert [f.t for f in read] == pytest.approx([ms / 1000 for ms in STEADY], abs=1e-3)
    assert np.abs(np.array([index_of(f.image) for f in read]) - np.arange(50)).max() <= 1


def test_a_container_without_frame_count_gives_an_estimate(tmp_path: Path) -> None:
    with open_source(make_video(tmp_path / "a.mkv", STEADY)) as source:
        assert source.frame_count == pytest.approx(50, abs=1)
        assert len(list(source)) == 50


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_phone_video_is_delivered_upright(tmp_path: Path, quarters: int) -> None:
    path = turn(make_video(tmp_path / "phone.mp4", STEADY[:3]), quarters)
    with open_source(path) as source:
        size = source.size
        image = next(iter(source)).image
    ok, expected = cv2.VideoCapture(str(path)).read()
    assert ok
    assert size == ((64, 48) if quarters % 2 == 0 else (48, 64))
    assert image.shape == (size[1], size[0], 3)
    assert np.abs(image.astype(int) - expected[..., ::-1]).mean() < 3
    white = [(0, 0), (0, 1), (1, 1), (1, 0)][quarters]
    corners = image[[4, -5]][:, [4, -5], 0] > 200
    assert np.argwhere(corners).tolist() == [list(white)]


def test_pixels_that_are_not_square_are_stretched(tmp_path: Path) -> None:
    path = make_video(tmp_path / "wide.mp4", STEADY[:3], aspect="2:1")
    with open_source(path) as source:
        assert source.size == (128, 48)
        assert next(iter(source)).image.shape == (48, 128, 3)


def test_stride_delivers_every_nth_frame_at_its_own_time(tmp_path: Path) -> None:
    with open_source(make_video(tmp_path / "a.mp4", STEADY), stride=3) as source:
        assert source.frame_count == 17
        read = list(source)
    assert [f.t for f in read] == pytest.approx([0.12 * i for i in range(17)])
    assert [index_of(f.image) for f in read] == list(range(0, 50, 3))


def test_a_stride_below_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="stride is 0"):
        open_source(tmp_path / "a.mp4", stride=0)


@pytest.mark.parametrize("size", [(1, 1), (7680, 4320)])
def test_tiny_and_huge_pictures_are_read(tmp_path: Path, size: tuple[int, int]) -> None:
    path = make_video(tmp_path / "a.mkv", STEADY[:1], size=size, codec="mjpeg", pixels="yuvj420p")
    with open_source(path) as source:
        assert source.size == size
        assert [f.image.shape for f in source] == [(size[1], size[0], 3)]


def test_a_source_is_read_once(tmp_path: Path) -> None:
    with open_source(make_video(tmp_path / "a.mp4", STEADY[:3])) as source:
        assert len(list(source)) == 3
        with pytest.raises(InvalidInputError, match="open it again"):
            iter(source)


def test_closing_in_the_middle_ends_the_frames(tmp_path: Path) -> None:
    source = open_source(make_video(tmp_path / "a.mp4", STEADY))
    frames = iter(source)
    next(frames)
    source.close()
    source.close()
    assert len(list(frames)) < 49
    assert not source.complete


def test_every_clip_gives_the_times_of_its_recording(shared: Path) -> None:
    for name in ("tayyab_pushup2", "austin_pushups", "prime_pushup"):
        with np.load(shared / "recordings" / f"{name}.poses.npz") as recording:
            expected, size = recording["t"], tuple(recording["size"])
        with open_source(shared / "clips" / f"{name}.mp4", stride=10) as source:
            assert source.size == size
            times = [f.t for f in source]
        assert times == pytest.approx(expected[::10].tolist(), abs=1e-3)
