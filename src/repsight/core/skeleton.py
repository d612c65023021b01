"""The COCO-17 skeleton: names, order, bones, and which three points span each joint angle."""

from typing import Final

KEYPOINT_NAMES: Final = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
)  # fmt: skip

KEYPOINT_COUNT: Final = len(KEYPOINT_NAMES)

KEYPOINT_INDEX: Final = {name: index for index, name in enumerate(KEYPOINT_NAMES)}

BONES: Final = (
    (0, 1), (0, 2), (1, 3), (2, 4),
    (5, 6), (5, 7), (7, 9), (6, 8), (8, 10),
    (5, 11), (6, 12), (11, 12), (11, 13), (13, 15), (12, 14), (14, 16),
)  # fmt: skip

# Interior angle at the middle point, (left, right).
ANGLES: Final = {
    "elbow": ((5, 7, 9), (6, 8, 10)),
    "shoulder": ((7, 5, 11), (8, 6, 12)),
    "hip": ((5, 11, 13), (6, 12, 14)),
    "knee": ((11, 13, 15), (12, 14, 16)),
}

# COCO keypoint evaluation constants (cocodataset.org, pycocotools `kpt_oks_sigmas`).
OKS_SIGMAS: Final = (
    0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072,
    0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089,
)  # fmt: skip

MIRRORED: Final = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)
"""Index of the same point on the other side of the body."""
