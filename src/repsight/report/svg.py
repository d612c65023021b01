"""A small SVG picture: escaped, themed by classes, the same in a browser and in a PDF."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_LENIENT: Final = 0.75
"""Rather a few ticks more than wanted than half as many."""
_PIXEL: Final = 0.6
"""A line is drawn to this many pixels: more points cannot be seen."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels, evenly."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.stop - self.start)


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round numbers between `low` and `high`, about `wanted` of them."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    rough = span / max(wanted, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(s for s in _STEPS if s * power >= rough * _LENIENT) * power
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    return [round((first + i) * step, 10) for i in range(count)]


def tick_label(value: float, step: float) -> str:
    """A tick's number with as many decimals as its step needs."""
    decimals = 0 if step >= 1 and float(step).is_integer() else (1 if step * 10 % 1 < 1e-6 else 2)
    return f"{value:.{decimals}f}".replace("-", "−")


def simplified(points: Array, tolerance: float = _PIXEL) -> Array:
    """The points (N, 2) less those that lie on the line between their neighbours.

    Ramer 1972, Douglas and Peucker 1973.
    """
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        line = points[last] - points[first]
        rest = points[first + 1 : last] - points[first]
        length = float(np.hypot(*line))
        cross = np.abs(line[0] * rest[:, 1] - line[1] * rest[:, 0])
        away = cross / length if length > 0 else np.hypot(*rest.T)
        far = int(np.argmax(away))
        if away[far] > tolerance:
            keep[first + 1 + far] = True
            waiting += [(first, first + 1 + far), (first + 1 + far, last)]
    return points[keep]


@dataclass(slots=True)
class Svg:
    """Shapes gathered in order; `str()` gives the element. Text is escaped."""

    width: int
    height: int
    label: str
    size: str
    parts: list[str] = field(default_factory=list)

    def add(
        self, tag: str, text: str | None = None, say: str | None = None, **attributes: object
    ) -> None:
        """One element; attribute names end in _ where Python needs it, and _ becomes -.

        `say` is what a pointer on it reads.
        """
        named = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
            for name, value in attributes.items()
            if value is not None
        )
        inner = "/>" if text is None else f">{escape(text)}</{tag}>"
        if say is not None:
            inner = f"><title>{escape(say)}</title></{tag}>"
        self.parts.append(f"<{tag}{named}{inner}")

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str) -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)

    def rect(
        self, x: float, y: float, width: float, height: float, class_: str, say: str | None = None
    ) -> None:
        """A rectangle; nothing where it would have no area."""
        if width > 0 and height > 0:
            self.add("rect", None, say, x=x, y=y, width=width, height=height, class_=class_)

    def text(self, x: float, y: float, text: str, class_: str = "t") -> None:
        """Text on its base line; classes `mid` and `end` anchor it."""
        anchor = {"mid": "middle", "end": "end"}
        where = next((anchor[c] for c in class_.split() if c in anchor), None)
        self.add("text", text, x=x, y=y, class_=class_, text_anchor=where)

    def path(self, x: Array, y: Array, class_: str, rep: int | None = None) -> None:
        """A curve through pixels, broken where a value is NaN."""
        data = " ".join(_runs(np.stack([x, y], axis=1)))
        if data:
            self.add("path", d=data, class_=class_, data_rep=rep)

    def area(self, x: Array, low: Array, high: Array, class_: str) -> None:
        """The area between two curves."""
        known = np.isfinite(low) & np.isfinite(high)
        if known.any():
            there = np.stack([x[known], high[known]], axis=1)
            back = np.stack([x[known], low[known]], axis=1)[::-1]
            points = [*simplified(there), *simplified(back)]
            self.add("path", d=f"M{_points(points)}Z", class_=class_)

    def mark(
        self,
        x: float,
        y: float,
        shape: str,
        class_: str,
        size: float = 5,
        say: str | None = None,
    ) -> None:
        """A circle, square, diamond or triangle about a point."""
        corners = {
            "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
            "diamond": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
            "triangle": ((-1.15, -0.9), (1.15, -0.9), (0, 1.2)),
        }
        if shape == "circle":
            self.add("circle", None, say, cx=x, cy=y, r=size, class_=class_)
        else:
            points = [(x + dx * size, y + dy * size) for dx, dy in corners[shape]]
            self.add("path", None, say, d=f"M{_points(points)}Z", class_=class_)

    def __str__(self) -> str:
        head = (
            f'<svg class="{self.size}" viewBox="0 0 {self.width} {self.height}"'
            f' width="{self.width}" height="{self.height}" role="img"'
            f' aria-label="{escape(self.label)}" xmlns="http://www.w3.org/2000/svg">'
        )
        return head + "".join(self.parts) + "</svg>"


def _value(value: object) -> str:
    if isinstance(value, float | np.floating):
        return f"{float(value):.1f}".removesuffix(".0")
    return escape(str(value))


def _points(points: Iterable[Sequence[float] | Array]) -> str:
    return "L".join(f"{_value(float(x))} {_value(float(y))}" for x, y in points)


def _runs(points: Array) -> Iterable[str]:
    """One subpath for each stretch without a gap."""
    known = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(int)))
    for begin, end in edges.reshape(-1, 2):
        if end - begin > 1:
            yield f"M{_points(simplified(points[begin:end]))}"
