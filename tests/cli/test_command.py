"""The command as a user runs it: what goes to stdout, to stderr, to files, and the exit code."""

import subprocess
import sys
from pathlib import Path

import pytest
from commands import REPS, Run, refusal

from repsight import __version__
from repsight.export import parse_session, read_session
from repsight.recording import read_recording, write_recording
from repsight.video import open_source
from squatter import squat_recording, write_video


def test_a_count_prints_a_table_on_stdout(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording, "--exercise", "squat")
    assert done.returncode == 0
    (row,) = [line for line in done.stdout.splitlines() if "│" in line]
    assert [cell.strip() for cell in row.split("│")[1:4]] == ["1", "squat", str(REPS)]


def test_json_to_stdout_is_json_and_nothing_else(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording, "-e", "squat", "--json", "-")
    assert done.returncode == 0
    session = parse_session(done.stdout)
    assert (session.count, session.poses) == (REPS, None)


def test_quiet_says_nothing_on_stderr(repsight: Run, recording: Path, tmp_path: Path) -> None:
    done = repsight("count", recording, "--mode", "live", "-q", "--json", tmp_path / "s.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert read_session(tmp_path / "s.json").provenance.options["mode"] == "live"


def test_progress_and_written_files_are_told_on_stderr(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    done = repsight("count", recording, "--mode", "live", "--json", tmp_path / "s.json")
    assert "FPS" in done.stderr
    assert f"wrote {tmp_path / 's.json'}" in done.stderr
    assert "wrote" not in done.stdout


def test_a_folder_run_goes_on_after_a_failure_and_reports_it_at_the_end(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "c"):
        (folder / f"{name}.poses.npz").write_bytes(recording.read_bytes())
    (folder / "b.mp4").write_text("this is no video")
    out = tmp_path / "out"
    done = repsight("count", folder, "-e", "squat", "--json", out, "--csv", out)
    assert done.returncode == 2
    assert "b.mp4" in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in out.iterdir()) == ["a", "a.json", "c", "c.json"]
    assert read_session(out / "c.json").count == REPS
    assert (out / "a" / "reps.csv").is_file()
    assert done.stdout.count("squat ") == 2


def test_videos_that_differ_in_their_ending_only_do_not_overwrite_each_other(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_text("this is no video")
    (tmp_path / "a.poses.npz").write_bytes(recording.read_bytes())
    done = repsight("count", tmp_path / "a.*", "-e", "squat", "--json", tmp_path / "out")
    assert done.returncode == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.poses.npz.json"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.mp4"], "missing.mp4: no such file"),
        (["{recording}", "-e", "squatt"], "allowed: auto, bench_press"),
        (["{recording}", "-e", "broken.toml"], "broken.toml is not valid TOML"),
        (["{recording}", "-e", "missing.toml"], "missing.toml"),
        (["{recording}", "--mode", "sideways"], "allowed: offline, live"),
        (["{recording}", "--person", "tallest"], "allowed: all, largest"),
        (["{recording}", "--save", "out.mp4"], "no pictures to draw on"),
        (["{recording}", "--json", "broken.toml/out.json"], "cannot write"),
        (["{video}", "--model", "missing.onnx"], "missing.onnx"),
        (["{video}", "--model", "broken.toml"], "broken.toml"),
        (["{video}", "--json", "{video}"], "is the source itself"),
        (["broken.toml"], "broken.toml"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    repsight: Run,
    recording: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
) -> None:
    (tmp_path / "broken.toml").write_text("name = squat")
    video = write_video(tmp_path / "v.mp4", squat_recording(0))
    monkeypatch.chdir(tmp_path)
    filled = [text.format(recording=recording, video=video) for text in arguments]
    assert says in refusal(repsight("count", *filled))


