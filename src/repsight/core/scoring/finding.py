"""What a criterion found in one repetition: a value, what it costs, and what would change that."""

import math
from dataclasses import dataclass, replace
from typing import Final

from repsight.core.scoring.weights import Component

INF: Final = math.inf


@dataclass(frozen=True, slots=True)
class Band:
    """Values that cost nothing (`good`) and those from which everything is lost (`poor`)."""

    good: tuple[float, float] = (-INF, INF)
    poor: tuple[float, float] = (-INF, INF)

    @classmethod
    def one_sided(cls, good: float, poor: float) -> "Band":
        """The band of two values of which the farther one is worse."""
        if poor > good:
            return cls((-INF, good), (-INF, poor))
        return cls((good, INF), (poor, INF))

    def badness(self, value: float) -> float:
        """0 within the good, 1 beyond the poor, evenly between."""
        low, high = self.good
        if value < low:
            return min(1.0, (low - value) / (low - self.poor[0]))
        if value > high:
            return min(1.0, (value - high) / (self.poor[1] - high))
        return 0.0

    def nearest_good(self, value: float) -> float:
        """The closest value that costs nothing."""
        return min(max(value, self.good[0]), self.good[1])

    def width(self, value: float) -> float:
        """How far the good and the poor are apart on the side where `value` is."""
        if value > self.good[1] or not math.isfinite(self.good[0]):
            return self.poor[1] - self.good[1]
        return self.good[0] - self.poor[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion in one repetition.

    `weight` is its share of the component; a fault has none and costs up to `severity` points of it
    instead. Where `reason` is given it could not be measured, and `value` is NaN. `t` is the
    moment that shows it. `error` is the standard error of the value. `words` say in which way a
    larger and a smaller value are more, `where` in which part of the repetition; `measure` names
    what was read, where that is one of `core/scoring/measures.py`.
    """

    name: str
    title: str
    component: Component
    unit: str
    value: float = math.nan
    error: float = math.nan
    t: float = math.nan
    band: Band = Band()
    weight: float = 0.0
    severity: float = 0.0
    fault: str = ""
    cue: str = ""
    proxy: str | None = None
    reason: str | None = None
    words: tuple[str, str] = ("more", "less")
    where: str = ""
    measure: str = ""

    def found(self, value: float, t: float) -> "Finding":
        """The same with a value, seen at `t`."""
        return replace(self, value=value, t=t)

    def unmeasured(self, reason: str) -> "Finding":
        """The same without a value, and why."""
        return replace(self, reason=reason)

    @property
    def measured(self) -> bool:
        """Whether there is a value."""
        return self.reason is None

    @property
    def badness(self) -> float:
        """0 good … 1 poor."""
        return self.badness_at(self.value) if self.measured else 0.0

    def badness_at(self, value: float) -> float:
        """What it would be at another value."""
        return self.band.badness(value + self._doubt(value))

    @property
    def needed(self) -> float:
        """The change of the value, with its sign, after which nothing would be lost."""
        return self.band.nearest_good(self.value) - self.value - self._doubt(self.value)

    def _doubt(self, value: float) -> float:
        """A fault is given the benefit of the doubt: one standard error towards the good."""
        if not self.severity:
            return 0.0
        way = self.band.nearest_good(value) - value
        return math.copysign(min(abs(way), self.error), way)

    @property
    def certainty(self) -> float:
        """0..1: how small the error is beside the way from good to poor."""
        if not self.measured:
            return 0.0
        width = self.band.width(self.value)
        return 1 / (1 + self.error / width) if width > 0 else 0.0
