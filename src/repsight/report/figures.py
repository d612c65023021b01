"""The charts of a set with what they say in words."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.exercise import Exercise
from repsight.core.scoring.standard import Criterion, Standard
from repsight.core.scoring.timing import ASKED_TOLERANCE, USUAL_TOLERANCE
from repsight.core.skeleton import ANGLES
from repsight.core.types import Repetition, SetSummary
from repsight.report import charts, plots, trend_plots, trends, values
from repsight.report.charts import Marked, measure_name
from repsight.report.curves import MIN_CYCLES, SetCurves
from repsight.report.parts import Chart, Legend
from repsight.report.rows import speed_name
from repsight.report.swatches import AREA, BEST, LIFTING, LOWERING, MEAN, THIN, WORST, swatch
from repsight.report.trends import Mark, Trend
from repsight.report.words import measure_words, number, plural, quantity

ABOVE: Final = "above"


def time_chart(one: SetSummary, curves: SetCurves, marked: Marked) -> Chart:
    """The working joint over time."""
    known = curves.values[np.isfinite(curves.values)]
    low, high = (quantity(float(v), curves.unit) for v in (known.min(), known.max()))
    name = measure_name(curves.measure)
    message = f"{name.capitalize()} between {low} and {high}.{_best_words(one, marked)}"
    message += _view_words(curves)
    numbers = [rep.index for rep in one.reps]
    label = f"{name.capitalize()} over time: {plural(len(numbers), 'repetition')}. {message}"
    legend = []
    if any(p is not None for p in curves.phases):
        legend += [swatch(LOWERING, "lowering"), swatch(LIFTING, "lifting")]
    pictures = tuple(
        str(charts.draw_time(curves, numbers, marked, label, size)) for size in ("wide", "narrow")
    )
    title = f"{name.capitalize()} over time"
    return Chart(
        title,
        message,
        pictures,
        tuple(legend),
        "time",
        plots.time_plot(curves, numbers, marked),
        values.time_values(curves, numbers),
    )


def _view_words(curves: SetCurves) -> str:
    """What a curve does not show where the camera does not look from the side."""
    if curves.view.name == ABOVE:
        return (
            " From above the body moves along the line of sight: little of that is in this curve."
        )
    if curves.measure not in ANGLES or curves.view.name == "side":
        return ""
    return (
        " The camera does not look from the side, so degrees are those in the picture: compare"
        " repetitions by them, not yourself with others."
    )


def cycle_charts(one: SetSummary, curves: SetCurves, marked: Marked) -> tuple[Chart, ...]:
    """All repetitions over one cycle, and speed against position."""
    if curves.whole < MIN_CYCLES or curves.view.name == ABOVE:
        return ()
    spread = float(np.mean(curves.sd))
    widest = int(np.argmax(curves.sd))
    name = measure_name(curves.measure)
    message = (
        f"The {curves.whole} repetitions differ by ± {quantity(spread, curves.unit)} on average,"
        f" most at {widest} % (± {quantity(float(curves.sd[widest]), curves.unit)})."
    )
    missing = len(one.reps) - curves.whole
    if missing:
        message += f" {plural(missing, 'repetition')} cut or hidden, not drawn."
    legend = [swatch(MEAN, "mean"), swatch(AREA, "± 1 standard deviation"), *_curve_legend(marked)]
    label = f"All repetitions laid over each other, {name}. {message}"
    cycle = Chart(
        "All repetitions over each other",
        message,
        (str(charts.draw_cycles(curves, marked, label)),),
        tuple(legend),
        plot=plots.cycles_plot(curves, _numbers(one.reps), marked),
        values=values.cycle_values(curves),
    )
    return cycle, _portrait(curves, _numbers(one.reps), marked)


def _portrait(curves: SetCurves, numbers: Sequence[int], marked: Marked) -> Chart:
    name = measure_name(curves.measure)
    unit = f"{curves.unit}/s"
    above, below = charts.halves_named(curves)
    known = curves.speeds[np.isfinite(curves.speeds).all(axis=1)]
    top = quantity_of_speed(float(known.max(axis=1).mean()), unit)
    bottom = quantity_of_speed(float(-known.min(axis=1).mean()), unit)
    message = (
        f"Each loop is a repetition; loops on each other are alike, a dent is a moment of"
        f" slowing. Fastest {above} {top}, fastest {below} {bottom} on average."
    )
    label = f"Speed of the {name} against the {name} itself. {message}"
    picture = str(charts.draw_portrait(curves, marked, label))
    legend = _curve_legend(marked)
    return Chart(
        "Speed against position",
        message,
        (picture,),
        tuple(legend),
        plot=plots.portrait_plot(curves, numbers, marked),
        values=values.portrait_values(curves, numbers),
    )


def quantity_of_speed(value: float, unit: str) -> str:
    """A speed of an angle or a length."""
    decimals = 0 if unit.startswith("°") else 2
    return number(value, decimals, f" {unit.replace('torso', 'torso lengths')}")


def trend_charts(
    one: SetSummary, exercise: Exercise | None, tempo: Sequence[float] | None, *, asked: bool
) -> tuple[Chart, ...]:
    """Range, tempo and speed by repetition: what there is of them."""
    found = (
        _range(one.reps, exercise),
        _tempo(one.reps, tempo, asked=asked),
        _speed(one),
    )
    return tuple(chart for chart in found if chart is not None)


def main_criterion(standard: Standard) -> Criterion | None:
    """What stands for the range of motion: the first weighted criterion of it."""
    return next((c for c in standard.criteria if c.component == "rom" and c.weight), None)


def _range(reps: Sequence[Repetition], exercise: Exercise | None) -> Chart | None:
    criterion = main_criterion(exercise.standard) if exercise is not None else None
    if criterion is not None and any(criterion.name in rep.measures for rep in reps):
        good, values = criterion.good, _values(reps, criterion.name)
        ends = (good, math.inf) if good > criterion.poor else (-math.inf, good)
        trend = Trend(criterion.title, values, "circle", "one", good, *ends)
        unit, axis = criterion.unit, charts.axis_name(criterion.measure, criterion.unit)
    else:
        title, unit = measure_words("range", exercise)
        trend = Trend(title, _values(reps, "range"))
        axis = charts.axis_name(title.lower(), unit) if unit else title.lower()
    if not trend.measured:
        return None
    message = _range_words(trend, unit)
    label = f"{trend.name} by repetition. {message}"
    return _chart(trend.name, message, label, [trend], reps, (axis, unit), None)


def _range_words(trend: Trend, unit: str) -> str:
    known = [value for value in trend.values if math.isfinite(value)]
    if not math.isfinite(trend.target):
        low, high = (quantity(v, unit) for v in (min(known), max(known)))
        return f"From {low} to {high}."
    met = sum(not trend.misses(value) for value in known)
    way = "at least" if math.isfinite(trend.low) else "at most"
    return (
        f"Dashed: the target, {way} {quantity(trend.target, unit)}."
        f" Met in {met} of {plural(len(known), 'repetition')}; hollow marks miss it."
    )


def _tempo(
    reps: Sequence[Repetition], tempo: Sequence[float] | None, *, asked: bool
) -> Chart | None:
    wide = ASKED_TOLERANCE if asked else USUAL_TOLERANCE
    lowering, _, lifting, _ = tempo or (math.nan,) * 4
    lines = (
        _phase("lowering", _values(reps, "eccentric"), ("circle", "one"), lowering, wide),
        _phase("lifting", _values(reps, "concentric"), ("square", "two"), lifting, wide),
        Trend("pause at the turn", _values(reps, "pause"), "triangle", "three"),
    )
    shown = [trend for trend in lines if trend.measured]
    if not shown:
        return None
    means = ", ".join(f"{trend.name} {number(_mean(trend.values), 1)} s" for trend in shown)
    message = f"On average: {means}."
    if tempo is not None:
        whose = "asked for" if asked else "usual for this exercise"
        message += (
            f" Dashed: the times {whose}, lowering {lowering:g} s and lifting {lifting:g} s; up to"
            f" {wide:g} times as long or as short costs nothing, hollow marks are beyond."
        )
    label = f"Tempo by repetition. {message}"
    return _chart("Tempo", message, label, shown, reps, ("seconds", "s"), 0.0)


def _chart(
    title: str,
    message: str,
    label: str,
    lines: Sequence[Trend],
    reps: Sequence[Repetition],
    axis: tuple[str, str],
    floor: float | None,
) -> Chart:
    """The lines as a picture, for plotly and as a table; `axis` is what it says, and the unit."""
    numbers, (said, unit) = _numbers(reps), axis
    legend = (swatch((t.mark, t.class_), t.name) for t in lines if len(lines) > 1)
    return Chart(
        title,
        message,
        (str(trends.draw_trends(lines, numbers, said, label, floor=floor)),),
        tuple(legend),
        "third",
        trend_plots.trends_plot(lines, numbers, said, floor=floor),
        values.trend_values(lines, numbers, unit),
    )


def _phase(
    name: str, values: tuple[float, ...], drawn: tuple[Mark, str], target: float, wide: float
) -> Trend:
    if not math.isfinite(target):
        return Trend(name, values, *drawn)
    return Trend(name, values, *drawn, target, target / wide, target * wide)


def _speed(one: SetSummary) -> Chart | None:
    name = speed_name(one.reps)
    if name is None:
        return None
    title, unit = measure_words(name, None)
    loss = one.measures.get("velocity_loss", math.nan)
    said = trends.loss_words(loss)
    message = (
        f"{said}. Dashed: 10, 20 and 30 % under the fastest." if said else "Mean of each lift."
    )
    label = f"{title} by repetition. {message}"
    speeds, numbers = Trend(title, _values(one.reps, name)), _numbers(one.reps)
    return Chart(
        title,
        message,
        (str(trends.draw_speeds(speeds.values, numbers, unit, label)),),
        (),
        "third",
        trend_plots.speeds_plot(speeds.values, numbers, unit),
        values.trend_values([speeds], numbers, unit),
    )


def _values(reps: Sequence[Repetition], name: str) -> tuple[float, ...]:
    return tuple(rep.measures.get(name, math.nan) for rep in reps)


def _numbers(reps: Sequence[Repetition]) -> list[int]:
    return [rep.index for rep in reps]


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return sum(known) / len(known) if known else math.nan


def _curve_legend(marked: Marked) -> list[Legend]:
    legend = [swatch(THIN, "each repetition")]
    if marked.best is not None:
        legend += [swatch(BEST, "best"), swatch(WORST, "lowest score")]
    return legend


def _best_words(one: SetSummary, marked: Marked) -> str:
    if marked.best is None or marked.worst is None:
        return ""
    best, worst = one.reps[marked.best], one.reps[marked.worst]
    text = (
        f" Best: repetition {best.index} ({number(best.score)} of 100);"
        f" lowest: repetition {worst.index} ({number(worst.score)})."
    )
    if best.score is None or worst.score is None or not (best.assessment and worst.assessment):
        return text
    error = math.hypot(best.assessment.margin, worst.assessment.margin)
    return text + (
        " They differ by less than the error." if best.score - worst.score < error else ""
    )
