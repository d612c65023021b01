"""Plots of a history as data: every number where it belongs, before anything is drawn."""

import re
from datetime import date

import numpy as np
import pytest

from history.report import views
from repsight.core.history import findings as found
from repsight.core.history.log import LoggedSession, LoggedSet, PainNote
from repsight.core.history.table import history_of
from repsight.history.report import calendar, dates, load_plot, trend_plot
from repsight.history.report.draw import SIZES, draw_plot
from repsight.history.report.plot import Layer, Plot, days_between

DAY = dates.day_number(date(2026, 3, 4))  # a Wednesday


def series(days: list[int], values: list[float], measure: str = "e1rm") -> found.Series:
    return found.Series("squat", measure, "kg", np.array(days), np.array(values, float))


def trend_of(one: found.Series, changes: tuple[found.Change, ...] = ()) -> found.Trend:
    return found.Trend(one, one.values.copy(), found.Estimate(0.5, 0.2, 0.8), changes)


def layer(plot: Plot, class_: str) -> Layer:
    (one,) = (each for each in plot.layers if each.class_ == class_)
    return one


@pytest.fixture(scope="module")
def trend() -> found.Trend:
    return views.trend(views.history(60), "squat")


def test_a_point_is_a_session_and_says_its_day_and_value() -> None:
    plot = trend_plot.trend_plot(trend_of(series([DAY, DAY + 3], [100, 102.5])), "x")
    points = layer(plot, "dot")
    assert points.x.tolist() == [DAY, DAY + 3]
    assert points.y.tolist() == [100, 102.5]
    assert points.say == ("4 Mar 2026: 100 kg", "7 Mar 2026: 102.5 kg")
    assert plot.x[0] < DAY < DAY + 3 < plot.x[1]
    assert plot.y[0] < 100 < 102.5 < plot.y[1]


def test_the_fan_opens_at_the_level_and_is_ordered(trend: found.Trend) -> None:
    forecast = views.forecast(trend)
    plot = trend_plot.trend_plot(trend, "x", forecast)
    wide, narrow = layer(plot, "fan95"), layer(plot, "fan80")
    mean = layer(plot, "curve expected")
    assert wide.low is not None
    assert narrow.low is not None
    for each in (wide.y, wide.low, narrow.y, narrow.low, mean.y):
        assert each[0] == trend.level[-1]
    ordered = np.stack([wide.low, narrow.low, mean.y, narrow.y, wide.y])[:, 1:]
    assert (np.diff(ordered, axis=0) > 0).all()
    assert mean.x.tolist() == [trend.series.day[-1], *forecast.day]
    assert plot.x[1] > forecast.day[-1]
    assert plot.layers.index(wide) < plot.layers.index(narrow) < plot.layers.index(mean)


def test_a_plateau_is_shaded_since_it_began_and_changes_stand_on_their_days(
    trend: found.Trend,
) -> None:
    plot = trend_plot.trend_plot(trend, "x")
    assert trend.plateau is not None
    (shade,) = plot.spans
    assert (shade.start, shade.stop) == (trend.plateau.since, trend.series.day[-1])
    assert [each.day for each in plot.uprights] == [each.day for each in trend.changes]
    assert [each.text for each in plot.uprights] == ["+7.5 kg", "−2.5 kg"]


def test_what_is_before_the_first_day_asked_for_is_neither_drawn_nor_scales_the_values() -> None:
    one = trend_of(series([DAY - 300, DAY, DAY + 50], [10, 100, 101]))
    plot = trend_plot.trend_plot(one, "x", since=DAY)
    assert plot.y[0] > 90
    assert str(draw_plot(plot, "wide")).count("<circle") == 2


def test_of_many_sessions_the_best_of_each_week_is_shown_and_of_scores_the_mean() -> None:
    monday = dates.monday_of(DAY)
    days, values = [monday, monday + 2, monday + 7], [100.0, 104.0, 99.0]
    best = trend_plot.by_weeks(series(days, values))
    assert (best.day.tolist(), best.values.tolist()) == ([monday, monday + 7], [104, 99])
    assert trend_plot.by_weeks(series(days, values, "score")).values.tolist() == [102, 99]
    many = series(list(range(DAY, DAY + 300)), [100.0] * 300)
    points = layer(trend_plot.trend_plot(trend_of(many), "x"), "dot")
    assert len(points.x) < 50
    assert points.say[0].startswith("week of ")


def test_a_pixel_is_where_its_value_is() -> None:
    days = np.array([0.0, 10.0])
    plot = Plot("kg", "x", (0, 10), (Layer("points", days, np.array([50.0, 60.0]), "dot"),))
    for size, (width, height) in SIZES.items():
        marks = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', str(draw_plot(plot, size)))
        (left, low), (right, high) = ((float(x), float(y)) for x, y in marks)
        assert left == 52
        assert right == width - 12
        assert 30 < high < low < height - 34
        share = (low - high) / (height - 34 - 30)
        assert share == pytest.approx(10 / (plot.y[1] - plot.y[0]), abs=0.01)


