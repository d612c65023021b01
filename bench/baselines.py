"""The counters that people write first, on the same recordings, to measure ours against."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from repsight.core.geometry import joint_angle
from repsight.recording import Recording

# The article's thresholds: mean of both sides, (left, right, maintaining, relaxing).
SEED: Mapping[str, tuple[tuple[int, int, int], tuple[int, int, int], float, float]] = {
    "squat": ((11, 13, 15), (12, 14, 16), 80, 140),
    "push_up": ((5, 7, 9), (6, 8, 10), 140, 120),
    "sit_up": ((5, 11, 13), (6, 12, 14), 70, 110),
}
# Ultralytics AIGym's usual set-up: the right side, down at 90, up at 145.
AIGYM: Mapping[str, tuple[int, int, int]] = {
    "squat": (12, 14, 16),
    "push_up": (6, 8, 10),
    "sit_up": (6, 12, 14),
}
AIGYM_UP, AIGYM_DOWN = 145.0, 90.0


def _most_confident(recording: Recording) -> npt.NDArray[np.floating]:
    """Keypoints (T, 17, 3) of the first (most confident) person of every frame."""
    poses = np.full((len(recording.t), 17, 3), np.nan)
    for index in range(len(recording.t)):
        people = recording.people_at(index)
        if len(people):
            poses[index] = people.keypoints[int(people.scores.argmax())]
    return poses


def count_like_seed(recording: Recording, exercise: str) -> int:
    """Below `maintaining` starts a repetition, above `relaxing` counts it; nothing else."""
    left, right, maintaining, relaxing = SEED[exercise]
    poses = _most_confident(recording)
    angles = (joint_angle(poses, *left) + joint_angle(poses, *right)) / 2
    count, under_way = 0, False
    for angle in angles:
        if angle < maintaining:
            under_way = True
        elif angle > relaxing and under_way:
            count, under_way = count + 1, False
    return count


def count_like_aigym(recording: Recording, exercise: str) -> int:
    """One side; counts on reaching `down` after `up`."""
    angles = joint_angle(_most_confident(recording), *AIGYM[exercise])
    count, stage = 0, ""
    for angle in angles:
        if angle < AIGYM_DOWN:
            if stage == "up":
                count += 1
            stage = "down"
        elif angle > AIGYM_UP:
            stage = "up"
    return count
