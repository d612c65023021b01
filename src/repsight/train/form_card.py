"""The card of a form model: what it learned from, how good it is, and what it is not for."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from repsight.core.form import FormModel, phrase
from repsight.train.fitting import FormSamples, subject_folds
from repsight.train.form_data import FormData
from repsight.train.metrics import (
    Array,
    auc,
    auc_interval,
    brier,
    calibration_error,
    log_loss,
    reliability,
)

INTENDED_USE: Final = (
    "Feedback on how one repetition of this exercise looks to one camera, beside the rules and"
    " never instead of a coach."
)
LIMITS: Final = (
    "It knows the people, the camera views and the mistakes that it was shown, and no others.",
    "The figures are of people left out of training; their interval says how far few people carry.",
    "It is no medical device: it says nothing of pain, injury or risk.",
)
DECIMALS: Final = 4


def validation(samples: FormSamples, probabilities: Array) -> dict[str, Any]:
    """Figures of probabilities that were made without the subject they are of."""
    correct, subjects = samples.correct, np.array(samples.subjects)
    low, high = auc_interval(correct, probabilities, samples.subjects)
    people = sorted(set(samples.subjects))
    within = [auc(correct[subjects == s], probabilities[subjects == s]) for s in people]
    known = [value for value in within if np.isfinite(value)]
    folds = len(subject_folds(samples.subjects))
    alone = folds == len(people)
    figures = {
        "method": "leave one subject out" if alone else f"{folds} folds, subjects never split",
        "auc": auc(correct, probabilities),
        "auc_low": low,
        "auc_high": high,
        "auc_within_subjects": float(np.mean(known)) if known else None,
        "accuracy": float(((probabilities >= 0.5) == correct).mean()),
        "brier": brier(correct, probabilities),
        "log_loss": log_loss(correct, probabilities),
        "calibration_error": calibration_error(correct, probabilities),
        "reliability": [
            {"count": b.count, "predicted": _round(b.predicted), "correct": _round(b.correct)}
            for b in reliability(correct, probabilities)
        ],
    }
    return {key: _round(value) for key, value in figures.items()}


def _round(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return round(value, DECIMALS) if np.isfinite(value) else None


def make_card(
    data: FormData, model: FormModel, figures: Mapping[str, Any], facts: Mapping[str, str]
) -> dict[str, Any]:
    """The card as plain data; `facts` are the version, the date and the licence of the data."""
    samples = data.samples
    return {
        "version": facts["version"],
        "date": facts["date"],
        "kind": "L2-regularised logistic regression, Platt-calibrated over subjects left out",
        **model.card,
        "data": {
            "repetitions": len(samples),
            "correct": int(samples.correct.sum()),
            "incorrect": int((~samples.correct).sum()),
            "subjects": len(set(samples.subjects)),
            "recordings": len(set(data.recordings)),
            "views": dict(sorted(Counter(view or "not given" for view in data.views).items())),
            "licence, as given by you": facts["licence"] or "not given",
        },
        "validation": dict(figures),
        "intended_use": INTENDED_USE,
        "limits": list(LIMITS),
    }


def format_card(model: FormModel) -> str:
    """The card of a model in Markdown."""
    card = model.card
    figures, data = card["validation"], card["data"]
    views = ", ".join(f"{view} ({count})" for view, count in data["views"].items())
    low, high = (_shown(figures[name]) for name in ("auc_low", "auc_high"))
    lines = [
        f"# Form model: {model.exercise}",
        "",
        f"Probability that one repetition of {model.exercise} was done correctly. {card['kind']}.",
        f"Made by RepSight {card['version']} on {card['date']}.",
        "",
        f"**Intended use.** {card['intended_use']}",
        "",
        "## Data",
        "",
        f"{data['repetitions']} repetitions ({data['correct']} correct, {data['incorrect']}"
        f" incorrect) by {data['subjects']} people in {data['recordings']} recordings. Views:"
        f" {views}. Licence, as given by you: {data['licence, as given by you']}.",
        "",
        f"## Tried on people it has not seen ({figures['method']})",
        "",
        "| figure | value |",
        "| --- | ---: |",
        f"| AUC (95 % interval, bootstrap over subjects) | {_shown(figures['auc'])}"
        f" ({low} to {high}) |",
        f"| AUC within subjects, mean | {_shown(figures['auc_within_subjects'])} |",
        f"| accuracy at 0.5 | {_shown(figures['accuracy'])} |",
        f"| Brier score | {_shown(figures['brier'])} |",
        f"| log loss | {_shown(figures['log_loss'])} |",
        f"| expected calibration error | {_shown(figures['calibration_error'])} |",
        "",
        "| stated probability | correct | repetitions |",
        "| ---: | ---: | ---: |",
        *(
            f"| {_shown(b['predicted'])} | {_shown(b['correct'])} | {b['count']} |"
            for b in figures["reliability"]
        ),
        "",
        "## Features",
        "",
        "Strongest first; the weight is per standard deviation, positive speaks for correct form.",
        "",
        "| feature | weight |",
        "| --- | ---: |",
        *_weights(model),
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in card["limits"]),
    ]
    return "\n".join(lines) + "\n"


def _weights(model: FormModel) -> list[str]:
    order = np.argsort(-np.abs(np.array(model.weights)), kind="stable")
    return [
        f"| {phrase(model.features[i])} | {model.slope * model.weights[i]:+.2f} |" for i in order
    ]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
