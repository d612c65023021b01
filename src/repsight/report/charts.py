"""Charts of a movement: over time, over one cycle, and speed against position."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.scoring.phases import Phases
from repsight.core.skeleton import ANGLES
from repsight.report.axes import Axes, Margins, make_axes, reach
from repsight.report.curves import CYCLE_POINTS, SetCurves
from repsight.report.svg import Svg

Array = npt.NDArray[np.floating[Any]]

WIDE: Final = (860, 340)
NARROW: Final = (358, 320)
HALF: Final = (380, 320)
_STRIP: Final = 13
"""Height of the strip that shows the phases, pixels."""
_LABEL_PIXELS: Final = {"wide": 24.0, "narrow": 25.0}
"""Room that a repetition's number needs."""
_WORD_PIXELS: Final = 50.0
_MAX_THIN: Final = 60
"""More curves over each other are a smear: evenly chosen ones are drawn."""
_PERCENT: Final = np.arange(CYCLE_POINTS, dtype=float)


@dataclass(frozen=True, slots=True)
class Marked:
    """Places of the best and the worst repetition; None where there is no such thing."""

    best: int | None = None
    worst: int | None = None

    def class_of(self, place: int) -> str:
        """How a repetition's curve is drawn."""
        if place == self.best:
            return "curve best"
        return "curve worst" if place == self.worst else "curve thin"


def measure_name(measure: str) -> str:
    """The measure as an axis says it: "knee angle"."""
    return f"{measure} angle" if measure in ANGLES else measure.replace("_", " ")


def axis_name(measure: str, unit: str) -> str:
    """The measure with its unit."""
    shown = {"torso": "torso lengths", "x": "ratio"}.get(unit, unit)
    return f"{measure_name(measure)}, {shown}"


def speed_axis(unit: str) -> str:
    """How fast the measure changes, with the unit."""
    shown = {"torso": "torso lengths", "x": ""}.get(unit, unit)
    return f"speed, {shown}/s"


def draw_time(curves: SetCurves, numbers: list[int], marked: Marked, label: str, size: str) -> Svg:
    """The working joint over time with the phases below and the repetitions' numbers above."""
    width, height = WIDE if size == "wide" else NARROW
    svg = Svg(width, height, label, size)
    # Two lines above: words, numbers. Below: the strip of phases and the seconds.
    margins = Margins(46, 64 if any(p for p in curves.phases) else 30, 10, 60)
    axes = make_axes(svg, margins, (curves.t[0], curves.t[-1]), reach(curves.values))
    for place in (marked.best, marked.worst):
        if place is not None and (span := curves.phases[place]) is not None:
            _shade(axes, span, "best" if place == marked.best else "lowest")
    axes.number_y()
    axes.number_x(10 if size == "wide" else 4, " s", below=_STRIP + 30)
    svg.text(2, 15, axis_name(curves.measure, curves.unit), "t strong")
    svg.path(*_pixels(axes, curves.t, curves.values), "curve main")
    for each in curves.phases:
        if each is not None:
            _strip(axes, each)
    _number(axes, curves, numbers, size)
    _best_and_worst(axes, curves, marked)
    return svg


def draw_cycles(curves: SetCurves, marked: Marked, label: str) -> Svg:
    """All repetitions over 0 to 100 % of their time, their mean and one standard deviation."""
    svg = Svg(*HALF, label, "half")
    low, high = curves.mean - curves.sd, curves.mean + curves.sd
    axes = make_axes(svg, Margins(50, 30, 28, 44), (0, 100), reach(curves.cycles, low, high))
    axes.number_y()
    axes.number_x(4, " %")
    svg.text(2, 15, axis_name(curves.measure, curves.unit), "t strong")
    x = np.array([axes.x(p) for p in _PERCENT])
    svg.area(x, _scaled(axes, low), _scaled(axes, high), "band")
    for place in shown(len(curves.cycles), marked):
        cycle = curves.cycles[place]
        svg.path(x, _scaled(axes, cycle), marked.class_of(place), place + 1)
    svg.path(x, _scaled(axes, curves.mean), "curve mean")
    if (turn := turn_percent(curves)) is not None:
        axes.down(turn, "target")
        side = "end" if turn > 60 else ""
        svg.text(axes.x(turn) + (-6 if side else 6), axes.y.stop + 14, "turn", f"t {side}")
    return svg


