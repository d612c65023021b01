"""Which pictures of a data set to look at first."""

from collections.abc import Sequence
from typing import Any

from repsight.data.checking import Finding
from repsight.data.types import LabelledPicture


def spread(pictures: Sequence[LabelledPicture], count: int) -> list[LabelledPicture]:
    """Up to `count` pictures, evenly over all."""
    count = min(count, len(pictures))
    return [pictures[i * len(pictures) // count] for i in range(count)]


def worst_first(
    pictures: Sequence[LabelledPicture], findings: Sequence[Finding], count: int
) -> tuple[list[LabelledPicture], dict[str, str]]:
    """Up to `count` pictures and what was found in them: errors, warnings, then least confidence.

    Where a picture's confidence is not known, it comes after those where it is.
    """
    said: dict[str, list[Finding]] = {}
    for finding in findings:
        said.setdefault(finding.file, []).append(finding)

    def badness(picture: LabelledPicture) -> tuple[Any, ...]:
        mine = said.get(picture.file.as_posix(), ())
        errors = sum(finding.level == "error" for finding in mine)
        return -errors, -len(mine), float(picture.facts.get("confidence", 1.0))

    chosen = sorted(pictures, key=badness)[:count]
    return chosen, {file: found[0].text for file, found in said.items()}
