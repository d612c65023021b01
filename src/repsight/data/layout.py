"""A data set as a folder that Ultralytics' trainer takes as it is.

data.yaml                        kpt_shape, flip_idx, names, the folders of the splits
images/train/NAME.jpg  labels/train/NAME.txt   (val, test)
pictures.jsonl                   a line a picture: file, size, group, facts
card.json                        what is in it, where it came from, its licence
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from repsight.core.skeleton import KEYPOINT_COUNT, MIRRORED
from repsight.data.labels import write_labels
from repsight.data.types import SPLITS, LabelledPicture, PoseDataset, Split
from repsight.export.files import check_folder, write_text

DATA_FILE: Final = "data.yaml"
PICTURES_FILE: Final = "pictures.jsonl"
CARD_FILE: Final = "card.json"


def picture_file(split: Split, name: str, suffix: str = ".jpg") -> Path:
    """Where the picture of that name lies, relative to the data set's folder."""
    return Path("images", split, name + suffix)


def label_file(picture: Path) -> Path:
    """Where the labels of a picture lie: the last folder `images` of its path is `labels` instead.

    That is Ultralytics' rule; without such a folder they lie beside the picture.
    """
    parts = list(picture.parts)
    folders = [i for i, part in enumerate(parts[:-1]) if part == "images"]
    if folders:
        parts[folders[-1]] = "labels"
    return Path(*parts).with_suffix(".txt")


def data_text() -> str:
    """The text of data.yaml: COCO-17 people."""
    splits = "".join(f"{split}: images/{split}\n" for split in SPLITS)
    flipped = ", ".join(map(str, MIRRORED))
    return f"{splits}kpt_shape: [{KEYPOINT_COUNT}, 3]\nflip_idx: [{flipped}]\nnames:\n  0: person\n"


def write_index(dataset: PoseDataset) -> None:
    """Write everything of a data set but its pictures. Raises OutputError.

    data.yaml comes last: without it a folder is no data set, so half of one is never taken for it.
    """
    for split in SPLITS:
        check_folder(dataset.root / "images" / split)
        check_folder(dataset.root / "labels" / split)
    for picture in dataset.pictures:
        write_labels(dataset.root / label_file(picture.file), picture.people, picture.size)
    lines = (json.dumps(_row(picture), ensure_ascii=False) + "\n" for picture in dataset.pictures)
    write_text(dataset.root / PICTURES_FILE, "".join(lines))
    write_card(dataset.root, dataset.card)
    write_text(dataset.root / DATA_FILE, data_text())


def write_card(root: Path, card: Mapping[str, Any]) -> None:
    """Write card.json. Raises OutputError."""
    text = json.dumps(dict(card), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(root / CARD_FILE, text + "\n")


def _row(picture: LabelledPicture) -> dict[str, Any]:
    facts = dict(picture.facts)
    return {
        "file": picture.file.as_posix(),
        "size": list(picture.size),
        "group": picture.group,
        "facts": facts,
    }
