"""How good forecasts were: MASE, coverage, CRPS."""

import numpy as np

from repsight.core.history.findings import Floats


def naive_error(values: Floats) -> float:
    """The mean absolute step from one session to the next; NaN of fewer than two."""
    return float(np.mean(np.abs(np.diff(values)))) if len(values) > 1 else float("nan")


def mase(errors: Floats, values: Floats) -> float:
    """Mean absolute error over that of the naive one-step forecast of `values`; NaN of no errors.

    NaNs in `errors` are left out. A series that never moved has no scale: 0 where nothing was
    wrong, else infinite. Hyndman and Koehler, Int J Forecasting 22 (2006).
    """
    wrong, scale = mean_absolute(errors), naive_error(values)
    if scale > 0:
        return wrong / scale
    return 0.0 if wrong == 0 else float("inf") if wrong > 0 else float("nan")


def mean_absolute(errors: Floats) -> float:
    """The mean of the absolute errors that are known; NaN where none is."""
    known = errors[np.isfinite(errors)]
    return float(np.mean(np.abs(known))) if len(known) else float("nan")


def crps(sample: Floats, weights: Floats, outcome: float) -> float:
    """The continuous ranked probability score of a weighted sample (N,), in its unit.

    The absolute error of a sample of one. Gneiting and Raftery, J Am Stat Assoc 102 (2007).
    """
    order = np.argsort(sample)
    x, w = sample[order], weights[order] / weights.sum()
    below = np.cumsum(w)
    # E|X - X'| / 2 is the integral of F (1 - F) between the points of the sample.
    spread = float(np.sum(below[:-1] * (1 - below[:-1]) * np.diff(x)))
    return float(np.sum(w * np.abs(x - outcome))) - spread


def covered(low: Floats, high: Floats, outcomes: Floats) -> float:
    """The share of the known outcomes that lie in their intervals, ends included; NaN of none."""
    known = np.isfinite(outcomes) & np.isfinite(low)
    inside = (low <= outcomes) & (outcomes <= high)
    return float(np.mean(inside[known])) if known.any() else float("nan")
