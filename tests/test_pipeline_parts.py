"""Parts of the pipeline that a whole run does not show: spool, viewer, live, streams."""

import io
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import numpy as np
import pytest

import repsight
from repsight.core.coaching import Coach
from repsight.core.errors import InvalidInputError, OutputError, SourceError
from repsight.core.types import Frame, People
from repsight.exercises import load_exercise
from repsight.export import read_session
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.spool import PoseSpool
from repsight.pipeline.viewer import Viewer
from repsight.recording import Recording
from repsight.video import open_source
from squatter import FPS, HEIGHT, WIDTH, KnownPoses, squat_recording, write_video

SQUAT = load_exercise("squat")


def crowd(n: int, seed: int) -> People:
    rng = np.random.default_rng(seed)
    keypoints = rng.random((n, 17, 3)).astype(np.float32)
    return People(keypoints, rng.random((n, 4)).astype(np.float32), np.full(n, 0.5, np.float32))


def assert_holds(recording: Recording, people: list[People]) -> None:
    assert len(recording) == len(people)
    for (_, found), expected in zip(recording, people, strict=True):
        np.testing.assert_array_equal(found.keypoints, expected.keypoints)
        np.testing.assert_array_equal(found.boxes, expected.boxes)
        np.testing.assert_array_equal(found.scores, expected.scores)


def test_a_spool_gives_back_exactly_what_it_was_given() -> None:
    people = [crowd(i % 4, i) for i in range(3000)]  # 0.9 MB: part on disk, part waiting
    with PoseSpool((64, 48), "m") as spool:
        for i, found in enumerate(people):
            spool.add(i / 30, found)
        recording = spool.build()
    assert (recording.size, recording.model) == ((64, 48), "m")
    assert_holds(recording, people)


def test_a_spool_without_room_on_disk_uses_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    people = [crowd(2, i) for i in range(2000)]
    with PoseSpool((64, 48), "m") as spool:
        for i, found in enumerate(people):
            spool.add(i / 30, found)
        assert_holds(spool.build(), people)


def test_a_spool_does_not_grow_with_its_keypoints() -> None:
    found = crowd(1, 0)
    with PoseSpool((64, 48), "m") as spool:
        tracemalloc.start()
        for i in range(20_000):  # 4 MB of keypoints
            spool.add(i / 30, found)
        now, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(spool) == 20_000
    assert now < 2_000_000


TWO_CTRL_CS = """
import signal
from repsight.pipeline import Stop

before = signal.getsignal(signal.SIGINT)
with Stop() as stop:
    signal.raise_signal(signal.SIGINT)
    assert stop.requested
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        print("interrupted")
assert signal.getsignal(signal.SIGINT) is before
"""


def test_a_second_ctrl_c_interrupts_and_the_handler_is_put_back() -> None:
    # In a process of its own: one that runs tests has handlers and threads that are not ours.
    done = subprocess.run(
        [sys.executable, "-c", TWO_CTRL_CS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "interrupted\n"), done.stderr


def test_outside_the_main_thread_counting_listens_to_no_signals() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def enter() -> None:
        with Stop():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.fixture
def viewer() -> Iterator[Viewer]:
    with Viewer(open_browser=False) as shown:
        yield shown


def test_the_viewer_serves_a_page_and_the_newest_picture(viewer: Viewer) -> None:
    with urllib.request.urlopen(viewer.address) as page:
        assert b"/stream" in page.read()
    picture = np.full((48, 64, 3), 200, np.uint8)
    with urllib.request.urlopen(viewer.address + "stream") as stream:
        viewer.show(Frame(0.0, picture))
        head = b"".join(stream.readline() for _ in range(4))
        length = int(head.split(b"Content-Length: ")[1].split()[0])
        with av.open(io.BytesIO(stream.read(length)), format="mjpeg") as jpeg:
            (frame,) = jpeg.decode(video=0)
    assert abs(int(frame.to_ndarray(format="rgb24").mean()) - 200) < 3


def test_the_viewer_answers_this_machine_only_and_nothing_else(viewer: Viewer) -> None:
    assert viewer.address.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(viewer.address + "etc/passwd")


def test_the_viewer_shows_no_faster_than_the_video() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    with Viewer(open_browser=False) as shown:
        began = time.monotonic()
        for t in (0.0, 0.1, 0.2):
            shown.show(Frame(t, picture))
        assert time.monotonic() - began >= 0.2


def feed(coach: Coach, recording: Recording, start: float = 0.0) -> None:
    for t, people in recording:
        coach.update(start + t, people, recording.size)


def test_somebody_long_gone_is_closed_and_keeps_their_count() -> None:
    coach = Coach([SQUAT], setup=False)
    feed(coach, squat_recording(2))
    for t in range(100, 400):
        coach.update(float(t), People.empty(), (WIDTH, HEIGHT))
    assert [person.count for person in coach.people] == [2]
    feed(coach, squat_recording(3), start=500.0)
    coach.finish()
    assert sum(person.count for person in coach.people) == 5
    assert sum(person.frames_seen for person in coach.people) > 200


def test_live_views_follow_the_count() -> None:
    coach, shown = Coach([SQUAT], setup=False), []
    for t, people in squat_recording(3):
        moment = coach.update(t, people, (WIDTH, HEIGHT))
        shown += [coached.view.count for coached in moment.people]
    assert shown == sorted(shown)
    assert set(shown) == {0, 1, 2, 3}


def test_people_in_a_live_stream_are_ordered_by_how_much_of_it_they_fill() -> None:
    coach = Coach([SQUAT], setup=False)
    two = squat_recording(2, people=2)
    for t, people in two:
        larger = people.keypoints.copy()
        larger[1, :, :2] *= 1.5
        boxes = people.boxes.copy()
        boxes[1] *= 1.5
        coach.update(t, People(larger, boxes, people.scores), (WIDTH, HEIGHT))
    coach.finish()
    assert [person.id for person in coach.people] == [2, 1]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Address of a folder served over HTTP."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_behind_an_address_is_counted_offline(served: str, tmp_path: Path) -> None:
    recording = squat_recording(2)
    write_video(tmp_path / "squats.mp4", recording)
    save = tmp_path / "out.mp4"
    session = repsight.count(
        f"{served}/squats.mp4", exercise="squat", model=KnownPoses(recording), save=save
    )
    assert session.count == 2
    assert session.provenance.options["mode"] == "offline"
    assert save.stat().st_size > 1000


def _stream(video: Path) -> tuple[str, threading.Thread]:
    """Address of a sender that gives the file to the first who asks, then hangs up."""
    data = video.read_bytes()
    listener = socket.create_server(("127.0.0.1", 0))

    def send() -> None:
        with listener, closing(listener.accept()[0]) as connection:
            connection.sendall(data)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}", thread


