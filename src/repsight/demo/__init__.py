"""The bundled clip: six rendered squats whose knee angle is known in every frame.

Made by `tools/render_demo.py`; nobody was filmed.
"""

import json
from pathlib import Path
from typing import Any

__all__ = ["demo_truth", "demo_video"]

_HERE = Path(__file__).parent


def demo_video() -> Path:
    """The clip: H.264, 1280×720, 30 frames a second."""
    return _HERE / "demo.mp4"


def demo_truth() -> dict[str, Any]:
    """What is true of it.

    `t`: seconds of every frame (T). `angles`: name ("left_knee" …) → interior angle in space,
    degrees (T); `projected_angles`: the same in the picture. `keypoints`: (T, 17, 2) pixels, COCO
    order. `repetitions`: `start`, `turn`, `end` in seconds and `min_knee` in degrees.
    """
    truth: dict[str, Any] = json.loads((_HERE / "demo.truth.json").read_text(encoding="utf-8"))
    return truth