def test_bars_stand_on_zero_and_a_missing_mean_is_a_gap() -> None:
    weeks = views.weeks_of(views.history(12))
    plot = load_plot.load_plot(weeks, "x", "points")
    assert plot.y[0] == 0
    assert layer(plot, "bar").y.tolist() == [week.load for week in weeks]
    assert np.isnan(layer(plot, "curve mean").y[:3]).all()
    assert str(draw_plot(plot, "wide")).count('class="bar"') == len(weeks)
    assert "nan" not in str(draw_plot(plot, "narrow"))


def test_weeks_without_monotony_are_left_out_of_its_plot() -> None:
    week = found.LoadWeek(DAY, 1, 3, 100, 50, None, None, 50, None)
    weeks = (week, found.LoadWeek(DAY + 7, 3, 9, 300, 150, 1.5, 225, 150, None))
    points = layer(load_plot.monotony_plot(weeks, "x"), "dot")
    assert points.y.tolist() == [1.5]
    assert len(points.say) == 1


def test_pain_and_weight_are_on_their_days() -> None:
    history = views.history(20)
    pain = load_plot.pain_plot(history.pain, DAY, "x")
    assert pain.layers[0].y.tolist() == [4]
    assert pain.y[0] == 0
    assert pain.y[1] > 10
    weight = load_plot.weight_plot(history.body_weight, "x").layers[0]
    assert weight.y[0] == 80
    assert np.diff(weight.x).tolist() == [14] * 9


def test_a_pain_note_of_another_zone_is_on_its_local_day() -> None:
    from datetime import datetime, timedelta, timezone

    late = datetime(2026, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    plot = load_plot.pain_plot([PainNote(late, "knee", 3)], DAY, "x")
    assert plot.layers[0].x.tolist() == [DAY]


def test_the_calendar_has_each_day_once_with_its_sets_and_nothing_of_the_future() -> None:
    sets = {DAY: 12, DAY - 1: 3, DAY - 7: 6, DAY - 1000: 9}
    made = calendar.year_calendar(sets, DAY, "x")
    by_place = {(cell.column, cell.row): cell for cell in made.cells}
    assert len(by_place) == len(made.cells)
    assert max(by_place) == (made.columns - 1, 2)  # Wednesday of the last week
    assert by_place[made.columns - 1, 2].say == "Wed 4 Mar 2026: 12 sets"
    assert by_place[made.columns - 1, 2].level == calendar.LEVELS
    assert by_place[made.columns - 1, 1].level == 1
    assert by_place[made.columns - 2, 2].level == 2
    assert sum(cell.level > 0 for cell in made.cells) == 3


def test_the_calendar_of_years_counts_the_days_of_each_week() -> None:
    first = dates.day_number(date(2024, 1, 1))
    made = calendar.years_calendar({first: 3, first + 2: 3, first + 400: 1}, first + 500, "x")
    assert [word for _, word in made.before] == ["2024", "2025"]
    assert made.cells[0].level == 2
    assert made.cells[0].say == "2024, week 1: 2 training days"
    assert sum(cell.level for cell in made.cells) == 3


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_square_of_a_calendar_is_inside_its_picture(size: str) -> None:
    made = calendar.year_calendar({DAY: 3}, DAY, "x")
    svg = calendar.draw_calendar(made, size)
    squares = re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', str(svg)
    )
    assert len(squares) == len(made.cells)
    boxes = np.array(squares, float)
    assert (boxes[:, 0] + boxes[:, 2]).max() <= svg.width
    assert (boxes[:, 1] + boxes[:, 3]).max() <= svg.height
    corners = {(x, y) for x, y, *_ in boxes.tolist()}
    assert len(corners) == len(made.cells)


def test_warm_up_sets_do_not_fill_a_square_and_a_session_without_sets_is_a_day() -> None:
    started = views.history(4).pain[0].at
    full = LoggedSession(started, (LoggedSet("squat", 5, 60, "warm_up"), LoggedSet("squat", 5, 90)))
    empty = LoggedSession(started.replace(day=started.day + 1))
    assert list(calendar.sets_by_day(history_of([full, empty])).values()) == [1, 0]


@pytest.mark.parametrize("days", [3, 20, 80, 200, 500, 1500, 4000])
@pytest.mark.parametrize("wanted", [4, 9])
def test_days_below_a_plot_are_few_in_order_and_inside(days: int, wanted: int) -> None:
    found_ = dates.ticks_of(DAY, DAY + days, wanted)
    at = [day for day, _ in found_]
    assert 1 <= len(at) <= wanted + 1
    assert at == sorted(at)
    assert at[0] >= DAY
    assert at[-1] <= DAY + days
    assert all(text for _, text in found_)


def test_january_is_written_as_its_year() -> None:
    ticks = {text: day for day, text in dates.ticks_of(DAY, DAY + 400, 9)}
    assert ticks["2027"] == dates.day_number(date(2027, 1, 1))


def test_a_single_day_still_has_a_week_around_it() -> None:
    low, high = days_between([DAY])
    assert high - low >= 7
    assert low < DAY < high
