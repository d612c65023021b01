"""Range of motion and form: the criteria of an exercise's TOML, read from one repetition."""

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.scoring.body import RATE_HZ, Body
from repsight.core.scoring.finding import Band, Finding
from repsight.core.scoring.measures import standard_error
from repsight.core.scoring.phases import CUT, Half, Phases
from repsight.core.scoring.readings import Readings
from repsight.core.scoring.standard import SEVERITY_POINTS, Criterion, Part
from repsight.core.scoring.view import View
from repsight.core.scoring.wording import format_value
from repsight.core.signals import extremes

Array = npt.NDArray[np.floating[Any]]

NEAR_SECONDS: Final = 0.07
"""A value at a moment is the median this long before and after."""
MIN_SEEN: Final = 0.5
"""At least this share of a part of a repetition must have been seen."""
MIN_CONFIDENCE: Final = 0.4
MAX_BEYOND: Final = 1.5
"""As far beyond poor as one and a half times the way from good to poor nobody moves."""
HIDDEN: Final = "the joints it needs were hidden or out of the picture"


def examine(
    criterion: Criterion, body: Body, readings: Readings, phases: Phases, view: View
) -> Finding:
    """What `criterion` finds in the repetition with these phases, by its better witness."""
    found = _examine(criterion, body, readings, phases, view)
    if (other := criterion.witness) is None:
        return found
    second = replace(
        criterion, measure=other.measure, good=other.good, poor=other.poor, witness=None
    )
    told = _examine(second, body, readings, phases, view)
    if told.measured and (not found.measured or told.badness < found.badness):
        return told
    return found


def _examine(
    criterion: Criterion, body: Body, readings: Readings, phases: Phases, view: View
) -> Finding:
    if view.name == "unknown":
        return _unmeasured(criterion, "the trunk was not seen")
    measure = readings.measure(criterion.measure)
    if measure.of_body and view.problem:
        return _unmeasured(criterion, view.problem)
    if view.name not in criterion.views:
        return _unmeasured(criterion, f"not visible {_from_where(view)}; film {_wanted(criterion)}")
    if _half_of(phases, criterion.at) in phases.cut:
        return _unmeasured(criterion, CUT)
    begin, end = part_times(phases, criterion.at)
    series, sure = readings.side_of(criterion.measure, criterion.side, body.at(begin), body.at(end))
    inside = slice(body.at(begin), body.at(end) + 1)
    seen = np.isfinite(series[inside])
    if seen.mean() < MIN_SEEN:
        return _unmeasured(criterion, HIDDEN)
    confidence = float(sure[inside][seen].mean())
    if confidence < MIN_CONFIDENCE:
        return _unmeasured(criterion, "the joints it needs were seen too unsurely")
    value, index = _take(criterion, series, inside, body.at(phases.begin))
    if not math.isfinite(value):
        return _unmeasured(criterion, HIDDEN)
    if not _plausible(criterion, value):
        seen_value = format_value(value, criterion.unit)
        return _unmeasured(criterion, f"the value seen, {seen_value}, cannot be right")
    frame = RATE_HZ / max(body.rate, 1.0)
    slope = _slope(series, index) * frame
    error = standard_error(measure, confidence, view.off_side, slope)
    return Finding(
        **_about(criterion),
        value=value,
        error=error,
        t=float(body.t[index]),
        words=measure.words,
        where=where_words(phases, criterion.at),
    )


def where_words(phases: Phases, part: Part) -> str:
    """The part of a repetition in words: its turn is the bottom or the top."""
    down_first = phases.eccentric_first
    ways = ("on the way down", "on the way up")
    return {
        "start": "at the top" if down_first else "at the start",
        "turn": "at the bottom" if down_first else "at the top",
        "first": ways[not down_first],
        "second": ways[down_first],
        "eccentric": ways[0],
        "concentric": ways[1],
        "drive": "at the beginning of the way up",
        "end": "at the end",
        "whole": "",
    }[part]


def part_times(phases: Phases, part: Part) -> tuple[float, float]:
    """From when to when, in s."""
    moments = {
        "start": (phases.begin - NEAR_SECONDS, phases.begin + NEAR_SECONDS),
        "turn": (phases.turn - NEAR_SECONDS, phases.turn + NEAR_SECONDS),
        "end": (phases.finish - NEAR_SECONDS, phases.finish + NEAR_SECONDS),
        "first": phases.first,
        "second": phases.second,
        "eccentric": phases.eccentric,
        "concentric": phases.concentric,
        "drive": (phases.concentric[0], sum(phases.concentric) / 2),
        "whole": (phases.begin, phases.finish),
    }
    return moments[part]


def _plausible(criterion: Criterion, value: float) -> bool:
    """Whether a value can be true: one far beyond poor comes from joints that were mixed up."""
    beyond = (value - criterion.poor) / (criterion.poor - criterion.good)
    return beyond <= MAX_BEYOND


def _half_of(phases: Phases, part: Part) -> str:
    """The half in which a part of a repetition lies; "" for what both hold."""
    halves: dict[Part, Half] = {
        "start": "first",
        "first": "first",
        "second": "second",
        "end": "second",
        "eccentric": phases.eccentric_half,
        "concentric": phases.concentric_half,
        "drive": phases.concentric_half,
        # What the video begins in the middle of may have been farther before.
        "turn": "first",
    }
    return halves.get(part, "")


def _take(criterion: Criterion, series: Array, inside: slice, origin: int) -> tuple[float, int]:
    """The value wanted of a part, and the index of the moment that shows it."""
    values = series[inside]
    if criterion.take in ("value", "change"):
        usual = float(np.median(values[np.isfinite(values)]))
        middle = (inside.start + inside.stop - 1) // 2
        return usual - (float(series[origin]) if criterion.take == "change" else 0.0), middle
    low, high = extremes(values)
    first = float(values[np.isfinite(values)][0])
    value, shown = {
        "max": (high, high),
        "min": (low, low),
        "range": (high - low, high),
        "rise": (high - first, high),
        "fall": (first - low, low),
    }[criterion.take]
    return value, inside.start + int(np.nanargmin(np.abs(values - shown)))


def _slope(series: Array, index: int) -> float:
    """Change of a series from one moment to the next around `index`; 0 where it is not known."""
    around = series[max(0, index - 1) : index + 2]
    slope = abs(float(around[-1] - around[0])) / max(len(around) - 1, 1)
    return slope if math.isfinite(slope) else 0.0


def _about(criterion: Criterion) -> dict[str, Any]:
    return {
        "name": criterion.name,
        "measure": criterion.measure,
        "title": criterion.title,
        "component": criterion.component,
        "unit": criterion.unit,
        "band": Band.one_sided(criterion.good, criterion.poor),
        "weight": criterion.weight or 0.0,
        "severity": SEVERITY_POINTS[criterion.severity] if criterion.severity else 0.0,
        "cue": criterion.cue,
        "fault": criterion.fault,
        "proxy": criterion.proxy,
    }


def _unmeasured(criterion: Criterion, reason: str) -> Finding:
    return Finding(**_about(criterion), value=math.nan, error=math.nan, t=math.nan, reason=reason)


def _from_where(view: View) -> str:
    return {
        "side": "from the side",
        "oblique": "at this angle",
        "front": "from the front",
        "above": "from above",
    }[view.name]


def _wanted(criterion: Criterion) -> str:
    names = {"side": "from the side", "oblique": "at an angle", "front": "from the front"}
    return " or ".join(names[name] for name in criterion.views)
