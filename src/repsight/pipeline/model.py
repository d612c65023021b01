"""Which pose model runs, and loading it."""

import logging
from pathlib import Path
from typing import Final

from repsight.models import default_model, find, is_cached, list_models, pull
from repsight.pose.backend import PoseBackend

_TASK_FILE: Final = ".task"
_BLAZEPOSE: Final = "blazepose"


def load_model(
    model: str | Path | None = None,
    *,
    device: str = "auto",
    imgsz: int = 640,
    live: bool = False,
) -> PoseBackend:
    """The pose model of that name or path, ready to run; None for the default one.

    A known model that is not here yet is pulled first. `live` is for pictures that come one by one:
    each is done as soon as can be, rather than as many as can be.

    Raises ModelError where there is none or it is no pose model, DeviceError for a device or
    library that is not here, InvalidInputError.
    """
    name = default_model() if model is None else str(model)
    card = next((card for card in list_models() if card.name == name), None)
    if card is not None and not is_cached(card):
        path = pull(name, say=logging.getLogger("repsight").info)
    else:
        path = find(name)
    if card.family == _BLAZEPOSE if card is not None else _is_blazepose(path):
        from repsight.pose.blazepose import load_blazepose

        return load_blazepose(path, device=device)
    from repsight.pose.yolo import load_yolo

    return load_yolo(path, device=device, imgsz=imgsz, live=live)


def _is_blazepose(path: Path) -> bool:
    return path.suffix == _TASK_FILE or (path.is_dir() and any(path.glob("*.tflite")))
