"""The measures of one body, each read once however many criteria ask for it."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.scoring.body import Body
from repsight.core.scoring.measures import MEASURES, Measure
from repsight.core.scoring.standard import Sides

Array = npt.NDArray[np.floating[Any]]

SIDE_TRUST: Final = 4
"""Left and right weigh by confidence to this power: the hidden side hardly counts, two sides that
are seen alike both do."""


class Readings:
    """Series of values (G,) and confidences (G,) of one body, by measure."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._read: dict[str, tuple[Array, Array]] = {}
        self._seen: dict[str, tuple[Array, Array]] = {}

    def measure(self, name: str) -> Measure:
        """What is known of a measure."""
        return MEASURES[name]

    def both(self, name: str) -> tuple[Array, Array]:
        """Values and confidences (G, S)."""
        if name not in self._read:
            self._read[name] = MEASURES[name].read(self._body.keypoints)
        return self._read[name]

    def seen(self, name: str) -> tuple[Array, Array]:
        """One series (G,), the surer side leading, and its confidence."""
        if name not in self._seen:
            self._seen[name] = weigh_sides(*self.both(name))
        return self._seen[name]

    def side_of(self, name: str, side: Sides, begin: int, end: int) -> tuple[Array, Array]:
        """One series (G,) and its confidence; for "higher" and "lower" the side is chosen by its
        values from index `begin` to `end`."""
        values, sure = self.both(name)
        if values.shape[1] == 1:
            return values[:, 0], sure[:, 0]
        if side == "seen":
            return self.seen(name)
        typical = _median(values[begin : end + 1])
        known = np.isfinite(typical)
        if not known.any():
            return values[:, 0], sure[:, 0]
        chosen = int(np.nanargmax(typical if side == "higher" else -typical))
        return values[:, chosen], sure[:, chosen]


def weigh_sides(values: Array, sure: Array) -> tuple[Array, Array]:
    """The mean (G,) of left and right, the surer one weighing more, and the surer's confidence."""
    known = np.isfinite(values)
    # One weight for the whole set: a mean that shifts from side to side would look like movement.
    usual = np.nan_to_num(_median(np.where(known, sure, np.nan))) ** SIDE_TRUST
    weight = np.where(known, usual, 0.0)
    total = weight.sum(axis=1)
    mean = np.divide(
        (np.where(known, values, 0.0) * weight).sum(axis=1),
        total,
        out=np.full(len(values), np.nan),
        where=total > 0,
    )
    return mean, np.where(known, sure, 0.0).max(axis=1)


def _median(values: Array) -> Array:
    """Median over time (S,); NaN where nothing is known."""
    return np.array(
        [np.median(c[np.isfinite(c)]) if np.isfinite(c).any() else np.nan for c in values.T]
    )
