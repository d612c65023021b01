"""Cameras and network streams, served from this machine."""

import functools
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import cv2
import pytest
from made_videos import frames, index_of, make_video, picture

from repsight.core.errors import InvalidInputError, SourceError
from repsight.video import VideoWriter, open_source, opening, prefetch
from repsight.video.camera import Camera

STEADY = [40 * i for i in range(50)]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path, handler: type[http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of an HTTP server of this folder."""
    made = functools.partial(handler, directory=str(folder)) if handler is _Quiet else handler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), made) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(address: str, count: int, stop: threading.Event) -> None:
    """Send `count` pictures as MPEG-TS at 50 a second, as a camera does."""
    with av.open(address, "w", format="mpegts") as file:
        options = {"preset": "ultrafast", "tune": "zerolatency"}
        stream = file.add_stream("libx264", rate=50, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.gop_size = 5
        for i in range(count):
            if stop.is_set():
                break
            frame = av.VideoFrame.from_ndarray(picture(i), format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, 50)
            file.mux(stream.encode(frame))
            time.sleep(0.02)
        file.mux(stream.encode())


@contextmanager
def sender(address: str, count: int) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=send, args=(address, count, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def test_a_file_served_over_http_is_read_to_its_end(tmp_path: Path) -> None:
    make_video(tmp_path / "a.mp4", STEADY)
    with serve(tmp_path, _Quiet) as address, open_source(f"{address}/a.mp4") as source:
        assert not source.live
        assert source.name.endswith("/a.mp4")
        read = list(source)
    assert [f.t for f in read] == pytest.approx([ms / 1000 for ms in STEADY], abs=1e-6)
    assert source.complete


def test_a_server_without_the_file_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(tmp_path, _Quiet) as address, pytest.raises(SourceError, match="Not Found"):
        open_source(f"{address}/a.mp4")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["a.ts", "a.mp4"])
def test_a_connection_that_breaks_gives_its_frames_and_then_an_error(
    tmp_path: Path, name: str
) -> None:
    data = _streamable(tmp_path / name).read_bytes()
    kept = (len(data) + max(0, data.find(b"mdat"))) // 2

    class Breaking(_Quiet):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:kept])

    seen = []
    with (
        serve(tmp_path, Breaking) as address,
        open_source(f"{address}/{name}") as source,
        pytest.raises(SourceError, match="broke off"),
    ):
        seen.extend(source)
    assert 0 < len(seen) < 50
    assert not source.complete


def _streamable(path: Path) -> Path:
    if path.suffix == ".ts":
        return make_video(path, STEADY)
    with VideoWriter(path, (64, 48)) as writer:
        for frame in frames([ms / 1000 for ms in STEADY]):
            writer.write(frame)
    return path


def test_a_udp_stream_that_falls_silent_gives_its_frames_and_then_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "SILENCE", 4.0)
    address = f"udp://127.0.0.1:{free_udp_port()}"
    seen = []
    with sender(address, 150), open_source(address) as source:
        assert source.live
        assert source.size == (64, 48)
        assert (source.duration, source.frame_count) == (None, None)
        with pytest.raises(SourceError, match="nothing more came"):
            seen.extend(prefetch(source))
    assert len(seen) > 100
    times = [f.t for f in seen]
    assert times[0] == 0
    assert times[-1] == pytest.approx((len(seen) - 1) / 50, abs=0.2)
    assert index_of(seen[-1].image) == pytest.approx(149 % 50, abs=2)
    assert not source.complete


def test_a_stream_that_its_sender_ends_is_complete(tmp_path: Path) -> None:
    data = make_video(tmp_path / "a.ts", STEADY).read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def give() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(data)

        thread = threading.Thread(target=give, daemon=True)
        thread.start()
        with open_source(f"tcp://127.0.0.1:{server.getsockname()[1]}") as source:
            assert source.live
            assert len(list(source)) == 50
        thread.join(5)
    assert source.complete


def test_nobody_sending_is_one_error_after_a_bounded_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SILENCE", 0.5)
    start = time.perf_counter()
    with pytest.raises(SourceError, match="gives no video"):
        open_source(f"udp://127.0.0.1:{free_udp_port()}")
    assert time.perf_counter() - start < 5


def test_a_silent_stream_can_be_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SILENCE", 6.0)
    address = f"udp://127.0.0.1:{free_udp_port()}"
    with sender(address, 100), open_source(address) as source:
        newest = prefetch(source, drop_old=True)
        for _ in range(20):
            next(newest)
        time.sleep(2.5)
        start = time.perf_counter()
        newest.close()
        source.close()
        assert time.perf_counter() - start < 4


def test_a_password_in_an_address_is_not_shown() -> None:
    with pytest.raises(SourceError) as caught:
        open_source("http://me:secret@127.0.0.1:9/a.mp4")
    assert "secret" not in str(caught.value)
    assert "http://me:***@127.0.0.1:9/a.mp4" in str(caught.value)


@pytest.mark.parametrize("source", [77, "77"])
def test_a_camera_that_does_not_exist_is_one_line(
    source: int | str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SourceError, match=r"^camera 77: there is no such camera"):
        open_source(source)
    assert capfd.readouterr() == ("", "")


def test_a_camera_that_goes_away_gives_its_frames_and_then_an_error(tmp_path: Path) -> None:
    """OpenCV reads a file through the same interface; its end is a camera pulled out."""
    path = make_video(tmp_path / "a.avi", STEADY, codec="mjpeg", pixels="yuvj420p")
    camera = Camera(cv2.VideoCapture(str(path)), "camera 0")
    seen = []
    with camera, pytest.raises(SourceError, match="camera 0: the camera went away"):
        seen.extend(camera)
    assert [index_of(f.image) for f in seen] == pytest.approx(list(range(50)), abs=1)
    times = [f.t for f in seen]
    assert times[0] == 0
    assert times == sorted(set(times))
    assert (camera.live, camera.size, camera.duration) == (True, (64, 48), None)
    with pytest.raises(InvalidInputError, match="open it again"):
        iter(camera)


def test_a_camera_can_be_closed_while_it_is_read(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.avi", STEADY, codec="mjpeg", pixels="yuvj420p")
    camera = Camera(cv2.VideoCapture(str(path)), "camera 0", stride=2)
    pictures = iter(camera)
    assert index_of(next(pictures).image) == pytest.approx(0, abs=1)
    assert index_of(next(pictures).image) == pytest.approx(2, abs=1)
    camera.close()
    assert list(pictures) == []


def test_a_camera_without_pictures_is_refused() -> None:
    with pytest.raises(SourceError, match="gives no pictures"):
        Camera(cv2.VideoCapture(), "camera 0")
