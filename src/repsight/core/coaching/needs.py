"""Which points of the body an exercise needs to be counted and scored, and whether it has begun."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.traits import body_scale
from repsight.core.exercise import Exercise
from repsight.core.geometry import ANKLES, SHOULDERS, middle
from repsight.core.scoring.measures import MEASURES
from repsight.core.skeleton import KEYPOINT_COUNT

Array = npt.NDArray[np.floating[Any]]
Pair = tuple[int, int]

BODY_PAIRS: Final[tuple[Pair, ...]] = tuple((k, k + 1) for k in range(5, KEYPOINT_COUNT, 2))
"""Left and right shoulder, elbow, wrist, hip, knee, ankle."""
_PAIRS: Final[tuple[Pair, ...]] = ((1, 2), (3, 4), *BODY_PAIRS)
STANDING: Final = 2.05
"""Torso lengths from ankles to shoulders: 2.7 in somebody who stands (Drillis and Contini 1966), in
pictures 2.05 and more. An exercise that may begin so has no upper limit."""
SHORTER: Final = 0.7
TALLER: Final = 0.3
"""A camera from above shortens a body, feet behind a bar too; nothing makes it much taller: of 40
labelled clips 39 begin within these limits."""


def needed_to_count(exercise: Exercise | None) -> tuple[Pair, ...]:
    """Points of which one side must be seen for the movement; None needs the whole body."""
    if exercise is None:
        return BODY_PAIRS
    return _needed(signal.measure for signal in exercise.signals)


def needed_to_score(exercise: Exercise | None) -> tuple[Pair, ...]:
    """Points that the score needs besides."""
    if exercise is None:
        return ()
    counted = needed_to_count(exercise)
    wanted = _needed(criterion.measure for criterion in exercise.standard.criteria)
    return tuple(pair for pair in wanted if pair not in counted)


def _needed(measures: Iterable[str]) -> tuple[Pair, ...]:
    found = {pair for measure in measures for pair in _points_of(measure)}
    return tuple(pair for pair in _PAIRS if pair in found)


@cache
def _points_of(measure: str) -> tuple[Pair, ...]:
    """Found by hiding one pair after the other from a made-up body: no list to be wrong."""
    rng = np.random.default_rng(0)
    body = np.full((4, KEYPOINT_COUNT, 3), 0.9)
    body[:, :, :2] = rng.random((4, KEYPOINT_COUNT, 2))
    body[:, :, 1] += np.linspace(0, 5, KEYPOINT_COUNT)
    for _, right in _PAIRS:
        body[:, right, 0] += 5.0
    needed = []
    for pair in _PAIRS:
        hidden = body.copy()
        hidden[:, pair] = np.nan
        with np.errstate(invalid="ignore"):
            values, _ = MEASURES[measure].read(hidden)
        if np.isnan(values).all():
            needed.append(pair)
    return tuple(needed)


def start_heights(exercise: Exercise) -> tuple[float, float] | None:
    """How high above the ankles the shoulders may be at the start, in torso lengths (least, most).

    From the exercise's looks; None where they do not say.
    """
    heights = [
        float(np.mean(look.start["wrists_above_ankles"]) - np.mean(look.start["wrists"]))
        for look in exercise.looks
        if {"wrists", "wrists_above_ankles"} <= set(look.start)
    ]
    if not heights:
        return None
    most = np.inf if max(heights) >= STANDING else max(heights) + TALLER
    return min(heights) - SHORTER, most


def shoulder_height(keypoints: Array) -> float:
    """How high the shoulders are above the ankles in a few poses (T, 17, 3), in torso lengths of a
    body seen in full; NaN where not seen."""
    scale = body_scale(keypoints)
    shoulders, ankles = (middle(keypoints, pair)[0][:, 1] for pair in (SHOULDERS, ANKLES))
    rise = (ankles - shoulders)[np.isfinite(ankles - shoulders)]
    return float(np.median(rise)) / scale if len(rise) and scale > 0 else float("nan")


def is_at_start(keypoints: Array, exercise: Exercise) -> bool | None:
    """Whether a few poses (T, 17, 3) are upright, or down, as the exercise begins; None unknown.

    This tells standing from lying, not straight arms from bent ones.
    """
    allowed, height = start_heights(exercise), shoulder_height(keypoints)
    if allowed is None or not np.isfinite(height):
        return None
    return allowed[0] <= height <= allowed[1]
