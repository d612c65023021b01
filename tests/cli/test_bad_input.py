"""Bad input as a user meets it: one clear line and exit code 2, or going on with what is there."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from commands import REPS, Run, refusal
from made_videos import make_sound, make_video, turn
from tiny_yolo import ANCHORS, answer, save_network

from repsight.export import read_session
from repsight.models.cache import record_checksums
from repsight.models.cards import BLAZEPOSE
from repsight.video import open_source
from squatter import squat_recording, write_video

STEADY = [40 * i for i in range(50)]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that choose a network which finds one person in every picture."""
    folder = save_network(tmp_path_factory.mktemp("network") / "tiny", answer())
    return ["--model", str(folder), "--imgsz", "32"]


def _folder(path: Path) -> Path:
    path.mkdir()
    (path / "notes.txt").write_text("no video")
    return path


def _text(path: Path) -> Path:
    path.write_text("this is a shopping list\n" * 200)
    return path


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _without_index(path: Path) -> Path:
    data = make_video(path, STEADY).read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 10])
    return path


def _other_npz(path: Path) -> Path:
    path = path.with_name("other.poses.npz")
    np.savez(path, steps=np.zeros(3))
    return path


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path, "no such file; give a video file"),
        (_folder, "this folder holds no videos; give one with files in .3gp"),
        (lambda path: path.parent / "*.mov", "this pattern holds no videos"),
        (_text, "no video that FFmpeg can read; give an MP4"),
        (_empty, "this file is empty; copy or record it again"),
        (make_sound, "there is only sound in it; give a file with pictures"),
        (_without_index, "cut off or damaged, its index (moov) is missing; copy it again"),
        (_other_npz, "no usable pose recording: it lacks t, frame"),
        (lambda path: "", "SOURCE is empty; name a video file"),
        (lambda path: "ftp://host/a.mp4", "cannot be read; allowed: rtsp, http"),
        (lambda path: "77", "there is no such camera"),
        (lambda path: "http://127.0.0.1:9/a.mp4", "this address gives no video"),
    ],
)
def test_a_source_that_cannot_be_read_is_refused_in_one_line(
    repsight: Run, tmp_path: Path, make: Callable[[Path], Path | str], says: str
) -> None:
    assert says in refusal(repsight("count", make(tmp_path / "a.mp4")))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--stride", "0"], "use 1 for every frame"),
        (["--imgsz", "10"], "use 32 or more"),
        (["--imgsz", "100"], "a multiple of 32"),
        (["--device", "banana"], "banana"),
        (["--save", "out.avi"], "end the name in .mp4"),
        (["--save", "same.mp4", "--json", "same.mp4"], "name two files"),
        (["--save", "a.mp4"], "is the source itself; choose another name"),
        (["--csv", "a.mp4"], "cannot write in the folder a.mp4"),
        (["--json", "."], "is a folder; give the name of a file"),
    ],
)
def test_an_option_that_cannot_be_is_refused_in_one_line(
    repsight: Run,
    tmp_path: Path,
    network: list[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    make_video(Path("a.mp4"), STEADY[:5])
    before = Path("a.mp4").read_bytes()
    assert says in refusal(repsight("count", "a.mp4", *network, *options))
    assert Path("a.mp4").read_bytes() == before


@pytest.mark.parametrize("channels", [84, 5 + 16 * 3])
def test_a_network_without_coco_keypoints_is_refused(
    repsight: Run, tmp_path: Path, channels: int
) -> None:
    """80 classes of things, as detection weights give, or the 16 keypoints of another data set."""
    wrong = save_network(tmp_path / "wrong", np.zeros((1, channels, ANCHORS), np.float32))
    video = make_video(tmp_path / "a.mp4", STEADY[:5])
    line = refusal(repsight("count", video, "--model", wrong, "--imgsz", 32))
    assert "a YOLO-Pose model of 17 COCO keypoints is needed" in line


def test_a_damaged_model_in_the_cache_is_refused_and_the_cure_named(
    repsight: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPSIGHT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "models" / BLAZEPOSE
    folder.mkdir(parents=True)
    (folder / "pose_detector.tflite").write_bytes(b"as it was published")
    record_checksums(folder)
    (folder / "pose_detector.tflite").write_bytes(b"as a bad disk gives it")
    video = make_video(tmp_path / "a.mp4", STEADY[:5])
    line = refusal(repsight("count", video, "--model", BLAZEPOSE))
    assert f"run `repsight models pull {BLAZEPOSE}` to renew it" in line


def test_a_person_who_is_not_there_is_an_error(repsight: Run, recording: Path) -> None:
    for mode in ("offline", "live"):
        done = repsight("count", recording, "-e", "squat", "--person", "99", "--mode", mode, "-q")
        assert done.returncode == 2
        assert "there is no person 99 in it" in done.stderr
    assert repsight("count", recording, "-e", "squat", "--person", "1").returncode == 0


@pytest.mark.parametrize("mode", ["offline", "live"])
def test_a_file_cut_off_is_counted_as_far_as_it_goes_and_said_to_be(
    repsight: Run, tmp_path: Path, network: list[str], mode: str
) -> None:
    video = write_video(tmp_path / "a.mp4", squat_recording(4))
    video.write_bytes(video.read_bytes()[: video.stat().st_size * 2 // 3])
    out = tmp_path / "s.json"
    done = repsight("count", video, *network, "-q", "--mode", mode, "--json", out)
    assert done.returncode == 0
    assert "(ended early)" in done.stdout
    (line,) = done.stderr.splitlines()
    assert "it breaks off before its end (10.0 s)" in line
    session = read_session(out)
    assert not session.complete
    assert 0 < session.people[0].frames_seen < 200


def test_damaged_frames_are_left_out_and_told(
    repsight: Run, tmp_path: Path, network: list[str]
) -> None:
    video = make_video(tmp_path / "a.mkv", STEADY, codec="mjpeg", pixels="yuvj420p")
    data = bytearray(video.read_bytes())
    start = len(data) // 2
    start = data.index(b"\xff\xd8\xff", start)
    data[start : start + 620] = bytes(620)
    video.write_bytes(data)
    done = repsight("count", video, *network, "--json", tmp_path / "s.json")
    assert done.returncode == 0
    assert "damaged frames were left out" in done.stderr
    assert read_session(tmp_path / "s.json").people[0].frames_seen >= 47


def _uneven(path: Path) -> Path:
    return make_video(path, [17 * i * (1 + i % 2) + i for i in range(1, 50, 2)])


def _turned(path: Path) -> Path:
    return turn(make_video(path, STEADY, size=(64, 48)), 1)


def _no_count(path: Path) -> Path:
    return make_video(path.with_suffix(".ts"), STEADY, container="mpegts")


def _one_pixel(path: Path) -> Path:
    path = path.with_suffix(".mkv")
    return make_video(path, STEADY[:10], size=(1, 1), codec="ffv1", pixels="yuv444p")


def _huge(path: Path) -> Path:
    return make_video(path, STEADY[:2], size=(7680, 4320))


def _named_by_a_person(path: Path) -> Path:
    folder = path.with_name("mein Trainings-Vidéo [neu] 漢字")
    folder.mkdir()
    return make_video(folder / "Kniebeuge größer 50 %.mp4", STEADY[:10])


@pytest.mark.parametrize(
    ("make", "frames", "size"),
    [
        (_uneven, 25, (64, 48)),
        (_turned, 50, (48, 64)),
        (_no_count, 50, (64, 48)),
        (_one_pixel, 10, (16, 16)),  # the smallest that players take
        (_huge, 2, (7680, 4320)),
        (_named_by_a_person, 10, (64, 48)),
    ],
)
def test_unusual_videos_are_counted_and_drawn_whole(
    repsight: Run,
    tmp_path: Path,
    network: list[str],
    make: Callable[[Path], Path],
    frames: int,
    size: tuple[int, int],
) -> None:
    video = make(tmp_path / "a.mp4")
    out = video.with_name(f"{video.stem} drawn.mp4")
    done = repsight("count", video, *network, "--save", out, "--csv", video.parent / "csv")
    assert done.returncode == 0, done.stderr
    with open_source(video) as source, open_source(out) as drawn:
        assert drawn.size == size
        times = [frame.t for frame in drawn]
        assert times == pytest.approx([frame.t for frame in source], abs=1e-3)
    assert len(times) == frames


def test_a_server_that_dies_in_the_middle_leaves_what_was_counted(
    repsight: Run, tmp_path: Path, network: list[str]
) -> None:
    data = write_video(tmp_path / "a.mp4", squat_recording(4)).read_bytes()

    class Dying(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) * 2 // 3])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    out = tmp_path / "s.json"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dying) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a.mp4"
        done = repsight("count", address, *network, "-q", "--json", out)
        server.shutdown()
    assert done.returncode == 2
    assert "the stream broke off" in done.stderr
    assert not read_session(out).complete
    assert read_session(out).people[0].frames_seen > 0


def test_an_exercise_of_ones_own_is_taken_from_its_file(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    text = repsight("exercises", "show", "squat").stdout
    own = tmp_path / "my squat.toml"
    own.write_text(text.replace('name = "squat"', 'name = "box_squat"'))
    done = repsight("count", recording, "-e", own, "--json", "-")
    assert done.returncode == 0
    (person,) = json.loads(done.stdout)["people"]
    assert [(one["exercise"], one["count"]) for one in person["sets"]] == [("box_squat", REPS)]


def _popen(arguments: list[str], stdout: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "repsight", *arguments]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True)


def test_a_reader_that_goes_away_is_no_crash(recording: Path, tmp_path: Path) -> None:
    """As in `repsight count … --json - | head -0`."""
    out = tmp_path / "csv"
    arguments = ["count", str(recording), "-q", "--json", "-", "--csv", str(out)]
    with _popen(arguments, subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert (out / "reps.csv").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("options", [[], ["--json", "-"]])
def test_stdout_on_a_full_disk_is_one_line(recording: Path, options: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        process = _popen(["count", str(recording), "-q", *options], full.fileno())
        _, said = process.communicate()
    assert process.returncode == 2
    (line,) = said.splitlines()
    assert "cannot be written to stdout" in line
