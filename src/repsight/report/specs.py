"""What all plotly charts of a report share: axes, legend, and JSON that may stand in a page."""

import json
import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

Json = dict[str, Any]
Plot = str
"""JSON with `data` and `layout`."""

_FONT: Final = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_SIZE: Final = 14
_CLEAR: Final = "rgba(0,0,0,0)"


def as_plot(heading: str, traces: Sequence[Json], layout: Json) -> Plot:
    """The chart; `heading` stands above the vertical axis and says what it measures."""
    legend = sum(trace.get("showlegend", True) for trace in traces) > 1
    common: Json = {
        "title": {
            "text": plain(heading),
            "font": {"size": _SIZE, "color": "var(--ink)", "weight": 600},
            "x": 0, "xanchor": "left", "xref": "container",
            "y": 1, "yanchor": "top", "yref": "container", "pad": {"t": 4, "l": 2},
        },
        "font": {"family": _FONT, "size": _SIZE, "color": "var(--soft)"},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "margin": {"l": 48, "r": 12, "t": 46, "b": 34},
        "hoverlabel": {
            "bgcolor": "var(--card)", "bordercolor": "var(--soft)", "namelength": -1,
            "font": {"family": _FONT, "size": _SIZE, "color": "var(--ink)"},
        },
        "modebar": {
            "bgcolor": _CLEAR, "color": "var(--soft)", "activecolor": "var(--accent)",
        },
        "showlegend": legend,
        "legend": {
            "orientation": "h", "x": 0, "xanchor": "left", "xref": "container",
            "y": 0, "yanchor": "bottom", "yref": "container",
            "font": {"size": _SIZE, "color": "var(--ink)"}, "bgcolor": _CLEAR,
        },
        "dragmode": "zoom",
        "barmode": "overlay",
        "bargap": 0.38,
        # Zoom and what was switched off outlive a change of the theme.
        "uirevision": "same",
    }  # fmt: skip
    return as_json({"data": list(traces), "layout": {**common, **layout}})


def axis(title: str, ends: tuple[float, float], *, held: bool = False) -> Json:
    """An axis from end to end; one that is `held` cannot be moved beyond them."""
    low, high = (round(float(end), 6) for end in ends)
    made: Json = {
        "range": [low, high],
        "gridcolor": "var(--grid)",
        "linecolor": "var(--soft)",
        "zeroline": False,
        "nticks": 7,
        "tickfont": {"size": _SIZE},
        "automargin": True,
    }
    if held:
        made |= {"minallowed": low, "maxallowed": high}
    if title:
        made["title"] = {
            "text": plain(title), "standoff": 8, "font": {"size": _SIZE, "color": "var(--ink)"},
        }  # fmt: skip
    return made


def level(value: float, ink: str) -> Json:
    """A dashed line at `value`."""
    return {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
        "line": {"color": f"var(--{ink})", "width": 1.5, "dash": "6px,4px"},
    }  # fmt: skip


def annotation(text: str, x: float, y: float, **where: str) -> Json:
    """A word in the chart; x and y are shares of it unless `where` says otherwise."""
    return {
        "text": text, "x": round(x, 3), "y": y, "xref": "paper", "yref": "paper",
        "showarrow": False, "font": {"size": _SIZE}, **where,
    }  # fmt: skip


def plain(text: str) -> str:
    """Text that plotly shows as it is: it would take tags for what they are."""
    return escape(text).replace("%{", "%\u2060{")


def listed(values: Iterable[float], decimals: int) -> list[float | None]:
    """Numbers for JSON; None where there is none."""
    return [round(float(v), decimals) if math.isfinite(v) else None for v in values]


def as_json(value: Json) -> str:
    """JSON for inside a script element: no NaN, and nothing that could end the element."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
