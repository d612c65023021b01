"""The card of a model that was made here: `repsight.model_card/1`, and the same to read.

Beside a model file or folder `MODEL` lie `MODEL.card.json` and `MODEL.card.md`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, ModelError
from repsight.export.files import write_text
from repsight.models.own_card_text import format_card

SCHEMA: Final = "repsight.model_card/1"
CARD_ENDING: Final = ".card.json"
_TEXT_ENDING: Final = ".card.md"
_NEEDED: Final = ("name", "title", "licence")


def card_path(model: Path) -> Path:
    """Where the card of a model file or folder lies: beside it, as MODEL.card.json."""
    return model.with_name(model.name + CARD_ENDING)


def card_text_path(model: Path) -> Path:
    """Where the readable card of a model file or folder lies: beside it, as MODEL.card.md."""
    return model.with_name(model.name + _TEXT_ENDING)


def read_card(model: Path) -> dict[str, Any] | None:
    """The card of a model; None where there is none. Raises ModelError where it is damaged."""
    path = card_path(model)
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}); make the model again") from None
    if not isinstance(card, dict) or card.get("schema") != SCHEMA:
        raise ModelError(f"{path} is no model card ({SCHEMA}); make the model again")
    return card


def write_card(model: Path, card: Mapping[str, Any]) -> None:
    """Write the card of a model, each of its two files whole or not at all.

    Raises InvalidInputError where the card lacks its name, title or licence, or holds what JSON
    has not; OutputError where it cannot be written.
    """
    missing = [key for key in _NEEDED if not card.get(key)]
    if missing:
        raise InvalidInputError(f"a model's card needs {', '.join(missing)}; add them")
    whole = {"schema": SCHEMA, **card}
    try:
        text = json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"a model's card holds what JSON has not: {error}") from None
    write_text(card_text_path(model), format_card(whole))
    write_text(card_path(model), text + "\n")
