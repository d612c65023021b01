"""The models that forecast one series from itself: (values, counts, horizon) → paths (O, H).

A path follows each of the `counts` (O,) of sessions, and comes from those sessions alone. `naive`,
`drift` and `seasonal` are what a forecast must beat; the others are what beat most models in the M
competitions (Makridakis et al., Int J Forecasting 36, 2020), in their simplest form.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.core.history.forecast.origins import Integers, levels

Model = Callable[[Floats, Integers, int], Floats]

# Rotations of so many sessions are looked for: workouts A and B, heavy, light and medium days.
PERIODS: Final = (2, 3, 4)
# How much of each new value a smoothed level takes in; the best of these so far is used.
WEIGHTS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
# A recent trend is that of so many sessions, and this much of it is left a session later.
TREND_SESSIONS: Final = 12
DAMPING: Final = 0.8


def naive(values: Floats, counts: Integers, horizon: int) -> Floats:
    """The last value again."""
    return np.repeat(values[counts - 1, None], horizon, axis=1)


def drift(values: Floats, counts: Integers, horizon: int) -> Floats:
    """The line through the first value and the last."""
    slope = (values[counts - 1] - values[0]) / np.maximum(counts - 1, 1)
    return _line(values[counts - 1], slope, np.arange(1, horizon + 1))


def seasonal(values: Floats, counts: Integers, horizon: int) -> Floats:
    """The values of the last rotation again, of the period that repeated best so far."""
    ahead = np.arange(horizon)

    def path(known: Floats) -> Floats:
        lags = [lag for lag in PERIODS if 2 * lag <= len(known)] or [1]
        wrong = [float(np.mean(np.abs(known[lag:] - known[:-lag]))) for lag in lags]
        period = lags[int(np.argmin(wrong))]
        return np.asarray(known[-period:][ahead % period])

    return np.array([path(values[:count]) for count in counts.tolist()]).reshape(-1, horizon)


def level(values: Floats, counts: Integers, horizon: int) -> Floats:
    """Simple exponential smoothing, weighted as was best for the next session so far."""
    found = np.array([levels(values, weight) for weight in WEIGHTS])
    wrong = np.cumsum(np.abs(values[1:] - found[:, :-1]), axis=1)
    best = np.argmin(wrong[:, np.maximum(counts - 2, 0)], axis=0)
    return np.repeat(found[best, counts - 1][:, None], horizon, axis=1)


def damped(values: Floats, counts: Integers, horizon: int) -> Floats:
    """The last value and a recent trend that fades; the trend is the median slope (Theil, Sen)."""
    slope = np.empty(len(counts))
    for long in np.unique(np.minimum(counts, TREND_SESSIONS)):
        here = np.minimum(counts, TREND_SESSIONS) == long
        recent = values[counts[here, None] + np.arange(-long, 0)]
        first, second = np.triu_indices(long, 1)
        slope[here] = np.median((recent[:, second] - recent[:, first]) / (second - first), axis=1)
    return _line(values[counts - 1], slope, np.cumsum(DAMPING ** np.arange(1, horizon + 1)))


def theta(values: Floats, counts: Integers, horizon: int) -> Floats:
    """The smoothed level with half the slope of the whole series.

    Assimakopoulos and Nikolopoulos, Int J Forecasting 16 (2000).
    """
    number = np.arange(len(values))
    moment = np.cumsum(number * values) - number / 2 * np.cumsum(values)
    slope = (moment / ((number + 1) * number * (number + 2) / 12 + (number == 0)))[counts - 1]
    return level(values, counts, horizon) + _line(0 * slope, slope / 2, np.arange(1, horizon + 1))


def _line(start: Floats, slope: Floats, ahead: Floats | Integers) -> Floats:
    return np.asarray(start[:, None] + slope[:, None] * ahead)


NAIVES: Final[Mapping[str, Model]] = {"naive": naive, "drift": drift, "seasonal": seasonal}
LIGHT: Final[Mapping[str, Model]] = {**NAIVES, "level": level, "damped": damped, "theta": theta}
