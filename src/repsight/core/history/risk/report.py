"""What a history says about the risk of injury: factors, and a probability where a model is."""

from dataclasses import replace
from typing import Final

import numpy as np

from repsight.core.history.findings import Direction, Floats, NotYet, RiskFactor, RiskReport
from repsight.core.history.risk.daily import daily_log
from repsight.core.history.risk.factors import MIN_WEEKS, known_factors, own_weeks
from repsight.core.history.risk.features import FEATURES, MIN_USUAL_DAYS, WEEK, features
from repsight.core.history.risk.model import RiskModel
from repsight.core.history.risk.scorers import sigmoid
from repsight.core.history.table import History

NEEDED_WEEKS: Final = MIN_WEEKS + -(-(MIN_USUAL_DAYS + 2 * WEEK) // WEEK)
"""Weeks until there are `MIN_WEEKS` to compare with: the first that can be set against a usual week
is the one after the usual week is known."""
DAYS: Final = 7
NO_MODEL: Final = "no probability: no model is trained; see docs/risk.md"
_TITLES: Final = {name: feature.title for name, feature in FEATURES.items()}
# Less than this in log-odds is less than a hundredth of the risk: it neither raises nor lowers.
_NOTHING: Final = 0.01


def risk_report(
    history: History, today: int, model: RiskModel | None = None
) -> RiskReport | NotYet:
    """The risk of injury after `today` with its factors; without a model factors alone.

    `NotYet` where there are too few weeks to say what is usual for this person.
    """
    log = daily_log(history, today)
    values = features(log)
    load = values[:, list(FEATURES).index("load")]
    if len(history.sets) and not np.isfinite(log.load[:, -1]).any():
        return NotYet("what is unusual for you now", 0, 1, "week of training after the pause")
    if not np.isfinite(load[-1]) or len(own_weeks(load)) < MIN_WEEKS:
        seen = int(np.isfinite(log.load).any(axis=0).sum()) // WEEK
        have = min(seen, NEEDED_WEEKS - 1)
        return NotYet("what is unusual for you", have, NEEDED_WEEKS, "weeks of training")
    factors = known_factors(values)
    told = {factor.name for factor in factors}
    unknown = tuple(title for name, title in _TITLES.items() if name not in told)
    if model is None:
        return RiskReport(None, DAYS, factors, "", unknown=unknown, note=NO_MODEL)
    return _with_model(model, values, factors, unknown)


def _with_model(
    model: RiskModel, values: Floats, factors: tuple[RiskFactor, ...], unknown: tuple[str, ...]
) -> RiskReport:
    base, shares = model.contributions(values)
    told = {factor.name for factor in factors}
    # What is not known may still count in trees, as not known: it belongs to no factor.
    base += sum(share for name, share in shares.items() if name not in told)
    weighted = [_weighed(model, each, shares.get(each.name)) for each in factors]
    weighted.sort(key=lambda factor: -abs(factor.weight or 0.0))
    return RiskReport(
        risk=model.risk(values),
        days=model.days,
        factors=tuple(weighted),
        model=model.scorer.kind,
        card=model.card,
        base=float(sigmoid(base)),
        unknown=unknown,
        note=_note(model),
    )


def _weighed(model: RiskModel, factor: RiskFactor, weight: float | None) -> RiskFactor:
    if weight is None:
        return replace(factor, comparison=f"{factor.comparison}; the model does not know it")
    direction: Direction = "neutral"
    if abs(weight) >= _NOTHING:
        direction = "raises" if weight > 0 else "lowers"
    beyond = "; beyond all that the model was shown" * model.beyond(factor.name, factor.value)
    return replace(
        factor, weight=weight, direction=direction, comparison=factor.comparison + beyond
    )


def _note(model: RiskModel) -> str:
    """What has to be known before the number is read."""
    notes = [str(model.card.get("warning", ""))]
    if not model.beats_base:
        notes.append(
            "In its backtest this model is not shown to be better than always saying the base rate"
            f" of its data ({model.base:.1%})."
        )
    notes.append("A weight is no cause.")
    return " ".join(note for note in notes if note)
