"""Training a risk model: daily loads and injuries in, the better of three models out."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from repsight import __version__
from repsight.core.errors import InvalidInputError
from repsight.core.history.risk.daily import DailyLog
from repsight.core.history.risk.model import RiskModel
from repsight.train.risk_backtest import (
    Figures,
    Trial,
    choose,
    difference,
    figures,
    try_forward_in_time,
    try_on_new_athletes,
)
from repsight.train.risk_card import base_trial, make_card
from repsight.train.risk_data import read_daily_logs
from repsight.train.risk_fitting import KINDS, check_kind, fit_members, fit_risk_model
from repsight.train.risk_samples import RiskSamples, check_samples, samples_of

__all__ = ["backtest", "read_daily_logs", "train_risk"]

DAYS: Final = 7
MAX_DAYS: Final = 28
NEW_ATHLETES: Final = "athletes it has not seen"
FORWARD: Final = "later days, learned from earlier ones"


def train_risk(
    data: Sequence[DailyLog] | str | Path,
    days: int = DAYS,
    licence: str = "",
    kinds: Sequence[str] = KINDS,
    members: int | None = None,
) -> RiskModel:
    """The better of `kinds` of model of injury within `days` days; its card compares them.

    `data` are athletes, or a CSV file of them; `members` how many refits make the band, None as
    many as suit the kind. Raises InvalidInputError with fewer than three athletes or injuries, or
    without the libraries of the extra ml.
    """
    logs = read_daily_logs(data) if isinstance(data, str | Path) else data
    if not 1 <= days <= MAX_DAYS:
        raise InvalidInputError(f"days is {days}; 1 to {MAX_DAYS} days ahead are allowed")
    samples = samples_of(logs, days)
    check_samples(samples)
    chosen, trials, why = backtest(samples, days, kinds)
    model = fit_risk_model(samples, chosen.kind, days)
    model = replace(
        model,
        members=fit_members(samples, model, members),
        beats_base=difference(chosen, chosen.base)[2] < 0,
    )
    today = datetime.date.today().isoformat()
    facts = {"version": __version__, "date": today, "licence": licence}
    return replace(model, card=make_card(model, samples, trials, why, facts))


def backtest(
    samples: RiskSamples, days: int, kinds: Sequence[str] = KINDS
) -> tuple[Trial, dict[str, dict[str, Figures]], list[str]]:
    """The trial of the best kind, the figures of each way of trying and kind, and why it is best.

    What decides are athletes that the model has not seen: whoever uses it is one.
    """
    for kind in kinds:
        check_kind(kind)
    unseen = [try_on_new_athletes(samples, kind, days) for kind in kinds]
    later = [try_forward_in_time(samples, kind, days) for kind in kinds]
    found = {}
    for how, trials in ((NEW_ATHLETES, unseen), (FORWARD, [t for t in later if t is not None])):
        if trials:
            every = [base_trial(trials[0]), *trials]
            found[how] = {trial.kind: figures(trial) for trial in every}
    chosen, why = choose(unseen)
    gain, low, high = difference(chosen, chosen.base)
    verdict = "it is not shown to beat the base rate"
    if high < 0:
        verdict = "it beats the base rate"
    elif low > 0:
        verdict = "it is worse than the base rate"
    why.append(
        f"log loss of {chosen.kind} less that of the base rate: {gain:+.4f}"
        f" ({low:+.4f} to {high:+.4f}), so {verdict}"
    )
    return chosen, found, why
