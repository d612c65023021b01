"""The charts of a movement for plotly, from the same curves as the pictures.

A colour is `var(--NAME)`, as in the style sheet: the page's script puts in that of the theme.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.scoring.phases import Phases
from repsight.report.axes import reach
from repsight.report.charts import Marked, axis_name, halves_named, shown, speed_axis, turn_percent
from repsight.report.curves import CYCLE_POINTS, SetCurves
from repsight.report.specs import Json, Plot, annotation, as_plot, axis, level, listed

Array = npt.NDArray[np.floating[Any]]

_READ_HZ: Final = 20.0
_MAX_READ: Final = 6000
"""At most so many values of a set are in the page: five minutes unthinned, 200 kB."""
_MAX_NUMBERS: Final = 14
"""So many repetition numbers fit above the chart on a phone."""
_CLOSE: Final = 0.15
"""Share of the time within which two words above the chart would touch on a phone."""
_PERCENT: Final = list(range(CYCLE_POINTS))
_BEST: Final[Json] = {"color": "var(--good)", "width": 2.5}
_WORST: Final[Json] = {"color": "var(--bad)", "width": 2.5, "dash": "7px,5px"}
_THIN: Final[Json] = {"color": "var(--soft)", "width": 1}


def time_plot(curves: SetCurves, numbers: Sequence[int], marked: Marked) -> Plot:
    """The working joint over time, and a strip of the phases."""
    step = max(1, round(60 / _READ_HZ), math.ceil(len(curves.t) / _MAX_READ))
    t = curves.t[::step]
    shape, _, unit = _formats(curves)
    line: Json = {
        "type": "scatter",
        "mode": "lines",
        "name": axis_name(curves.measure, curves.unit),
        "x0": round(float(t[0]), 4),
        "dx": round(step * float(curves.t[1] - curves.t[0]), 6) if len(t) > 1 else 1.0,
        "y": _rounded(curves, curves.values[::step]),
        "text": _moments(t, curves.phases, numbers),
        "line": {"color": "var(--accent)", "width": 2},
        "hovertemplate": f"%{{y:{shape}}}{unit}<br>%{{text}}<extra></extra>",
        "showlegend": False,
    }
    ends = float(curves.t[0]), float(curves.t[-1])
    strips = _strips(curves.phases, numbers)
    layout: Json = {
        "xaxis": {**axis("", ends, held=True), "ticksuffix": " s", "hoverformat": ".1f"},
        "yaxis": {**axis("", reach(curves.values)), "fixedrange": True},
        "hovermode": "x",
        "margin": {"l": 48, "r": 16, "t": 74 if _named(curves.phases, marked) else 57, "b": 34},
        "shapes": _shades(curves.phases, marked),
        "annotations": _above(curves.phases, numbers, marked, ends[1] - ends[0]),
    }
    if strips:
        layout["xaxis"]["anchor"] = "y2"
        layout["yaxis"]["domain"] = [0.1, 1]
        layout["yaxis2"] = {
            "domain": [0, 0.06],
            "range": [-0.5, 0.5],
            "visible": False,
            "fixedrange": True,
        }
    return as_plot(line["name"], [line, *strips], layout)


def cycles_plot(curves: SetCurves, numbers: Sequence[int], marked: Marked) -> Plot:
    """All repetitions over 0 to 100 % of their time, their mean and one standard deviation."""
    shape, _, unit = _formats(curves)
    low, high = curves.mean - curves.sd, curves.mean + curves.sd
    said = f"%{{x}} % of its time: %{{y:{shape}}}{unit}"
    edge: Json = {"type": "scatter", "mode": "lines", "x": _PERCENT, "hoverinfo": "skip"}
    edge |= {"line": {"width": 0}, "legendgroup": "sd"}
    mean: Json = {
        "type": "scatter",
        "mode": "lines",
        "name": "mean",
        "x": _PERCENT,
        "y": _rounded(curves, curves.mean),
        "customdata": _rounded(curves, curves.sd),
        "line": {"color": "var(--ink)", "width": 3},
        "legendrank": 1,
        "hovertemplate": f"mean, {said} ± %{{customdata:{shape}}}{unit}<extra></extra>",
    }
    traces = [
        {**edge, "name": "below", "y": _rounded(curves, low), "showlegend": False},
        {
            **edge,
            "name": "± 1 standard deviation",
            "y": _rounded(curves, high),
            "fill": "tonexty",
            "fillcolor": "var(--tint)",
        },
        *_each(curves, numbers, marked, said, [_PERCENT] * len(curves.cycles), curves.cycles),
        mean,
    ]
    layout: Json = {
        "xaxis": {**axis("", (0, 100), held=True), "ticksuffix": " %", "dtick": 25},
        "yaxis": axis("", reach(curves.cycles, low, high), held=True),
        "hovermode": "closest",
        "margin": {"l": 48, "r": 28, "t": 46, "b": 34},
    }
    if (turn := turn_percent(curves)) is not None:
        upright = {"x0": turn, "x1": turn, "y0": 0, "y1": 1, "yref": "paper"}
        layout["shapes"] = [{**level(0, "soft"), **upright, "xref": "x"}]
        layout["annotations"] = [annotation("turn", turn, 1, xref="x", yanchor="bottom")]
    return as_plot(axis_name(curves.measure, curves.unit), traces, layout)


def portrait_plot(curves: SetCurves, numbers: Sequence[int], marked: Marked) -> Plot:
    """Speed against position: one loop for each repetition."""
    shape, fast, unit = _formats(curves)
    said = f"%{{x:{shape}}}{unit}, %{{y:{fast}}}{unit}/s"
    places = [_rounded(curves, cycle) for cycle in curves.cycles]
    above, below = halves_named(curves)
    words = [
        annotation(f"{above} ↑" if above else "", 1, 1, xanchor="right", yanchor="top"),
        annotation(f"{below} ↓" if below else "", 1, 0, xanchor="right", yanchor="bottom"),
    ]
    layout: Json = {
        "xaxis": axis(axis_name(curves.measure, curves.unit), reach(curves.cycles), held=True),
        "yaxis": axis("", reach(curves.speeds, [0.0]), held=True),
        "hovermode": "closest",
        "annotations": [word for word in words if word["text"]],
        "shapes": [{**level(0, "soft"), "line": {"color": "var(--soft)", "width": 1}}],
    }
    traces = _each(curves, numbers, marked, said, places, curves.speeds)
    return as_plot(speed_axis(curves.unit), traces, layout)


def _each(
    curves: SetCurves,
    numbers: Sequence[int],
    marked: Marked,
    said: str,
    x: Sequence[list[Any]],
    y: Array,
) -> list[Json]:
    """The repetitions' curves: the best and the lowest by themselves, all others in one trace."""
    chosen = [p for p in shown(len(y), marked) if np.isfinite(y[p]).any()]
    special = {marked.best: ("best", _BEST), marked.worst: ("lowest score", _WORST)}
    groups: list[tuple[str, Json, list[int]]] = [
        ("each repetition", _THIN, [p for p in chosen if p not in special])
    ]
    groups += [(*special[p], [p]) for p in chosen if p in special]
    traces = []
    for name, line, places in groups:
        trace: Json = {"type": "scatter", "mode": "lines", "name": name, "line": line}
        trace |= {"x": [], "y": [], "customdata": []}
        for place in places:
            # A null between two repetitions lifts the pen.
            trace["x"] += [*x[place], None]
            trace["y"] += [*_rounded(curves, y[place]), None]
            trace["customdata"] += [numbers[place]] * (CYCLE_POINTS + 1)
        who = (
            "repetition %{customdata}" if name == "each repetition" else f"%{{customdata}}, {name}"
        )
        trace["hovertemplate"] = f"{who}<br>{said}<extra></extra>"
        if name == "each repetition":
            trace["opacity"] = 0.6
        if places:
            traces.append(trace)
    return traces


