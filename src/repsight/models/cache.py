"""Where models are kept between runs."""

import os
from pathlib import Path
from typing import Final

import platformdirs

from repsight.models.cards import ModelCard
from repsight.models.download import sha256_of

CACHE_VARIABLE: Final = "REPSIGHT_CACHE"


def cache_dir() -> Path:
    """The folder for everything RepSight keeps: $REPSIGHT_CACHE, or the system's usual place."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("repsight")


def models_dir() -> Path:
    """The folder for models. It need not exist yet."""
    return cache_dir() / "models"


def cached_path(card: ModelCard) -> Path:
    """Where a pulled model lies: BlazePose's folder of two networks, or an .onnx file."""
    return models_dir() / (card.name if card.family == "blazepose" else f"{card.name}.onnx")


def is_cached(card: ModelCard) -> bool:
    """Whether the model is there. A pull puts it there whole or not at all."""
    return cached_path(card).exists()


def record_checksums(path: Path) -> None:
    """Writes the sha256 of a cached file, or of all files in a cached folder, beside them."""
    folder = path if path.is_dir() else path.parent
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    lines = [f"{sha256_of(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    _record(path).write_text("".join(lines))


def has_record(path: Path) -> bool:
    """Whether the checksums of a cached file or folder were recorded."""
    return _record(path).is_file()


def damaged_file(path: Path) -> Path | None:
    """The first file that is no longer what was recorded; None where all are, or none was."""
    record = _record(path)
    folder = path if path.is_dir() else path.parent
    lines = record.read_text().splitlines() if record.is_file() else []
    for digest, name in (line.split(maxsplit=1) for line in lines):
        file = folder / name
        if not file.is_file() or sha256_of(file) != digest:
            return file
    return None


def _record(path: Path) -> Path:
    return path / "SHA256SUMS" if path.is_dir() else path.with_name(path.name + ".sha256")
