"""The plots of a history with what they say in words, their keys, and their values as a table."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from repsight.core.history.findings import Forecast, LoadWeek, Trend
from repsight.core.history.log import BodyWeight, PainNote
from repsight.core.history.table import EPOCH
from repsight.history.report.calendar import (
    draw_calendar,
    sets_by_day,
    year_calendar,
    years_calendar,
)
from repsight.history.report.dates import MONTHS, WEEK, date_of, day_words
from repsight.history.report.draw import draw_plot
from repsight.history.report.load_plot import load_plot, monotony_plot, pain_plot, weight_plot
from repsight.history.report.plot import Plot
from repsight.history.report.trend_plot import LATELY_DAYS, is_by_weeks, trend_plot, week_key
from repsight.history.report.view import HistoryView
from repsight.history.report.words import (
    change_words,
    forecast_sentence,
    measure_name,
    trend_sentence,
    value_words,
)
from repsight.report.numbers import NOTHING, number, plural
from repsight.report.parts import Chart, Legend, Values
from repsight.report.swatches import swatch

_ROWS: Final = 24
"""A table under a chart has at most so many rows: the latest; the rest can be exported."""
_LOAD_WEEKS: Final = 53
"""More bars than a year's are a block of colour on a phone."""
_LONG: Final = 2.0
"""A history this many times as long as the chart of lately gets one of its own."""

_BOTH: Final = ("wide", "narrow")
_DOT: Final = ("dot", "dot")
_LEVEL: Final = ("curve", "curve mean")
_EXPECTED: Final = ("curve", "curve expected")


def calendar_charts(view: HistoryView) -> tuple[Chart, ...]:
    """The last year by days, and all years by weeks where there are more."""
    sets = sets_by_day(view.history)
    lately = [day for day in sets if day > view.today - 52 * WEEK]
    said = f"{plural(len(lately), 'training day')} in the last 12 months"
    label = f"Calendar of the last year: {said}."
    calendar = year_calendar(sets, view.today, label)
    pictures = tuple(str(draw_calendar(calendar, size)) for size in _BOTH)
    legend = (
        swatch(("strip", "day l0"), "no training"),
        swatch(("strip", "day l1"), "few sets, for you"),
        swatch(("strip", "day l4"), "many sets"),
    )
    values = Values(("Month", "Training days", "Sets"), _months(sets))
    charts = [Chart("The last year", f"{said}.", pictures, legend, "time", values=values)]
    if min(sets) < view.today - 53 * WEEK:
        charts.append(_years_chart(sets, view.today))
    return tuple(charts)


def _years_chart(sets: dict[int, int], today: int) -> Chart:
    by_year: dict[int, int] = {}
    for day in sets:
        by_year[date_of(day).year] = by_year.get(date_of(day).year, 0) + 1
    said = f"{plural(len(sets), 'training day')} in {plural(len(by_year), 'calendar year')}"
    label = f"Every year by weeks: {said}."
    calendar = years_calendar(sets, today, label)
    pictures = tuple(str(draw_calendar(calendar, size)) for size in _BOTH)
    legend = (
        swatch(("strip", "day l0"), "a week without training"),
        swatch(("strip", "day l1"), "one day"),
        swatch(("strip", "day l4"), "four days or more"),
    )
    rows = tuple((str(year), str(days)) for year, days in sorted(by_year.items(), reverse=True))
    values = Values(("Year", "Training days"), rows)
    return Chart("Every year", f"{said}.", pictures, legend, "time", values=values)


def _months(sets: dict[int, int]) -> tuple[tuple[str, ...], ...]:
    found: dict[tuple[int, int], list[int]] = {}
    for day, count in sets.items():
        found.setdefault((date_of(day).year, date_of(day).month), []).append(count)
    return tuple(
        (f"{MONTHS[month - 1]} {year}", str(len(each)), str(sum(each)))
        for (year, month), each in sorted(found.items(), reverse=True)[:12]
    )


def trend_charts(
    trend: Trend, forecast: Forecast | None, first: int | None = None
) -> tuple[Chart, ...]:
    """The last quarter with the forecast, and everything where the history is longer."""
    series = trend.series
    message = trend_sentence(trend) if forecast is None else forecast_sentence(forecast)
    begin = int(series.day[0]) if first is None else max(first, int(series.day[0]))
    if int(series.day[-1]) - begin <= _LONG * LATELY_DAYS:
        title = f"{measure_name(series.measure).capitalize()} by session"
        return (_trend_chart(trend, forecast, begin, title, message, _BOTH),)
    since = int(series.day[-1]) - LATELY_DAYS
    lately = _trend_chart(trend, forecast, since, "Lately, and what is expected", message)
    whole = f"From {day_words(begin)} on."
    whole += f" {plural(len(trend.changes), 'change')} of level." if trend.changes else ""
    every = _trend_chart(trend, None, begin, "All of it", whole)
    return lately, replace(every, values=_change_values(trend))


