"""Cleaning signals: gaps, spikes, noise. Signals are (T,) or (C, T): time comes last."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d, median_filter

Array = npt.NDArray[np.floating[Any]]

RATE_HZ: Final = 30.0
"""Signals are counted at this rate, so that a clip counts the same at 15 and at 120 FPS."""


def uniform_times(t: Array, rate: float = RATE_HZ) -> Array:
    """Times from the first to the last of `t` (T,) at `rate` Hz."""
    count = max(round((t[-1] - t[0]) * rate), 0) + 1
    return np.asarray(t[0] + np.arange(count) / rate)


def resample(t: Array, values: Array, grid: Array) -> Array:
    """`values` (T,) at the times `grid` (G,), linear between known samples, NaN where none is."""
    known = np.isfinite(values)
    if not known.any():
        return np.full(len(grid), np.nan)
    return np.interp(grid, t[known], values[known])


def despike(values: Array, seconds: float, rate: float = RATE_HZ) -> Array:
    """Running median over `seconds`: removes jumps shorter than half of that, keeps edges."""
    size = 2 * round(seconds * rate / 2) + 1
    return np.asarray(median_filter(values, size=size, mode="nearest", axes=(-1,)))


def extremes(values: Array, share: float = 0.05) -> tuple[float, float]:
    """Low and high end of `values` (T,), `share` of them left out at either, NaN where unknown.

    What a wrong moment shows should not be an extreme.
    """
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return float("nan"), float("nan")
    skip = int(share * (len(known) - 1))
    return float(known[skip]), float(known[-1 - skip])


def smooth(values: Array, seconds: float, rate: float = RATE_HZ) -> Array:
    """Gaussian low-pass with a standard deviation of `seconds`."""
    return np.asarray(gaussian_filter1d(values, seconds * rate, mode="nearest"))
