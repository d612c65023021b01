"""Annotated video: what players get, and what is kept when something goes wrong."""

import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest
from made_videos import frames, index_of, picture

from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.types import Frame
from repsight.video import VideoWriter, open_source

UNEVEN = np.cumsum([0.0, 0.01, 0.04, 0.001, 0.5, 0.033, 1.2, 0.02, 0.3, 0.033]).tolist()


def _write(path: Path, times: list[float], size: tuple[int, int] = (64, 48)) -> Path:
    with VideoWriter(path, size, fps=25) as writer:
        for frame in frames(times, size):
            writer.write(frame)
    return path


def _files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_frames_and_their_times_come_back(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.mp4", UNEVEN)
    with open_source(path) as source:
        read = list(source)
    assert [f.t for f in read] == pytest.approx(UNEVEN, abs=1e-5)
    assert [index_of(f.image) for f in read] == list(range(len(UNEVEN)))
    assert _files(tmp_path) == ["a.mp4"]


def test_a_video_that_starts_late_keeps_its_times(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.mp4", [2.0, 2.5, 3.0])
    with av.open(str(path)) as file:
        times = [f.time for f in file.decode(video=0)]
    assert times == pytest.approx([2.0, 2.5, 3.0], abs=1e-4)


def test_what_is_written_plays_in_browsers_and_phones(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.mp4", [i / 30 for i in range(60)], size=(1280, 720))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"moof" not in data
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.codec_context.profile == "Constrained Baseline"  # the most widely played
        level = stream.codec_context.extradata[3]
        assert level <= 40  # level 4.0: what ten-year-old phones decode
        assert stream.average_rate == pytest.approx(30, abs=0.5)
        assert stream.frames == 60


def test_colours_come_back_as_they_went_in(tmp_path: Path) -> None:
    colours = [(200, 30, 60), (20, 180, 90), (250, 250, 250), (0, 0, 0), (30, 40, 220)]
    with VideoWriter(tmp_path / "a.mp4", (64, 64)) as writer:
        for i, colour in enumerate(colours):
            writer.write(Frame(i / 10, np.full((64, 64, 3), colour, np.uint8)))
    with open_source(tmp_path / "a.mp4") as source:
        seen = [f.image.reshape(-1, 3).mean(axis=0) for f in source]
    assert np.abs(np.array(seen) - colours).max() < 8


@pytest.mark.parametrize(
    ("size", "padded"), [((33, 47), (34, 48)), ((1, 1), (16, 16)), ((64, 20), (64, 20))]
)
def test_odd_and_tiny_sizes_are_padded(
    tmp_path: Path, size: tuple[int, int], padded: tuple[int, int]
) -> None:
    with open_source(_write(tmp_path / "a.mp4", [0.0, 0.1], size)) as source:
        assert source.size == padded
        image = next(iter(source)).image
    assert np.abs(image[: size[1], : size[0]].astype(int) - picture(0, size)).mean() < 20


def test_an_exception_leaves_a_playable_file_with_what_was_written(tmp_path: Path) -> None:
    def interrupted() -> None:
        with VideoWriter(tmp_path / "a.mp4", (64, 48)) as writer:
            for frame in frames([i / 25 for i in range(20)]):
                writer.write(frame)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with open_source(tmp_path / "a.mp4") as source:
        assert len(list(source)) == 20
    assert _files(tmp_path) == ["a.mp4"]


def test_a_killed_process_leaves_a_part_that_plays(tmp_path: Path) -> None:
    script = """
        import os, sys, time, numpy as np
        from repsight.core.types import Frame
        from repsight.video import VideoWriter
        writer = VideoWriter(sys.argv[1], (64, 48), fps=25)
        noise = np.random.default_rng(0)
        for i in range(400):
            writer.write(Frame(i / 25, noise.integers(0, 255, (48, 64, 3), np.uint8)))
        os._exit(9)
    """
    _run(script, tmp_path / "a.mp4")
    assert _files(tmp_path) == ["a.mp4.part"]
    with open_source(tmp_path / "a.mp4.part") as source:
        assert len(list(source)) >= 100


def test_no_frames_leave_no_file(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (64, 48)):
        pass
    assert _files(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/a.mp4", "No such file or directory"),
        ("a.avi", r"end the name in \.mp4"),
        ("folder.mp4", "this is a folder"),
        ("file/a.mp4", "Not a directory"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_at_once(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=message):
        VideoWriter(tmp_path / name, (64, 48))
    assert _files(tmp_path) == ["file", "folder.mp4"]


def test_frames_of_another_size_and_times_that_fall_back_are_refused(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (64, 48)) as writer:
        writer.write(Frame(1.0, picture(0)))
        with pytest.raises(InvalidInputError, match="a frame is 32×48; this video is 64×48"):
            writer.write(Frame(2.0, picture(0, (32, 48))))
        for t in (1.0, 0.5, float("nan")):
            with pytest.raises(InvalidInputError, match="came after one at"):
                writer.write(Frame(t, picture(0)))
    with pytest.raises(InvalidInputError, match="closed"):
        writer.write(Frame(3.0, picture(0)))


def test_writing_does_not_wait_for_the_encoder_and_leaves_no_thread(tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 255, (1080, 1920, 3), np.uint8)
    writer = VideoWriter(tmp_path / "a.mp4", (1920, 1080))
    start = time.perf_counter()
    writer.write(Frame(0.0, image))
    writer.write(Frame(0.1, image))
    written = time.perf_counter()
    writer.close()
    assert written - start < time.perf_counter() - written
    writer.close()
    assert not [t for t in threading.enumerate() if t.name == "encode"]


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit there")
def test_a_full_disk_gives_one_error_and_keeps_what_fits(tmp_path: Path) -> None:
    script = """
        import resource, sys, time, numpy as np
        from repsight.core.errors import OutputError
        from repsight.core.types import Frame
        from repsight.video import VideoWriter
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        noise = np.random.default_rng(0)
        written = errors = 0
        try:
            with VideoWriter(sys.argv[1], (128, 96), fps=25) as writer:
                for i in range(1000):
                    writer.write(Frame(i / 25, noise.integers(0, 255, (96, 128, 3), np.uint8)))
                    written += 1
        except OutputError as error:
            print(written, error)
    """
    out = _run(script, tmp_path / "a.mp4")
    assert out.count("cannot be written") == 1
    assert out.count("\n") == 1
    assert int(out.split()[0]) < 1000
    assert _files(tmp_path) == ["a.mp4"]
    with open_source(tmp_path / "a.mp4") as source:
        read = list(source)
    assert len(read) >= 10
    assert source.damaged == 0


def _run(script: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout
