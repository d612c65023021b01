"""Weekly load, how even it was, body weight and pain, as plots."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.history.findings import LoadWeek
from repsight.core.history.log import BodyWeight, PainNote
from repsight.core.history.table import EPOCH
from repsight.history.report.dates import day_words, short_words
from repsight.history.report.plot import Array, Layer, Plot, days_between
from repsight.history.report.words import value_words
from repsight.report.numbers import number, plural

# Foster, Med Sci Sports Exerc 30(7), 1998: above it, days were too much alike in his athletes.
HIGH_MONOTONY: Final = 2.0
_MIDDLE: Final = 3.0
"""The bar of a week stands on its Thursday."""
_DOTS: Final = 80
"""More weights than these are a line."""


def load_plot(weeks: Sequence[LoadWeek], label: str, unit: str) -> Plot:
    """A bar a week, and the mean of four weeks as a line."""
    x = _middles(weeks)
    say = tuple(
        f"week of {day_words(week.start)}: {value_words(week.load, unit)}"
        f" in {plural(week.sessions, 'session')}"
        for week in weeks
    )
    return Plot(
        heading=f"Load of a week, {unit}" if unit else "Load of a week",
        label=label,
        x=(float(weeks[0].start) - 1, float(weeks[-1].start) + 8),
        layers=(
            Layer("bars", x, np.array([w.load for w in weeks], float), "bar", say=say),
            Layer("line", x, _known([w.chronic for w in weeks]), "curve mean"),
        ),
        floor=0.0,
    )


def monotony_plot(weeks: Sequence[LoadWeek], label: str) -> Plot:
    """How even the days of each week were; the dashed line is where Foster saw too little rest."""
    values = _known([w.monotony for w in weeks])
    known = np.isfinite(values)
    say = tuple(
        f"week of {short_words(week.start)}: monotony {number(week.monotony, 1)},"
        f" strain {value_words(week.strain, '')}"
        for week, shown in zip(weeks, known, strict=True)
        if shown
    )
    return Plot(
        heading="Monotony",
        label=label,
        x=(float(weeks[0].start) - 1, float(weeks[-1].start) + 8),
        layers=(
            Layer("line", _middles(weeks), values, "join"),
            Layer("points", _middles(weeks)[known], values[known], "dot", say=say),
        ),
        levels=((HIGH_MONOTONY, "target"),),
        floor=0.0,
    )


def weight_plot(weights: Sequence[BodyWeight], label: str) -> Plot:
    """Body weight over time."""
    days = np.array([_day(each) for each in weights], float)
    values = np.array([each.mass_kg for each in weights], float)
    say = tuple(
        f"{day_words(day)}: {value_words(float(value), 'kg')}"
        for day, value in zip(days, values, strict=True)
    )
    layers: tuple[Layer, ...] = (Layer("line", days, values, "join"),)
    if len(days) <= _DOTS:
        layers += (Layer("points", days, values, "dot", say=say),)
    return Plot("Body weight, kg", label, days_between(days), layers)


def pain_plot(notes: Sequence[PainNote], today: int, label: str) -> Plot:
    """Pain notes, 0 to 10."""
    days = np.array([_day(each) for each in notes], float)
    values = np.array([each.level for each in notes], float)
    say = tuple(
        f"{day_words(day)}: {each.place} {number(each.level)} of 10"
        for day, each in zip(days, notes, strict=True)
    )
    points = Layer("points", days, values, "dot pain", say=say, mark="diamond")
    scale = ((10.0, "grid"),)
    return Plot("Pain, 0 to 10", label, days_between(days, [today]), (points,), (), (), scale, 0.0)


def _day(each: BodyWeight | PainNote) -> int:
    return (each.at.date() - EPOCH).days


def _middles(weeks: Sequence[LoadWeek]) -> Array:
    return np.array([week.start + _MIDDLE for week in weeks], float)


def _known(values: Sequence[float | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], float)