def _moments(t: Array, phases: Sequence[Phases | None], numbers: Sequence[int]) -> list[str]:
    """What happens at each time, in words."""
    said = np.full(len(t), "between repetitions", dtype=object)
    for each, number in zip(phases, numbers, strict=False):
        if each is None:
            continue
        spans = (
            ((each.begin, each.finish), "at the turn"),
            (each.eccentric, "lowering"),
            (each.concentric, "lifting"),
        )
        for (begin, end), name in spans:
            said[(t >= begin) & (t <= end)] = f"repetition {number}, {name}"
    return [str(each) for each in said]


def _strips(phases: Sequence[Phases | None], numbers: Sequence[int]) -> list[Json]:
    """Lowering hollow, lifting filled."""
    known = [(p, n) for p, n in zip(phases, numbers, strict=False) if p is not None]
    strips = []
    for name, fill in (("lowering", "var(--card)"), ("lifting", "var(--accent)")):
        spans = [p.eccentric if name == "lowering" else p.concentric for p, _ in known]
        strip: Json = {
            "type": "bar",
            "name": name,
            "orientation": "h",
            "yaxis": "y2",
            "y": [0] * len(known),
            "width": 1,
            "base": [round(begin, 3) for begin, _ in spans],
            "x": [round(end - begin, 3) for begin, end in spans],
            "customdata": [[n, round(end - begin, 2)] for (_, n), (begin, end) in zip(
                known, spans, strict=True)],
            "marker": {"color": fill, "line": {"color": "var(--accent)", "width": 1.5}},
            "hovertemplate": f"repetition %{{customdata[0]}}, {name}"
            " %{customdata[1]:.1f} s<extra></extra>",
        }  # fmt: skip
        strips.append(strip)
    return strips if known else []


