"""What turns features into a score: each says how much every feature added to it, exactly.

A score is in log-odds, before calibration. The features come standardised, NaN where not known,
as a window of days (L, F) whose last row is today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from repsight.core.errors import ModelError
from repsight.core.history.findings import Floats

WINDOW_DAYS: Final = 28
"""Days that a recurrent model looks back on: a month of training."""


class Scorer(Protocol):
    """One fitted model, able to explain itself; it looks at `window` days."""

    kind: ClassVar[str]
    window: ClassVar[int]

    def scores(self, windows: Floats) -> Floats:
        """Log-odds (N,) of windows (N, L, F)."""

    def shares(self, window: Floats) -> tuple[float, Floats]:
        """The score of an average day, and what each feature (F,) adds to it for this window."""

    def to_dict(self) -> dict[str, Any]:
        """Its parameters as plain data."""


def windows(values: Floats, length: int) -> Floats:
    """Of each day (D, F) the `length` days until then, (D, length, F); NaN before the first."""
    padded = np.pad(values, ((length - 1, 0), (0, 0)), constant_values=np.nan)
    return sliding_window_view(padded, length, axis=0).transpose(0, 2, 1)


@dataclass(frozen=True, slots=True, eq=False)
class LogisticScorer:
    """A line: `weights` (F,) of the standardised features of today. What is not known adds nothing.

    Being linear, its shares are the Shapley values (Lundberg & Lee 2017, corollary 1).
    """

    kind: ClassVar[str] = "logistic"
    window: ClassVar[int] = 1
    weights: Floats
    intercept: float

    def scores(self, windows: Floats) -> Floats:
        return np.nan_to_num(windows[:, -1]) @ self.weights + self.intercept

    def shares(self, window: Floats) -> tuple[float, Floats]:
        return self.intercept, np.nan_to_num(window[-1]) * self.weights

    def to_dict(self) -> dict[str, Any]:
        return {"weights": self.weights.tolist(), "intercept": self.intercept}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], features: int) -> "LogisticScorer":
        """Raises ModelError, KeyError where the data is no such scorer."""
        return cls(_array(data["weights"], "weights", (features,)), float(data["intercept"]))


@dataclass(frozen=True, slots=True, eq=False)
class GruScorer:
    """A gated recurrent unit of H cells over the window, then a line.

    Weights as PyTorch names them: `w_ih` (3H, F), `w_hh` (3H, H), `b_ih`, `b_hh` (3H,) of the
    reset, update and new gate (Cho et al., 2014, as in PyTorch); `w_out` (H,), `b_out`.
    Its shares are the exact Shapley values over features, the others at their mean on every day.
    """

    kind: ClassVar[str] = "gru"
    window: ClassVar[int] = WINDOW_DAYS
    w_ih: Floats
    w_hh: Floats
    b_ih: Floats
    b_hh: Floats
    w_out: Floats
    b_out: float

    def scores(self, windows: Floats) -> Floats:
        cells = len(self.w_out)
        hidden = np.zeros((len(windows), cells))
        known = np.nan_to_num(windows)
        for day in range(known.shape[1]):
            of_input = known[:, day] @ self.w_ih.T + self.b_ih
            of_hidden = hidden @ self.w_hh.T + self.b_hh
            gates = sigmoid(of_input[:, : 2 * cells] + of_hidden[:, : 2 * cells])
            reset, update = gates[:, :cells], gates[:, cells:]
            new = np.tanh(of_input[:, 2 * cells :] + reset * of_hidden[:, 2 * cells :])
            hidden = (1 - update) * new + update * hidden
        return hidden @ self.w_out + self.b_out

    def shares(self, window: Floats) -> tuple[float, Floats]:
        known = np.nan_to_num(window)
        # A feature that says nothing on any day has no share: only the others are combined.
        told = np.flatnonzero(np.any(known != 0, axis=0))
        count = len(told)
        sets = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        shown = np.zeros((2**count, *known.shape))
        shown[:, :, told] = known[:, told] * sets[:, None, :]
        values = self.scores(shown)
        shares = np.zeros(known.shape[1])
        weights = _shapley_weights(count)[np.minimum(sets.sum(axis=1), max(count - 1, 0))]
        for place, feature in enumerate(told):
            without = np.flatnonzero(sets[:, place] == 0)
            gain = values[without + (1 << place)] - values[without]
            shares[feature] = (weights[without] * gain).sum()
        return float(values[0]), shares

    def to_dict(self) -> dict[str, Any]:
        arrays = ("w_ih", "w_hh", "b_ih", "b_hh", "w_out")
        return {**{name: getattr(self, name).tolist() for name in arrays}, "b_out": self.b_out}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], features: int) -> "GruScorer":
        """Raises ModelError, KeyError where the data is no such scorer."""
        cells = len(data["w_out"])
        shapes = {
            "w_ih": (3 * cells, features),
            "w_hh": (3 * cells, cells),
            "b_ih": (3 * cells,),
            "b_hh": (3 * cells,),
            "w_out": (cells,),
        }
        arrays = {name: _array(data[name], name, shape) for name, shape in shapes.items()}
        return cls(**arrays, b_out=float(data["b_out"]))


def _shapley_weights(count: int) -> Floats:
    """Of coalitions of 0 to count - 1 others: how much a gain over them counts (Shapley 1953)."""
    weights = np.ones(max(count, 1))
    if count:
        weights[0] = 1.0 / count
        for size in range(1, count):
            weights[size] = weights[size - 1] * size / (count - size)
    return weights


def sigmoid(values: npt.ArrayLike) -> Floats:
    """Probabilities of log-odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(values))))


def _array(values: Any, name: str, shape: tuple[int, ...]) -> Floats:
    array = np.array(values, np.float64)
    if array.shape != shape or not np.isfinite(array).all():
        raise ModelError(f"{name} has shape {array.shape}; {shape} finite numbers are needed")
    return array
