"""A real clip counted on small runtimes: the same as by the .onnx of the same weights."""

from pathlib import Path

import pytest

from repsight.deploy.counts import count_clips
from repsight.deploy.request import make_request
from repsight.deploy.ultralytics_export import run_exporter
from repsight.pose.yolo import load_yolo

SIDE = 320


@pytest.mark.slow
def test_ncnn_counts_a_real_clip_as_the_onnx_does(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("ultralytics")
    pytest.importorskip("pnnx")
    weights = shared / "models" / "yolov8n-pose.pt"
    made = run_exporter(weights, tmp_path, make_request("ncnn", shape=(SIDE, SIDE)))
    onnx = shared / "models" / "yolov8n-pose.onnx"
    ours = load_yolo(made, device="cpu", imgsz=SIDE)
    theirs = load_yolo(onnx, device="cpu", imgsz=SIDE, precision="f32")
    clip = shared / "clips" / "trueform_squats.mp4"
    (count,) = count_clips(ours, theirs, [clip], "squat")
    ours.close()
    assert count.ours == count.theirs == 3
