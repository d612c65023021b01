"""How far two pose models are apart on the same pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from repsight.core.similarity import box_iou
from repsight.core.types import Image, People
from repsight.deploy.formats import Precision

SAME_PERSON_IOU: Final = 0.5
"""PASCAL VOC's measure of a found object; two people share as much only where one hides another."""

LIMIT_PX: Final[dict[Precision, float]] = {"fp32": 0.5, "fp16": 0.5, "int8": 3.0}
"""Mean keypoint error that an export may have: a seventh of a percent of a person of 350 pixels
for the same arithmetic, one percent for eight bits."""

LIMIT_ALONE: Final[dict[Precision, float]] = {"fp32": 0.02, "fp16": 0.02, "int8": 0.1}
"""Share of all people that only one side may find: those whose score is at the threshold."""

_Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """One picture: errors of the people both sides found, and how many `alone` only one found.

    `pixels` (N x 17,) of keypoints in the picture, `confidence` (N x 17,), `score` (N,), `box` (N,)
    the largest of the four edges in pixels; `outside` counts keypoints beyond the picture's edge.
    """

    pixels: _Values
    confidence: _Values
    score: _Values
    box: _Values
    outside: int
    alone: int


@dataclass(frozen=True, slots=True)
class Parity:
    """All pictures together. Keypoints in pixels of the pictures; NaN where nobody was found."""

    frames: int
    people: int
    alone: int
    px_mean: float
    px_p99: float


def compare(ours: People, theirs: People, image: Image) -> Differences:
    """Differences between the people of two models in one picture, each matched to one.

    Ultralytics clamps keypoints to the picture; both are clamped for the comparison.
    """
    iou = box_iou(ours.boxes, theirs.boxes)
    rows, columns = linear_sum_assignment(-iou)
    good = iou[rows, columns] > SAME_PERSON_IOU
    rows, columns = rows[good], columns[good]
    mine, other = ours.keypoints[rows], theirs.keypoints[columns]
    limit = np.array([image.shape[1], image.shape[0]], np.float32)
    clamped, clamped_other = (np.clip(side[..., :2], 0, limit) for side in (mine, other))
    return Differences(
        pixels=np.linalg.norm(clamped - clamped_other, axis=-1).ravel(),
        confidence=np.abs(mine[..., 2] - other[..., 2]).ravel(),
        score=np.abs(ours.scores[rows] - theirs.scores[columns]),
        box=np.abs(ours.boxes[rows] - theirs.boxes[columns]).max(axis=-1, initial=0),
        outside=int((clamped != mine[..., :2]).any(axis=-1).sum()),
        alone=len(ours) + len(theirs) - 2 * len(rows),
    )


def summarise(parts: Iterable[Differences]) -> Parity:
    """The figures of all pictures together."""
    listed = list(parts)
    pixels = np.concatenate([part.pixels for part in listed] or [np.empty(0, np.float32)])
    return Parity(
        frames=len(listed),
        people=sum(len(part.score) for part in listed),
        alone=sum(part.alone for part in listed),
        px_mean=float(pixels.mean()) if len(pixels) else float("nan"),
        px_p99=float(np.percentile(pixels, 99)) if len(pixels) else float("nan"),
    )


def fault(parity: Parity, precision: Precision) -> str | None:
    """What is wrong with an export, in words; None where it is as good as its precision allows."""
    if not parity.people + parity.alone:
        return None
    if parity.alone > LIMIT_ALONE[precision] * (parity.people + parity.alone):
        return (
            f"{parity.alone} of {parity.people + parity.alone} people were found by one model "
            f"only; {LIMIT_ALONE[precision]:.0%} is allowed"
        )
    if not parity.px_mean <= LIMIT_PX[precision]:
        return (
            f"keypoints are {parity.px_mean:.2f} px apart on average; "
            f"{LIMIT_PX[precision]:g} px is allowed for {precision}"
        )
    return None
