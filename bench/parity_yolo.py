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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from repsight.core.errors import RepSightError
from repsight.core.types import Image, People
from repsight.pose.ultralytics_runtime import UltralyticsBackend
from repsight.pose.yolo import load_yolo

# The same person, surely: far more than two people ever share after suppression at 0.7.
SAME_PERSON_IOU = 0.9


def sample(clip: Path, frames: int) -> Iterator[Image]:
    """`frames` pictures, RGB, spread evenly over a clip."""
    video = cv2.VideoCapture(str(clip))
    total = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
    for index in np.linspace(0, total - 1, frames + 2).astype(int)[1:-1]:
        video.set(cv2.CAP_PROP_POS_FRAMES, int(index))
        good, image = video.read()
        if good:
            yield np.ascontiguousarray(image[..., ::-1])
    video.release()


def overlaps(ours: People, theirs: People) -> Any:
    """Intersection over union of every pair of boxes, (N, M)."""
    a, b = ours.boxes[:, None], theirs.boxes[None]
    inner = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.prod(np.maximum(inner, 0), axis=-1)
    area = [np.prod(x[..., 2:] - x[..., :2], axis=-1) for x in (a, b)]
    return shared / (area[0] + area[1] - shared)


def compare(ours: People, theirs: People, image: Image) -> dict[str, Any]:
    """Differences between the people both sides found, and how many only one side did."""
    pairs = np.argwhere(overlaps(ours, theirs) > SAME_PERSON_IOU)
    mine, other = ours.keypoints[pairs[:, 0]], theirs.keypoints[pairs[:, 1]]
    limit = np.array([image.shape[1], image.shape[0]], np.float32)
    clamped = np.clip(mine[..., :2], 0, limit)
    return {
        "pixels": np.linalg.norm(clamped - other[..., :2], axis=-1).ravel(),
        "confidence": np.abs(mine[..., 2] - other[..., 2]).ravel(),
        "score": np.abs(ours.scores[pairs[:, 0]] - theirs.scores[pairs[:, 1]]),
        "box": np.abs(ours.boxes[pairs[:, 0]] - theirs.boxes[pairs[:, 1]]).max(axis=-1, initial=0),
        "outside": int((clamped != mine[..., :2]).any(axis=-1).sum()),
        "alone": len(ours) + len(theirs) - 2 * len(pairs),
    }


def summary(parts: list[dict[str, Any]]) -> dict[str, float]:
    """Maximum and 99th percentile of every difference over all frames."""
    table: dict[str, float] = {"frames": len(parts)}
    for key in ("pixels", "confidence", "score", "box"):
        values = np.concatenate([part[key] for part in parts])
        table[f"{key}_max"] = float(values.max(initial=0))
        table[f"{key}_p99"] = float(np.percentile(values, 99)) if len(values) else 0.0
    table["people"] = sum(len(part["score"]) for part in parts)
    for key in ("outside", "alone"):
        table[key] = sum(part[key] for part in parts)
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
