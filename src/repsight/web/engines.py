"""The networks that the page runs in the browser: what is offered, and where the files are.

Nothing here ships weights: every file is, or is made from, what the user has in the model cache.
"""

import os
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from repsight.core.errors import ModelError
from repsight.models import cache_dir, find
from repsight.models.cards import BLAZEPOSE, CARDS
from repsight.pose.blazepose import DETECTOR_FILE, LANDMARK_FILE
from repsight.web.tflite_metadata import add_metadata, has_metadata

FOLDER: Final = "engines"
"""Inside the cache folder: what is made for browsers."""

# How BlazePose's networks want pixels: -1..1 and 0..1 (MediaPipe's published graphs).
_NORMALISATION: Final = {DETECTOR_FILE: (127.5, 127.5), LANDMARK_FILE: (0.0, 255.0)}


@dataclass(frozen=True, slots=True)
class Engine:
    """A network for the browser: `kind` says what runs it, `file` what it is called there."""

    name: str
    kind: Literal["mediapipe", "onnx"]
    file: str
    licence: str

    def as_json(self) -> dict[str, Any]:
        """What the page needs to know of it."""
        return {**asdict(self), "url": f"/engines/{self.file}"}


def find_engines(model: str | Path) -> tuple[Engine, ...]:
    """The networks that can be handed to a browser beside a server that runs `model`, its own
    first; only those that are in the cache, hence none where none is.
    """
    own = _engine_of(model)
    blazepose = Engine(BLAZEPOSE, "mediapipe", f"{BLAZEPOSE}.task", CARDS[BLAZEPOSE].licence)
    offered = [own] if own is not None and own != blazepose else []
    return tuple(engine for engine in (*offered, blazepose) if _is_here(engine, model))


def engine_path(engine: Engine, model: str | Path) -> Path:
    """The file of an engine, made where it has to be. Raises ModelError where it cannot be."""
    if engine.kind == "onnx":
        return find(model)
    source = find(BLAZEPOSE)
    task = cache_dir() / FOLDER / engine.file
    made = task.stat().st_mtime if task.is_file() else 0.0
    if made < max(file.stat().st_mtime for file in source.iterdir()):
        write_task(source, task)
    return task


def build_task(folder: Path) -> list[tuple[str, bytes]]:
    """Names and contents of what is inside a `.task` of MediaPipe, from a folder of BlazePose's two
    networks. Raises ModelError where one is missing or is no TFLite file.
    """
    members = []
    for name, (mean, std) in _NORMALISATION.items():
        try:
            network = (folder / name).read_bytes()
        except OSError as error:
            raise ModelError(
                f"{name} is missing; run `repsight models pull {BLAZEPOSE}`"
            ) from error
        members.append(
            (name, network if has_metadata(network) else add_metadata(network, mean, std))
        )
    return members


def write_task(folder: Path, task: Path) -> None:
    """Writes it whole or not at all, stored: MediaPipe reads the networks where they lie."""
    members = build_task(folder)
    task.parent.mkdir(parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(dir=task.parent, prefix=f".{task.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for name, network in members:
                archive.writestr(zipfile.ZipInfo(name), network)
        Path(part).replace(task)
    finally:
        Path(part).unlink(missing_ok=True)


def _engine_of(model: str | Path) -> Engine | None:
    name = str(model)
    if name in CARDS and CARDS[name].family == "ultralytics":
        return Engine(name, "onnx", f"{name}.onnx", CARDS[name].licence)
    if Path(name).suffix == ".onnx":
        stem = Path(name).stem
        return Engine(stem, "onnx", f"{stem}.onnx", "AGPL-3.0")
    return None


def _is_here(engine: Engine, model: str | Path) -> bool:
    try:
        find(BLAZEPOSE if engine.kind == "mediapipe" else model)
    except ModelError:
        return False
    return True
