"""A data set from another program's labels and a folder of pictures."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.data.building.splitting import DEFAULT_SHARES, Shares, split_groups
from repsight.data.card import IMPORTED, make_card
from repsight.data.data_file import PICTURE_SUFFIXES
from repsight.data.formats.coco import parse_coco
from repsight.data.formats.cvat import parse_cvat
from repsight.data.formats.foreign import ForeignPicture, Format, read_foreign
from repsight.data.formats.label_studio import parse_label_studio
from repsight.data.layout import DATA_FILE, picture_file, write_index
from repsight.data.picture_header import picture_size
from repsight.data.reading import group_of
from repsight.data.types import SPLITS, LabelledPicture, PoseDataset, Split
from repsight.export.files import check_folder, replacing

_PARSERS: Final[Mapping[Format, Callable[[str], tuple[ForeignPicture, ...]]]] = {
    "coco": parse_coco,
    "cvat": parse_cvat,
    "label-studio": parse_label_studio,
}
_UPLOADED: Final = re.compile(r"^[0-9a-f]{8}-")
"""What Label Studio puts before the name of a picture that was uploaded."""
_UNWANTED: Final = re.compile(r"[^\w.-]+")


def import_dataset(
    path: str | Path,
    root: str | Path,
    format_: Format,
    images: str | Path,
    *,
    shares: Shares = DEFAULT_SHARES,
    seed: int = 1,
    licence: str = "",
) -> PoseDataset:
    """A data set in the new folder `root`, with copies of the pictures found in `images`.

    Pictures that the file gives a split stay in it; the others are split by group, which without
    one in the file is the name without the number of the frame. Raises SourceError where the file
    or a picture cannot be read, InvalidInputError where the file is wrong, OutputError.
    """
    path, root = Path(path), Path(root)
    if (root / DATA_FILE).exists():
        raise InvalidInputError(f"{root} is a data set already; choose another folder")
    try:
        foreign = _PARSERS[format_](read_foreign(path))
    except InvalidInputError as error:
        raise InvalidInputError(f"{path}: {error}") from None
    if not foreign:
        raise InvalidInputError(f"{path} has no pictures")
    files = _found(path, foreign, Path(images))
    pictures = _pictures(path, foreign, files, shares, seed)
    for picture, file in zip(pictures, files, strict=True):
        _copy(file, root / picture.file)
    origin = {"sources": [path.name], "format": format_}
    card = make_card(pictures, labels=IMPORTED, licence=licence, origin=origin)
    dataset = PoseDataset(root, pictures, card)
    write_index(dataset)
    return dataset


def _found(path: Path, foreign: tuple[ForeignPicture, ...], images: Path) -> list[Path]:
    if not images.is_dir():
        raise SourceError(f"{images} is no folder; give the one that the pictures are in")
    files = [_find(picture.name, images) for picture in foreign]
    missing = [p.name for p, file in zip(foreign, files, strict=True) if file is None]
    if missing:
        raise SourceError(
            f"{len(missing)} of the {len(foreign)} pictures in {path} are not in {images}, the"
            f" first is {missing[0]}"
        )
    return [file for file in files if file is not None]


def _find(name: str, images: Path) -> Path | None:
    """The picture of that name, whatever part of its path the folder begins with.

    Never one outside the folder, whatever the name says.
    """
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part != "/"]
    if not parts or ".." in parts or "\0" in name:
        return None
    for first in range(len(parts)):
        below = parts[first:]
        for last in (below[-1], _UPLOADED.sub("", below[-1])):
            file = images.joinpath(*below[:-1], last)
            if file.suffix.lower() in PICTURE_SUFFIXES and file.is_file():
                return file
    return None


def _pictures(
    path: Path,
    foreign: tuple[ForeignPicture, ...],
    files: list[Path],
    shares: Shares,
    seed: int,
) -> tuple[LabelledPicture, ...]:
    groups = [one.group or group_of(file) for one, file in zip(foreign, files, strict=True)]
    known: dict[str, Split] = {
        group: one.split for group, one in zip(groups, foreign, strict=True) if one.split
    }
    splits = split_groups(
        Counter(group for group in groups if group not in known) or Counter(), shares, seed
    )
    pictures = []
    taken: set[Path] = set()
    for one, file, group in zip(foreign, files, groups, strict=True):
        size = picture_size(file)
        if one.size is not None and one.size != size:
            raise InvalidInputError(
                f"{file} is {size[0]} x {size[1]}; {path} says {one.size[0]} x {one.size[1]}"
            )
        split = one.split or known.get(group) or splits[group]
        target = picture_file(split, _new_name(one.name), file.suffix.lower())
        if target in taken:
            raise InvalidInputError(f"{path} has two pictures that would both be {target}")
        taken.add(target)
        pictures.append(LabelledPicture(target, size, one.people, split, group, one.facts))
    return tuple(pictures)


def _new_name(name: str) -> str:
    """`images/train/a.jpg` and `a.jpg` become `a`, `gym/a.jpg` becomes `gym_a`."""
    parts = [p for p in PurePosixPath(name.replace("\\", "/")).with_suffix("").parts if p != "/"]
    if len(parts) > 2 and parts[-3] == "images" and parts[-2] in SPLITS:
        parts = parts[-1:]
    return _UNWANTED.sub("_", "_".join(parts))


def _copy(file: Path, target: Path) -> None:
    check_folder(target.parent) if not target.parent.is_dir() else None
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read ({error.strerror})") from None
    with replacing(target) as part:
        part.write_bytes(data)
