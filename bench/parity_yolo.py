"""Compares our YOLO-Pose with Ultralytics' own `predict` on the same weights and frames.

    python bench/parity_yolo.py yolov8n-pose.pt yolov8n-pose.onnx clips/*.mp4 --frames 4

Per precision: people that only one side found, the largest and the 99th percentile difference of
keypoints (pixels of the picture), of confidences and of boxes, and milliseconds a frame of our
network. Ultralytics clamps keypoints to the picture; ours are clamped for the comparison, and the
number that lie outside is printed. Needs the [yolo] extra.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from repsight.core.errors import RepSightError
from repsight.deploy.parity import Differences, compare
from repsight.deploy.pictures import sample
from repsight.pose.ultralytics_runtime import UltralyticsBackend
from repsight.pose.yolo import load_yolo


def summary(parts: list[Differences]) -> dict[str, float]:
    """Maximum and 99th percentile of every difference over all frames."""
    table: dict[str, float] = {"frames": len(parts)}
    for key in ("pixels", "confidence", "score", "box"):
        values = np.concatenate([getattr(part, key) for part in parts])
        table[f"{key}_max"] = float(values.max(initial=0))
        table[f"{key}_p99"] = float(np.percentile(values, 99)) if len(values) else 0.0
    table["people"] = sum(len(part.score) for part in parts)
    for key in ("outside", "alone"):
        table[key] = sum(getattr(part, key) for part in parts)
    return table


def main() -> int:
    """Print the table as JSON; 2 when something needed is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path, help="the .pt that Ultralytics runs")
    parser.add_argument("model", type=Path, help="the .onnx or OpenVINO folder that we run")
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--frames", type=int, default=4, help="frames of each clip")
    parser.add_argument("--imgsz", type=int, default=640)
    parser.add_argument("--runtime", default="openvino", choices=("openvino", "onnxruntime"))
    parser.add_argument("--precision", nargs="+", default=["f32", "auto"])
    asked = parser.parse_args()
    try:
        reference = UltralyticsBackend(asked.weights, gpu=None, imgsz=asked.imgsz, sha256="")
        images = [image for clip in asked.clips for image in sample(clip, asked.frames)]
        theirs = [reference.estimate(image) for image in images]
        for precision in asked.precision:
            backend = load_yolo(
                asked.model,
                device="cpu",
                imgsz=asked.imgsz,
                runtime=asked.runtime,
                precision=precision,
            )
            parts = [
                compare(backend.estimate(image), other, image)
                for image, other in zip(images, theirs, strict=True)
            ]
            table = summary(parts)
            table["network_ms"] = 1000 * backend.stages.network / backend.stages.frames
            print(json.dumps({"precision": precision, **table}))
            backend.close()
    except RepSightError as error:
        print(f"parity_yolo: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