def _trend_chart(
    trend: Trend,
    forecast: Forecast | None,
    since: int | None,
    title: str,
    message: str,
    sizes: tuple[str, ...] = ("half",),
) -> Chart:
    series = trend.series
    plot = trend_plot(trend, f"{title}. {message}", forecast, since)
    grouped = is_by_weeks(series, plot.x[0])
    keys = [
        swatch(_DOT, week_key(series) if grouped else "a session"),
        swatch(_LEVEL, "smoothed level"),
    ]
    if trend.changes and any(plot.x[0] <= c.day <= plot.x[1] for c in trend.changes):
        keys.append(swatch(("curve", "change"), "change of level"))
    if trend.plateau is not None:
        keys.append(swatch(("strip", "still"), "plateau"))
    if forecast is not None:
        keys += [
            swatch(_EXPECTED, "expected"),
            swatch(("strip", "fan80"), "80 % sure"),
            swatch(("strip", "fan95"), "95 % sure"),
        ]
    return _chart(plot, title, message, tuple(keys), _trend_values(trend, forecast), sizes)


def _trend_values(trend: Trend, forecast: Forecast | None) -> Values:
    """Expected sessions first, then the latest."""
    series = trend.series
    unit = series.unit
    rows = []
    if forecast is not None:
        for at in reversed(range(len(forecast.day))):
            low, high = (value_words(float(v[at]), unit) for v in (forecast.low80, forecast.high80))
            mean = value_words(float(forecast.mean[at]), unit)
            rows.append(
                (f"about {day_words(forecast.day[at])}", "expected", f"{mean} ({low} to {high})")
            )
    for at in reversed(range(max(0, len(series) - _ROWS), len(series))):
        value, level = (value_words(float(v[at]), unit) for v in (series.values, trend.level))
        rows.append((day_words(series.day[at]), value, level))
    return Values(("Day", "Session", "Level"), tuple(rows))


def _change_values(trend: Trend) -> Values | None:
    unit = trend.series.unit
    rows = tuple(
        (
            day_words(c.day),
            value_words(c.before, unit),
            value_words(c.after, unit),
            change_words(c, unit),
        )
        for c in reversed(trend.changes)
    )
    return Values(("Changed", "Before", "After", "By"), rows) if rows else None


def load_charts(weeks: Sequence[LoadWeek], unit: str) -> tuple[Chart, ...]:
    """Load of each week of the last year, and how even the days were; none without training."""
    weeks = weeks[-_LOAD_WEEKS:]
    if not any(week.sessions for week in weeks):
        return ()
    last = weeks[-1]
    said_unit = "" if "×" in unit else unit  # a product is a number to compare, and no amount
    load = value_words(last.load, said_unit)
    said = f"This week so far: {load} in {plural(last.sessions, 'session')}."
    if last.chronic is not None:
        said += f" A week of the last four had {value_words(last.chronic, said_unit)} on average."
    rows = tuple(
        (
            day_words(week.start),
            str(week.sessions),
            str(week.sets),
            value_words(week.load, unit),
            NOTHING if week.monotony is None else number(week.monotony, 1),
            value_words(week.strain, ""),
        )
        for week in list(reversed(weeks))[:_ROWS]
    )
    head = ("Week of", "Sessions", "Sets", "Load", "Monotony", "Strain")
    keys = (swatch(("strip", "bar"), "load of a week"), swatch(_LEVEL, "mean of four weeks"))
    title = "Load of each week"
    plot = load_plot(weeks, f"{title}. {said}", unit)
    charts = [_chart(plot, title, said, keys, Values(head, rows))]
    if any(week.monotony is not None for week in weeks):
        charts.append(_monotony_chart(weeks))
    return tuple(charts)


def _monotony_chart(weeks: Sequence[LoadWeek]) -> Chart:
    known = [week.monotony for week in weeks if week.monotony is not None]
    said = (
        "Monotony is the mean load of a day divided by its spread over the week: high where all"
        f" days are alike. Last: {number(known[-1], 1)}. Strain is load times monotony."
    )
    keys = (swatch(_DOT, "a week"), swatch(("curve", "target"), "2: too few easy days, by Foster"))
    title = "How even the days were"
    plot = monotony_plot(weeks, f"{title}. {said}")
    return _chart(plot, title, said, keys, None)


def weight_chart(weights: Sequence[BodyWeight], said: str) -> Chart:
    """Body weight over time; `said` is what stands above it."""
    rows = tuple(
        (day_words((each.at.date() - EPOCH).days), value_words(each.mass_kg, "kg"))
        for each in list(reversed(weights))[:_ROWS]
    )
    plot = weight_plot(weights, f"Body weight. {said}")
    return _chart(plot, "Every weighing", "", (), Values(("Day", "Body weight"), rows))


def pain_chart(notes: Sequence[PainNote], today: int, said: str) -> Chart:
    """Pain notes over time; `said` is what stands above them."""
    rows = tuple(
        (
            day_words((n.at.date() - EPOCH).days),
            n.place,
            f"{number(n.level)} of 10",
            n.note or NOTHING,
        )
        for n in list(reversed(notes))[:_ROWS]
    )
    plot = pain_plot(notes, today, f"Pain notes. {said}")
    values = Values(("Day", "Where", "How much", "Note"), rows)
    return _chart(plot, "Every note", "", (), values)


def _chart(
    plot: Plot,
    title: str,
    message: str,
    legend: tuple[Legend, ...],
    values: Values | None,
    sizes: Sequence[str] = _BOTH,
) -> Chart:
    pictures = tuple(str(draw_plot(plot, size)) for size in sizes)
    kind: Literal["time", "half"] = "time" if len(sizes) > 1 else "half"
    return Chart(title, message, pictures, legend, kind, values=values)
