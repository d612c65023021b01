"""What the formats of other programs have in common: named pictures with people in them."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.skeleton import KEYPOINT_COUNT, KEYPOINT_INDEX
from repsight.data.types import (
    SPLITS,
    UNLABELLED,
    LabelledPerson,
    LabelledPicture,
    PoseDataset,
    Split,
)

Format = Literal["coco", "cvat", "label-studio"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

PERSON: Final = "person"
EXTRA: Final = "repsight"
"""The key under which split, group and facts of a picture travel where the format allows more."""

DECIMALS: Final = 4
"""Of a pixel, or of a per cent: what is read is what was written to a hundredth of a pixel."""

_BOX_MARGIN: Final = 0.1
"""Share of the points' longer side by which a box that was not drawn goes beyond them: heads and
feet reach that far beyond eyes and ankles."""

_BROKEN: Final = (
    AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForeignPicture:
    """A picture by its name in the file; `size` None where the file does not say."""

    name: str
    size: tuple[int, int] | None
    people: tuple[LabelledPerson, ...]
    split: Split | None = None
    group: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def check_format(name: str) -> Format:
    """`name` as one of the formats. Raises InvalidInputError."""
    for known in FORMATS:
        if name == known:
            return known
    raise InvalidInputError(f"format is {name}; allowed: {', '.join(FORMATS)}")


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Whatever content that is broken raises, as an InvalidInputError of one line."""
    try:
        yield
    except InvalidInputError:
        raise
    except _BROKEN as error:
        said = " ".join(str(error).split())[:120]
        raise InvalidInputError(f"this is no {what} ({type(error).__name__}: {said})") from None


def read_foreign(path: Path) -> str:
    """The text of a file. Raises SourceError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read ({getattr(error, 'strerror', error)})") from None


def load_json(text: str) -> Any:
    """JSON without the numbers that it does not have."""

    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no number")

    return json.loads(text, parse_constant=refuse)


def person_of(
    points: Mapping[int, tuple[float, float, int]],
    box: Sequence[float] | None,
    size: tuple[int, int] | None,
) -> LabelledPerson:
    """A person from points x, y, visibility by keypoint, and xyxy box. Raises ValueError.

    Without a box it is drawn round the points, within the picture.
    """
    keypoints = np.zeros((KEYPOINT_COUNT, 3))
    for index, point in points.items():
        keypoints[index] = point
    if not np.isfinite(keypoints).all():
        raise ValueError("a keypoint is not a number")
    if box is None:
        box = _box_round(keypoints, size)
    elif not all(math.isfinite(value) for value in box):
        raise ValueError("a box is not a number")
    return LabelledPerson(np.array(box, np.float32), keypoints.astype(np.float32))


def _box_round(keypoints: np.ndarray, size: tuple[int, int] | None) -> Sequence[float]:
    placed = keypoints[keypoints[:, 2] != UNLABELLED, :2]
    if not len(placed):
        raise ValueError("a person has neither a box nor points")
    low, high = placed.min(axis=0), placed.max(axis=0)
    margin = _BOX_MARGIN * float((high - low).max())
    low, high = low - margin, high + margin
    if size is not None:
        low, high = np.clip(low, 0, size), np.clip(high, 0, size)
    return [*low.tolist(), *high.tolist()]


def keypoint_of(name: str) -> int | None:
    """The number of the COCO keypoint of that name, however it is spelt; None for another."""
    return KEYPOINT_INDEX.get(name.strip().lower().replace(" ", "_").replace("-", "_"))


def size_of(width: Any, height: Any) -> tuple[int, int]:
    """A size in pixels. Raises ValueError."""
    size = int(width), int(height)
    if min(size) < 1:
        raise ValueError(f"a picture is {size[0]} x {size[1]}")
    return size


def split_of(value: Any) -> Split | None:
    """The split of that name in lower or upper case, None for any other."""
    return next((split for split in SPLITS if str(value).lower() == split), None)


def extra_of(picture: LabelledPicture) -> dict[str, Any]:
    """What of a picture has no place in other formats."""
    return {"split": picture.split, "group": picture.group, "facts": dict(picture.facts)}


def with_extra(
    name: str, size: tuple[int, int] | None, people: Iterable[LabelledPerson], extra: Any
) -> ForeignPicture:
    """A picture with what `extra_of` gave, if it is there."""
    extra = extra if isinstance(extra, dict) else {}
    facts, group = extra.get("facts"), extra.get("group")
    return ForeignPicture(
        name,
        size,
        tuple(people),
        split_of(extra.get("split")),
        group if isinstance(group, str) and group else None,
        facts if isinstance(facts, dict) else {},
    )


def is_corrected(dataset: PoseDataset) -> bool:
    """Whether its labels are people's work rather than only a model's."""
    return not str(dataset.card.get("labels", "")).startswith("pre-labelled")
