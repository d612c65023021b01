"""Are all files there, whole, and what the index says they are?"""

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import RepSightError
from repsight.data.checking.finding import Finding
from repsight.data.fingerprint import Prints, fingerprint
from repsight.data.layout import PICTURES_FILE, label_file
from repsight.data.picture_header import turned_size
from repsight.data.reading import OpenDataset, read_picture
from repsight.data.types import LabelledPicture, Split
from repsight.export.extras import import_extra

_SMALL: Final = (136, 128)
"""Decoding no more than eight times what a fingerprint needs: 2 ms for a picture of 1280."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture file: what it holds, and what is wrong with it."""

    split: Split
    file: Path
    picture: LabelledPicture | None = None
    digest: bytes = b""
    prints: Prints | None = None
    findings: list[Finding] = field(default_factory=list)


def look_at_all(opened: OpenDataset) -> Iterator[Looked]:
    """Every picture of a data set, decoded and with its labels, in order."""
    import_extra("PIL.Image", "checking a data set", "data")
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        yield from workers.map(lambda entry: _look_at(opened, *entry), opened.files)


def strays(opened: OpenDataset) -> Iterator[Finding]:
    """Label files without a picture, and lines of the index without one."""
    known = {file.as_posix() for _, file in opened.files}
    labels = {opened.root / label_file(file) for _, file in opened.files}
    for folder in sorted({label.parent for label in labels}):
        for label in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
            if label not in labels and not _is_list(label):
                name = os.path.relpath(label, opened.root)
                yield Finding("error", "no_picture", name, "labels without a picture")
    for name in opened.rows:
        if name not in known:
            text = f"{PICTURES_FILE} lists it, but no split has such a picture"
            yield Finding("error", "no_picture", name, text)


def _is_list(file: Path) -> bool:
    """A list of pictures, which some data sets keep beside their pictures."""
    return file.name in ("train.txt", "val.txt", "test.txt", "classes.txt")


def _look_at(opened: OpenDataset, split: Split, file: Path) -> Looked:
    looked = Looked(split, file)
    name = file.as_posix()
    decoded = _decoded(opened.root / file, name, looked.findings)
    picture = None
    try:
        picture = read_picture(opened, split, file)
    except RepSightError as error:
        if decoded is not None:  # else it says the same once more
            looked.findings.append(Finding("error", "labels", name, _without_path(error)))
    if name in opened.rows and not (opened.root / label_file(file)).exists():
        text = "its label file is missing; an empty one says that nobody is there"
        looked.findings.append(Finding("error", "no_labels", name, text))
    if decoded is None:
        return looked
    size, digest, prints = decoded
    if picture is not None and picture.size != size:
        text = (
            f"is {size[0]} x {size[1]}; {PICTURES_FILE} says {picture.size[0]} x {picture.size[1]}"
        )
        looked.findings.append(Finding("error", "size", name, text))
    return Looked(split, file, picture, digest, prints, looked.findings)


def _decoded(
    path: Path, name: str, findings: list[Finding]
) -> tuple[tuple[int, int], bytes, Prints] | None:
    pillow = import_extra("PIL.Image", "checking a data set", "data")
    try:
        data = path.read_bytes()
    except OSError as error:
        findings.append(Finding("error", "missing", name, f"cannot be read: {error.strerror}"))
        return None
    try:
        with pillow.open(io.BytesIO(data)) as picture:
            size = turned_size(picture)
            picture.draft("L", _SMALL)
            grey = np.asarray(picture.convert("L"))
    except Exception as error:  # damaged bytes make Pillow raise a dozen types
        reason = " ".join(str(error).split()) if "truncated" in str(error) else "no picture"
        findings.append(Finding("error", "unreadable", name, f"is damaged: {reason}"))
        return None
    return size, hashlib.sha256(data).digest(), fingerprint(grey)


def _without_path(error: Exception) -> str:
    """The message without the path that most begin with; the finding names the picture."""
    return str(error).rpartition("/")[2]


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by file."""
    return tuple(sorted(findings, key=lambda f: (f.level != "error", f.file, f.code, f.text)))
