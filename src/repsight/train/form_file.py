"""Form models as files: JSON, schema `repsight.form_model/1`, and their cards beside them."""

import json
from pathlib import Path

from repsight.core.form import FormModel, form_model_from_dict, form_model_to_dict
from repsight.export.files import write_text
from repsight.model_json import read_model_json


def write_form_model(path: str | Path, model: FormModel) -> None:
    """Write a model as JSON, whole or not at all. Raises OutputError."""
    text = json.dumps(form_model_to_dict(model), indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_form_model(path: str | Path) -> FormModel:
    """The model in a file.

    Raises SourceError where the file cannot be read, ModelError where it is no form model.
    """
    return read_model_json(path, "form model", form_model_from_dict)


def card_path(path: str | Path) -> Path:
    """Where the card of the model at `path` goes: MODEL.json → MODEL.card.md."""
    path = Path(path)
    return path.with_name((path.stem if path.suffix == ".json" else path.name) + ".card.md")
