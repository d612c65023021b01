"""Where a series changed: its level as straight pieces, each change a kink or a jump.

For drawing and for explaining; a plateau has a test of its own (`core/history/plateau.py`). The
search is exact, and finds what ruptures' PELT finds (the tests hold it against that), in a
hundredth of the time: importing ruptures alone takes most of the second that a page may take.
"""

from typing import Final

import numpy as np

from repsight.core.history.findings import Change, Days, Floats, Series
from repsight.core.history.trend import WEEK, noise
from repsight.core.history.usual import usual

# A piece has at least five sessions: fewer are a good or a bad week.
_SHORTEST: Final = 5
# The latest points only: the cost grows with their square, and a change two years ago moves nobody.
MOST_POINTS: Final = 200
# A change must lower the squared error by so many log n times the variance of the noise. The
# Bayesian information criterion says 3, for its day, a level and a slope; sessions carry some of
# their form into the next, which plain BIC takes for changes. With 12, steady simulated rises of
# 120 sessions had a change in 0 % where nothing was carried over, in 7 % where half was.
_PENALTY: Final = 12.0
# Of a single day's sessions the squared distances from their mean day, in weeks, sum to rounding.
_ONE_DAY: Final = 1e-6
# Best sets cannot be told apart more finely than half a step of the plates on 125 kg.
_LEAST_NOISE: Final = 0.01


def changes(series: Series) -> tuple[Change, ...]:
    """The changes of a series, oldest first, of its last 200 usual sessions.

    Optimal partitioning into straight lines (Jackson et al., IEEE Signal Process Lett 12, 2005).
    """
    kept = usual(series.values)
    day, values = series.day[kept][-MOST_POINTS:], series.values[kept][-MOST_POINTS:]
    if len(values) < 2 * _SHORTEST:
        return ()
    spread = max(noise(values), _LEAST_NOISE * float(np.median(np.abs(values))))
    if spread <= 0:
        return ()
    weeks = (day - day[0]) / WEEK
    ends = _pieces(weeks, values / spread)
    starts = [0, *ends[:-1]]
    lines = [_line(weeks[a:b], values[a:b]) for a, b in zip(starts, ends, strict=True)]
    return tuple(
        _change(day, weeks, at, before, after)
        for at, before, after in zip(starts[1:], lines[:-1], lines[1:], strict=True)
    )


def _pieces(weeks: Floats, values: Floats) -> list[int]:
    """The ends (exclusive) of the pieces (N,) values fall into: those of the least cost in all."""
    penalty = _PENALTY * np.log(len(values))
    misfit = _misfits(weeks, values)
    least = np.full(len(values) + 1, np.inf)  # of the first so many values
    least[0] = -penalty  # the first piece is no change
    begun = np.zeros(len(least), int)
    for end in range(_SHORTEST, len(least)):
        cost = least[: end - _SHORTEST + 1] + misfit[: end - _SHORTEST + 1, end] + penalty
        begun[end] = np.argmin(cost)
        least[end] = cost[begun[end]]
    ends = [len(values)]
    while begun[ends[-1]] > 0:
        ends.append(int(begun[ends[-1]]))
    return ends[::-1]


def _misfits(weeks: Floats, values: Floats) -> Floats:
    """The squared error (N + 1, N + 1) of the line through the values from row to column."""
    x, y = weeks - weeks.mean(), values - values.mean()
    sums = np.cumsum([np.ones(len(x)), x, y, x * x, x * y, y * y], axis=1)
    before = np.pad(sums, ((0, 0), (1, 0)))
    n, sx, sy, sxx, sxy, syy = before[:, None, :] - before[:, :, None]
    n = np.maximum(n, 1.0)
    across = sxx - sx**2 / n
    # Sessions of one day have a level and no slope.
    sloped = across > _ONE_DAY
    explained = np.where(sloped, (sxy - sx * sy / n) ** 2 / np.where(sloped, across, 1.0), 0.0)
    return np.asarray(np.maximum(syy - sy**2 / n - explained, 0.0))


def _line(weeks: Floats, values: Floats) -> tuple[float, float]:
    """Slope a week and level at week 0 of a piece."""
    slope, level = np.polyfit(weeks, values, 1) if np.ptp(weeks) > 0 else (0.0, values.mean())
    return float(slope), float(level)


def _change(
    day: Days, weeks: Floats, at: int, before: tuple[float, float], after: tuple[float, float]
) -> Change:
    x = float(weeks[at])
    return Change(
        day=int(day[at]),
        before=before[1] + before[0] * x,
        after=after[1] + after[0] * x,
        slope_before=before[0],
        slope_after=after[0],
    )
