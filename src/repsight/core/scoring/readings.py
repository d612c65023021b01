"""The measures of one body, each read once however many criteria ask for it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from repsight.core.scoring.body import Body
from repsight.core.scoring.measures import MEASURES, Measure
from repsight.core.scoring.sides import weigh_sides
from repsight.core.scoring.standard import Sides

Array = npt.NDArray[np.floating[Any]]


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
        typical = [_median(column) for column in values[begin : end + 1].T]
        if not np.isfinite(typical).any():
            return values[:, 0], sure[:, 0]
        chosen = int(np.nanargmax(typical) if side == "higher" else np.nanargmin(typical))
        return values[:, chosen], sure[:, chosen]


def _median(values: Array) -> float:
    """Median of what is known; NaN where nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
