"""A learned form model: features of a repetition in, the probability of correct form out.

It is a logistic regression with numbers of its own, so that it runs on NumPy alone. Being linear,
it can say exactly how much each feature counted: the Shapley value of feature i in log-odds is
w_i (x_i - E x_i) (Lundberg & Lee, A unified approach to interpreting model predictions, 2017,
corollary 1, features taken as independent).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import ModelError
from repsight.core.form.features import FEATURES

FORM_MODEL_SCHEMA: Final = "repsight.form_model/1"
_COLUMNS: Final = ("medians", "means", "scales", "weights")
_NUMBERS: Final = ("intercept", "slope", "offset", "threshold")

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FormModel:
    """One exercise's model. Columns are in the order of `features`.

    A feature that was not seen takes its median; `means` and `scales` standardise; `weights` and
    `intercept` make a score; `slope` and `offset` make calibrated log-odds of it (Platt 1999). From
    the probability `threshold` on a repetition counts as correct. `card` says where it comes from.
    """

    exercise: str
    features: tuple[str, ...]
    medians: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    slope: float = 1.0
    offset: float = 0.0
    threshold: float = 0.5
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if problem := _problem(self):
            raise ModelError(problem)

    @property
    def base(self) -> float:
        """Calibrated log-odds of the average repetition that the model learned from."""
        return self.slope * self.intercept + self.offset

    def contributions(self, features: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to `base`, in log-odds; together they give the probability's.

        A feature that was not seen counts as its median. Unknown ones in `features` are ignored.
        """
        values = np.array([features.get(name, math.nan) for name in self.features], np.float64)
        values = np.where(np.isfinite(values), values, np.array(self.medians))
        away = (values - np.array(self.means)) / np.array(self.scales)
        shares = self.slope * np.array(self.weights) * away
        return dict(zip(self.features, shares.tolist(), strict=True))

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Calibrated log-odds of correct form."""
        return self.base + math.fsum(self.contributions(features).values())

    def probability(self, features: Mapping[str, float]) -> float:
        """Calibrated probability of correct form, 0..1."""
        return logistic(self.log_odds(features))

    def is_correct(self, features: Mapping[str, float]) -> bool:
        """Whether the probability reaches the threshold."""
        return self.probability(features) >= self.threshold


def logistic(log_odds: float) -> float:
    """Probability of log-odds, without overflow."""
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    share = math.exp(log_odds)
    return share / (1.0 + share)


def _problem(model: FormModel) -> str:
    if not model.features:
        return "a form model needs at least one feature; it has none"
    if unknown := [name for name in model.features if name not in FEATURES]:
        return (
            f"the form model uses the feature {unknown[0]!r}, which this version does not know;"
            " train it again with this version"
        )
    if len(set(model.features)) < len(model.features):
        return "the form model names a feature twice; train it again"
    for column in _COLUMNS:
        values = getattr(model, column)
        if len(values) != len(model.features):
            return f"{column} of the form model has {len(values)} of {len(model.features)} numbers"
        if not all(math.isfinite(value) for value in values):
            return f"{column} of the form model holds a number that is not finite"
    if min(model.scales) <= 0:
        return f"scales of the form model must be positive; one is {min(model.scales)}"
    if not all(math.isfinite(getattr(model, name)) for name in _NUMBERS):
        return "a number of the form model is not finite"
    if not 0 < model.threshold < 1:
        return f"threshold of the form model is {model.threshold}; between 0 and 1 is allowed"
    return ""


def form_model_to_dict(model: FormModel) -> dict[str, Any]:
    """The model as dicts, lists, strings and numbers, one table row a feature."""
    rows = zip(*(getattr(model, column) for column in _COLUMNS), strict=True)
    return {
        "schema": FORM_MODEL_SCHEMA,
        "exercise": model.exercise,
        **{name: getattr(model, name) for name in _NUMBERS},
        "features": [
            {"name": name, **{c[:-1]: v for c, v in zip(_COLUMNS, row, strict=True)}}
            for name, row in zip(model.features, rows, strict=True)
        ],
        "card": dict(model.card),
    }


def form_model_from_dict(data: Any) -> FormModel:
    """The model that such data describes. Raises ModelError where it is something else."""
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema != FORM_MODEL_SCHEMA:
        raise ModelError(f"its schema is {schema!r}; this version reads {FORM_MODEL_SCHEMA!r}")
    try:
        rows: Sequence[Mapping[str, Any]] = data["features"]
        card = data.get("card", {})
        if not isinstance(card, Mapping):
            raise TypeError("card must be a table")
        columns = {c: tuple(_number(row[c[:-1]], c[:-1]) for row in rows) for c in _COLUMNS}
        numbers = {name: _number(data[name], name) for name in _NUMBERS}
        return FormModel(
            exercise=str(data["exercise"]),
            features=tuple(str(row["name"]) for row in rows),
            medians=columns["medians"],
            means=columns["means"],
            scales=columns["scales"],
            weights=columns["weights"],
            intercept=numbers["intercept"],
            slope=numbers["slope"],
            offset=numbers["offset"],
            threshold=numbers["threshold"],
            card=dict(card),
        )
    except KeyError as error:
        raise ModelError(f"the key {error} is missing; train the model again") from None
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise ModelError(f"this is no valid {FORM_MODEL_SCHEMA}: {error}") from None


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is {value!r}; a number is needed")
    return float(value)