def draw_portrait(curves: SetCurves, marked: Marked, label: str) -> Svg:
    """Speed against position: one loop for each repetition."""
    svg = Svg(*HALF, label, "half")
    axes = make_axes(
        svg, Margins(56, 30, 12, 60), reach(curves.cycles), reach(curves.speeds, [0.0])
    )
    axes.number_y()
    axes.number_x(5)
    axes.across(0, "axis")
    svg.text(2, 15, speed_axis(curves.unit), "t strong")
    svg.text(2, svg.height - 8, axis_name(curves.measure, curves.unit), "t strong")
    for place in shown(len(curves.cycles), marked):
        x = np.array([axes.x(v) for v in curves.cycles[place]])
        svg.path(x, _scaled(axes, curves.speeds[place]), marked.class_of(place), place + 1)
    above, below = halves_named(curves)
    svg.text(svg.width - 4, 15, f"{above} ↑" if above else "", "t end")
    svg.text(svg.width - 4, svg.height - 8, f"{below} ↓" if below else "", "t end")
    return svg


def turn_percent(curves: SetCurves) -> float | None:
    """When the repetitions turn, as a share of their time in per cent."""
    shares = [
        100 * (p.turn - p.begin) / (p.finish - p.begin)
        for p, cycle in zip(curves.phases, curves.cycles, strict=True)
        if p is not None and p.finish > p.begin and np.isfinite(cycle[0])
    ]
    return float(np.mean(shares)) if shares else None


def halves_named(curves: SetCurves) -> tuple[str, str]:
    """What happens where the speed is above zero, and where it is below."""
    first = next((p for p in curves.phases if p is not None), None)
    turn = turn_percent(curves)
    if first is None or turn is None:
        return "", ""
    names = ("lowering", "lifting") if first.eccentric_first else ("lifting", "lowering")
    known = curves.speeds[np.isfinite(curves.speeds).all(axis=1)]
    before = known[:, : max(2, int(turn))].mean()
    return names if before > 0 else (names[1], names[0])


def shown(count: int, marked: Marked) -> list[int]:
    """Which curves are drawn, those that are marked last and so on top."""
    some = set(np.unique(np.linspace(0, count - 1, min(count, _MAX_THIN)).round().astype(int)))
    special = [place for place in (marked.best, marked.worst) if place is not None]
    return [*sorted(int(p) for p in some - set(special)), *special]


def _scaled(axes: Axes, values: Array) -> Array:
    return np.array([axes.y(v) for v in values])


def _pixels(axes: Axes, x: Array, y: Array) -> tuple[Array, Array]:
    return np.array([axes.x(v) for v in x]), _scaled(axes, y)


def _shade(axes: Axes, span: Phases, kind: str) -> None:
    left, right = axes.x(span.begin), axes.x(span.finish)
    axes.svg.rect(left, axes.y.stop, right - left, axes.y.start - axes.y.stop, f"shade {kind}")


def _strip(axes: Axes, each: Phases) -> None:
    """Lowering hollow, lifting filled, standing still a line between."""
    top = axes.y.start + 9
    middle = top + _STRIP / 2
    axes.svg.line(axes.x(each.begin), middle, axes.x(each.finish), middle, "axis")
    for (begin, end), class_ in ((each.eccentric, "lowering"), (each.concentric, "lifting")):
        axes.svg.rect(axes.x(begin), top, axes.x(end) - axes.x(begin), _STRIP, class_)


def _middle(axes: Axes, each: Phases) -> float:
    return (axes.x(each.begin) + axes.x(each.finish)) / 2


def _number(axes: Axes, curves: SetCurves, numbers: list[int], size: str) -> None:
    """Numbers of the repetitions, as many as there is room for."""
    last = -np.inf
    for each, number in zip(curves.phases, numbers, strict=True):
        if each is not None and _middle(axes, each) - last >= _LABEL_PIXELS[size]:
            last = _middle(axes, each)
            axes.svg.text(last, axes.y.stop - 8, str(number), "t mid")


def _best_and_worst(axes: Axes, curves: SetCurves, marked: Marked) -> None:
    """The two words above the numbers, apart from each other."""
    found = [
        (_middle(axes, each), word)
        for place, word in ((marked.best, "best"), (marked.worst, "lowest"))
        if place is not None and (each := curves.phases[place]) is not None
    ]
    found.sort()
    close = len(found) == 2 and found[1][0] - found[0][0] < _WORD_PIXELS
    for order, (x, word) in enumerate(found):
        half = _WORD_PIXELS / 2
        inside = min(max(x, axes.x.start + half), axes.x.stop - half)
        if close:
            centre = (found[0][0] + found[1][0]) / 2
            centre = min(max(centre, axes.x.start + 2 * half), axes.x.stop - 2 * half)
            inside = centre + (order - 0.5) * _WORD_PIXELS
        axes.svg.text(inside, axes.y.stop - 28, word, f"t mid said-{word}")
