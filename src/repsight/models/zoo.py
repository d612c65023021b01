"""Models by name: what there is, what is in the cache, and what was made here."""

from pathlib import Path
from typing import Final

from repsight.core.errors import ModelError
from repsight.models.cache import cached_path, damaged_file, is_cached
from repsight.models.cards import BLAZEPOSE, CARDS, ModelCard
from repsight.models.own import find_own, own_models

PREFERRED: Final = "yolov8n-pose"


def list_models() -> tuple[ModelCard, ...]:
    """The cards of all known models, the embedded default first."""
    return tuple(CARDS.values())


def info(name: str) -> ModelCard:
    """The card of a model. Raises ModelError for a name that is not known."""
    if name not in CARDS:
        raise ModelError(f"there is no model {name!r}; known are {_known()}")
    return CARDS[name]


def find(name_or_path: str | Path) -> Path:
    """Where a model is: the cached or own one of that name, or the file or folder at that path.

    Raises ModelError where it is not pulled yet, is damaged, does not exist or is not known.
    """
    name, path = str(name_or_path), Path(name_or_path).expanduser()
    if name in CARDS:
        if not is_cached(CARDS[name]):
            raise ModelError(f"{name} is not here yet; get it with `repsight models pull {name}`")
        damaged = damaged_file(cached_path(CARDS[name]))
        if damaged is not None:
            raise ModelError(f"{damaged} is damaged; run `repsight models pull {name}` to renew it")
        return cached_path(CARDS[name])
    own = find_own(name)
    if own is not None:
        return own.path
    if not path.exists():
        raise ModelError(f"there is no model {name!r}: no such file, and known are {_known()}")
    return path


def default_model() -> str:
    """The model used when none is named: YOLOv8n-pose where it is cached, else BlazePose.

    Pulling YOLOv8n-pose needs PyTorch for the export, so it is never pulled unasked.
    """
    return PREFERRED if is_cached(CARDS[PREFERRED]) else BLAZEPOSE


def _known() -> str:
    return ", ".join((*CARDS, *(model.name for model in own_models())))
