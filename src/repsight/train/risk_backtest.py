"""Trying risk models on athletes and on times that they have not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.train.fitting import subject_folds
from repsight.train.metrics import INTERVAL, Flags, auc, auc_interval, brier, log_loss
from repsight.train.risk_fitting import fit_risk_model
from repsight.train.risk_samples import RiskSamples

DRAWS: Final = 2000
BLOCKS: Final = (1 / 2, 2 / 3, 5 / 6, 1.0)
"""Forward in time: the second half of the days, a third of it at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Probabilities (N,) of one kind of model for `samples` that it did not see, and the `base`
    rate (N,) of what it did see."""

    kind: str
    samples: RiskSamples
    probabilities: Floats
    base: Floats


@dataclass(frozen=True, slots=True)
class Figures:
    """How good a trial was: AUC with its 95 % interval, Brier score, log loss, that of the base
    rate, and the difference of the two (below 0: better) with its interval over athletes.

    The AUC is of how far a probability is above the base rate of the same fold, in log-odds: a fold
    that leaves an injured athlete out has a lower base rate, so that saying nothing but the base
    rate would else rank athletes upside down, far below 0.5.
    """

    auc: float
    auc_low: float
    auc_high: float
    brier: float
    log_loss: float
    base_log_loss: float
    gain: float
    gain_low: float
    gain_high: float
    days: int
    injuries: int


def try_on_new_athletes(samples: RiskSamples, kind: str, days: int) -> Trial:
    """Each athlete judged by models of the others; with more than ten several are left out."""
    folds = subject_folds(samples.athletes.tolist())
    return _trial(samples, kind, days, [(~out, out) for out in folds])


def try_forward_in_time(samples: RiskSamples, kind: str, days: int) -> Trial | None:
    """Later days judged by models of earlier ones, whose outcome was known by then.

    None where no injury happened before.
    """
    ends = np.quantile(samples.day, BLOCKS)
    ends[-1] += 1
    splits = [
        (samples.day + days < start, (samples.day >= start) & (samples.day < end))
        for start, end in pairwise(ends)
    ]
    usable = [(past, block) for past, block in splits if _learnable(samples, past) and block.any()]
    return _trial(samples, kind, days, usable) if usable else None


def _learnable(samples: RiskSamples, rows: Flags) -> bool:
    return len(set(samples.injured[rows].tolist())) == 2


def _trial(
    samples: RiskSamples, kind: str, days: int, splits: Sequence[tuple[Flags, Flags]]
) -> Trial:
    probabilities = np.full(len(samples), np.nan)
    base = np.full(len(samples), np.nan)
    for learned, out in splits:
        if not _learnable(samples, learned):
            continue
        model = fit_risk_model(samples.take(learned), kind, days)
        odds = model.log_odds_at(samples.take(out).windows(model.scorer.window))
        probabilities[out] = 1 / (1 + np.exp(-odds))
        base[out] = model.base
    tried = np.isfinite(probabilities)
    return Trial(kind, samples.take(tried), probabilities[tried], base[tried])


def figures(trial: Trial) -> Figures:
    """The figures of a trial."""
    injured, people = trial.samples.injured, trial.samples.athletes.tolist()
    lift = np.round(_odds(trial.probabilities) - _odds(trial.base), 9)  # ties stay ties
    low, high = auc_interval(injured, lift, people)
    gain, gain_low, gain_high = difference(trial, trial.base)
    return Figures(
        auc=auc(injured, lift),
        auc_low=low,
        auc_high=high,
        brier=brier(injured, trial.probabilities),
        log_loss=log_loss(injured, trial.probabilities),
        base_log_loss=log_loss(injured, trial.base),
        gain=gain,
        gain_low=gain_low,
        gain_high=gain_high,
        days=len(trial.samples),
        injuries=trial.samples.injuries(),
    )


def _odds(probabilities: Floats) -> Floats:
    return np.asarray(np.log(probabilities / (1 - probabilities)))


def difference(trial: Trial, others: Floats) -> tuple[float, float, float]:
    """Log loss of a trial less that of other probabilities (N,), with its 95 % interval.

    The interval is of athletes drawn with replacement: days of one athlete go together.
    """
    injured = trial.samples.injured
    gap = _losses(injured, trial.probabilities) - _losses(injured, others)
    _, person = np.unique(trial.samples.athletes.astype(str), return_inverse=True)
    sums, counts = np.bincount(person, gap), np.bincount(person)
    drawn = np.random.default_rng(0).integers(len(sums), size=(DRAWS, len(sums)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), INTERVAL)
    return float(gap.mean()), float(low), float(high)


def _losses(injured: Flags, probabilities: Floats) -> Floats:
    given = np.where(injured, probabilities, 1 - probabilities)
    return np.asarray(-np.log(np.clip(given, 1e-12, 1)))


def choose(trials: Sequence[Trial]) -> tuple[Trial, list[str]]:
    """The best of trials on the same samples, simplest first, and a sentence for each step.

    One is taken over a simpler one only when its log loss is lower by more than chance: the whole
    interval of the difference is below 0. Ties go to the simpler.
    """
    chosen, why = trials[0], []
    for trial in trials[1:]:
        gap, low, high = difference(trial, chosen.probabilities)
        better = high < 0
        why.append(
            f"log loss of {trial.kind} less that of {chosen.kind}: {gap:+.4f}"
            f" ({low:+.4f} to {high:+.4f}), so {trial.kind if better else chosen.kind} is kept"
        )
        chosen = trial if better else chosen
    return chosen, why
