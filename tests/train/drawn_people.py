"""Data sets of drawn people with exact keypoints: small enough to learn from in seconds."""

from pathlib import Path

import cv2
import numpy as np

from repsight.core.skeleton import BONES, KEYPOINT_INDEX
from repsight.data.layout import picture_file, write_index
from repsight.data.types import LabelledPerson, LabelledPicture, PoseDataset

SIZE = (192, 160)
# A standing body from the front, in units of its height, y down.
_STANDING = {
    "nose": (0, 0.07), "left_eye": (0.02, 0.055), "right_eye": (-0.02, 0.055),
    "left_ear": (0.04, 0.065), "right_ear": (-0.04, 0.065), "left_shoulder": (0.11, 0.19),
    "right_shoulder": (-0.11, 0.19), "left_elbow": (0.16, 0.34), "right_elbow": (-0.16, 0.34),
    "left_wrist": (0.19, 0.48), "right_wrist": (-0.19, 0.48), "left_hip": (0.07, 0.52),
    "right_hip": (-0.07, 0.52), "left_knee": (0.08, 0.74), "right_knee": (-0.08, 0.74),
    "left_ankle": (0.09, 0.95), "right_ankle": (-0.09, 0.95),
}  # fmt: skip


def draw_dataset(
    root: Path, train: int = 24, val: int = 8, *, seed: int = 1, background: int = 0
) -> PoseDataset:
    """A written data set; people of train and val have other colours and proportions."""
    generator = np.random.default_rng(seed)
    pictures = []
    for split, count in (("train", train), ("val", val)):
        for number in range(count):
            empty = split == "train" and number < background
            image, person = _draw(generator, empty=empty)
            file = picture_file(split, f"{split}_{number:03d}", ".png")
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(root / file), image)
            facts = {
                "exercise": "squat" if number % 2 else "push_up",
                "view_degrees": 90 * (number % 2),
            }
            people = () if empty else (person,)
            pictures.append(LabelledPicture(file, SIZE, people, split, f"{split}{number}", facts))
    dataset = PoseDataset(root, tuple(pictures), {"licence": "CC0-1.0", "name": "drawn people"})
    write_index(dataset)
    return dataset


def _draw(generator, *, empty: bool):
    width, height = SIZE
    image = np.full((height, width, 3), generator.integers(120, 255, 3), np.uint8)
    points = np.array([_STANDING[name] for name in KEYPOINT_INDEX])
    points += generator.normal(0, 0.012, points.shape)
    tall = generator.uniform(0.6, 0.85) * height
    turn = generator.choice([0.0, np.pi / 2]) + generator.normal(0, 0.15)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points = (points - (0, 0.5)) @ turned.T * tall + np.array(SIZE) / 2
    if not empty:
        skin, cloth = (tuple(int(v) for v in generator.integers(0, 110, 3)) for _ in range(2))
        whole = np.rint(points).astype(int)
        for start, end in BONES:
            colour = skin if max(start, end) < 5 else cloth
            cv2.line(image, tuple(whole[start]), tuple(whole[end]), colour, 7, cv2.LINE_AA)
        cv2.circle(image, tuple(whole[0]), int(tall * 0.06), skin, -1, cv2.LINE_AA)
    image = np.clip(image + generator.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    inside = (points >= 0).all(axis=1) & (points < SIZE).all(axis=1)
    keypoints = np.concatenate((points, np.where(inside, 2, 0)[:, None]), axis=1)
    low, high = np.clip(points.min(0) - 8, 0, SIZE), np.clip(points.max(0) + 8, 0, SIZE)
    return image, LabelledPerson(np.concatenate((low, high)), keypoints)
