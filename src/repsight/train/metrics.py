"""How good probabilities are: order, size and calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.bool_]

BINS: Final = 10
DRAWS: Final = 1000
INTERVAL: Final = (2.5, 97.5)
"""Percentiles of the bootstrap: a 95 % interval."""
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Repetitions given about the same probability: how many, its mean, the share correct."""

    count: int
    predicted: float
    correct: float


def auc(correct: Flags, scores: Array) -> float:
    """Chance that a correct repetition scores above an incorrect one; NaN with one class only."""
    from scipy.stats import rankdata

    good, bad = int(correct.sum()), int((~correct).sum())
    if not good or not bad:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[correct].sum() - good * (good + 1) / 2) / (good * bad))


def auc_interval(correct: Flags, scores: Array, subjects: Sequence[str]) -> tuple[float, float]:
    """95 % bootstrap interval of the AUC over subjects: people are drawn, not repetitions."""
    people = sorted(set(subjects))
    rows = [np.flatnonzero(np.array(subjects) == person) for person in people]
    rng = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        drawn = np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))])
        found.append(auc(correct[drawn], scores[drawn]))
    known = np.array(found)[np.isfinite(found)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, INTERVAL)
    return float(low), float(high)


def brier(correct: Flags, probabilities: Array) -> float:
    """Mean squared distance of probability and truth (Brier 1950): 0 perfect, 0.25 a coin's."""
    return float(np.mean((probabilities - correct) ** 2))


def log_loss(correct: Flags, probabilities: Array) -> float:
    """Mean negative log-likelihood in nats; a coin's is 0.69."""
    given = np.where(correct, probabilities, 1 - probabilities)
    return float(-np.mean(np.log(np.clip(given, _TINY, 1))))


def reliability(correct: Flags, probabilities: Array) -> tuple[ReliabilityBin, ...]:
    """Ten bins of equal width, empty ones left out."""
    place = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    bins = []
    for each in np.unique(place):
        inside = place == each
        bins.append(
            ReliabilityBin(
                int(inside.sum()),
                float(probabilities[inside].mean()),
                float(correct[inside].mean()),
            )
        )
    return tuple(bins)


def calibration_error(correct: Flags, probabilities: Array) -> float:
    """Expected calibration error: mean distance of stated and true share, weighted by count."""
    bins = reliability(correct, probabilities)
    return sum(b.count * abs(b.predicted - b.correct) for b in bins) / len(correct)