def _as_transport_stream(video: Path, path: Path) -> Path:
    with av.open(str(video)) as source, av.open(str(path), "w", format="mpegts") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = copy
                target.mux(packet)
    return path


def test_a_stream_is_counted_live_and_drawn_until_it_ends(tmp_path: Path) -> None:
    recording = squat_recording(3)
    video = write_video(tmp_path / "squats.mp4", recording)
    address, camera = _stream(_as_transport_stream(video, tmp_path / "squats.ts"))
    out, save = tmp_path / "s.json", tmp_path / "out.mp4"
    session = repsight.count(
        address, exercise="squat", model=KnownPoses(recording), json=out, save=save
    )
    camera.join()
    assert session.provenance.options["mode"] == "live"
    assert session.count == read_session(out).count == 3
    with open_source(save) as annotated:
        assert annotated.size == (WIDTH, HEIGHT)
        assert sum(1 for _ in annotated) >= len(recording) - 2  # joined in the middle of a second


def test_drawing_on_a_stream_offline_is_refused_before_it_is_read(tmp_path: Path) -> None:
    recording = squat_recording(1)
    video = write_video(tmp_path / "squats.mp4", recording)
    address, camera = _stream(_as_transport_stream(video, tmp_path / "squats.ts"))
    with pytest.raises(InvalidInputError, match="use --mode live"):
        repsight.count(
            address, mode="offline", model=KnownPoses(recording), save=tmp_path / "out.mp4"
        )
    camera.join()


def test_a_camera_that_is_not_there_is_a_source_error() -> None:
    with pytest.raises(SourceError):
        repsight.count(63)


class Vanishing(KnownPoses):
    """Poses of a camera whose cable is pulled after so many frames."""

    def stream(self, frames: Iterator[Frame]) -> Iterator[tuple[Frame, People]]:  # type: ignore[override]
        for number, item in enumerate(super().stream(frames)):
            if number == round(5.5 * FPS):
                raise SourceError("camera 0: it gave no picture for 10 s and was given up")
            yield item


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_a_camera_that_disappears_leaves_everything_counted_so_far(
    tmp_path: Path, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    recording = squat_recording(4)
    video = write_video(tmp_path / "squats.mp4", recording)
    out, save = tmp_path / "s.json", tmp_path / "out.mp4"
    session = repsight.count(
        video, exercise="squat", mode=mode, model=Vanishing(recording), json=out, save=save
    )
    assert "was given up" in caplog.text
    assert (session.count, session.complete) == (2, False)
    assert read_session(out).count == 2
    with open_source(save) as annotated:
        assert sum(1 for _ in annotated) == round(5.5 * FPS)


def test_a_viewer_without_a_port_is_an_output_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr("repsight.pipeline.viewer.ThreadingHTTPServer", full)
    with pytest.raises(OutputError, match="leave out --show"):
        Viewer(open_browser=False)
