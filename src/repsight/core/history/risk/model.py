"""A learned risk: features of a daily log in, a probability with a wide band out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from repsight.core.errors import ModelError
from repsight.core.history.findings import Estimate, Floats
from repsight.core.history.risk.features import FEATURES
from repsight.core.history.risk.scorers import Scorer, sigmoid, windows

LEVEL: Final = 0.95
_COLUMNS: Final = ("low", "high", "means", "scales")


@dataclass(frozen=True, slots=True, eq=False)
class RiskModel:
    """A model of injury in the next `days` days. Columns are in the order of `features`.

    Values beyond `low` and `high`, what its data held, count as these; `means` and `scales`
    standardise. `slope` and `offset` calibrate the score; `base` is the share of days before an
    injury in what it learned from. `members` are the same model fitted to athletes drawn anew;
    `athletes` how many there were. `beats_base`: in its backtest it was better than always saying
    `base`.
    """

    days: int
    features: tuple[str, ...]
    low: Floats
    high: Floats
    means: Floats
    scales: Floats
    scorer: Scorer
    members: tuple[Scorer, ...]
    slope: float
    offset: float
    base: float
    athletes: int
    beats_base: bool
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if problem := _problem(self):
            raise ModelError(problem)

    def standardise(self, values: Floats) -> Floats:
        """Features (..., all of `FEATURES`) as the scorers take them, (..., F)."""
        columns = [list(FEATURES).index(name) for name in self.features]
        inside = np.clip(values[..., columns], self.low, self.high)
        return np.asarray((inside - self.means) / self.scales)

    def contributions(self, values: Floats) -> tuple[float, dict[str, float]]:
        """Log-odds of an average day, and what each feature of the last of days (D, all) adds.

        They sum to `log_odds` of that day.
        """
        base, shares = self.scorer.shares(self.standardise(self._last(values))[0])
        told = dict(zip(self.features, (self.slope * shares).tolist(), strict=True))
        return self.slope * base + self.offset, told

    def log_odds(self, values: Floats) -> Floats:
        """Calibrated log-odds of injury after each of the days (D, all of `FEATURES`), (D,)."""
        return self.log_odds_at(windows(values, self.scorer.window))

    def log_odds_at(self, past: Floats) -> Floats:
        """Calibrated log-odds (N,) after windows of days (N, L, all of `FEATURES`)."""
        return np.asarray(self.slope * self.scorer.scores(self.standardise(past)) + self.offset)

    def _last(self, values: Floats) -> Floats:
        """The window (1, L, all) that ends with the last day."""
        return windows(values[-self.scorer.window :], self.scorer.window)[-1:]

    def risk(self, values: Floats) -> Estimate:
        """The probability after the last of the days (D, all), and how far it is to be believed.

        The band is that of models fitted to other draws of the athletes, a t-interval of their
        log-odds with as many degrees of freedom as athletes less one. Their slopes are not shrunk:
        the point is cautious, the band is not narrowed by it. It holds the average risk wherever
        the model was no better than that. Raises ModelError without members.
        """
        from scipy.special import stdtrit

        if len(self.members) < 2:
            raise ModelError("the risk model holds no refits, so no band; train it again")
        at = self.standardise(self._last(values))
        point = float(self.slope * self.scorer.scores(at)[0] + self.offset)
        drawn = np.array([member.scores(at)[0] for member in self.members])
        half = float(stdtrit(self.athletes - 1, (1 + LEVEL) / 2)) * float(drawn.std(ddof=1))
        low, high = float(drawn.mean()) - half, float(drawn.mean()) + half
        inside = [point] if self.beats_base else [point, math.log(self.base / (1 - self.base))]
        ends = (min(low, *inside), point, max(high, *inside))
        lowest, value, highest = sigmoid(ends).tolist()
        return Estimate(value, lowest, highest, LEVEL)

    def beyond(self, name: str, value: float) -> bool:
        """Whether a value is beyond what the model's data held."""
        place = self.features.index(name)
        return bool(value < self.low[place] or value > self.high[place])


def _problem(model: RiskModel) -> str:
    if not model.features:
        return "a risk model needs at least one feature; it has none"
    if unknown := [name for name in model.features if name not in FEATURES]:
        return (
            f"the risk model uses the feature {unknown[0]!r}, which this version does not know;"
            " train it again with this version"
        )
    if len(set(model.features)) < len(model.features):
        return "the risk model names a feature twice; train it again"
    for column in _COLUMNS:
        values = getattr(model, column)
        if values.shape != (len(model.features),) or not np.isfinite(values).all():
            return f"{column} of the risk model must be {len(model.features)} finite numbers"
    if (model.scales <= 0).any():
        return "scales of the risk model must be positive"
    if not (0 < model.base < 1 and math.isfinite(model.slope) and math.isfinite(model.offset)):
        return "base, slope or offset of the risk model is out of range; train it again"
    if model.athletes < 2 or model.days < 1:
        return "a risk model needs two athletes and one day ahead; train it again"
    return ""
