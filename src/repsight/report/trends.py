"""Small charts by repetition: how far, how long, how fast."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from repsight.report.axes import Axes, Margins, make_axes, reach
from repsight.report.svg import Svg
from repsight.report.words import number

SIZE: Final = (300, 230)
LOSSES: Final = (10, 20, 30)
_NUMBERS: Final = 8
"""At most so many repetition numbers are written."""

Mark = Literal["circle", "square", "diamond", "triangle"]


@dataclass(frozen=True, slots=True)
class Trend:
    """Values by repetition, NaN where not measured; from `low` to `high` they cost nothing.

    `target` is the line that is drawn.
    """

    name: str
    values: tuple[float, ...]
    mark: Mark = "circle"
    class_: str = "one"
    target: float = math.nan
    low: float = -math.inf
    high: float = math.inf

    @property
    def measured(self) -> bool:
        """Whether there is anything to draw."""
        return any(map(math.isfinite, self.values))

    def misses(self, value: float) -> bool:
        """Whether a value costs something."""
        return math.isfinite(value) and not self.low <= value <= self.high


def draw_trends(
    trends: Sequence[Trend], numbers: Sequence[int], unit: str, label: str, *, floor: float | None
) -> Svg:
    """Marks joined by lines, the targets dashed; an × at the foot where nothing was measured."""
    targets = [t.target for t in trends]
    svg, axes = _axes(
        label, numbers, reach(*[list(t.values) for t in trends], targets, floor=floor)
    )
    svg.text(2, 15, unit, "t strong")
    for trend in trends:
        if math.isfinite(trend.target):
            axes.across(trend.target, f"target {trend.class_}")
    for trend in trends:
        _join(axes, trend)
        for place, value in enumerate(trend.values):
            if math.isfinite(value):
                missed = "hollow " if trend.misses(value) else ""
                axes.svg.mark(
                    axes.x(place), axes.y(value), trend.mark, f"mark {missed}{trend.class_}"
                )
            else:
                axes.svg.text(axes.x(place), axes.y.start - 4, "×", "t mid")
    return svg


def draw_speeds(speeds: Sequence[float], numbers: Sequence[int], unit: str, label: str) -> Svg:
    """Bars from zero, and lines at 10, 20 and 30 % under the fastest."""
    svg, axes = _axes(label, numbers, reach(list(speeds), floor=0.0), right=58)
    svg.text(2, 15, unit, "t strong")
    fastest = max((v for v in speeds if math.isfinite(v)), default=0.0)
    wide = min(34.0, 0.62 * (axes.x(1) - axes.x(0)))
    for place, value in enumerate(speeds):
        if math.isfinite(value) and value > 0:
            top = axes.y(value)
            svg.rect(axes.x(place) - wide / 2, top, wide, axes.y.start - top, "bar")
        else:
            svg.text(axes.x(place), axes.y.start - 4, "×", "t mid")
    last = -math.inf
    for loss in LOSSES:
        at = fastest * (1 - loss / 100)
        axes.across(at, "target")
        if axes.y(at) - last >= 14:
            last = axes.y(at)
            svg.text(axes.x.stop + 4, last + 5, f"−{loss} %", "t")
    return svg


def loss_words(loss: float) -> str:
    """What a loss of velocity says: 10, 20 and 30 % are the usual steps."""
    if not math.isfinite(loss):
        return ""
    if loss < LOSSES[0]:
        return f"{number(loss)} % slower at the end: hardly any speed lost"
    if loss < LOSSES[1]:
        return f"{number(loss)} % slower at the end: little speed lost (10 to 20 %)"
    if loss < LOSSES[2]:
        return f"{number(loss)} % slower at the end: clearly slower (20 to 30 %)"
    return f"{number(loss)} % slower at the end: much slower (more than 30 %)"


def _axes(
    label: str, numbers: Sequence[int], y: tuple[float, float], right: float = 10
) -> tuple[Svg, Axes]:
    svg = Svg(*SIZE, label, "third")
    count = len(numbers)
    axes = make_axes(svg, Margins(46, 30, right, 46), (-0.6, count - 0.4), y)
    axes.number_y()
    axes.across(y[0], "axis")
    every = math.ceil(count / _NUMBERS)
    for place in range(0, count, every):
        svg.text(axes.x(place), axes.y.start + 19, str(numbers[place]), "t mid")
    svg.text((axes.x.start + axes.x.stop) / 2, svg.height - 7, "repetition", "t mid")
    return svg, axes


def _join(axes: Axes, trend: Trend) -> None:
    import numpy as np

    x = np.array([axes.x(place) for place in range(len(trend.values))])
    axes.svg.path(x, np.array([axes.y(v) for v in trend.values]), f"join {trend.class_}")
