"""The table of repetitions, and the explanation of each."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from repsight.core.assessment import Assessment
from repsight.core.exercise import Exercise
from repsight.core.types import Repetition, SetSummary
from repsight.report.charts import Marked
from repsight.report.parts import Facts, RepPart
from repsight.report.scores import NOT_MEASURABLE, component_texts, main_deduction, tell_score
from repsight.report.words import NOTHING, clock, measure_words, number, quantity, unit_words

TIMES: Final = ("eccentric", "pause", "concentric")
_SPEEDS: Final = ("concentric_velocity_m", "concentric_velocity_bl")
"""Metres a second where the height is known."""
WORTH_MARKING: Final = 1.0
"""Points between the best and the lowest score: where all are alike, none is the worst."""


def tell_reps(
    one: SetSummary, exercise: Exercise | None, anchor: str, marked: Marked
) -> tuple[RepPart, ...]:
    """All repetitions of a set."""
    names = component_names(one)
    return tuple(
        _tell(rep, exercise, f"{anchor}-r{place + 1}", names, _said(place, marked))
        for place, rep in enumerate(one.reps)
    )


def column_heads(one: SetSummary, exercise: Exercise | None) -> tuple[str, str]:
    """Heads of the columns of range and speed, with their units."""
    unit = unit_words(measure_words("range", exercise)[1])
    speed = speed_name(one.reps)
    return (
        f"Range, {unit}" if unit else "Range",
        "Speed" if speed is None else f"Speed, {measure_words(speed, exercise)[1]}",
    )


def component_names(one: SetSummary) -> tuple[str, ...]:
    """The components that a set is scored by."""
    parts = [one.assessment, *(rep.assessment for rep in one.reps)]
    names = (str(name) for part in parts if part is not None for name in part.components)
    return tuple(dict.fromkeys(names))


def speed_name(reps: Sequence[Repetition]) -> str | None:
    """The measure of speed that there is."""
    return next((n for n in _SPEEDS if any(n in rep.measures for rep in reps)), None)


def best_and_worst(one: SetSummary) -> Marked:
    """Places of the repetitions with the highest and the lowest score; none if they are alike."""
    totals = [(rep.score, -place) for place, rep in enumerate(one.reps) if rep.score is not None]
    if len(totals) < 2:
        return Marked()
    (high, best), (low, worst) = max(totals), min(totals)
    return Marked(-best, -worst) if high - low >= WORTH_MARKING else Marked()


def _said(place: int, marked: Marked) -> str:
    if place == marked.best:
        return "best"
    return "lowest" if place == marked.worst else ""


def _tell(
    rep: Repetition, exercise: Exercise | None, anchor: str, names: Sequence[str], said: str
) -> RepPart:
    part = rep.assessment
    speed = speed_name([rep])
    range_unit = measure_words("range", exercise)[1]
    most = main_deduction(part)
    return RepPart(
        anchor=anchor,
        number=str(rep.index),
        said=said,
        score=_score(part),
        components=component_texts(part, names),
        times=tuple(number(rep.measures.get(name), 1) for name in TIMES),
        range=quantity(rep.measures.get("range"), range_unit).removesuffix(unit_words(range_unit)),
        speed=NOTHING if speed is None else number(rep.measures[speed], 2),
        main="" if most is None else f"{most.title} −{number(most.points)}",
        cue=" ".join(part.cues) if part is not None else "",
        when=f"{clock(rep.start)} to {clock(rep.end)}",
        explained=None if part is None else tell_score(part, exercise),
        measures=tell_measures(rep.measures, exercise),
    )


def _score(part: Assessment | None) -> str:
    if part is None:
        return NOTHING
    return NOT_MEASURABLE if part.total is None else number(part.total)


def tell_measures(measures: Mapping[str, float], exercise: Exercise | None) -> Facts:
    """Everything that was measured, by its title."""
    return tuple(
        (title, quantity(value, unit))
        for name, value in measures.items()
        if math.isfinite(value)
        for title, unit in (measure_words(name, exercise),)
    )
