"""Small data sets whose pictures and labels are known."""

from pathlib import Path

import cv2
import numpy as np

from repsight.data.layout import picture_file, write_index
from repsight.data.types import HIDDEN, VISIBLE, LabelledPerson, LabelledPicture, PoseDataset, Split

SIZE = (160, 120)

# A person who faces the camera, standing, 100 high: the person's left is on the picture's right.
STANDING = np.array(
    [
        (50, 8), (53, 5), (47, 5), (57, 7), (43, 7),
        (62, 22), (38, 22), (66, 38), (34, 38), (68, 52), (32, 52),
        (57, 54), (43, 54), (58, 76), (42, 76), (59, 97), (41, 97),
    ],
    float,
)  # fmt: skip


def standing(
    corner: tuple[float, float] = (10, 5), scale: float = 1.0, hidden: tuple[int, ...] = ()
) -> LabelledPerson:
    """A standing person, all points seen but the hidden ones, in a box that holds them."""
    points = STANDING * scale + corner
    visible = np.full(17, VISIBLE, float)
    visible[list(hidden)] = HIDDEN
    box = np.concatenate((points.min(axis=0) - 4, points.max(axis=0) + 4))
    return LabelledPerson(box, np.column_stack((points, visible)))


def write_noise(path: Path, seed: int, size: tuple[int, int] = SIZE) -> None:
    """A picture of coarse random patches: no two seeds look alike, and JPEG keeps them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    patches = np.random.default_rng(seed).integers(0, 255, (12, 16, 3), np.uint8)
    cv2.imwrite(str(path), cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC))


def made_picture(
    root: Path, split: Split, name: str, *people: LabelledPerson, group: str, seed: int
) -> LabelledPicture:
    """A picture on the disk, with its labels in memory."""
    file = picture_file(split, name)
    write_noise(root / file, seed)
    return LabelledPicture(file, SIZE, people, split, group, {"source": f"{group}.mp4", "t": 1.5})


def made_dataset(root: Path) -> PoseDataset:
    """Four pictures of two videos, one of them without anybody, written to `root`."""
    pictures = (
        made_picture(root, "train", "a_000001", standing(), group="a", seed=1),
        made_picture(root, "train", "a_000009", standing((30, 8), 0.9, (3, 9)), group="a", seed=2),
        made_picture(root, "train", "a_000017", group="a", seed=3),
        made_picture(
            root, "val", "b_000004", standing((2, 3)), standing((60, 4), 0.8), group="b", seed=4
        ),
    )
    dataset = PoseDataset(root, pictures, {"schema": "repsight.data_card/1", "licence": "CC0"})
    write_index(dataset)
    return dataset


def assert_same(
    first: LabelledPicture, second: LabelledPicture, pixels: float, *, facts: bool = True
) -> None:
    """Fails unless the two have the same people to so many pixels, visibility included."""
    assert (first.file, first.size, first.split) == (second.file, second.size, second.split)
    if facts:
        assert (first.group, first.facts) == (second.group, second.facts)
    assert len(first.people) == len(second.people)
    for one, other in zip(first.people, second.people, strict=True):
        np.testing.assert_array_equal(one.keypoints[:, 2], other.keypoints[:, 2])
        np.testing.assert_allclose(one.keypoints, other.keypoints, rtol=0, atol=pixels)
        np.testing.assert_allclose(one.box, other.box, rtol=0, atol=pixels)
