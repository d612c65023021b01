"""One value out of a left and a right one."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

SIDE_TRUST: Final = 4
"""Left and right weigh by confidence to this power: the hidden side hardly counts, two sides that
are seen alike both do."""


def weigh_sides(values: Array, sure: Array) -> tuple[Array, Array]:
    """The mean of left and right, the surer one weighing more, and the surer's confidence (G,).

    `values` (G, 2) or (G, 2, K) give a mean (G,) or (G, K); `sure` is (G, 2).
    """
    known = np.isfinite(values if values.ndim == 2 else values[..., 0])
    confidence = np.where(known, sure, 0.0)
    # One weight for the whole set: a mean that shifts from side to side would look like movement.
    usual = confidence.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    weight = np.where(known, usual**SIDE_TRUST, 0.0)
    total = weight.sum(axis=1)
    share = weight / np.where(total > 0, total, np.nan)[:, None]
    if values.ndim == 2:
        mean = np.where(known, values, 0.0) * share
    else:
        mean = np.where(known[..., None], values, 0.0) * share[..., None]
    return np.asarray(mean.sum(axis=1)), np.asarray(confidence.max(axis=1))
