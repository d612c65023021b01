"""Where a series changed, found by ruptures (the `[forecast]` extra).

The level as straight pieces: each change is a kink or a jump. For drawing and for explaining; a
plateau has a faster test of its own (`core/history/plateau.py`), because importing ruptures alone
takes most of the second that a command may take.
"""

from typing import Any, Final

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
# Best sets cannot be told apart more finely than half a step of the plates on 125 kg.
_LEAST_NOISE: Final = 0.01


def changes(series: Series) -> tuple[Change, ...]:
    """The changes of a series, oldest first, of its last 200 usual sessions.

    PELT (Killick et al., J Am Stat Assoc 107, 2012) over pieces of straight lines. Raises
    OutputError where ruptures is not installed.
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
    """The ends (exclusive) of the pieces."""
    from repsight.export.extras import import_extra

    ruptures: Any = import_extra("ruptures", "finding changes", "forecast")
    signal = np.column_stack([values, weeks, np.ones(len(weeks))])
    search = ruptures.Pelt(model="linear", min_size=_SHORTEST, jump=1).fit(signal)
    ends: list[int] = search.predict(pen=_PENALTY * np.log(len(values)))
    return ends


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
