"""Training a form model: labelled recordings in, a model with its card out."""

import datetime
from dataclasses import replace
from pathlib import Path

from repsight import __version__
from repsight.core.form import FormModel
from repsight.train.fitting import check_samples, cross_validate, fit_form_model
from repsight.train.form_card import make_card, validation
from repsight.train.form_data import FormData, read_form_data

__all__ = ["FormData", "read_form_data", "train_form"]


def train_form(data: FormData | str | Path, licence: str = "") -> FormModel:
    """A form model learned from `data`, or from the folder of that name; its card says how good.

    The figures are of cross-validation over subjects; the model itself learns from all of them.
    Raises InvalidInputError with fewer than three subjects, one label only, or no scikit-learn.
    """
    if not isinstance(data, FormData):
        data = read_form_data(data)
    check_samples(data.samples)
    figures = validation(data.samples, cross_validate(data.samples, data.exercise))
    model = fit_form_model(data.samples, data.exercise)
    today = datetime.date.today().isoformat()
    facts = {"version": __version__, "date": today, "licence": licence}
    return replace(model, card=make_card(data, model, figures, facts))
