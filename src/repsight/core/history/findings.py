"""What is found in a history, as data: what commands print, pages draw and programmes read.

A day is a local date as days since 1970-01-01.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with an interval; `level` (0..1) is how often such an interval holds the truth."""

    value: float
    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One measure of one exercise, a point a session: `day` (N,) not falling, `values` (N,) finite.

    `low` and `high` (N,) bound each point where its uncertainty is known, else None.
    """

    exercise: str
    measure: str
    unit: str
    day: Days
    values: Floats
    low: Floats | None = None
    high: Floats | None = None

    def __post_init__(self) -> None:
        if self.day.shape != self.values.shape or (np.diff(self.day) < 0).any():
            raise InvalidInputError("a series needs as many days as values, in order of time")
        if not np.isfinite(self.values).all():
            raise InvalidInputError("a series needs finite values; leave the others out")

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Change:
    """On `day` the level of a series changed from `before` to `after`, or its slope a week did."""

    day: int
    before: float
    after: float
    slope_before: float = 0.0
    slope_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Lever:
    """Something likely to move a plateau: `name`, and `why` it is offered, with the numbers."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Plateau:
    """`measure` of `exercise` has not moved since day `since`: `weeks` until the last session.

    `slope` is the robust slope per week since then; `smallest` the change per week that would
    matter, in the same unit.
    """

    exercise: str
    measure: str
    since: int
    weeks: float
    slope: Estimate
    smallest: float
    levers: tuple[Lever, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """How a series moves: `level` (N,) smoothed, its recent `slope` per week, its changes."""

    series: Series
    level: Floats
    slope: Estimate | None
    changes: tuple[Change, ...] = ()
    plateau: Plateau | None = None


@dataclass(frozen=True, slots=True)
class BacktestScore:
    """How well a model forecast a series at origins of its past.

    `mase` relative to the in-sample naive error; `relative` MAE over that of the best naive method;
    `cover80`, `cover95` shares of outcomes inside the intervals; `crps` in units of the series.
    """

    model: str
    mase: float
    relative: float
    cover80: float
    cover95: float
    crps: float
    forecasts: int


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The next H sessions of a series: `mean`, bounds of the 80 % and 95 % intervals, all (H,).

    `day` (H,) is when they are expected; `model` was chosen by `scores`, best first; `why` says so
    in a sentence.
    """

    series: Series
    model: str
    day: Days
    mean: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    scores: tuple[BacktestScore, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A question the history is too short for: it has `have` of the `need` that it takes."""

    question: str
    have: int
    need: int
    unit: str = "sessions"

    def __str__(self) -> str:
        missing = self.need - self.have
        return f"not yet: {self.question} needs {self.need} {self.unit}, {missing} more"


RecordKind = Literal["load", "e1rm", "reps", "volume", "score"]


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """The best of `kind` in an exercise, with the day and the session it was reached in."""

    exercise: str
    kind: RecordKind
    value: float
    unit: str
    day: int
    session: int


@dataclass(frozen=True, slots=True)
class LoadWeek:
    """A week's training load, `start` its Monday: sums, and Foster's monotony and strain.

    `acute` is the load of these 7 days, `chronic` the weekly mean of 28; both describe and predict
    nothing. None where it cannot be said.
    """

    start: int
    sessions: int
    sets: int
    volume_kg: float
    load: float
    monotony: float | None
    strain: float | None
    acute: float
    chronic: float | None


Direction = Literal["raises", "lowers", "neutral"]


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """Something that raises or lowers a risk: its value now, and how that is to be read.

    `weight` is what it adds to the log-odds of a model, None without one. `comparison` sets the
    value against the person's own past; `why` it matters, by `source`; `changes` is what would
    change it.
    """

    name: str
    title: str
    value: float
    unit: str
    weight: float | None
    why: str
    direction: Direction = "neutral"
    comparison: str = ""
    source: str = ""
    changes: str = ""


@dataclass(frozen=True, slots=True)
class RiskReport:
    """A wide band of risk over `days` days with its factors, most weighty first.

    `risk` is a probability with its band, None where no model is trained; `base` is the probability
    of an average day in the model's data, to which the weights of the factors are added in
    log-odds. `unknown` are titles of factors that the history does not tell. `model` and `card` say
    what the risk is from and what that is worth, `note` what to know; `advice` what it is not.
    """

    risk: Estimate | None
    days: int
    factors: tuple[RiskFactor, ...]
    model: str
    card: Mapping[str, Any] = field(default_factory=dict)
    advice: str = "This is not medical advice."
    base: float | None = None
    unknown: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overreaching:
    """Whether a history looks like overreaching: `signal`, the `signs` looked for, and `why`.

    A sign that was found has the direction "raises". `unknown` are titles of signs that the history
    does not tell.
    """

    signal: Literal["none", "possible", "marked"]
    signs: tuple[RiskFactor, ...]
    why: str
    source: str
    unknown: tuple[str, ...] = ()
    advice: str = "This is not medical advice."