def test_a_model_that_is_not_there_ends_a_folder_run_at_once(repsight: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_video(tmp_path / f"{name}.mp4", squat_recording(0))
    assert "missing.onnx" in refusal(repsight("count", tmp_path, "--model", "missing.onnx"))


def test_a_name_with_brackets_and_colons_is_shown_as_it_is(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "[red]a:car:.poses.npz"
    odd.write_bytes(recording.read_bytes())
    done = repsight("count", odd, "-e", "squat")
    assert odd.name in done.stdout
    gone = tmp_path / "[bold]b:car:.mp4"
    assert gone.name in refusal(repsight("count", gone))


def test_a_wrong_argument_is_exit_code_2(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording, "--colour", "red")
    assert done.returncode == 2
    assert "--colour" in done.stderr


def test_json_to_stdout_takes_one_source(repsight: Run, recording: Path) -> None:
    done = repsight("count", recording.parent, "--json", "-")
    assert done.returncode == 2
    assert done.stdout == ""


def test_nobody_in_a_video_is_a_result_and_no_error(repsight: Run, tmp_path: Path) -> None:
    from repsight.core.types import People
    from repsight.recording import RecordingBuilder

    builder = RecordingBuilder((64, 48), "sticks")
    for frame in range(20):
        builder.add(frame / 10, People.empty())
    write_recording(tmp_path / "empty.poses.npz", builder.build())
    done = repsight("count", tmp_path / "empty.poses.npz")
    assert done.returncode == 0
    assert "nobody found" in done.stdout


def test_exercises_are_listed_and_shown(repsight: Run) -> None:
    listed = repsight("exercises")
    assert listed.returncode == 0
    assert all(name in listed.stdout for name in ("squat", "push_up", "plank"))
    shown = repsight("exercises", "show", "squat")
    assert 'name = "squat"' in shown.stdout
    assert "allowed" in refusal(repsight("exercises", "show", "squatt"))


def test_models_are_listed_with_their_licence_and_found(repsight: Run) -> None:
    listed = repsight("models", "list")
    assert listed.returncode == 0
    assert "AGPL-3.0" in listed.stdout
    assert "(default)" in listed.stdout
    shown = repsight("models", "info", "blazepose-full")
    assert "licence: Apache-2.0" in shown.stdout
    assert "known are" in refusal(repsight("models", "path", "yolov99"))


def test_info_names_versions_devices_and_runtimes(repsight: Run) -> None:
    done = repsight("info")
    assert done.returncode == 0
    for word in ("repsight ", "python ", "numpy ", "openvino device CPU", "CUDA devices", "models"):
        assert word in done.stdout
    for library in ("torch: ", "tensorrt: ", "onnxruntime"):
        assert library in done.stdout


def test_without_a_command_the_help_is_shown(repsight: Run) -> None:
    done = repsight()
    assert "count" in done.stdout + done.stderr


def test_poses_of_a_video_are_recorded_and_counted(
    repsight: Run, shared: Path, tmp_path: Path
) -> None:
    model = shared / "models" / "yolov8n-pose.onnx"
    video = write_video(tmp_path / "v.mp4", squat_recording(0))
    out = tmp_path / "v.poses.npz"
    done = repsight("poses", video, "-o", out, "--model", model, "--imgsz", 320)
    assert done.returncode == 0, done.stderr
    assert len(read_recording(out)) == 40
    wrong = repsight("poses", video, "-o", tmp_path / "v.npz", "--model", model)
    assert wrong.returncode == 2


# Counts a video whose poses are known, and presses Ctrl-C when two squats and a half are over.
COUNT_AND_STOP = """
import os, signal, sys
sys.path.insert(0, {tests!r})
import repsight.pose.yolo
from squatter import FPS, KnownPoses, squat_recording

class Stopping(KnownPoses):
    def stream(self, frames):
        for number, item in enumerate(super().stream(frames)):
            if number == round(6 * FPS):
                os.kill(os.getpid(), signal.{signal})
            yield item

repsight.pose.yolo.load_yolo = lambda path, **options: Stopping(squat_recording(8))
from repsight.cli import main
main()
"""


@pytest.mark.parametrize(
    ("mode", "signal", "code"),
    [("offline", "SIGINT", 130), ("live", "SIGINT", 130), ("live", "SIGTERM", 143)],
)
def test_ctrl_c_and_sigterm_write_what_was_counted_and_exit_as_shells_expect(
    tmp_path: Path, mode: str, signal: str, code: int
) -> None:
    video = write_video(tmp_path / "v.mp4", squat_recording(8))
    out, save = tmp_path / "s.json", tmp_path / "out.mp4"
    script = COUNT_AND_STOP.format(tests=str(Path(__file__).parents[1]), signal=signal)
    arguments = ["count", video, "-e", "squat", "--mode", mode, "--model", video]
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, [*arguments, "--json", out, "--save", save])],
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "ended early" in done.stdout
    session = read_session(out)
    assert session.count == 2
    assert not session.complete
    with open_source(save) as annotated:
        assert 118 <= sum(1 for _ in annotated) <= 122


def test_ctrl_c_keeps_the_poses_seen_until_then(tmp_path: Path) -> None:
    video, out = write_video(tmp_path / "v.mp4", squat_recording(8)), tmp_path / "v.poses.npz"
    script = COUNT_AND_STOP.format(tests=str(Path(__file__).parents[1]), signal="SIGINT")
    done = subprocess.run(
        [sys.executable, "-c", script, "poses", str(video), "-o", str(out), "--model", str(video)],
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 130, done.stderr
    assert 118 <= len(read_recording(out)) <= 122
    assert done.stderr.splitlines()[-1].startswith("repsight: stopped")


def test_the_module_runs_like_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "repsight", "--version"], capture_output=True, text=True
    )
    assert done.stdout == f"repsight {__version__}\n"
