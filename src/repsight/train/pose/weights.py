"""The weights that a training begins with."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from repsight.core.errors import ModelError
from repsight.models import find, find_own, list_models, pull_weights
from repsight.models.download import sha256_of
from repsight.models.own import own_weights
from repsight.pose.ultralytics_runtime import open_weights

_SHAPE: Final = re.compile(r"yolo(v8|11|26)[nsmlx]-pose\.yaml")


@dataclass(frozen=True, slots=True)
class Start:
    """What a training begins with: `source` as Ultralytics takes it, and what to say of it.

    `file` is None for random weights of a network's shape.
    """

    source: str
    name: str
    file: Path | None
    licence: str

    def as_card(self) -> dict[str, str | None]:
        """The card's `base`."""
        digest = None if self.file is None else sha256_of(self.file)
        return {"name": self.name, "sha256": digest, "licence": self.licence}


def find_start(model: str, say: Callable[[str], None]) -> Start:
    """The weights by that name or path, or random ones for yolov8n-pose.yaml and the like.

    A known model's are pulled where they are not here. Raises ModelError where there are none or
    they are of no COCO-17 pose model, DeviceError without Ultralytics.
    """
    if model.endswith(".yaml"):
        if not _SHAPE.fullmatch(model):
            raise ModelError(f"{model} is no network's shape; yolov8n-pose.yaml is one")
        return Start(model, model.removesuffix(".yaml"), None, "AGPL-3.0")
    file = _file(model, say)
    open_weights(file)
    return Start(str(file), model.removesuffix(".pt").rsplit("/", 1)[-1], file, "AGPL-3.0")


def _file(model: str, say: Callable[[str], None]) -> Path:
    path = Path(model).expanduser()
    if path.is_file():
        if path.suffix.lower() != ".pt":
            raise ModelError(f"{path.name} cannot be trained on; give a .pt, or a model's name")
        return path
    name = model.removesuffix(".pt")
    if name in {card.name for card in list_models()}:
        return pull_weights(name, say=say)
    if find_own(name) is not None:
        weights = own_weights(name)
        if weights is None:
            raise ModelError(f"{name} was registered without its .pt, so it cannot be trained on")
        return weights
    find(model)  # raises, with the names that are known
    raise ModelError(f"{model} holds no .pt weights")
