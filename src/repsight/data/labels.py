"""One picture's labels as YOLO-Pose text: a line a person, all lengths divided by the picture's.

`0 cx cy w h` and 17 times `x y visibility`, as Ultralytics documents its pose format.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.data.types import LabelledPerson
from repsight.export.files import write_text

PERSON_CLASS: Final = 0
VALUES: Final = 1 + 4 + 3 * KEYPOINT_COUNT
DECIMALS: Final = 6
"""A thousandth of a pixel in a picture of 1000: what is read is what was written."""


def format_labels(people: Iterable[LabelledPerson], size: tuple[int, int]) -> str:
    """The text of a label file for a picture of `size` (width, height) in pixels."""
    return "".join(_format_person(person, np.array(size, float)) + "\n" for person in people)


def parse_labels(text: str, size: tuple[int, int]) -> tuple[LabelledPerson, ...]:
    """The people in the text of a label file. Raises InvalidInputError with the line."""
    people = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                people.append(_parse_person(line, np.array(size, float)))
            except ValueError as error:
                raise InvalidInputError(f"line {number}: {error}") from None
    return tuple(people)


def read_labels(path: Path, size: tuple[int, int]) -> tuple[LabelledPerson, ...]:
    """The people in a label file; none where it is empty.

    Raises SourceError where it cannot be read, InvalidInputError with the line where it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: these labels cannot be read ({error})") from None
    try:
        return parse_labels(text, size)
    except InvalidInputError as error:
        raise InvalidInputError(f"{path}, {error}") from None


def write_labels(path: Path, people: Iterable[LabelledPerson], size: tuple[int, int]) -> None:
    """Write a label file, whole or not at all. Raises OutputError."""
    write_text(path, format_labels(people, size))


def _format_person(person: LabelledPerson, size: np.ndarray) -> str:
    low, high = person.box[:2], person.box[2:]
    box = np.concatenate(((low + high) / 2 / size, (high - low) / size))
    points = (
        f"{x:.{DECIMALS}f} {y:.{DECIMALS}f} {int(visible)}"
        for (x, y), visible in zip(
            person.keypoints[:, :2] / size, person.keypoints[:, 2], strict=True
        )
    )
    return " ".join((str(PERSON_CLASS), *(f"{value:.{DECIMALS}f}" for value in box), *points))


def _parse_person(line: str, size: np.ndarray) -> LabelledPerson:
    fields = line.split()
    if len(fields) != VALUES:
        raise ValueError(
            f"{len(fields)} values; {VALUES} are needed: class, box, {KEYPOINT_COUNT} keypoints of"
            " x, y, visibility"
        )
    values = np.array(fields, float)
    if values[0] != PERSON_CLASS:
        raise ValueError(f"class {fields[0]}; only {PERSON_CLASS}, a person, is allowed")
    if not np.isfinite(values).all():
        raise ValueError("a value is not a number")
    centre, extent = values[1:3] * size, values[3:5] * size
    keypoints = values[5:].reshape(KEYPOINT_COUNT, 3)
    keypoints[:, :2] *= size
    return LabelledPerson(np.concatenate((centre - extent / 2, centre + extent / 2)), keypoints)
