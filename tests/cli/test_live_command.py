"""`repsight live` as a user runs it, on a screen that nobody sees."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from commands import Run, refusal

from repsight.core.errors import ModelError
from repsight.demo import demo_video
from repsight.export import parse_session, read_session
from repsight.recording import read_recording
from repsight.video import open_source
from squatter import squat_recording, write_video

pytest.importorskip("pygame", reason="the [live] extra is not installed")

# Eight a second, of thirty: below it squats of two seconds are not seen well enough.
FEWEST_LOOKS = 110

# Coaches a video whose poses are known; a signal or a key comes when two squats are over.
LIVE_AND_STOP = """
import os, signal, sys, threading
sys.path.insert(0, {tests!r})
import repsight.pose.yolo
from squatter import KnownPoses, squat_recording

def stop():
    if {signal!r} == "voice":
        return
    os.kill(os.getpid(), getattr(signal, {signal!r}))

class Stopping(KnownPoses):
    def update(self, frame):
        people = super().update(frame)
        if frame.t >= 4.2 and not self.closed:
            self.closed = True
            stop()
        return people

repsight.pose.yolo.load_yolo = lambda path, **options: Stopping(squat_recording(4, 1.5))
from repsight.cli import main
main()
"""


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_video(tmp_path / "v.mp4", squat_recording(4, 1.5))


def run_script(video: Path, signal: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    script = LIVE_AND_STOP.format(tests=str(Path(__file__).parents[1]), signal=signal)
    given = ["live", video, "-e", "squat", "--no-setup", "--model", video, *arguments]
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, given)],
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


def test_the_demo_clip_as_if_live_is_counted_and_written(repsight: Run, tmp_path: Path) -> None:
    from repsight.pipeline import load_model

    try:
        load_model().close()
    except ModelError as error:
        pytest.skip(f"the default model is not here and cannot be had: {error}")
    out, save, folder = tmp_path / "s.json", tmp_path / "a.mp4", tmp_path / "csv"
    done = repsight(
        "live", demo_video(), "-e", "squat", "--no-setup", "--json", out, "--save", save,
        "--csv", folder, "--fullscreen",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    session = read_session(out)
    looked = len(read_recording(tmp_path / "s.poses.npz"))
    if looked < FEWEST_LOOKS:
        pytest.skip(f"this machine is too busy: {looked} pictures in 14 s")
    assert 5 <= session.count <= 7
    assert session.complete
    (row,) = [line for line in done.stdout.splitlines() if "│" in line]
    assert [cell.strip() for cell in row.split("│")[2:4]] == ["squat", str(session.count)]
    with (folder / "reps.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == session.count
    with open_source(save) as annotated:
        assert list(annotated)[-1].t == pytest.approx(13.9, abs=0.6)
        assert annotated.size == (1280, 720)
    for path in (out, save, folder / "reps.csv", folder / "angles.csv", tmp_path / "s.poses.npz"):
        assert f"wrote {path}" in done.stderr


@pytest.mark.parametrize(("signal", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_ctrl_c_and_sigterm_write_what_was_counted_and_exit_as_shells_expect(
    video: Path, tmp_path: Path, signal: str, code: int
) -> None:
    out, save = tmp_path / "s.json", tmp_path / "out.mp4"
    done = run_script(video, signal, "--json", out, "--save", save)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("repsight: stopped")
    assert "ended early" in done.stdout
    session = read_session(out)
    assert 2 <= session.count < 4
    assert not session.complete
    assert session.poses == "s.poses.npz"
    with open_source(save) as annotated:
        assert 4.1 < list(annotated)[-1].t < 6


def test_a_voice_that_cannot_be_had_is_one_warning_and_the_coaching_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no_such_driver")
    video = write_video(tmp_path / "v.mp4", squat_recording(2, 1.5))
    done = run_script(video, "voice", "--voice", "--json", "-")
    assert done.returncode == 0, done.stderr
    assert parse_session(done.stdout).count == 2
    (warning,) = [line for line in done.stderr.splitlines() if "voice" in line]
    assert warning.startswith("repsight: there is no voice (")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may lack a screen")
def test_without_a_screen_one_line_says_what_to_do_instead(
    repsight: Run, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    line = refusal(repsight("live", video, "-q"))
    assert "no window can be opened" in line
    assert "repsight serve" in line
    assert "repsight count SOURCE --show" in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["77"], "camera 77: there is no such camera"),
        (["missing.mp4"], "missing.mp4: no such file"),
        (["{folder}"], "many sources; name one camera"),
        (["a.poses.npz"], "a pose recording, it has no pictures to show"),
        (["{video}", "-e", "squatt"], "squatt"),
        (["{video}", "--sets", "0"], "sets is 0; 1 to 50"),
        (["{video}", "-e", "squat", "--reps", "2000"], "target is 2000"),
        (["{video}", "--rest", "-1"], "rest is -1 s"),
        (["{video}", "--tempo", "fast"], "tempo is 'fast'"),
        (["{video}", "--plan", "p.toml", "--sets", "3"], "--sets goes with one exercise"),
        (["{video}", "--plan", "p.toml", "-e", "squat"], "--exercise goes with one exercise"),
        (["{video}", "--plan", "none.toml"], "none.toml: the plan cannot be read"),
        (["{video}", "--json", "{video}"], "is the source itself"),
        (["{video}", "--save", "out.avi"], "end the name in .mp4"),
    ],
)
def test_what_cannot_be_coached_is_refused_in_one_line(
    repsight: Run, video: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    given = [each.format(video=video, folder=tmp_path) for each in arguments]
    assert says in refusal(repsight("live", *given))
