"""A data set, read from its folder: ours, or any of Ultralytics' YOLO-Pose layout."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError
from repsight.data.data_file import pictures_of, read_data_file
from repsight.data.index import PictureRow, read_card, read_rows
from repsight.data.labels import read_labels
from repsight.data.layout import label_file
from repsight.data.picture_header import picture_size
from repsight.data.types import LabelledPicture, PoseDataset, Split

_COPY: Final = re.compile(r"[._](?:jpe?g|png)\.rf\.[0-9A-Za-z]+$")
"""What Roboflow puts after the name of each copy of a picture."""
_FRAME_NUMBER: Final = re.compile(r"[-_. ]*(?:frame)?[-_. ]*\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenDataset:
    """A data set whose pictures are listed but not read: `files` relative to `root`."""

    root: Path
    files: tuple[tuple[Split, Path], ...]
    rows: Mapping[str, PictureRow]
    card: Mapping[str, Any]


def read_dataset(path: str | Path, *, for_training: bool = True) -> PoseDataset:
    """The data set in the folder `path`, or of the data.yaml `path`; pictures are not decoded.

    `for_training` refuses one of a single picture, or without any person in it. A picture that
    pictures.jsonl does not know is grouped by its name without the number of the frame.
    Raises SourceError where something cannot be read, InvalidInputError where it is wrong.
    """
    opened = open_dataset(path)
    pictures = tuple(read_picture(opened, split, file) for split, file in opened.files)
    dataset = PoseDataset(opened.root, pictures, opened.card)
    if for_training:
        _check_trainable(path, dataset)
    return dataset


def open_dataset(path: str | Path) -> OpenDataset:
    """What a data set lists. Raises SourceError or InvalidInputError."""
    data_file = read_data_file(path)
    root = data_file.root
    files = tuple(
        (split, _relative(picture, root))
        for split, entries in data_file.splits.items()
        for entry in entries
        for picture in pictures_of(entry)
    )
    if not files:
        raise InvalidInputError(f"{path} has no pictures; build or import some into it")
    return OpenDataset(root, files, read_rows(root), read_card(root))


def read_picture(opened: OpenDataset, split: Split, file: Path) -> LabelledPicture:
    """One picture with its people; none where it has no label file. Raises RepSightError."""
    row = opened.rows.get(file.as_posix())
    if row is None:
        row = PictureRow(picture_size(opened.root / file), group_of(file))
    labels = opened.root / label_file(file)
    people = read_labels(labels, row.size) if labels.exists() else ()
    return LabelledPicture(file, row.size, people, split, row.group, row.facts)


def group_of(file: Path) -> str:
    """The video that a picture comes from, as far as its name tells: `squat_0012.jpg` is squat."""
    stem = _COPY.sub("", file.stem)
    return _FRAME_NUMBER.sub("", stem) or stem


def _relative(picture: Path, root: Path) -> Path:
    """Relative to the data set's folder where it is below it; pathlib joins an absolute one too."""
    picture = Path(os.path.normpath(picture))
    root = Path(os.path.normpath(root))
    return picture.relative_to(root) if picture.is_relative_to(root) else picture.absolute()


def _check_trainable(path: str | Path, dataset: PoseDataset) -> None:
    if len(dataset.pictures) == 1:
        raise InvalidInputError(f"{path} has one picture; two are the least to train and measure")
    if any(picture.people for picture in dataset.pictures):
        return
    if any((dataset.root / label_file(picture.file)).exists() for picture in dataset.pictures):
        raise InvalidInputError(
            f"{path} has {len(dataset.pictures)} pictures and nobody in any of them; label some"
        )
    raise InvalidInputError(
        f"{path} has no labels: not one of its {len(dataset.pictures)} pictures has a file beside"
        f" it such as {label_file(dataset.pictures[0].file)}"
    )
