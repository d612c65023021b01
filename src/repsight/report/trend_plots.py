"""The charts by repetition for plotly, from the same trends as the pictures."""

import math
from collections.abc import Sequence
from typing import Final

from repsight.report.axes import reach
from repsight.report.specs import Json, Plot, annotation, as_plot, axis, level, listed, plain
from repsight.report.trends import LOSSES, Trend
from repsight.report.words import number

_INKS: Final = {"one": "accent", "two": "mark", "three": "warn"}
_DASHES: Final = {"one": "solid", "two": "5px,4px", "three": "2px,4px"}
_MARKS: Final = {"triangle": "triangle-down"}
_NUMBERS: Final = 6
"""At most so many repetition numbers are written."""
_MANY: Final = 40
"""Marks of more repetitions than these would cover each other."""


def trends_plot(
    trends: Sequence[Trend], numbers: Sequence[int], unit: str, *, floor: float | None
) -> Plot:
    """Marks joined by lines, the targets dashed; an × at the foot where nothing was measured."""
    targets = [t.target for t in trends]
    ends = reach(*[list(t.values) for t in trends], targets, floor=floor)
    traces = [_line(trend, numbers) for trend in trends]
    gaps = [
        n for at, n in enumerate(numbers) if not all(math.isfinite(t.values[at]) for t in trends)
    ]
    layout = _layout(numbers, ends)
    layout["shapes"] = [level(t.target, _INKS[t.class_]) for t in trends if math.isfinite(t.target)]
    return as_plot(unit, [*traces, *_gaps(gaps, ends[0])], layout)


def speeds_plot(speeds: Sequence[float], numbers: Sequence[int], unit: str) -> Plot:
    """Bars from zero, and lines at 10, 20 and 30 % under the fastest."""
    ends = reach(list(speeds), floor=0.0)
    fastest = max((v for v in speeds if math.isfinite(v)), default=0.0)
    bars: Json = {
        "type": "bar",
        "name": "mean speed of lifting",
        "x": list(numbers),
        "y": listed(speeds, 4),
        "text": [_slower(v, fastest) for v in speeds],
        "textposition": "none",
        "marker": {"color": "var(--accent)"},
        "hovertemplate": "%{y:.2f}%{text}<extra></extra>",
    }
    layout = _layout(numbers, ends)
    layout["margin"] = {"l": 48, "r": 54, "t": 40, "b": 34}
    layout["shapes"] = [level(fastest * (1 - loss / 100), "soft") for loss in LOSSES]
    layout["annotations"] = [
        {
            **annotation(f"−{loss} %", 1, fastest * (1 - loss / 100), xanchor="left", yref="y"),
            "xshift": 2,
        }
        for loss in LOSSES
    ]
    gaps = [n for n, v in zip(numbers, speeds, strict=True) if not math.isfinite(v)]
    return as_plot(unit, [bars, *_gaps(gaps, ends[0])], layout)


def _line(trend: Trend, numbers: Sequence[int]) -> Json:
    ink = f"var(--{_INKS[trend.class_]})"
    missed = [trend.misses(value) for value in trend.values]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": plain(trend.name),
        "x": list(numbers),
        "y": listed(trend.values, 4),
        "text": [" (misses the target)" if each else "" for each in missed],
        "line": {"color": ink, "width": 1.5, "dash": _DASHES[trend.class_]},
        "marker": {
            "symbol": _MARKS.get(trend.mark, trend.mark),
            "size": 10 if len(numbers) <= _MANY else 5,
            "color": ["var(--card)" if each else ink for each in missed],
            "line": {"color": ink, "width": 2},
        },
        "hovertemplate": f"{plain(trend.name)} %{{y:.{_decimals(trend)}f}}%{{text}}<extra></extra>",
    }


def _decimals(trend: Trend) -> int:
    largest = max((abs(v) for v in trend.values if math.isfinite(v)), default=0.0)
    return 0 if largest >= 20 else 1 if largest >= 3 else 2


def _gaps(numbers: Sequence[int], foot: float) -> list[Json]:
    if not numbers:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "not measured",
            "x": list(numbers),
            "y": [foot] * len(numbers),
            "marker": {"symbol": "x-thin", "size": 9, "line": {"color": "var(--soft)", "width": 2}},
            "cliponaxis": False,
            "hovertemplate": "not all measured<extra></extra>",
        }
    ]


def _layout(numbers: Sequence[int], ends: tuple[float, float]) -> Json:
    sides = (min(numbers) - 0.6, max(numbers) + 0.6)
    every = math.ceil((sides[1] - sides[0]) / _NUMBERS)
    steps: Json = {"dtick": every, "tick0": min(numbers), "tickformat": "d", "tickangle": 0}
    said: Json = {"showgrid": False, "unifiedhovertitle": {"text": "repetition %{x}"}}
    return {
        "xaxis": {**axis("repetition", sides, held=True), **steps, **said},
        "yaxis": {**axis("", ends), "nticks": 5, "fixedrange": True},
        "hovermode": "x unified",
    }


def _slower(value: float, fastest: float) -> str:
    if not (math.isfinite(value) and fastest > 0) or value == fastest:
        return ", fastest" if value == fastest else ""
    return f", {number(100 * (1 - value / fastest))} % slower than the fastest"
