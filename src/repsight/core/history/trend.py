"""How a series moves: its smoothed level, its robust slope with an interval, its noise.

Written for numpy alone: importing `scipy.stats` for Theil and Sen's slope takes 0.6 of the second
that a command may take.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.history.findings import Change, Days, Estimate, Floats, NotYet, Series, Trend

WEEK: Final = 7.0
# The recent trend is that of the last twelve weeks: the length of a training block, and the least
# in which the slope of a lift of usual noise is known to 0.3 % a week.
RECENT_WEEKS: Final = 12
# Fewer points have no interval that means anything (Sen's needs six for 95 %).
LEAST_POINTS: Final = 6
# The level at a day is the line through the four weeks on either side.
_SMOOTH_DAYS: Final = 28.0
# Beyond so many pairs of points every k-th point is left out: the slope does not change.
_MOST_POINTS: Final = 400
_Z: Final = {0.8: 1.2816, 0.95: 1.9600, 0.99: 2.5758}
# A median absolute deviation times this is a standard deviation.
MAD: Final = 1.4826
# Bisquare weights reach zero here (Cleveland, 1979).
_OUTLIER: Final = 6.0
# Autocorrelation beyond this is a trend that the line has not caught.
_MOST_CARRIED: Final = 0.8


def robust_slope(day: Days, values: Floats, level: float = 0.95) -> Estimate | NotYet:
    """Theil and Sen's slope a week of values (N,) on days (N,), with its interval.

    The interval is Sen's, widened for what a session carries into the next: the variance of
    Kendall's S times (1 + r) / (1 - r) of the residuals. `NotYet` for fewer than six days.
    Sen, J Am Stat Assoc 63, 1968; for the widening Hamed and Rao, J Hydrol 204, 1998.
    """
    if len(np.unique(day)) < LEAST_POINTS:
        return NotYet("a slope", len(np.unique(day)), LEAST_POINTS, "days of training")
    every = -(-len(day) // _MOST_POINTS)
    t, y = day[::-1][::every][::-1] / WEEK, values[::-1][::every][::-1]
    i, j = np.triu_indices(len(t), 1)
    apart = t[j] > t[i]
    slopes = np.sort((y[j] - y[i])[apart] / (t[j] - t[i])[apart])
    middle = float(np.median(slopes))
    n = len(t)
    variance = n * (n - 1) * (2 * n + 5) / 18 * widening(y - middle * t)
    reach = _Z[level] * np.sqrt(variance)
    low = int(np.floor((len(slopes) - reach) / 2))
    high = int(np.ceil((len(slopes) + reach) / 2))
    last = len(slopes) - 1
    return Estimate(
        middle, float(slopes[max(low, 0)]), float(slopes[min(max(high, 0), last)]), level
    )


def widening(residuals: Floats) -> float:
    """By how much carried-over noise widens a variance: (1 + r) / (1 - r), 1 at least."""
    centred = residuals - np.median(residuals)
    spread = float((centred**2).sum())
    if spread <= 0:
        return 1.0
    n = len(centred)
    # Residuals of a fitted line correlate too little by about 4 / n (Marriott and Pope, 1954).
    carried = float((centred[1:] * centred[:-1]).sum()) / spread + 4 / n
    carried = min(max(carried, 0.0), _MOST_CARRIED)
    return (1 + carried) / (1 - carried)


def noise(values: Floats) -> float:
    """The standard deviation of values (N,) about their local line; 0 for fewer than five.

    From second differences, which no steady rise touches: robustly, but not below half of what
    they are when outliers count.
    """
    if len(values) < 5:
        return 0.0
    bends = np.diff(values, 2) / np.sqrt(6)
    return float(max(MAD * np.median(np.abs(bends)), 0.5 * np.sqrt(np.mean(bends**2))))


def smoothed(series: Series) -> Floats:
    """The level (N,) of a series at its own days: local lines, light days hardly counted.

    Cleveland's LOWESS (J Am Stat Assoc 74, 1979) over 28 days on either side, one robust pass.
    """
    day, values = series.day.astype(float), series.values
    first = _local(day, values, np.ones(len(day)))
    left = np.abs(values - first)
    spread = float(np.median(left))
    if spread <= 0:
        return first
    weights = np.clip(1 - (left / (_OUTLIER * spread)) ** 2, 0.01, 1) ** 2
    return _local(day, values, weights)


def _local(day: Floats, values: Floats, weights: Floats) -> Floats:
    """Values (N,) of weighted local lines."""
    level = np.empty(len(day))
    starts = np.searchsorted(day, day - _SMOOTH_DAYS, "right")
    ends = np.searchsorted(day, day + _SMOOTH_DAYS, "left")
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        x, y = day[start:end] - day[n], values[start:end]
        w = weights[start:end] * (1 - (np.abs(x) / _SMOOTH_DAYS) ** 3) ** 3
        total, mean = w.sum(), (w * x).sum() / w.sum()
        spread = (w * (x - mean) ** 2).sum()
        slope = (w * (x - mean) * y).sum() / spread if spread > total else 0.0
        level[n] = (w * y).sum() / total - slope * mean
    return level


def recent(series: Series, weeks: float = RECENT_WEEKS) -> Series:
    """The points of the last weeks before the newest one."""
    if not len(series):
        return series
    taken = series.day > series.day[-1] - weeks * WEEK
    low = None if series.low is None else series.low[taken]
    high = None if series.high is None else series.high[taken]
    return Series(
        series.exercise,
        series.measure,
        series.unit,
        series.day[taken],
        series.values[taken],
        low,
        high,
    )


def trend(series: Series, changes: Sequence[Change] = ()) -> Trend:
    """The level of a series, and its slope over the last twelve weeks (None: too few points)."""
    part = recent(series)
    slope = robust_slope(part.day, part.values)
    return Trend(
        series,
        smoothed(series),
        None if isinstance(slope, NotYet) else slope,
        tuple(changes),
    )


def direction(slope: Estimate | None) -> str:
    """ "up", "down" or "level" as the interval of a slope says; "unknown" without one."""
    if slope is None:
        return "unknown"
    if slope.low > 0:
        return "up"
    return "down" if slope.high < 0 else "level"
