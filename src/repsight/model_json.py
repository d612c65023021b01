"""A trained model read from its JSON file: one wording of what can be wrong with it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from repsight.core.errors import ModelError, SourceError

Model = TypeVar("Model")


def read_model_json(path: str | Path, kind: str, parse: Callable[[Any], Model]) -> Model:
    """The model in a file; `kind` names it in messages ("form model"), `parse` takes its data.

    Raises SourceError where the file cannot be read, ModelError where it is no such model.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{path}: this {kind} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise ModelError(f"{path}: this is no {kind}, it is not even text") from None
    try:
        return parse(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ModelError(f"{path}: this is no {kind}, it is not JSON: {error}") from None
    except ModelError as error:
        raise ModelError(f"{path}: this is no usable {kind}: {error}") from None
