"""The models that forecast one series from itself: (values, horizon) → path (H,).

`naive`, `drift` and `seasonal` are what a forecast must beat; the others are what beat most models
in the M competitions (Makridakis et al., Int J Forecasting 36, 2020), in their simplest form.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.core.history.forecast.origins import levels

Model = Callable[[Floats, int], Floats]

# Rotations of so many sessions are looked for: workouts A and B, heavy, light and medium days.
PERIODS: Final = (2, 3, 4)
# How much of each new value a smoothed level takes in; the best of these so far is used.
WEIGHTS: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
# A recent trend is that of so many sessions, and this much of it is left a session later.
TREND_SESSIONS: Final = 12
DAMPING: Final = 0.8


def naive(values: Floats, horizon: int) -> Floats:
    """The last value again."""
    return np.full(horizon, values[-1])


def drift(values: Floats, horizon: int) -> Floats:
    """The line through the first value and the last."""
    slope = (values[-1] - values[0]) / max(len(values) - 1, 1)
    return np.asarray(values[-1] + slope * np.arange(1, horizon + 1))


def seasonal(values: Floats, horizon: int) -> Floats:
    """The values of the last rotation again, of the period that repeated best so far."""
    lags = [lag for lag in PERIODS if 2 * lag <= len(values)]
    if not lags:
        return naive(values, horizon)
    period = min(lags, key=lambda lag: float(np.mean(np.abs(values[lag:] - values[:-lag]))))
    return np.asarray(values[-period:][np.arange(horizon) % period])


def level(values: Floats, horizon: int) -> Floats:
    """Simple exponential smoothing, weighted as was best for the next session so far."""
    found = [levels(values, weight) for weight in WEIGHTS]
    wrong = [float(np.mean(np.abs(values[1:] - one[:-1]))) for one in found]
    return np.full(horizon, found[int(np.argmin(wrong))][-1])


def damped(values: Floats, horizon: int) -> Floats:
    """The last value and a recent trend that fades; the trend is the median slope (Theil, Sen)."""
    recent = values[-TREND_SESSIONS:]
    first, second = np.triu_indices(len(recent), 1)
    slope = np.median((recent[second] - recent[first]) / (second - first))
    return np.asarray(values[-1] + slope * np.cumsum(DAMPING ** np.arange(1, horizon + 1)))


def theta(values: Floats, horizon: int) -> Floats:
    """The smoothed level with half the slope of the whole series.

    Assimakopoulos and Nikolopoulos, Int J Forecasting 16 (2000).
    """
    slope = np.polyfit(np.arange(len(values)), values, 1)[0]
    return np.asarray(level(values, horizon) + slope / 2 * np.arange(1, horizon + 1))


NAIVES: Final[Mapping[str, Model]] = {"naive": naive, "drift": drift, "seasonal": seasonal}
LIGHT: Final[Mapping[str, Model]] = {**NAIVES, "level": level, "damped": damped, "theta": theta}


def paths(model: Model, values: Floats, counts: "list[int]", horizon: int) -> Floats:
    """What a model said after each of the `counts` of sessions: (O, H), from those alone."""
    said = [model(values[:count], horizon) for count in counts]
    return np.array(said, float).reshape(len(counts), horizon)
