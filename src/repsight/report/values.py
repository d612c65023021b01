"""The values of each chart as a table: for whoever reads, hears or copies them."""

from collections.abc import Sequence

import numpy as np

from repsight.report.charts import halves_named
from repsight.report.curves import SetCurves
from repsight.report.parts import Values
from repsight.report.trends import Trend
from repsight.report.words import clock, number, quantity


def time_values(curves: SetCurves, numbers: Sequence[int]) -> Values | None:
    """When each repetition began, turned and ended, and what was measured then."""
    rows = []
    for each, index in zip(curves.phases, numbers, strict=False):
        if each is not None:
            times = (each.begin, each.turn, each.finish)
            said = [f"{clock(t)}, {quantity(_at(curves, t), curves.unit)}" for t in times]
            rows.append((str(index), *said))
    return Values(("Repetition", "Begins", "Turns", "Ends"), tuple(rows)) if rows else None


def _at(curves: SetCurves, t: float) -> float:
    return float(curves.values[int(np.argmin(np.abs(curves.t - t)))])


def cycle_values(curves: SetCurves) -> Values:
    """Mean, standard deviation, lowest and highest at every tenth of a repetition."""
    known = curves.cycles[np.isfinite(curves.cycles).all(axis=1)]
    rows = tuple(
        (
            f"{percent} %",
            *(
                quantity(float(value[percent]), curves.unit)
                for value in (curves.mean, curves.sd, known.min(axis=0), known.max(axis=0))
            ),
        )
        for percent in range(0, len(curves.mean), 10)
    )
    return Values(("Of its time", "Mean", "Standard deviation", "Lowest", "Highest"), rows)


def portrait_values(curves: SetCurves, numbers: Sequence[int]) -> Values:
    """How far and how fast each repetition went."""
    above, below = halves_named(curves)
    decimals, unit = (0, "°/s") if curves.unit == "°" else (2, "/s")
    rows = []
    for index, cycle, speed in zip(numbers, curves.cycles, curves.speeds, strict=True):
        if np.isfinite(cycle[0]) and np.isfinite(speed[0]):
            ends = [quantity(float(v), curves.unit) for v in (cycle.min(), cycle.max())]
            fast = [number(float(v), decimals, unit) for v in (speed.max(), -speed.min())]
            rows.append((str(index), *ends, *fast))
    head = ("Repetition", "Lowest", "Highest", f"Fastest {above}", f"Fastest {below}")
    return Values(head, tuple(rows))


def trend_values(trends: Sequence[Trend], numbers: Sequence[int], unit: str) -> Values:
    """Each repetition's values; what misses the target says so."""
    rows = tuple(
        (str(index), *(_told(trend, trend.values[place], unit) for trend in trends))
        for place, index in enumerate(numbers)
    )
    return Values(("Repetition", *(trend.name.capitalize() for trend in trends)), rows)


def _told(trend: Trend, value: float, unit: str) -> str:
    return quantity(value, unit) + (", misses the target" if trend.misses(value) else "")