def _named(phases: Sequence[Phases | None], marked: Marked) -> list[tuple[Phases, str, str]]:
    found = ((marked.best, "best", "good"), (marked.worst, "lowest", "bad"))
    return [
        (span, word, ink)
        for place, word, ink in found
        if place is not None and (span := phases[place]) is not None
    ]


def _shades(phases: Sequence[Phases | None], marked: Marked) -> list[Json]:
    return [
        {
            "type": "rect", "layer": "below", "yref": "y domain", "y0": 0, "y1": 1,
            "x0": span.begin, "x1": span.finish, "opacity": 0.14,
            "fillcolor": f"var(--{ink})", "line": {"width": 0},
        }
        for span, _, ink in _named(phases, marked)
    ]  # fmt: skip


def _above(
    phases: Sequence[Phases | None], numbers: Sequence[int], marked: Marked, seconds: float
) -> list[Json]:
    """Numbers of the repetitions, and over them which is best and which lowest."""
    known = [(p, n) for p, n in zip(phases, numbers, strict=False) if p is not None]
    every = max(1, math.ceil(len(known) / _MAX_NUMBERS))
    words = [
        annotation(str(n), (p.begin + p.finish) / 2, 1, xref="x", yanchor="bottom")
        for p, n in known[::every]
    ]
    named = _named(phases, marked)
    close = len(named) == 2 and abs(named[0][0].turn - named[1][0].turn) < _CLOSE * seconds
    for place, (span, word, ink) in enumerate(named):
        middle = (span.begin + span.finish) / 2
        higher = 34 if close and place else 17
        label = annotation(word, middle, 1, xref="x", yanchor="bottom")
        words.append(
            {
                **label,
                "yshift": higher,
                "font": {"color": f"var(--{ink})", "size": 14, "weight": 700},
            }
        )
    return words


def _formats(curves: SetCurves) -> tuple[str, str, str]:
    """How a value and a speed are written, and their unit."""
    if curves.unit == "°":
        return ".0f", ".0f", "°"
    return ".2f", ".2f", {"torso": " torso lengths", "x": ""}.get(curves.unit, curves.unit)


def _rounded(curves: SetCurves, values: Array) -> list[float | None]:
    return listed(values, 1 if curves.unit == "°" else 3)
