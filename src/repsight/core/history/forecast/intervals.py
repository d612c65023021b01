"""Intervals from what was wrong before: conformal, from the residuals at earlier origins.

The residuals are signed, in the series' own steps, one set for each horizon, and only those whose
outcome was known. Those of the user's other exercises stand in while the series has few of its own.
Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005; weighted as Barber et al.,
Ann Stat 51(2), 2023, allow for series that drift.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats

# All residuals of the other exercises together weigh as much as so many of its own.
BORROWED: Final = 40.0
# A residual this many days old counts half: habits change, as does what is trained for.
HALF_DAYS: Final = 365.0
# An 80 % interval leaves a tenth at either end: fewer than nine residuals cannot show that.
LEAST: Final = 9
# The latest so many residuals of the other exercises are plenty, and quick to sort.
MOST_BORROWED: Final = 500
# Sums of weights are exact to this; one residual is never so light.
ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """What was wrong at one horizon, in steps (N,), and on which day that was known, in order."""

    wrong: Floats
    seen: Floats

    def latest(self, day: float, most: int) -> tuple[Floats, Floats]:
        """The latest of those known by `day`, with their weights by age."""
        end = int(np.searchsorted(self.seen, day, "right"))
        kept = slice(max(0, end - most), end)
        return self.wrong[kept], 0.5 ** ((day - self.seen[kept]) / HALF_DAYS)


def in_order(wrong: Floats, seen: Floats) -> Residuals:
    """The residuals that are known, in the order in which they became so."""
    known = np.isfinite(wrong)
    order = np.argsort(seen[known], kind="stable")
    return Residuals(wrong[known][order], seen[known][order])


def weighted(own: Residuals, others: Residuals, day: float, most: int) -> tuple[Floats, Floats]:
    """Residuals (N,) known by `day` and their weights, which sum to 1: the spread of a forecast."""
    mine, weight = own.latest(day, most)
    theirs, borrowed = others.latest(day, MOST_BORROWED)
    total = borrowed.sum()
    if total > BORROWED:
        borrowed = borrowed * (BORROWED / total)
    wrong, weight = np.concatenate([mine, theirs]), np.concatenate([weight, borrowed])
    return wrong, weight / weight.sum() if len(weight) else weight


def bounds(wrong: Floats, weight: Floats, level: float | Floats) -> tuple[Floats, Floats]:
    """The weighted quantiles that hold `level` of the residuals between them, none cut short.

    Of several levels (L,) both are (L,). The point to come counts as one more at either end, which
    is what makes the interval cover as promised when there are few.
    """
    order = np.argsort(wrong)
    rising, weight = wrong[order], weight[order]
    effective = 1 / np.dot(weight, weight)
    weight = weight * (effective / (effective + 1))
    share = (1 + np.asarray(level)) / 2 - ROUNDING
    last = len(rising) - 1
    below = np.minimum(np.searchsorted(weight[::-1].cumsum(), share), last)
    above = np.minimum(np.searchsorted(weight.cumsum(), share), last)
    return rising[last - below], rising[above]
