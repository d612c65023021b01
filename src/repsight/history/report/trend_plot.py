"""How an exercise goes, as a plot: sessions, level, changes, plateau, and what is expected."""

from typing import Final

import numpy as np

from repsight.core.history.findings import Forecast, Plateau, Series, Trend
from repsight.core.history.load import monday_of
from repsight.history.report.dates import day_words
from repsight.history.report.plot import Array, Layer, Plot, Span, Upright, days_between
from repsight.history.report.words import change_words, measure_words, value_words

MOST_POINTS: Final = 260
"""More points than these cover each other: the best or the mean of each week is shown."""
LATELY_DAYS: Final = 91
"""The quarter before the last session: short enough for a forecast of four sessions to be seen."""
# A session's best set is what these tell; of the others a week's mean is shown.
_BEST: Final = ("e1rm", "load", "reps", "seconds")


def trend_plot(
    trend: Trend, label: str, forecast: Forecast | None = None, since: float | None = None
) -> Plot:
    """The plot from day `since` on; points of many sessions are taken together by weeks."""
    series = trend.series
    ahead: Array = np.zeros(0) if forecast is None else forecast.day
    first = float(series.day[0]) if since is None else max(since, float(series.day[0]))
    last = int(series.day[-1])
    x = days_between([first, last], ahead)
    layers = [] if forecast is None else _fan(forecast, trend)
    layers += [
        _points(series, x[0]),
        Layer("line", series.day, trend.level, "curve mean"),
    ]
    if forecast is not None:
        layers += _expected(forecast, trend)
    return Plot(
        heading=measure_words(series.measure, series.unit),
        label=label,
        x=x,
        layers=tuple(layers),
        spans=() if trend.plateau is None else (_plateau(trend.plateau, last),),
        uprights=tuple(
            Upright(change.day, "change", change_words(change, series.unit))
            for change in trend.changes
        ),
        floor=0.0 if series.measure in ("reps", "volume") else None,
    )


def by_weeks(series: Series) -> Series:
    """A point a week, on its first session: the best of it, or the mean."""
    weeks = monday_of(series.day)
    _, first = np.unique(weeks, return_index=True)
    parts = np.split(series.values, first[1:])
    best = series.measure in _BEST
    values = [part.max() if best else part.mean() for part in parts]
    return Series(
        series.exercise, series.measure, series.unit, series.day[first], np.array(values, float)
    )


def week_key(series: Series) -> str:
    """What a point is where it stands for a week."""
    return "best of a week" if series.measure in _BEST else "mean of a week"


def is_by_weeks(series: Series, since: float = -np.inf) -> bool:
    """Whether so many sessions are shown that they are taken together by weeks."""
    return int((series.day >= since).sum()) > MOST_POINTS


def _points(series: Series, since: float) -> Layer:
    shown = by_weeks(series) if is_by_weeks(series, since) else series
    week = "week of " if shown is not series else ""
    drawn = shown.day >= since
    days, values = shown.day[drawn], shown.values[drawn]
    say = tuple(
        f"{week}{day_words(day)}: {value_words(value, series.unit)}"
        for day, value in zip(days.tolist(), values.tolist(), strict=True)
    )
    return Layer("points", days, values, "dot", say=say)


def _fan(forecast: Forecast, trend: Trend) -> list[Layer]:
    """Both intervals, the wide one at the back; they open where the level ends."""
    x = _from_last(forecast.day, trend.series.day)
    bands = (("fan95", forecast.low95, forecast.high95), ("fan80", forecast.low80, forecast.high80))
    return [
        Layer("band", x, _from_last(high, trend.level), class_, low=_from_last(low, trend.level))
        for class_, low, high in bands
    ]


def _expected(forecast: Forecast, trend: Trend) -> list[Layer]:
    unit = forecast.series.unit
    say = tuple(
        f"expected about {day_words(day)}: {value_words(float(mean), unit)},"
        f" 80 % sure between {value_words(float(low), unit)} and {value_words(float(high), unit)}"
        for day, mean, low, high in zip(
            forecast.day, forecast.mean, forecast.low80, forecast.high80, strict=True
        )
    )
    x = _from_last(forecast.day, trend.series.day)
    return [
        Layer("line", x, _from_last(forecast.mean, trend.level), "curve expected"),
        Layer("points", forecast.day, forecast.mean, "dot hollow", say=say),
    ]


def _from_last(ahead: Array, past: Array) -> Array:
    return np.concatenate([np.asarray(past, float)[-1:], ahead])


def _plateau(plateau: Plateau, last: int) -> Span:
    return Span(plateau.since, last, "still", "plateau")
