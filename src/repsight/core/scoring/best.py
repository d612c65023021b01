"""A person's own best range of motion, against which each repetition is held.

One camera is wrong about an angle by the same amount each time as long as the view stays, so a
person is compared with their own best from the same view more surely than with a standard.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.scoring.body import Body
from repsight.core.scoring.builtin import OWN_RANGE
from repsight.core.scoring.finding import Finding
from repsight.core.scoring.measures import MEASURES
from repsight.core.scoring.phases import CUT, Phases
from repsight.core.scoring.readings import Readings
from repsight.core.scoring.view import View
from repsight.core.signals import extremes
from repsight.core.types import SetSummary

Array = npt.NDArray[np.floating[Any]]

BEST_PERCENTILE: Final = 90
MIN_REPS: Final = 2
MIN_SEEN: Final = 0.5
MIN_REPS_TO_LEARN: Final = 3
MIN_CONFIDENCE: Final = 0.5
MAX_RISE: Final = 1.1


def range_measure(exercise: Exercise) -> str:
    """The measure whose range stands for the exercise's: its first range criterion's."""
    for criterion in exercise.standard.criteria:
        if criterion.component == "rom" and criterion.weight:
            return criterion.measure
    return exercise.signals[0].measure


def best_key(exercise: Exercise, view: str) -> str:
    """Name under which a best range is kept: it is comparable from the same view only."""
    return f"{exercise.name}.{range_measure(exercise)}.{view}"


def best_ranges(
    sets: Sequence[SetSummary], exercises: Sequence[Exercise], known: Mapping[str, float]
) -> dict[str, float]:
    """A person's best ranges, `known` ones raised by what scored `sets` show.

    Only sets of three repetitions or more that were seen well enough teach anything, and none
    raises what is known by more than a tenth: one wrong session must not set a mark that nobody
    reaches again.
    """
    best = dict(known)
    by_name = {exercise.name: exercise for exercise in exercises}
    for one in sets:
        shown, part = one.measures.get("own_best_range", math.nan), one.assessment
        if one.exercise not in by_name or part is None or not math.isfinite(shown):
            continue
        if one.count < MIN_REPS_TO_LEARN or part.confidence < MIN_CONFIDENCE:
            continue
        key = best_key(by_name[one.exercise], part.view)
        before = best.get(key, shown)
        best[key] = min(max(before, shown), MAX_RISE * before)
    return best


def read_range(exercise: Exercise, readings: Readings, body: Body, phases: Phases) -> float:
    """Range of motion of a repetition in the measure's unit; NaN where it was not seen."""
    if "first" in phases.cut:
        return math.nan  # what the video begins in the middle of may have been farther before
    values, _ = readings.both(range_measure(exercise))
    inside = slice(body.at(phases.begin), body.at(phases.finish) + 1)
    if exercise.alternating:
        ranges = [_range(column) for column in values[inside].T]
        known = [value for value in ranges if math.isfinite(value)]
        return max(known) if known else math.nan
    return _range(readings.seen(range_measure(exercise))[0][inside])


def _range(values: Array) -> float:
    known = values[np.isfinite(values)]
    if len(known) < MIN_SEEN * len(values) or not len(known):
        return math.nan
    low, high = extremes(known)
    return high - low


def own_bests(ranges: Sequence[float], views: Sequence[View | None]) -> dict[str, float]:
    """A set's best range from each view: nearly the largest, so that no wrong moment sets it."""
    best = {}
    for name in {view.name for view in views if view is not None}:
        known = [
            value
            for value, view in zip(ranges, views, strict=True)
            if view is not None and view.name == name and math.isfinite(value)
        ]
        if len(known) >= MIN_REPS:
            best[name] = float(np.percentile(known, BEST_PERCENTILE))
    return best


def is_of_body(exercise: Exercise) -> bool:
    """Whether the range that stands for the exercise needs hips or legs."""
    return MEASURES[range_measure(exercise)].of_body


def compare(value: float, best: float, phases: Phases) -> Finding:
    """A repetition's range against the own best, percent."""
    if not math.isfinite(value):
        unseen = "the working joint was not seen throughout"
        return OWN_RANGE.unmeasured(CUT if phases.cut else unseen)
    if not math.isfinite(best) or best <= 0:
        return OWN_RANGE.unmeasured("there is no other repetition of yours to compare with")
    return OWN_RANGE.found(100 * value / best, phases.turn)


def known_best(best: Mapping[str, float], key: str, of_set: float) -> float:
    """The better of what is kept of a person and what this set shows; NaN without either."""
    values = [value for value in (best.get(key, math.nan), of_set) if math.isfinite(value)]
    return max(values) if values else math.nan
