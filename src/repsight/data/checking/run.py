"""All checks over one data set."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.data.checking.files import Looked, look_at_all, sorted_findings, strays
from repsight.data.checking.finding import Finding
from repsight.data.checking.places import misplaced
from repsight.data.checking.sides import swapped_sides, turned_round
from repsight.data.checking.twins import shared_groups, twins
from repsight.data.layout import DATA_FILE, label_file
from repsight.data.reading import OpenDataset, open_dataset
from repsight.data.types import LabelledPicture, Split

SCHEMA: Final = "repsight.data_check/1"
_NEEDED: Final[tuple[Split, ...]] = ("train", "val")

Step = Callable[[int, int], None]
"""Hears of pictures done, and of all there are."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many pictures were looked at, and what was found: errors first."""

    pictures: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(finding.level == "error" for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """In values that JSON has."""
        return {
            "schema": SCHEMA,
            "pictures": self.pictures,
            "errors": self.errors,
            "warnings": len(self.findings) - self.errors,
            "findings": [
                {"level": f.level, "code": f.code, "file": f.file, "text": f.text}
                for f in self.findings
            ],
        }


def check_dataset(path: str | Path, *, step: Step | None = None) -> Checked:
    """What is wrong with the data set at `path`; every picture is decoded, at an eighth.

    Raises SourceError where there is none.
    """
    path = Path(path)
    if not path.exists() or (path.is_dir() and not (path / DATA_FILE).exists()):
        raise SourceError(f"{path} is no data set; that is a folder with a {DATA_FILE}")
    try:
        opened = open_dataset(path)
    except (InvalidInputError, SourceError) as error:
        return Checked(0, (Finding("error", "data_file", DATA_FILE, str(error)),))
    looked = list(_counted(look_at_all(opened), len(opened.files), step))
    pictures = [one.picture for one in looked if one.picture is not None]
    findings = chain(
        chain.from_iterable(one.findings for one in looked),
        strays(opened),
        _on_the_whole(opened, pictures),
        chain.from_iterable(map(misplaced, pictures)),
        chain.from_iterable(map(swapped_sides, pictures)),
        chain.from_iterable(map(turned_round, _by_group(pictures))),
        twins(looked),
        shared_groups(pictures),
    )
    return Checked(len(opened.files), sorted_findings(findings))


def _counted(looked: Iterable[Looked], total: int, step: Step | None) -> Iterator[Looked]:
    for done, one in enumerate(looked, start=1):
        yield one
        if step is not None:
            step(done, total)


def _on_the_whole(opened: OpenDataset, pictures: Sequence[LabelledPicture]) -> Iterator[Finding]:
    """What is wrong with all of it rather than with a picture."""
    for split in _NEEDED:
        mine = [file for of, file in opened.files if of == split]
        if not mine:
            text = f"{split} has no pictures; training needs train and val"
            yield Finding("error", "empty_split", DATA_FILE, text)
        elif not any(picture.people for picture in pictures if picture.split == split):
            labelled = any((opened.root / label_file(file)).exists() for file in mine)
            text = f"{split} has " + ("nobody in any picture" if labelled else "no labels at all")
            yield Finding("error", "all_background", DATA_FILE, text)


def _by_group(pictures: Iterable[LabelledPicture]) -> Iterator[list[LabelledPicture]]:
    groups: defaultdict[str, list[LabelledPicture]] = defaultdict(list)
    for picture in pictures:
        groups[picture.group].append(picture)
    yield from groups.values()
