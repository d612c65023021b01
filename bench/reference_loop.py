"""The loop that people write first: predict, compare an angle with two thresholds, write."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from baselines import SEED

Loop = Callable[[Path, Path], int]

__all__ = ["SEED", "load"]


def load(weights: Path, exercise: str, imgsz: int) -> Loop:
    """The loop over a video, with the network loaded and warm. Needs ultralytics (AGPL-3.0)."""
    from ultralytics import YOLO

    network = YOLO(str(weights), task="pose")
    network.predict(np.zeros((360, 640, 3), np.uint8), imgsz=imgsz, verbose=False)

    def loop(video: Path, out: Path) -> int:
        """Count the video and write it annotated; how many repetitions it found."""
        return _loop(network, video, out, exercise, imgsz)

    return loop


def _loop(network: object, video: Path, out: Path, exercise: str, imgsz: int) -> int:
    left, right, maintaining, relaxing = SEED[exercise]
    capture = cv2.VideoCapture(str(video))
    size = (int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)))
    fps = capture.get(cv2.CAP_PROP_FPS)
    writer = cv2.VideoWriter(str(out), cv2.VideoWriter.fourcc(*"mp4v"), fps, size)
    count, under_way = 0, False
    while True:
        good, image = capture.read()
        if not good:
            break
        (result,) = network.predict(image, imgsz=imgsz, verbose=False)  # type: ignore[attr-defined]
        if len(result.boxes):
            points = result.keypoints.xy[0].cpu().numpy()
            angle = (_angle(points, left) + _angle(points, right)) / 2
            if angle < maintaining:
                under_way = True
            elif angle > relaxing and under_way:
                count, under_way = count + 1, False
        drawn = result.plot()
        cv2.putText(drawn, str(count), (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 255, 0), 3)
        writer.write(drawn)
    writer.release()
    capture.release()
    return count


def _angle(points: np.ndarray, joint: tuple[int, int, int]) -> float:
    a, b = points[joint[0]] - points[joint[1]], points[joint[2]] - points[joint[1]]
    return float(np.degrees(np.arctan2(abs(a[0] * b[1] - a[1] * b[0]), a @ b)))
