"""Days to learn a risk from: what was known in the evening, and whether an injury followed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Floats
from repsight.core.history.risk.daily import DailyLog
from repsight.core.history.risk.features import FEATURES, features, injured_within
from repsight.core.history.risk.scorers import WINDOW_DAYS
from repsight.train.metrics import Flags

MIN_ATHLETES: Final = 3
MIN_INJURIES: Final = 3
_NEEDED_FEATURE: Final = list(FEATURES).index("load")
"""A day is learned from when its week and the usual week are known; the rest may be missing."""

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RiskSamples:
    """N days. `values` (T + 1, F) are all features of all days, the last row of NaN.

    `past` (N, WINDOW_DAYS) are the rows until each day; `injured` (N,) whether an injury followed
    and `injury` (N,) which, -1 for none; `athletes` (N,) and `day` (N,).
    """

    values: Floats
    past: Indices
    injured: Flags
    injury: Indices
    athletes: npt.NDArray[Any]
    day: Indices

    def __len__(self) -> int:
        return len(self.injured)

    def take(self, rows: npt.NDArray[Any]) -> "RiskSamples":
        """Only these days."""
        return replace(
            self,
            past=self.past[rows],
            injured=self.injured[rows],
            injury=self.injury[rows],
            athletes=self.athletes[rows],
            day=self.day[rows],
        )

    def today(self) -> Floats:
        """Features (N, F) at the end of each day."""
        return np.asarray(self.values[self.past[:, -1]])

    def windows(self, length: int) -> Floats:
        """Features (N, length, F) of the days until each."""
        return np.asarray(self.values[self.past[:, -length:]])

    def injuries(self) -> int:
        """How many different injuries there are."""
        return len(set(self.injury[self.injured].tolist()))

    def names(self) -> list[str]:
        """The athletes."""
        return sorted(set(self.athletes.tolist()))


def samples_of(logs: Sequence[DailyLog], days: int) -> RiskSamples:
    """Samples of injury within the `days` days after each day that can be told.

    Raises InvalidInputError without athletes.
    """
    if not logs:
        raise InvalidInputError(f"there are 0 athletes; {MIN_ATHLETES} or more are needed")
    values, past, injured, injury, athletes, day = [], [], [], [], [], []
    start, before = 0, 0
    for log in logs:
        known, follows = features(log), injured_within(log, days)
        rows = np.flatnonzero(np.isfinite(known[:, _NEEDED_FEATURE]) & np.isfinite(follows))
        window = rows[:, None] + np.arange(1 - WINDOW_DAYS, 1)
        values.append(known)
        past.append(np.where(window >= 0, window + start, -1))
        injured.append(follows[rows] > 0)
        # The next injury after each day: how many there were until then tells which it is.
        injury.append(np.where(injured[-1], before + np.cumsum(log.injured)[rows], -1))
        athletes.append(np.full(len(rows), log.athlete, object))
        day.append(rows + log.first)
        start, before = start + len(log), before + int(log.injured.sum())
    values.append(np.full((1, len(FEATURES)), np.nan))
    return RiskSamples(
        np.concatenate(values),
        np.concatenate(past),
        np.concatenate(injured),
        np.concatenate(injury),
        np.concatenate(athletes),
        np.concatenate(day),
    )


def check_samples(samples: RiskSamples) -> None:
    """Raises InvalidInputError when there is too little to try a model on unseen athletes."""
    people = samples.names()
    if len(people) < MIN_ATHLETES:
        raise InvalidInputError(
            f"there are {len(people)} athletes with enough days; {MIN_ATHLETES} or more are needed"
            " to try the model on athletes it has not seen"
        )
    if samples.injuries() < MIN_INJURIES or samples.injured.all():
        raise InvalidInputError(
            f"there are {samples.injuries()} injuries after enough days of load;"
            f" {MIN_INJURIES} or more are needed"
        )
    injured = set(samples.athletes[samples.injured].tolist())
    if len(injured) < 2:
        raise InvalidInputError(
            f"only {', '.join(sorted(injured))} was injured; at least two athletes must have been"
        )
