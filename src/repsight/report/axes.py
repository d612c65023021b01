"""The frame of a chart: where the data go, the grid, the numbers along it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.report.svg import Scale, Svg, tick_label, ticks

Array = npt.NDArray[np.floating[Any]]

_ROOM: Final = 0.06
"""Share of the range that is left free above and below the data."""
_LEAST_SPAN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels around the data."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """A picture with scales for x and y."""

    svg: Svg
    x: Scale
    y: Scale

    def across(self, value: float, class_: str) -> None:
        """A level line at `value`."""
        self.svg.line(self.x.start, self.y(value), self.x.stop, self.y(value), class_)

    def down(self, value: float, class_: str) -> None:
        """A vertical line at `value`."""
        self.svg.line(self.x(value), self.y.start, self.x(value), self.y.stop, class_)

    def number_y(self, wanted: int = 4) -> None:
        """Grid lines with numbers."""
        values = ticks(self.y.low, self.y.high, wanted)
        step = values[1] - values[0] if len(values) > 1 else 1.0
        for value in values:
            self.across(value, "grid")
            at = self.y(value) + 5
            self.svg.text(self.x.start - 7, at, tick_label(value, step), "t end")

    def number_x(self, wanted: int, suffix: str = "", below: float = 20) -> None:
        """Numbers below."""
        values = ticks(self.x.low, self.x.high, wanted)
        step = values[1] - values[0] if len(values) > 1 else 1.0
        for value in values:
            self.svg.line(self.x(value), self.y.start, self.x(value), self.y.start + 5, "axis")
            text = tick_label(value, step) + (suffix if value == values[-1] else "")
            self.svg.text(self.x(value), self.y.start + below, text, "t mid")
        self.across(self.y.low, "axis")


def make_axes(svg: Svg, margins: Margins, x: tuple[float, float], y: tuple[float, float]) -> Axes:
    """Axes over a picture less its margins; y grows upwards."""
    right, bottom = svg.width - margins.right, svg.height - margins.bottom
    return Axes(svg, Scale(*x, margins.left, right), Scale(*y, bottom, margins.top))


def reach(*values: Array | list[float], floor: float | None = None) -> tuple[float, float]:
    """From where to where an axis goes to show all finite values with some room."""
    known = np.concatenate([np.ravel(np.asarray(v, float)) for v in values])
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    span = high - low
    if span < _LEAST_SPAN * max(1.0, abs(high)):
        span = max(abs(high) * 0.2, 1.0)
    room = _ROOM * span
    if floor is not None:
        return floor, max(high + room, floor + _LEAST_SPAN)
    return low - room, high + room
