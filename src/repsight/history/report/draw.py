"""A plot over days as an SVG picture, for a screen and for a phone."""

from typing import Final

import numpy as np

from repsight.history.report.dates import ticks_of
from repsight.history.report.plot import Array, Layer, Plot
from repsight.report.axes import Axes, Margins, make_axes
from repsight.report.svg import Scale, Svg

SIZES: Final = {"wide": (860, 330), "narrow": (358, 300), "half": (380, 310)}
_TICKS: Final = {"wide": 9, "narrow": 4, "half": 5}
_DOT: Final = 4.0
_SMALL_DOT: Final = 2.6
_MANY: Final = 120
"""More points than these are drawn smaller."""
_LETTER: Final = 8.2
"""Pixels that a letter takes on average, generously."""


def draw_plot(plot: Plot, size: str) -> Svg:
    """The picture; `size` is wide, narrow or half."""
    svg = Svg(*SIZES[size], plot.label, size)
    words = [*(each.text for each in plot.spans), *(each.text for each in plot.uprights)]
    axes = make_axes(svg, Margins(52, 52 if any(words) else 30, 12, 34), plot.x, plot.y)
    for span in plot.spans:
        left, right = _inside(axes, span.start), _inside(axes, span.stop)
        svg.rect(left, axes.y.stop, right - left, axes.y.start - axes.y.stop, span.class_)
    axes.number_y()
    _date_x(axes, _TICKS[size])
    svg.text(2, 15, plot.heading, "t strong")
    for value, class_ in plot.levels:
        axes.across(value, class_)
    for upright in plot.uprights:
        axes.down(upright.day, upright.class_)
    for layer in plot.layers:
        _draw(axes, layer)
    _name(axes, plot)
    return svg


def _draw(axes: Axes, layer: Layer) -> None:
    inside = (layer.x >= axes.x.low) & (layer.x <= axes.x.high)
    x = _pixels(axes.x, layer.x[inside])
    y = _pixels(axes.y, layer.y[inside])
    said = layer.say or (None,) * len(inside)
    say = [words for words, shown in zip(said, inside, strict=True) if shown]
    if layer.kind == "line":
        axes.svg.path(x, y, layer.class_)
    elif layer.kind == "band" and layer.low is not None:
        axes.svg.area(x, _pixels(axes.y, layer.low[inside]), y, layer.class_)
    elif layer.kind == "points":
        size, class_ = _DOT, layer.class_
        if len(x) > _MANY:
            size, class_ = _SMALL_DOT, f"{class_} small"
        for px, py, words in zip(x, y, say, strict=True):
            axes.svg.mark(float(px), float(py), layer.mark, class_, size, words)
    elif layer.kind == "bars":
        wide = max(1.0, 0.8 * layer.width * (axes.x.stop - axes.x.start) / _span(axes))
        for px, py, words in zip(x, y, say, strict=True):
            left, right = max(px - wide / 2, axes.x.start), min(px + wide / 2, axes.x.stop)
            axes.svg.rect(left, py, right - left, axes.y.start - py, layer.class_, words)


def _span(axes: Axes) -> float:
    return axes.x.high - axes.x.low


def _pixels(scale: Scale, values: Array) -> Array:
    span = scale.high - scale.low or 1.0
    pixels: Array = scale.start + (values - scale.low) / span * (scale.stop - scale.start)
    return pixels


def _inside(axes: Axes, day: float) -> float:
    return min(max(axes.x(day), axes.x.start), axes.x.stop)


def _date_x(axes: Axes, wanted: int) -> None:
    """Days below, none so near the edge that its words are cut off."""
    last = -np.inf
    for day, text in ticks_of(axes.x.low, axes.x.high, wanted):
        at, half = axes.x(day), _LETTER * len(text) / 2
        axes.svg.line(at, axes.y.start, at, axes.y.start + 5, "axis")
        if at - half > last and at + half <= axes.svg.width:
            axes.svg.text(at, axes.y.start + 22, text, "t mid")
            last = at + half + 4
    axes.across(axes.y.low, "axis")


def _name(axes: Axes, plot: Plot) -> None:
    """Words of lines, the latest first, and of shades; those without room are left out."""
    words = [(each.day, each.text) for each in reversed(plot.uprights) if each.text]
    words += [(max(span.start, axes.x.low), span.text) for span in plot.spans if span.text]
    taken: list[tuple[float, float]] = []
    for day, text in words:
        half = _LETTER * len(text) / 2
        at = min(max(axes.x(day), axes.x.start + half), axes.svg.width - half - 2)
        inside = axes.x.low <= day <= axes.x.high
        if inside and all(abs(at - other) > half + room + 6 for other, room in taken):
            axes.svg.text(at, axes.y.stop - 8, text, "t mid")
            taken.append((at, half))
