"""The nouns of a pose data set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import KEYPOINT_COUNT

Array = npt.NDArray[np.float32]

Split = Literal["train", "val", "test"]
SPLITS: Final[tuple[Split, ...]] = ("train", "val", "test")

UNLABELLED: Final = 0
"""Visibility of a keypoint that nobody placed: outside the picture, or left out."""
HIDDEN: Final = 1
"""Visibility of a keypoint that was placed where something covers it."""
VISIBLE: Final = 2
"""Visibility of a keypoint that is seen. The three numbers are COCO's."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPerson:
    """One person in a picture: `box` (4,) xyxy and `keypoints` (17, 3), pixels of the picture.

    The third value of a keypoint is its visibility, 0, 1 or 2; an unlabelled one is at 0, 0.
    Raises InvalidInputError for other shapes or visibilities.
    """

    box: Array
    keypoints: Array

    def __post_init__(self) -> None:
        box = np.array(self.box, np.float32)
        keypoints = np.array(self.keypoints, np.float32)
        if box.shape != (4,) or keypoints.shape != (KEYPOINT_COUNT, 3):
            raise InvalidInputError(
                f"a labelled person has a box {box.shape} and keypoints {keypoints.shape};"
                f" (4,) and ({KEYPOINT_COUNT}, 3) are needed"
            )
        if not np.isin(keypoints[:, 2], (UNLABELLED, HIDDEN, VISIBLE)).all():
            raise InvalidInputError(
                f"visibilities are {sorted(set(keypoints[:, 2].tolist()))}; 0, 1 and 2 are allowed"
            )
        keypoints[keypoints[:, 2] == UNLABELLED] = 0
        for name, array in (("box", box), ("keypoints", keypoints)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture of a data set with its people; none is a picture of the background.

    `file` is relative to the data set's folder. `group` is what must not be torn apart by a split:
    the video or the person. `facts` is whatever else is known, in values that JSON has: `source`
    and `t` of the frame, `why` it was picked; of a rendered one `exercise`, `view_degrees`,
    `angles` by name and person.
    """

    file: Path
    size: tuple[int, int]
    people: tuple[LabelledPerson, ...]
    split: Split
    group: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PoseDataset:
    """A data set in a folder. `card` is what is written of it in `card.json`: see docs/data.md."""

    root: Path
    pictures: tuple[LabelledPicture, ...]
    card: Mapping[str, Any] = field(default_factory=dict)

    def of(self, split: Split) -> tuple[LabelledPicture, ...]:
        """The pictures of one split."""
        return tuple(picture for picture in self.pictures if picture.split == split)
