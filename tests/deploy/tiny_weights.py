"""YOLO-Pose weights for 64 x 64 pictures that find somebody in every one of them."""

from pathlib import Path

import numpy as np

SIDE = 64
SCORE = 3.0  # 0.95 after the sigmoid


def write_weights(path: Path, yaml: str = "yolov8n-pose.yaml") -> Path:
    """A .pt of Ultralytics' with random weights; the coarsest four anchors are always sure."""
    import torch

    from repsight.pose.ultralytics_runtime import import_ultralytics

    torch.manual_seed(7)
    model = import_ultralytics("a test").YOLO(yaml)
    head = model.model.model[-1]
    for level, branch in enumerate(head.cv3):
        torch.nn.init.constant_(branch[-1].bias, SCORE if level == 2 else -20.0)
    model.save(path)
    return path


def pictures(count: int = 3) -> list[np.ndarray]:
    """Noise, RGB."""
    return list(np.random.default_rng(1).integers(0, 255, (count, SIDE, SIDE, 3), np.uint8))
