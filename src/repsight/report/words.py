"""Numbers and names as a report says them: never "nan", never "None"."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from repsight.core.exercise import Exercise
from repsight.core.scoring import builtin
from repsight.core.scoring.best import range_measure
from repsight.core.scoring.finding import Finding
from repsight.core.scoring.measures import UNITS
from repsight.core.scoring.wording import format_value
from repsight.core.skeleton import ANGLES
from repsight.report.numbers import NOTHING as NOTHING
from repsight.report.numbers import number as number
from repsight.report.numbers import plural as plural

_BUILTIN: Final[Mapping[str, Finding]] = {
    each.name: each for each in vars(builtin).values() if isinstance(each, Finding)
}
_MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "own_best_range": ("Best range of the set", ""),
    "log_dimensionless_jerk": ("Log dimensionless jerk", ""),
    "concentric_velocity_bl": ("Lifting speed", "body lengths/s"),
    "concentric_velocity_m": ("Lifting speed", "m/s"),
    "view_off_side": ("Camera off the side view", "°"),
    "good_form_seconds": ("Seconds in good form", "s"),
}
"""Measures that are no criterion: title and unit."""
_DECIMALS: Final = {"body lengths/s": 2, "m/s": 2}
_EVERYTHING: Final = "Everything"


def quantity(value: float | None, unit: str) -> str:
    """A measured value with its unit, as precise as it is known."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if unit in _DECIMALS:
        return number(value, _DECIMALS[unit], f" {unit}")
    return format_value(value, unit).replace("-", "−")


def unit_words(unit: str) -> str:
    """A unit as it stands behind a number or in the head of a column; "" where there is none."""
    return format_value(0.0, unit).lstrip("0.").strip() if unit not in _DECIMALS else unit


def measured(value: float, error: float, unit: str) -> str:
    """A value with its standard error: "112 ± 4°"."""
    if not (math.isfinite(value) and math.isfinite(error)):
        return quantity(value, unit)
    bare = re.match(r"[−\d.]*", quantity(value, unit))
    return f"{bare[0] if bare else ''} ± {quantity(abs(error), unit)}"


def clock(seconds: float) -> str:
    """Minutes and seconds: "1:07.3"."""
    if not math.isfinite(seconds):
        return NOTHING
    minutes, rest = divmod(round(max(seconds, 0.0), 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}"


def exercise_title(name: str, exercise: Exercise | None) -> str:
    """The exercise as a heading says it."""
    if exercise is not None:
        return exercise.title
    return "Unknown movement" if name == "unknown" else name


def measure_words(name: str, exercise: Exercise | None) -> tuple[str, str]:
    """Title and unit of a measure in the session, whatever it is called."""
    if name == "range":
        unit = UNITS[range_measure(exercise)] if exercise is not None else ""
        return "Range of motion", unit
    criteria = exercise.standard.criteria if exercise is not None else ()
    for criterion in criteria:
        if criterion.name == name:
            return criterion.title, criterion.unit
    if name in _BUILTIN:
        return _BUILTIN[name].title, _BUILTIN[name].unit
    if name == "own_best_range" and exercise is not None:
        return _MEASURES[name][0], UNITS[range_measure(exercise)]
    return _MEASURES.get(name, (name.replace("_", " ").capitalize(), ""))


def read_from(measure: str) -> str:
    """What was read of the body, in words: "knee angle"; "" where that is nothing."""
    return f"{measure} angle" if measure in ANGLES else measure.replace("_", " ")


def reasons_of(
    component: str, gaps: Sequence[tuple[str, str]], exercise: Exercise | None
) -> tuple[str, ...]:
    """Why a component could not be measured, each reason once."""
    criteria = exercise.standard.criteria if exercise is not None else ()
    owners = {each.title: each.component for each in _BUILTIN.values()}
    owners |= {each.title: each.component for each in criteria}
    chosen = [why for what, why in gaps if what == _EVERYTHING or owners.get(what) == component]
    return tuple(dict.fromkeys(chosen))


def rounded_parts(parts: Sequence[float], total: float, decimals: int = 1) -> tuple[float, ...]:
    """The parts rounded so that they still sum to the rounded total (largest remainders).

    A table whose numbers do not add up is not believed.
    """
    step = 10**decimals
    floors = [math.floor(part * step + 1e-9) for part in parts]
    # Rounded as it is written: 1.15 * 10 rounds to 12, 1.15 is written as 1.1.
    missing = round(round(total, decimals) * step) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i] * step)
    if not 0 <= missing <= len(parts):
        return tuple(round(part, decimals) for part in parts)
    for place in order[:missing]:
        floors[place] += 1
    return tuple(floor / step for floor in floors)
