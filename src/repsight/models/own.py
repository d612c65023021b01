"""Models that were made here: kept by name beside the pulled ones, each with its card.

own/NAME/            in the folder for models
    FILE             what runs, with FILE.card.json and FILE.card.md; may be a folder
    …                whatever else was given, such as the weights to train on
    SHA256SUMS       of all but the cards
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, ModelError
from repsight.export.files import refusal
from repsight.models.cache import damaged_file, has_record, models_dir, record_checksums
from repsight.models.cards import CARDS
from repsight.models.own_card import CARD_ENDING, card_path, read_card, write_card

__all__ = [
    "OwnModel",
    "card_path",
    "check_name",
    "find_own",
    "own_models",
    "own_weights",
    "read_card",
    "register",
    "remove",
    "write_card",
]

FOLDER: Final = "own"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_WEIGHTS: Final = ".pt"


@dataclass(frozen=True, slots=True)
class OwnModel:
    """A model made here: its name, the file or folder that runs, and its card."""

    name: str
    path: Path
    card: Mapping[str, Any]


def own_models() -> tuple[OwnModel, ...]:
    """The models made here that are whole, by name; `find_own` says what ails another."""
    found = []
    for folder in sorted(_root().glob("[!.]*")):
        try:
            found.append(_read(folder))
        except ModelError:
            continue
    return tuple(found)


def find_own(name: str) -> OwnModel | None:
    """The model of that name; None where there is none.

    Raises ModelError where it is there but no longer as it was registered.
    """
    folder = _root() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        return None
    model = _read(folder)
    damaged = damaged_file(folder)
    if damaged is not None:
        raise ModelError(_ailing(folder, f"{damaged} is damaged"))
    return model


def own_weights(name: str) -> Path | None:
    """The .pt of the model of that name, for training on or exporting; None where it has none.

    Raises ModelError where the model is damaged.
    """
    model = find_own(name)
    found = sorted((_root() / name).glob(f"*{_WEIGHTS}")) if model is not None else []
    return found[0] if found else None


def check_name(name: str) -> None:
    """Raises InvalidInputError where no new model may have that name."""
    if not _NAME.fullmatch(name):
        raise InvalidInputError(
            f"{name!r} is no name for a model; up to 64 letters, digits, - and _ are allowed"
        )
    if name in CARDS:
        raise InvalidInputError(f"{name} is a model that is known already; choose another name")
    if (_root() / name).exists():
        raise InvalidInputError(
            f"there is a model {name} of yours already; choose another name, or remove it with"
            f" `repsight models remove {name}`"
        )


def register(
    model: Path, name: str, card: Mapping[str, Any], *, beside: Iterable[Path] = ()
) -> Path:
    """Where a copy of a model file or folder now lies, known by `name`; whole or not at all.

    `beside` are files that are kept with it, such as its .pt. Raises InvalidInputError for a name
    that is taken or not allowed, ModelError where a file is missing, OutputError.
    """
    check_name(name)
    given = (model, *beside)
    for path in given:
        if not path.exists():
            raise ModelError(f"there is no model {path}; nothing was registered")
    destination = _root() / name
    try:
        _root().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_root(), prefix=f".{name}.") as outer:
            folder = Path(outer, name)
            folder.mkdir()
            copies = [_copy(path, folder / (name + _ending(path))) for path in given]
            record_checksums(folder)
            write_card(copies[0], {**card, "name": name})
            folder.rename(destination)
    except OSError as error:
        raise refusal(destination, error) from None
    return destination / copies[0].name


def remove(name: str) -> Path:
    """The folder that was removed. Raises ModelError where no own model has that name."""
    folder = _root() / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        known = ", ".join(model.name for model in own_models()) or "none"
        raise ModelError(f"there is no model {name!r} of yours; yours are {known}")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise refusal(folder, error) from None
    return folder


def _root() -> Path:
    return models_dir() / FOLDER


def _read(folder: Path) -> OwnModel:
    """The model in a folder, its files not yet looked into. Raises ModelError."""
    cards = sorted(folder.glob(f"*{CARD_ENDING}"))
    if len(cards) != 1 or not has_record(folder):
        raise ModelError(_ailing(folder, f"{folder} is not whole"))
    path = folder / cards[0].name.removesuffix(CARD_ENDING)
    card = read_card(path)
    if card is None or not path.exists():
        raise ModelError(_ailing(folder, f"{path} is missing"))
    return OwnModel(folder.name, path, card)


def _ailing(folder: Path, what: str) -> str:
    return f"{what}; run `repsight models remove {folder.name}` and register the model again"


def _ending(path: Path) -> str:
    """What of a name says its format: .onnx of a file, _openvino_model of Ultralytics' folder."""
    if path.is_file():
        return path.suffix
    return re.sub(r"^.*?((_[a-z]+_model)?)$", r"\1", path.name)


def _copy(path: Path, destination: Path) -> Path:
    if path.is_dir():
        shutil.copytree(path, destination)
    else:
        shutil.copyfile(path, destination)
    return destination
