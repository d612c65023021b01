"""Values on evenly spaced times, for formats that know a frame rate and no times."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError

Array = npt.NDArray[np.floating[Any]]

_DROPPED: Final = 1.5
"""A step longer than this many usual ones is a gap, not a slower rate."""
_SAME_SHARE: Final = 0.1
"""A frame this near to a grid time, in steps, is that time's: times in files are rounded."""
_MAX_GAP_SECONDS: Final = 0.5
"""Over a longer gap than this nothing is known of the points in between."""


def frame_rate(t: Array) -> float:
    """Frames per second of increasing times (T,), frames that were left out set aside.

    Raises InvalidInputError for less than two.
    """
    if len(t) < 2:
        raise InvalidInputError(f"{len(t)} frame has no frame rate; two or more are needed")
    steps = np.diff(t)
    return float(1 / steps[steps < _DROPPED * np.median(steps)].mean())


def on_grid(t: Array, values: Array) -> tuple[float, Array, Array]:
    """Rate, times (G,) from t[0] on and values (G, …) there, from values (T, …) at times `t` (T,).

    Linear between two frames; a value that only one of them has is taken from the nearer one. NaN
    where neither has it, and in gaps of more than half a second. Raises InvalidInputError.
    """
    rate = frame_rate(t)
    grid = t[0] + np.arange(round((t[-1] - t[0]) * rate) + 1) / rate
    after = np.clip(np.searchsorted(t, grid), 1, len(t) - 1)
    step = t[after] - t[after - 1]
    share = np.clip((grid - t[after - 1]) / step, 0, 1)
    share = np.where(share * step * rate <= _SAME_SHARE, 0.0, share)
    share = np.where((1 - share) * step * rate <= _SAME_SHARE, 1.0, share)
    between = (share > 0) & (share < 1)
    weight = share.reshape(-1, *[1] * (values.ndim - 1))
    low, high = values[after - 1], values[after]
    nearer = np.where(weight < 0.5, low, high)
    mixed = np.where(np.isfinite(low + high), (1 - weight) * low + weight * high, nearer)
    chosen = np.where(_like(between, weight), mixed, nearer)
    return rate, grid, np.where(_like(between & (step > _MAX_GAP_SECONDS), weight), np.nan, chosen)


def _like(flags: npt.NDArray[np.bool_], weight: Array) -> npt.NDArray[np.bool_]:
    return flags.reshape(weight.shape)
