"""PyTorch weights in the cache: checked against a pin, or against the first download."""

from collections.abc import Sequence
from pathlib import Path

from repsight.core.errors import ModelError
from repsight.models.cache import models_dir
from repsight.models.cards import Download, ModelCard, Source
from repsight.models.download import Progress, download, sha256_of
from repsight.models.fetch import Say, address, first_working


def fetch_weights(
    card: ModelCard, sources: Sequence[Source], progress: Progress | None, say: Say
) -> Path:
    """The .pt file of a model in the models folder, downloaded where it is not there yet.

    Raises ModelError where no source works or the file is not the one expected.
    """

    def attempt(source: Source) -> Path:
        if not isinstance(source, Download):
            raise ModelError(f"{address(source)} holds no .pt weights")
        weights, expected = models_dir() / source.file_name, _expected(source)
        if not weights.is_file():
            say(f"{card.name}: getting it from {source.url}")
            digest = download(source.url, weights, sha256=expected, progress=progress)
        else:
            digest = sha256_of(weights)
            check(weights, digest, expected)
        if expected is None:
            _record(source).write_text(digest + "\n")
            say(f"{weights.name}: no checksum is published; sha256 {digest} is trusted from now on")
        return weights

    return first_working(card, sources, attempt, say)


def check(file: Path, found: str, expected: str | None) -> None:
    """Raises ModelError where the sha256 of a file that lay there is not the one expected."""
    if expected is not None and found != expected:
        raise ModelError(f"{file} has sha256 {found}, {expected} is expected; delete it")


def _record(source: Download) -> Path:
    return models_dir() / f"{source.file_name}.sha256"


def _expected(source: Download) -> str | None:
    """The pinned checksum, or the one recorded when the file was first downloaded."""
    if source.sha256 is not None:
        return source.sha256
    record = _record(source)
    return record.read_text().strip() if record.is_file() else None
