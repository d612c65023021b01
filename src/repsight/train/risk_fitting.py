"""Fitting a risk model of each kind: its features, scales, score and calibration.

Everything is made from the samples handed in, so that a backtest hands in the past or the other
athletes alone.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Floats
from repsight.core.history.risk.features import FEATURES
from repsight.core.history.risk.model import RiskModel
from repsight.core.history.risk.scorers import WINDOW_DAYS, LogisticScorer, Scorer
from repsight.train.fitting import MIN_SEEN, logistic_regression, subject_folds
from repsight.train.metrics import Flags, log_loss
from repsight.train.risk_networks import fit_gru, fit_trees
from repsight.train.risk_samples import RiskSamples

KINDS: Final = ("logistic", "lightgbm", "gru")
"""From the simplest on."""
MEMBERS: Final = {"logistic": 200, "lightgbm": 40, "gru": 12}
"""Refits to athletes drawn anew: what takes a minute or so for each kind. Their spread, not their
ends, makes the band, so that twelve are enough for one."""
MIN_CALIBRATION: Final = 20
"""Injuries for Platt's line of two numbers: ten an estimated number (Peduzzi et al., 1996)."""
STRENGTHS: Final = (0.01, 0.1, 1.0, 10.0)
"""Inverse strengths of the L2 penalty to choose from, where there are injuries to choose by."""
FIRST_CHOICE: Final = 0.1
INNER_FOLDS: Final = 3
_TINY: Final = 1e-6


def fit_risk_model(samples: RiskSamples, kind: str, days: int) -> RiskModel:
    """A model of that kind without refits or card. Raises InvalidInputError without its library.

    From `MIN_CALIBRATION` injuries on its scores are calibrated on athletes left out (Platt 1999).
    With fewer there is nothing to calibrate by: they are shrunk to the base rate by the share
    n / (n + MIN_CALIBRATION), as if as many injuries that nothing foretold had been seen as well.
    """
    check_kind(kind)
    model = _scaled(samples, days)
    past = model.standardise(samples.windows(_window(kind)))
    base_odds = float(np.log(model.base / (1 - model.base)))
    injuries = samples.injuries()
    if injuries < MIN_CALIBRATION:
        scorer = fit_scorer(kind, past, samples.injured, FIRST_CHOICE)
        slope = injuries / (injuries + MIN_CALIBRATION)
        return replace(model, scorer=scorer, slope=slope, offset=(1 - slope) * base_odds)
    strength, slope, offset = _calibrated(kind, past, samples, base_odds)
    scorer = fit_scorer(kind, past, samples.injured, strength)
    card = {"inverse_regularisation": strength} if kind == "logistic" else {}
    return replace(model, scorer=scorer, slope=slope, offset=offset, card=card)


def fit_members(
    samples: RiskSamples, model: RiskModel, count: int | None = None
) -> tuple[Scorer, ...]:
    """The scorer of a model fitted again to athletes drawn with replacement."""
    kind = model.scorer.kind
    people = samples.names()
    rows = {name: np.flatnonzero(samples.athletes == name) for name in people}
    strength = float(model.card.get("inverse_regularisation", FIRST_CHOICE))
    past = model.standardise(samples.windows(model.scorer.window))
    rng = np.random.default_rng(0)
    members: list[Scorer] = []
    while len(members) < (count or MEMBERS[kind]):
        drawn = np.concatenate([rows[people[i]] for i in rng.integers(len(people), size=len(rows))])
        if len(set(samples.injured[drawn].tolist())) == 2:
            members.append(
                fit_scorer(kind, past[drawn], samples.injured[drawn], strength, len(members))
            )
    return tuple(members)


def fit_scorer(
    kind: str, past: Floats, injured: Flags, strength: float = FIRST_CHOICE, seed: int = 0
) -> Scorer:
    """A scorer of that kind for standardised windows (N, L, F)."""
    if kind == "lightgbm":
        return fit_trees(past[:, -1], injured, seed)
    if kind == "gru":
        return fit_gru(past, injured, seed)
    fitted = logistic_regression(strength).fit(np.nan_to_num(past[:, -1]), injured)
    return LogisticScorer(fitted.coef_[0], float(fitted.intercept_[0]))


def check_kind(kind: str) -> None:
    """Raises InvalidInputError for an unknown kind."""
    if kind not in KINDS:
        raise InvalidInputError(f"the kind of risk model is {kind!r}; allowed: {', '.join(KINDS)}")


def _window(kind: str) -> int:
    return WINDOW_DAYS if kind == "gru" else 1


def _scaled(samples: RiskSamples, days: int) -> RiskModel:
    """What all kinds share: features seen often enough and their ranges, means and scales."""
    values = samples.today()
    known = np.isfinite(values)
    chosen = [
        i
        for i in np.flatnonzero(known.mean(axis=0) >= MIN_SEEN)
        if np.ptp(values[known[:, i], i]) > 0
    ]
    if not chosen:
        raise InvalidInputError("no feature varies in half of the days; more days are needed")
    values = values[:, chosen]
    spread = np.nanstd(values, axis=0)
    return RiskModel(
        days=days,
        features=tuple(list(FEATURES)[i] for i in chosen),
        low=np.nanmin(values, axis=0),
        high=np.nanmax(values, axis=0),
        means=np.nanmean(values, axis=0),
        scales=np.where(spread > _TINY, spread, 1.0),
        scorer=LogisticScorer(np.zeros(len(chosen)), 0.0),
        members=(),
        slope=1.0,
        offset=0.0,
        base=float(samples.injured.mean()),
        athletes=max(len(samples.names()), 2),
        beats_base=False,
    )


def _calibrated(
    kind: str, past: Floats, samples: RiskSamples, base_odds: float
) -> tuple[float, float, float]:
    """The strength with the least loss on athletes left out; slope and offset of its scores."""
    folds = [
        out
        for out in subject_folds(samples.athletes.tolist(), INNER_FOLDS)
        if len(set(samples.injured[~out].tolist())) == 2
    ]
    if len(folds) < 2:
        return FIRST_CHOICE, 0.0, base_odds
    tried = np.any(folds, axis=0)
    best = (np.inf, FIRST_CHOICE, 0.0, base_odds)
    for strength in STRENGTHS if kind == "logistic" else (FIRST_CHOICE,):
        scores = np.full(len(samples), np.nan)
        for out in folds:
            fitted = fit_scorer(kind, past[~out], samples.injured[~out], strength)
            scores[out] = fitted.scores(past[out])
        slope, offset = _platt(scores[tried], samples.injured[tried], base_odds)
        loss = log_loss(samples.injured[tried], 1 / (1 + np.exp(-slope * scores[tried] - offset)))
        best = min(best, (loss, strength, slope, offset))
    return best[1:]


def _platt(scores: Floats, injured: Flags, base_odds: float) -> tuple[float, float]:
    """Slope and offset that make log-odds of scores; the base rate where the line would fall."""
    if len(set(injured.tolist())) < 2:
        return 0.0, base_odds
    size = float(scores.std()) or 1.0
    fitted = logistic_regression(1.0).fit(scores[:, None] / size, injured)
    slope = float(fitted.coef_[0, 0]) / size
    return (slope, float(fitted.intercept_[0])) if slope > 0 else (0.0, base_odds)
