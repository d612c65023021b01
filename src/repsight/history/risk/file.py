"""Risk models as files: JSON, schema `repsight.risk_model/1`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from repsight.core.errors import ModelError
from repsight.core.history.risk.model import RiskModel
from repsight.core.history.risk.scorers import GruScorer, LogisticScorer, Scorer
from repsight.export.files import write_text
from repsight.model_json import read_model_json

RISK_MODEL_SCHEMA: Final = "repsight.risk_model/1"
_COLUMNS: Final = ("low", "high", "means", "scales")
_NUMBERS: Final = ("slope", "offset", "base")
_COUNTS: Final = ("days", "athletes")


def write_risk_model(path: str | Path, model: RiskModel) -> None:
    """Write a model as JSON, whole or not at all. Raises OutputError."""
    text = json.dumps(risk_model_to_dict(model), ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_risk_model(path: str | Path) -> RiskModel:
    """The model in a file.

    Raises SourceError where the file cannot be read, ModelError where it is no risk model.
    """
    return read_model_json(path, "risk model", risk_model_from_dict)


def risk_model_to_dict(model: RiskModel) -> dict[str, Any]:
    """The model as dicts, lists, strings and numbers."""
    return {
        "schema": RISK_MODEL_SCHEMA,
        "kind": model.scorer.kind,
        **{name: getattr(model, name) for name in (*_COUNTS, *_NUMBERS, "beats_base")},
        "features": list(model.features),
        **{name: getattr(model, name).tolist() for name in _COLUMNS},
        "scorer": model.scorer.to_dict(),
        "members": [member.to_dict() for member in model.members],
        "card": dict(model.card),
    }


def risk_model_from_dict(data: Any) -> RiskModel:
    """The model that such data describes. Raises ModelError where it is something else."""
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema != RISK_MODEL_SCHEMA:
        raise ModelError(f"its schema is {schema!r}; this version reads {RISK_MODEL_SCHEMA!r}")
    try:
        features = tuple(str(name) for name in data["features"])
        kind = str(data["kind"])
        return RiskModel(
            features=features,
            low=np.array(data["low"], np.float64),
            high=np.array(data["high"], np.float64),
            means=np.array(data["means"], np.float64),
            scales=np.array(data["scales"], np.float64),
            slope=float(data["slope"]),
            offset=float(data["offset"]),
            base=float(data["base"]),
            days=int(data["days"]),
            athletes=int(data["athletes"]),
            beats_base=bool(data["beats_base"]),
            scorer=_scorer(kind, data["scorer"], len(features)),
            members=tuple(_scorer(kind, each, len(features)) for each in data["members"]),
            card=dict(data.get("card", {})),
        )
    except KeyError as error:
        raise ModelError(f"the key {error} is missing; train the model again") from None
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise ModelError(f"this is no valid {RISK_MODEL_SCHEMA}: {error}") from None


def _scorer(kind: str, data: Mapping[str, Any], features: int) -> Scorer:
    if kind == "logistic":
        return LogisticScorer.from_dict(data, features)
    if kind == "gru":
        return GruScorer.from_dict(data, features)
    if kind == "lightgbm":
        from repsight.history.risk.trees import TreeScorer

        return TreeScorer.from_dict(data, features)
    raise ModelError(f"its kind is {kind!r}; allowed: logistic, lightgbm, gru")
