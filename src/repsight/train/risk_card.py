"""The card of a risk model: what it learned from, how good it is, and what it is not for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from repsight.core.history.risk.features import FEATURES
from repsight.core.history.risk.model import RiskModel
from repsight.train.risk_backtest import Figures, Trial
from repsight.train.risk_fitting import MIN_CALIBRATION
from repsight.train.risk_samples import RiskSamples

INTENDED_USE: Final = (
    "To show what a model of these athletes would say, with its weights in the open. Not to decide"
    " who trains, and no medical advice."
)
LIMITS: Final = (
    "It knows the athletes, the sport and the injuries it was shown, and no others.",
    "It describes who was injured, not why: a weight is no cause, and lowering it no prevention.",
    "Published models of this kind stay below an AUC of 0.8 on a season that they have not seen"
    " (0.76 at best in Carey et al. 2018), and no screening test is known to foretell injuries well"
    " enough to act on (Bahr 2016).",
)
ENOUGH_INJURIES: Final = 200
"""Below this a validation says little: 100 events at least, better 200 (Collins et al., Stat Med
35, 2016)."""
DECIMALS: Final = 4
KINDS: Final = {
    "logistic": "L2-regularised logistic regression",
    "lightgbm": "boosted trees (LightGBM)",
    "gru": "recurrent network (GRU) over 28 days",
    "base rate": "always the base rate",
}


def warning(injuries: int) -> str:
    """What so few injuries are worth; nothing where they are enough."""
    if injuries >= ENOUGH_INJURIES:
        return ""
    return f"{injuries} injuries prove the pipeline, not the accuracy."


def make_card(
    model: RiskModel,
    samples: RiskSamples,
    trials: Mapping[str, Mapping[str, Figures]],
    why: Sequence[str],
    facts: Mapping[str, str],
) -> dict[str, Any]:
    """The card as plain data; `facts` are the version, the date and the licence of the data."""
    injuries = samples.injuries()
    calibrated = injuries >= MIN_CALIBRATION
    return {
        "version": facts["version"],
        "date": facts["date"],
        "kind": KINDS[model.scorer.kind],
        **model.card,
        "days_ahead": model.days,
        "warning": warning(injuries),
        "beats_base_rate": model.beats_base,
        "calibration": "Platt, on athletes left out"
        if calibrated
        else f"shrunk to the base rate by {model.slope:.2f}: {injuries} injuries, of the"
        f" {MIN_CALIBRATION} that a calibration needs",
        "data": {
            "athletes": len(samples.names()),
            "injured_athletes": len(set(samples.athletes[samples.injured].tolist())),
            "injuries": injuries,
            "days": len(samples),
            "days_before_an_injury": int(samples.injured.sum()),
            "base_rate": round(model.base, DECIMALS),
            "licence, as given by you": facts["licence"] or "not given",
        },
        "backtest": {
            how: {kind: _rounded(asdict(each)) for kind, each in kinds.items()}
            for how, kinds in trials.items()
        },
        "choice": list(why),
        "refits": len(model.members),
        "intended_use": INTENDED_USE,
        "limits": list(LIMITS),
    }


def base_trial(trial: Trial) -> Trial:
    """The trial of always saying the base rate, on the same days."""
    return Trial("base rate", trial.samples, trial.base, trial.base)


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: (round(v, DECIMALS) if np.isfinite(v) else None) if isinstance(v, float) else v
        for key, v in values.items()
    }


def format_card(model: RiskModel) -> str:
    """The card of a model in Markdown."""
    card, data = model.card, model.card["data"]
    lines = [
        "# Risk model",
        "",
        f"Probability of an injury within {model.days} days. {card['kind']}; {card['calibration']}."
        f" Made by RepSight {card['version']} on {card['date']}.",
        "",
        *([f"**{card['warning']}**", ""] if card["warning"] else []),
        f"**Intended use.** {card['intended_use']}",
        "",
        "## Data",
        "",
        f"{data['injuries']} injuries of {data['injured_athletes']} of {data['athletes']} athletes;"
        f" {data['days']} days, {data['days_before_an_injury']} of them before an injury"
        f" ({data['base_rate']:.1%}). Licence, as given by you:"
        f" {data['licence, as given by you']}.",
        "",
        "## Tried on what it has not seen",
        "",
        *(line for how, kinds in card["backtest"].items() for line in backtest_table(how, kinds)),
        *(f"- {sentence}" for sentence in card["choice"]),
        "",
        *_weights(model),
        "## Limits",
        "",
        *(f"- {limit}" for limit in card["limits"]),
    ]
    return "\n".join(lines) + "\n"


def backtest_table(how: str, kinds: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The figures of one way of trying, as a Markdown table."""
    rows = [
        f"| {KINDS[kind]} | {_interval(f, 'auc', '.2f')} | {f['brier']:.4f} | {f['log_loss']:.4f} |"
        f" {_interval(f, 'gain', '+.4f')} |"
        for kind, f in kinds.items()
    ]
    some = next(iter(kinds.values()))
    return [
        f"**{how}**: {some['days']} days, {some['injuries']} injuries.",
        "",
        "| model | AUC (95 %) | Brier | log loss | less that of the base rate (95 %) |",
        "| --- | ---: | ---: | ---: | ---: |",
        *rows,
        "",
    ]


def _interval(figures: Mapping[str, Any], name: str, form: str) -> str:
    values = [figures[key] for key in (name, f"{name}_low", f"{name}_high")]
    if any(value is None for value in values):
        return "–"
    value, low, high = (format(each, form) for each in values)
    return f"{value} ({low} to {high})"


def _weights(model: RiskModel) -> list[str]:
    if model.scorer.kind != "logistic":
        return []
    weights = model.slope * np.array(model.scorer.to_dict()["weights"])
    order = np.argsort(-np.abs(weights), kind="stable")
    return [
        "## Weights (log-odds a standard deviation)",
        "",
        "| feature | weight |",
        "| --- | ---: |",
        *(f"| {FEATURES[model.features[i]].title} | {weights[i]:+.3f} |" for i in order),
        "",
    ]
