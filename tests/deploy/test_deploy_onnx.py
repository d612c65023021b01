"""Exporting weights: whole or not at all, and clear about what is missing."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from repsight.core.errors import DeviceError, ModelError, OutputError
from repsight.deploy.export import export_onnx
from repsight.pose.yolo import load_yolo


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "yolov8n-pose.pt"
    path.write_bytes(b"not really weights")
    return path


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no weights at .*gone\.pt"):
        export_onnx(tmp_path / "gone.pt", tmp_path / "out.onnx")


def test_without_ultralytics_the_installation_is_named_and_nothing_is_left(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ultralytics", None)  # importing it now fails
    destination = weights.parent / "cache" / "yolov8n-pose.onnx"
    with pytest.raises(DeviceError, match=r"AGPL-3.0; run pip install 'repsight\[yolo\]'"):
        export_onnx(weights, destination)
    assert list(destination.parent.iterdir()) == []
    assert weights.read_bytes() == b"not really weights"


def test_a_destination_that_cannot_be_written_is_refused(weights: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        export_onnx(weights, weights / "below-a-file.onnx")


def test_damaged_weights_are_refused_and_nothing_is_left(weights: Path) -> None:
    pytest.importorskip("ultralytics")
    destination = weights.parent / "cache" / "yolov8n-pose.onnx"
    with pytest.raises(ModelError, match="damaged or no YOLO model"):
        export_onnx(weights, destination)
    assert list(destination.parent.iterdir()) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_exported_weights_answer_like_the_onnx_of_the_same_weights(
    shared: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("ultralytics")
    models = shared / "models"
    made = export_onnx(models / "yolov8n-pose.pt", tmp_path / "made.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["made.onnx"]
    video = cv2.VideoCapture(str(shared / "clips" / "mrpose_squat.mp4"))
    image = np.ascontiguousarray(video.read()[1][..., ::-1])
    video.release()
    ours = load_yolo(made, device="cpu", precision="f32")
    theirs = load_yolo(models / "yolov8n-pose.onnx", device="cpu", precision="f32")
    people = ours.estimate(image)
    assert len(people) == 1
    np.testing.assert_allclose(people.keypoints, theirs.estimate(image).keypoints, atol=0.05)
    assert ours.info.licence == "AGPL-3.0 (Ultralytics weights)"
    assert capfd.readouterr().out == ""
