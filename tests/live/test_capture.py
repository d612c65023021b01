"""Pictures as they happen: files at their own speed, cameras that go away and come back."""

import itertools
import time
from functools import partial
from pathlib import Path

import cv2
import pytest
from made_videos import index_of, make_video
from network_cameras import network_camera

from repsight.core.errors import SourceError
from repsight.live import capture as capturing
from repsight.live.capture import Capture, Captured
from repsight.video import open_source, opening
from repsight.video.camera import Camera
from repsight.video.source import VideoSource

STEADY = [40 * i for i in range(25)]


def never() -> VideoSource:
    raise AssertionError("a file is not opened again")


def opened_soon(address: str) -> VideoSource:
    """The stream, as soon as its server listens."""
    for _ in range(50):
        try:
            return open_source(address)
        except SourceError:
            time.sleep(0.1)
    raise AssertionError(f"nobody serves {address}")


def test_a_file_plays_at_its_own_speed_and_ends(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", STEADY)
    with open_source(path) as source, Capture(source, never) as capture:
        start = time.monotonic()
        read = list(capture)
        took = time.monotonic() - start
    assert took > 0.95
    times = [one.frame.t for one in read]
    assert {round(1000 * t) for t in times} <= set(STEADY)
    assert times[-1] == pytest.approx(0.96)
    assert len(read) + capture.dropped == 25
    for one in read:  # none is early
        assert one.arrived - read[0].arrived > one.frame.t - read[0].frame.t - 0.03
    assert (capture.complete, capture.live, capture.lost) == (True, False, False)


def test_a_slow_reader_of_a_file_misses_frames_and_none_is_late(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", STEADY)
    read = []
    with open_source(path) as source, Capture(source, never) as capture:
        for one in capture:
            assert time.monotonic() - one.arrived < 0.5
            read.append(one)
            time.sleep(0.1)
    assert 2 <= len(read) <= 13
    assert len(read) + capture.dropped == 25
    assert read[-1].frame.t == pytest.approx(0.96)


def test_a_file_that_breaks_off_ends_as_its_source_does(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.ts", STEADY)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with open_source(path) as source, Capture(source, never) as capture:
        read = list(capture)
    assert 0 < len(read) < 25
    assert not capture.lost


def test_stopping_frees_whoever_waits_for_a_picture(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", [0, 20_000])
    with open_source(path) as source, Capture(source, never) as capture:
        pictures = iter(capture)
        next(pictures)
        start = time.monotonic()
        capture.stop()
        assert next(pictures, None) is None
    assert time.monotonic() - start < 1


def test_a_camera_that_is_pulled_out_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenCV reads a file as it reads a camera; its end is a camera pulled out."""
    monkeypatch.setattr(capturing, "_BACKOFF", (0.2, 0.2))
    path = make_video(tmp_path / "a.avi", STEADY, codec="mjpeg", pixels="yuvj420p")
    attempts = []

    def plugged_in_at_the_third_try() -> Camera:
        attempts.append(time.monotonic())
        if len(attempts) % 3:
            raise SourceError("camera 0: there is no such camera")
        return Camera(cv2.VideoCapture(str(path)), "camera 0")

    camera = Camera(cv2.VideoCapture(str(path)), "camera 0")
    seen: list[Captured] = []
    with Capture(camera, plugged_in_at_the_third_try) as capture:
        assert capture.live
        for one in capture:
            seen.append(one)
            if len(attempts) >= 6 and one.frame.t > seen[-2].frame.t + 0.3:
                break
            time.sleep(0.002)
        while not capture.lost:
            time.sleep(0.01)
    times = [one.frame.t for one in seen]
    assert times == sorted(set(times))
    assert index_of(seen[-1].frame.image) < 24
    for one in seen:  # its time went on with the clock on the wall while it was away
        assert one.frame.t == pytest.approx(one.arrived - seen[0].arrived, abs=0.5)
    assert times[-1] > 1.2


@pytest.mark.parametrize("kind", ["tcp", "http", "udp"])
def test_a_stream_that_is_killed_is_found_again_and_time_goes_on(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SILENCE", 1.5)
    monkeypatch.setattr(capturing, "_BACKOFF", (0.2, 0.3))
    video = make_video(tmp_path / "a.ts", [20 * i for i in range(100)])
    lost_at = found_at = 0.0
    seen: list[Captured] = []
    with network_camera(video, kind) as camera:
        source = opened_soon(camera.address)
        with Capture(source, partial(open_source, camera.address)) as capture:
            for one in capture:
                seen.append(one)
                if len(seen) == 50:
                    camera.pull_out()
                    lost_at = _wait_until_lost(capture)
                    camera.plug_in()
                elif lost_at and not found_at and one.arrived > lost_at:
                    found_at = one.arrived
                elif found_at and one.arrived > found_at + 1:
                    break
            assert not capture.lost
    times = [one.frame.t for one in seen]
    assert times == sorted(set(times))
    gap = max(later.arrived - one.arrived for one, later in itertools.pairwise(seen))
    assert gap > 0.2
    assert seen[-1].frame.t == pytest.approx(seen[-1].arrived - seen[0].arrived, abs=1.5)


def _wait_until_lost(capture: Capture) -> float:
    start = time.monotonic()
    while not capture.lost:
        assert time.monotonic() - start < 8, "nobody noticed"
        time.sleep(0.02)
    return time.monotonic()
