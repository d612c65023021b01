"""What is known about every frame, and the knee flexion that gives a wanted knee angle."""

from typing import Any, Final

import numpy as np

from demo_clip.body import Body
from demo_clip.motion import FPS, knee_angles, repetitions
from demo_clip.picture import SIZE, project, turned

COCO: Final = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip
JOINTS: Final = {
    "knee": ("hip", "knee", "ankle"),
    "hip": ("shoulder", "hip", "knee"),
    "elbow": ("shoulder", "elbow", "wrist"),
}
FLEXIONS: Final = np.arange(2.0, 136.0, 2.0)  # degrees, the table's steps
FIRST: Final = 0.0  # seconds: breath and sway at rest, for the table


def angle(a: np.ndarray, middle: np.ndarray, b: np.ndarray) -> float:
    """Interior angle in degrees at `middle`."""
    v, w = a - middle, b - middle
    cosine = v @ w / (np.linalg.norm(v) * np.linalg.norm(w))
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def angles(points: dict[str, np.ndarray]) -> dict[str, float]:
    """Interior angles in degrees by name ("left_knee" …) of 3D or 2D points."""
    return {
        f"{side}_{joint}": angle(*(points[f"{side}_{p}"] for p in triple))
        for joint, triple in JOINTS.items()
        for side in ("left", "right")
    }


def flexions(body: Body, t: np.ndarray) -> np.ndarray:
    """The bones' knee flexion (T,) for which the keypoints span the wanted knee angle."""
    knees = [angles(body.pose(f, FIRST)[1])["left_knee"] for f in FLEXIONS]
    return np.interp(-knee_angles(t), -np.array(knees), FLEXIONS)


class Truth:
    """Gathers the frames' truth into one document."""

    def __init__(self) -> None:
        self.columns: dict[str, list[float]] = {}
        self.projected: dict[str, list[float]] = {}
        self.keypoints: list[list[list[float]]] = []
        self.t: list[float] = []

    def add(self, t: float, points: dict[str, np.ndarray]) -> None:
        """One frame: seconds and 3D keypoints by name in the body's frame."""
        flat = project(turned(np.array([points[name] for name in COCO])))
        self.t.append(round(t, 4))
        self.keypoints.append(np.round(flat, 1).tolist())
        for columns, source in (
            (self.columns, points),
            (self.projected, dict(zip(COCO, flat, strict=True))),
        ):
            for name, value in angles(source).items():
                columns.setdefault(name, []).append(round(value, 1))

    def document(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "schema": "repsight.demo-truth/1",
            "exercise": "squat",
            "fps": FPS,
            "size": list(SIZE),
            "repetitions": [
                {key: round(value, 3) for key, value in rep.items()} for rep in repetitions()
            ],
            "t": self.t,
            "angles": self.columns,
            "projected_angles": self.projected,
            "keypoint_names": list(COCO),
            "keypoints": self.keypoints,
        }
