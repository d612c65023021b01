"""How good a pose model is on labelled pictures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.average_precision import LabelledAndFound, average_precision
from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.keypoint_errors import (
    JointError,
    joint_errors,
    keypoint_errors,
    lost_share,
    pck,
)
from repsight.core.types import Image, People
from repsight.data.types import LabelledPicture, PoseDataset, Split
from repsight.pose.backend import PoseBackend

_GROUPS: Final = ("exercise", "view_degrees")
_VIEW_STEP: Final = 45
"""Views are put together by eighths of a turn: front, oblique, side and so on."""
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class PictureFigures:
    """mAP@50-95, mAP@50 and PCK@0.2 (0..1), and the share 0..1 of labelled keypoints lost.

    `by_fact` has the same for the pictures of each exercise and view that the data set names.
    """

    pictures: int
    people: int
    mean_ap: float
    ap50: float
    pck: float
    lost: float
    joints: tuple[JointError, ...] = ()
    by_fact: Mapping[str, "PictureFigures"] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A labelled picture and who a model found in it."""

    picture: LabelledPicture
    found: People


def choose_split(dataset: PoseDataset, wanted: Split | None = None) -> Split:
    """The split to measure on: the one wanted, else test where there is one, else val.

    Raises InvalidInputError where it has no person.
    """
    candidates: tuple[Split, ...] = (wanted,) if wanted else ("test", "val")
    for split in candidates:
        if any(picture.people for picture in dataset.of(split)):
            return split
    raise InvalidInputError(
        f"{dataset.root} has nobody labelled in {' or '.join(candidates)}; put some people there"
        " that are not in train"
    )


def look(
    backend: PoseBackend,
    dataset: PoseDataset,
    split: Split,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Seen, ...]:
    """What the model finds in every picture of a split; `progress` hears how many of how many.

    Raises SourceError where a picture cannot be read.
    """
    pictures = dataset.of(split)
    seen = []
    for number, picture in enumerate(pictures, start=1):
        seen.append(Seen(picture, backend.estimate(read_picture(dataset.root / picture.file))))
        if progress is not None:
            progress(number, len(pictures))
    return tuple(seen)


def read_picture(path: Path) -> Image:
    """An RGB picture (H, W, 3). Raises SourceError."""
    try:
        bgr = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error) as error:
        raise SourceError(f"{path} cannot be read: {str(error).strip()}") from None
    if bgr is None:
        raise SourceError(f"{path} is no picture that can be read; remove it or replace it")
    return np.ascontiguousarray(bgr[..., ::-1])


def measure(seen: Sequence[Seen]) -> PictureFigures:
    """The figures of what was found. Raises InvalidInputError where nobody is labelled."""
    groups = _by_fact(seen)
    return _figures(seen, {name: _figures(some) for name, some in groups.items()})


def _figures(
    seen: Sequence[Seen], by_fact: Mapping[str, PictureFigures] | None = None
) -> PictureFigures:
    pairs = [_pair(each) for each in seen]
    precision = average_precision(pairs)
    errors = keypoint_errors(pairs, [each.found.boxes for each in seen])
    return PictureFigures(
        pictures=len(seen),
        people=len(errors),
        mean_ap=float(np.mean(list(precision.values()))),
        ap50=precision[_HALF],
        pck=pck(errors),
        lost=lost_share(errors),
        joints=joint_errors(errors),
        by_fact=by_fact,
    )


def _pair(seen: Seen) -> LabelledAndFound:
    people = seen.picture.people
    boxes: npt.NDArray[Any] = np.array([each.box for each in people], float).reshape(-1, 4)
    points = np.array([each.keypoints for each in people], float).reshape(-1, 17, 3)
    found = seen.found
    return LabelledAndFound(boxes, points, found.keypoints, found.scores)


def _by_fact(seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    """The pictures of each exercise and view with somebody labelled, by a name for the group."""
    groups: dict[str, list[Seen]] = {}
    for each in seen:
        for name in _names(each.picture.facts):
            groups.setdefault(name, []).append(each)
    return {
        name: some for name, some in sorted(groups.items())
        if any((p.keypoints[:, 2] > 0).any() for one in some for p in one.picture.people)
    }  # fmt: skip


def _names(facts: Mapping[str, Any]) -> Iterable[str]:
    exercise, view = (facts.get(key) for key in _GROUPS)
    if isinstance(exercise, str):
        yield f"exercise {exercise}"
    if isinstance(view, int | float):
        yield f"view {round(view / _VIEW_STEP) * _VIEW_STEP % 360:03.0f}°"
