"""Learned judgement of form: features of one repetition, and a model that reads them."""

from repsight.core.form.features import FEATURES, describe, phrase, repetition_features
from repsight.core.form.model import FormModel, form_model_from_dict, form_model_to_dict
from repsight.core.form.opinion import form_opinion

__all__ = [
    "FEATURES",
    "FormModel",
    "describe",
    "form_model_from_dict",
    "form_model_to_dict",
    "form_opinion",
    "phrase",
    "repetition_features",
]
