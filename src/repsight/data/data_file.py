"""data.yaml: what a data set says of itself, and where the pictures of its splits are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.skeleton import KEYPOINT_COUNT, MIRRORED
from repsight.data.layout import DATA_FILE
from repsight.data.types import SPLITS, Split
from repsight.export.extras import import_extra

PICTURE_SUFFIXES: Final = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""What both Ultralytics and OpenCV read."""

_PERSON_NAMES: Final = frozenset({"person", "people", "human"})
_OTHER_NAMES: Final[Mapping[str, Split]] = {"validation": "val"}


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data.yaml: the folder that paths are relative to, and of each split what it lists."""

    root: Path
    splits: Mapping[Split, tuple[Path, ...]]


def read_data_file(path: str | Path) -> DataFile:
    """The data.yaml at `path`, or in the folder `path`.

    Raises SourceError where it cannot be read, InvalidInputError where it is of no use here.
    """
    path = Path(path)
    file = path / DATA_FILE if path.is_dir() else path
    content = _load(file)
    _check_keypoints(file, content)
    _check_classes(file, content)
    root = _root(file, content)
    splits = {
        split: tuple(root / entry for entry in entries)
        for split, entries in _entries(file, content)
    }
    return DataFile(root, splits)


def pictures_of(entry: Path) -> Iterator[Path]:
    """The picture files that one line of a split stands for: a folder, a .txt list or a picture.

    Raises SourceError where there is no such thing.
    """
    if entry.is_dir():
        yield from sorted(p for p in entry.rglob("*") if p.suffix.lower() in PICTURE_SUFFIXES)
    elif entry.suffix == ".txt":
        yield from _listed(entry)
    elif entry.is_file() and entry.suffix.lower() in PICTURE_SUFFIXES:
        yield entry
    else:
        raise SourceError(
            f"{entry} is not there, or no folder, .txt list or picture; correct {DATA_FILE}"
        )


def _load(file: Path) -> Mapping[str, Any]:
    yaml = import_extra("yaml", "reading a data set", "data")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{file} cannot be read ({getattr(error, 'strerror', error)}); a data set is a folder"
            f" with a {DATA_FILE}"
        ) from None
    except yaml.YAMLError as error:
        raise SourceError(f"{file} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise InvalidInputError(f"{file} holds no data set; kpt_shape and names are needed")
    return content


def _check_keypoints(file: Path, content: Mapping[str, Any]) -> None:
    shape, flipped = content.get("kpt_shape"), content.get("flip_idx")
    if shape is None:
        raise InvalidInputError(
            f"{file} has no kpt_shape, so it is no pose data set; kpt_shape: [{KEYPOINT_COUNT}, 3]"
            " is needed"
        )
    if shape not in ([KEYPOINT_COUNT, 3], (KEYPOINT_COUNT, 3)):
        raise InvalidInputError(
            f"{file} has kpt_shape {shape}; [{KEYPOINT_COUNT}, 3], the COCO keypoints with their"
            " visibility, is needed"
        )
    if flipped is not None and flipped != list(MIRRORED):
        raise InvalidInputError(
            f"{file} has flip_idx {flipped}; COCO's order {list(MIRRORED)} is needed"
        )


def _check_classes(file: Path, content: Mapping[str, Any]) -> None:
    names = content.get("names")
    listed = list(names.values()) if isinstance(names, dict) else names
    if not isinstance(listed, list) or len(listed) != 1:
        raise InvalidInputError(f"{file} has names {names}; one class, person, is needed")
    if str(listed[0]).casefold() not in _PERSON_NAMES:
        raise InvalidInputError(
            f"{file} calls its class {listed[0]}; rename it to person if it is one"
        )


def _root(file: Path, content: Mapping[str, Any]) -> Path:
    """`path` beside data.yaml, else where the program runs, else data.yaml's own folder."""
    stated = content.get("path")
    folder = file.parent
    if not stated:
        return folder
    for place in (folder / str(stated), Path(str(stated))):
        if place.is_dir():
            return place
    return folder


def _entries(file: Path, content: Mapping[str, Any]) -> Iterator[tuple[Split, list[str]]]:
    found = False
    renamed = {_OTHER_NAMES.get(name, name): value for name, value in content.items()}
    for split in SPLITS:
        value = renamed.get(split)
        if value:
            found = True
            yield split, [str(entry) for entry in (value if isinstance(value, list) else [value])]
    if not found:
        raise InvalidInputError(f"{file} names no pictures; train: and val: are needed")


def _listed(file: Path) -> Iterator[Path]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file}: this list of pictures cannot be read ({error})") from None
    for line in filter(None, map(str.strip, lines)):
        yield file.parent / line  # as Ultralytics has it: ./ is the list's own folder
