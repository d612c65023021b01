"""`repsight train recognise`: from a folder to a model and its card, or one line why not."""

import importlib.util
from pathlib import Path

import pytest
from commands import Run, refusal

from form_folder import write_track
from train.recogniser_folder import stick_track, write_people

needs_learning = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "onnx")),
    reason="PyTorch or onnx is not installed",
)


@needs_learning
def test_a_folder_becomes_a_recogniser_that_count_takes(repsight: Run, tmp_path: Path) -> None:
    output = tmp_path / "out" / "two.onnx"
    folder = write_people(tmp_path / "data")
    done = repsight("train", "recognise", folder, "-o", output, "--epochs", 8, "--kind", "gru")
    assert done.returncode == 0, done.stderr
    assert f"{output}: 2 exercises; 9 recordings of 3 people; on people not seen" in done.stdout
    assert f"{output}.card.json: its card" in done.stdout
    assert "It was tried on 3 people only" in done.stderr
    write_track(tmp_path / "new.poses.npz", stick_track("biceps curl", 31))
    done = repsight("count", tmp_path / "new.poses.npz", "--recogniser", output, "-q")
    assert done.returncode == 0, done.stderr
    assert "bicep_curl" in done.stdout
    assert "squat" not in done.stdout


def test_a_wrong_ending_or_an_empty_folder_is_one_line(repsight: Run, tmp_path: Path) -> None:
    done = repsight("train", "recognise", tmp_path, "-o", tmp_path / "two.json")
    assert "a recogniser's name must end in .onnx" in refusal(done)
    done = repsight("train", "recognise", tmp_path, "-o", tmp_path / "two.onnx")
    assert "holds neither labels.csv nor recordings" in refusal(done)
    assert not (tmp_path / "two.onnx").exists()


def test_count_refuses_what_is_no_recogniser_in_one_line(
    repsight: Run, recording: Path, tmp_path: Path
) -> None:
    (tmp_path / "no.onnx").write_bytes(b"no")
    done = repsight("count", recording, "--recogniser", tmp_path / "no.onnx", "-q")
    assert "is no usable recogniser: it is damaged or no ONNX file" in refusal(done)
    done = repsight("count", recording, "-e", "squat", "--recogniser", tmp_path / "no.onnx")
    assert "there is nothing to recognise" in refusal(done)
