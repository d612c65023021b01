"""What plotly draws is what the pictures draw, and nothing in it can be anything but data."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.lifter import squats, swings, times
from repsight.core.counting.offline import count_sets
from repsight.exercises import load_exercise
from repsight.report.charts import Marked
from repsight.report.curves import CYCLE_POINTS, SetCurves, read_curves
from repsight.report.plots import cycles_plot, portrait_plot, time_plot
from repsight.report.specs import as_json, as_plot, listed, plain
from repsight.report.trend_plots import speeds_plot, trends_plot
from repsight.report.trends import Trend

HOSTILE = "</script><script>alert(1)</script><!--<a href='x'>%{y}</a>&"
NUMBERS = [1, 2, 3, 4]
MARKED = Marked(best=1, worst=2)


@pytest.fixture(scope="module")
def curves() -> SetCurves:
    t = times(14.0)
    track = squats(t, swings(t, [1.0, 4.0, 7.0, 10.0], 2.4))
    (one,) = count_sets(track, [load_exercise("squat")])
    found = read_curves(track, one, load_exercise("squat"))
    assert found is not None
    return found


def traces(plot: str) -> dict[str, Any]:
    def refuse(name: str) -> Any:
        raise AssertionError(f"{name} is no JSON")

    return {each["name"]: each for each in json.loads(plot, parse_constant=refuse)["data"]}


def numbers(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], float)


def test_the_curve_over_time_is_the_prepared_one_with_its_repetition_and_phase(
    curves: SetCurves,
) -> None:
    line = traces(time_plot(curves, NUMBERS, MARKED))["knee angle, °"]
    t = line["x0"] + line["dx"] * np.arange(len(line["y"]))
    expected = np.interp(t, curves.t, curves.values)
    np.testing.assert_allclose(numbers(line["y"]), expected, atol=0.06)
    first = curves.phases[0]
    assert first is not None
    middle = line["text"][int(np.argmin(np.abs(t - sum(first.eccentric) / 2)))]
    assert middle == "repetition 1, lowering"
    assert line["text"][0] == "between repetitions"


def test_what_was_not_seen_is_a_gap(curves: SetCurves) -> None:
    values = curves.values.copy()
    values[100:200] = np.nan
    cycles = curves.cycles.copy()
    cycles[3] = np.nan
    hidden = replace(curves, values=values, cycles=cycles, speeds=np.where(
        np.isnan(cycles), np.nan, curves.speeds))  # fmt: skip
    line = traces(time_plot(hidden, NUMBERS, MARKED))["knee angle, °"]
    assert line["y"].count(None) == pytest.approx(100 / 3, abs=1)
    each = traces(cycles_plot(hidden, NUMBERS, MARKED))["each repetition"]
    assert set(each["customdata"]) == {1}
    assert set(traces(portrait_plot(hidden, NUMBERS, MARKED))) == {
        "each repetition", "best", "lowest score",
    }  # fmt: skip


def test_the_strip_shows_when_each_phase_was(curves: SetCurves) -> None:
    found = traces(time_plot(curves, NUMBERS, MARKED))
    for name in ("lowering", "lifting"):
        spans = [(p.eccentric if name == "lowering" else p.concentric) for p in curves.phases if p]
        np.testing.assert_allclose(found[name]["base"], [b for b, _ in spans], atol=1e-3)
        np.testing.assert_allclose(found[name]["x"], [e - b for b, e in spans], atol=2e-3)


def test_cycles_mean_band_and_loops_are_the_prepared_ones(curves: SetCurves) -> None:
    found = traces(cycles_plot(curves, NUMBERS, MARKED))
    np.testing.assert_allclose(numbers(found["mean"]["y"]), curves.mean, atol=0.06)
    np.testing.assert_allclose(numbers(found["below"]["y"]), curves.mean - curves.sd, atol=0.06)
    np.testing.assert_allclose(
        numbers(found["± 1 standard deviation"]["y"]), curves.mean + curves.sd, atol=0.06
    )
    loops = traces(portrait_plot(curves, NUMBERS, MARKED))
    for name, places in (("each repetition", [0, 3]), ("best", [1]), ("lowest score", [2])):
        rows = numbers(found[name]["y"]).reshape(len(places), CYCLE_POINTS + 1)
        np.testing.assert_allclose(rows[:, :-1], curves.cycles[places], atol=0.06)
        assert np.isnan(rows[:, -1]).all()
        x, y = (numbers(loops[name][k]).reshape(rows.shape)[:, :-1] for k in "xy")
        np.testing.assert_allclose(x, curves.cycles[places], atol=0.06)
        np.testing.assert_allclose(y, curves.speeds[places], atol=0.06)
        assert found[name]["customdata"][0] == places[0] + 1


def test_trends_and_speeds_are_the_values_given() -> None:
    trend = Trend("Depth", (-20.0, -5.0, math.nan), target=-10.0, low=-10.0)
    found = traces(trends_plot([trend], [1, 2, 3], "°", floor=None))
    assert found["Depth"]["y"] == [-20.0, -5.0, None]
    assert found["Depth"]["marker"]["color"][0] == "var(--card)"
    assert "misses" in found["Depth"]["text"][0]
    assert found["not measured"]["x"] == [3]
    bars = traces(speeds_plot([0.5, 0.4, math.nan], [1, 2, 3], "m/s"))["mean speed of lifting"]
    assert bars["y"] == [0.5, 0.4, None]
    assert bars["text"][:2] == [", fastest", ", 20 % slower than the fastest"]


def test_no_text_ends_the_script_or_is_taken_for_tags_or_a_template() -> None:
    for plot in (
        as_plot(HOSTILE, [{"name": HOSTILE}], {}),
        trends_plot([Trend(HOSTILE, (1.0, 2.0))], [1, 2], HOSTILE, floor=None),
    ):
        assert not set("<>&") & set(plot)
        (trace, *_) = json.loads(plot)["data"]
        assert json.loads(plot)["layout"]["title"]["text"].startswith("&lt;/script&gt;")
        assert trace["name"]
    assert "<" not in plain(HOSTILE)
    assert "%{" not in plain(HOSTILE)


def test_json_never_holds_what_is_no_number() -> None:
    assert listed([1.26, math.nan, math.inf, -math.inf], 1) == [1.3, None, None, None]
    with pytest.raises(ValueError, match="JSON"):
        as_json({"y": [math.nan]})


def test_three_hundred_repetitions_are_few_traces_and_little_text(curves: SetCurves) -> None:
    many = replace(
        curves,
        phases=curves.phases * 75,
        cycles=np.tile(curves.cycles, (75, 1)),
        speeds=np.tile(curves.speeds, (75, 1)),
        t=np.arange(60 * 1200) / 60,
        values=np.tile(curves.values, 200)[: 60 * 1200],
    )
    count = list(range(1, 301))
    plots = [draw(many, count, MARKED) for draw in (time_plot, cycles_plot, portrait_plot)]
    assert all(len(traces(plot)) <= 6 for plot in plots)
    assert sum(map(len, plots)) < 500_000
    assert len(json.loads(plots[0])["layout"]["annotations"]) <= 16
