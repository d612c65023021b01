"""The examples run as their first lines say."""

import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import repsight
from repsight.core.types import People
from repsight.demo import demo_video
from repsight.recording import Recording, RecordingBuilder, write_recording
from squatter import squat_recording

EXAMPLES = Path(__file__).parents[1] / "examples"


def run(name: str, *arguments: object) -> str:
    """What an example prints."""
    command = [sys.executable, str(EXAMPLES / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def good_mornings(reps: int, seconds: float = 2.5, fps: float = 25.0) -> Recording:
    """A person of sticks, seen from the side, who bends forward from the hips by 75 degrees."""
    t = np.arange(round((2 + reps * seconds) * fps)) / fps
    way = (1 - np.cos(2 * np.pi * np.clip(t - 1, 0, reps * seconds) / seconds)) / 2
    builder = RecordingBuilder((400, 300), "sticks")
    for now, lean in zip(t, np.radians(5 + 70 * way), strict=True):
        up = np.array([np.sin(lean), -np.cos(lean)])
        hip = np.array([180.0, 160.0])
        points = np.zeros((17, 3), np.float32)
        points[:, 2] = 0.9
        points[:5, :2] = hip + 90 * up
        points[11:13, :2], points[13:15, :2], points[15:17, :2] = hip, (182, 215), (180, 270)
        points[5:7, :2] = hip + 65 * up
        points[7:9, :2] = points[5:7, :2] + (0, 30)
        points[9:11, :2] = points[5:7, :2] + (4, 58)
        box = np.concatenate([points[:, :2].min(0), points[:, :2].max(0)])
        builder.add(float(now), People(points[None], box[None], np.array([0.9])))
    return builder.build()


def test_a_recording_of_a_video_is_counted_and_described(tmp_path: Path) -> None:
    path = tmp_path / "squats.poses.npz"
    write_recording(path, squat_recording(reps=4))
    lines = run("count_a_video.py", path, "squat").splitlines()
    assert lines[0] == "person 1: 4 x squat"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["1", "2", "3", "4"]


def test_a_missing_video_is_one_line_and_no_traceback() -> None:
    command = [sys.executable, str(EXAMPLES / "count_a_video.py"), "missing.mp4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("missing.mp4: no such file")
    assert len(done.stderr.splitlines()) == 1


def test_the_camera_loop_says_every_repetition_and_the_set() -> None:
    announce = runpy.run_path(str(EXAMPLES / "count_a_camera.py"))["announce"]
    lines = list(announce(squat_recording(reps=5), repsight.load_exercise("squat")))
    assert [line.rsplit(" ", 1)[1] for line in lines[:-1]] == ["1", "2", "3", "4", "5"]
    assert lines[-1].endswith("person 1: a set of 5")


def test_an_exercise_of_ones_own_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "good_mornings.poses.npz"
    write_recording(path, good_mornings(reps=6))
    assert run("own_exercise.py", path) == "Good morning: 6\n"


@pytest.mark.slow
def test_the_bundled_clip_is_counted_from_its_pixels() -> None:
    assert run("count_a_video.py", demo_video(), "squat").startswith("person 1: 6 x squat\n")
