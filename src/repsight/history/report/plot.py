"""A plot over days as data: what is where, before anything is drawn.

Days are days since 1970-01-01, as everywhere in a history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from repsight.report.axes import reach

Array = npt.NDArray[Any]
Kind = Literal["band", "bars", "line", "points"]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Values `y` (N,) on days `x` (N,), drawn as `kind` in the style `class_`.

    A band reaches from `low` (N,) up to `y`, bars from zero. `say` (N) is read off each point.
    `mark` is the shape of points; `width` how many days a bar takes.
    """

    kind: Kind
    x: Array
    y: Array
    class_: str
    low: Array | None = None
    say: tuple[str, ...] = ()
    mark: str = "circle"
    width: float = 7.0


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are shaded, with a word above."""

    start: float
    stop: float
    class_: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Upright:
    """A vertical line on a day, with a word above."""

    day: float
    class_: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Layers over the days `x`, first at the back; `heading` names the values, `label` says all.

    `floor` is where the values begin, None where the data say; `levels` are drawn across.
    """

    heading: str
    label: str
    x: tuple[float, float]
    layers: tuple[Layer, ...]
    spans: tuple[Span, ...] = ()
    uprights: tuple[Upright, ...] = ()
    levels: tuple[tuple[float, str], ...] = ()
    floor: float | None = None

    @property
    def y(self) -> tuple[float, float]:
        """From where to where the values go, with some room."""
        shown = [layer.y[self._inside(layer)] for layer in self.layers]
        shown += [layer.low[self._inside(layer)] for layer in self.layers if layer.low is not None]
        fixed = [value for value, _ in self.levels]
        fixed += [] if self.floor is None else [self.floor]
        return reach(*shown, fixed, floor=self.floor)

    def _inside(self, layer: Layer) -> Array:
        inside: Array = (layer.x >= self.x[0]) & (layer.x <= self.x[1])
        return inside


def days_between(*days: Sequence[float] | Array) -> tuple[float, float]:
    """From the first to the last of all days, at least a week, with a little room."""
    every = np.concatenate([np.ravel(np.asarray(each, float)) for each in days])
    first, last = float(every.min()), float(every.max())
    span = max(last - first, 7.0)
    middle = (first + last) / 2
    return middle - 0.52 * span, middle + 0.52 * span
