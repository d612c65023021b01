"""Getting a model into the cache: whole, checked, or not at all."""

import importlib.util
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from repsight.core.errors import ModelError, OutputError
from repsight.models.cache import (
    CACHE_VARIABLE,
    cached_path,
    damaged_file,
    is_cached,
    models_dir,
    record_checksums,
)
from repsight.models.cards import Download, ModelCard, Source
from repsight.models.download import Progress, sha256_of
from repsight.models.fetch import Say, address, fetch_archive, first_working, unpack
from repsight.models.weights import check, fetch_weights
from repsight.models.zoo import info


def pull(
    name: str,
    *,
    sources: Sequence[Source] | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Path:
    """The model's path in the cache, downloaded and prepared first where it is not there yet.

    Says the licence first. `sources` replaces the card's; they are tried in order. A file named
    like a source's that was put into the models folder by hand is used instead of a download.
    Raises ModelError for an unknown name, where no source works, or where preparing needs an extra
    that is not installed; OutputError where the cache cannot be written.
    """
    card, say = info(name), say or _silent
    say(card.licence_line)
    with _cache_errors():
        if _intact(card, say):
            return cached_path(card)
        prepare = _pull_archive if card.family == "blazepose" else _pull_and_export
        return prepare(card, card.sources if sources is None else sources, progress, say)


def pull_weights(
    name: str,
    *,
    sources: Sequence[Source] | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Path:
    """The model's .pt file in the cache, for fine-tuning or another export; see `pull`."""
    card, say = info(name), say or _silent
    if card.family != "ultralytics":
        raise ModelError(f"{name} has no PyTorch weights; the YOLO models have")
    say(card.licence_line)
    with _cache_errors():
        return fetch_weights(card, card.sources if sources is None else sources, progress, say)


@contextmanager
def _cache_errors() -> Iterator[None]:
    try:
        models_dir().mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OutputError(
            f"{models_dir()} cannot be written ({error.strerror or error}); "
            f"make room or choose another folder with {CACHE_VARIABLE}"
        ) from error


def _silent(_: str) -> None:
    pass


def _intact(card: ModelCard, say: Say) -> bool:
    """Whether the model is in the cache as it was put there; a damaged one is removed."""
    path = cached_path(card)
    if not is_cached(card):
        return False
    damaged = damaged_file(path)
    if damaged is None:
        return True
    say(f"{damaged} is damaged: getting {card.name} again")
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return False


def _pull_archive(
    card: ModelCard, sources: Sequence[Source], progress: Progress | None, say: Say
) -> Path:
    """A folder of the files that the model consists of, whichever source they come from."""

    def attempt(source: Source) -> Path:
        with tempfile.TemporaryDirectory(dir=models_dir(), prefix=f".{card.name}.") as outer:
            folder = Path(outer, card.name)
            folder.mkdir()
            by_hand = _put_by_hand(source)
            if by_hand is None:
                say(f"{card.name}: getting it from {address(source)}")
                fetch_archive(source, folder, progress)
            else:
                unpack(by_hand, source.members, folder)
            record_checksums(folder)
            folder.rename(cached_path(card))
        return cached_path(card)

    return first_working(card, sources, attempt, say)


def _put_by_hand(source: Source) -> Path | None:
    """The file of a source that somebody laid into the models folder, checked."""
    if not isinstance(source, Download):
        return None
    path = models_dir() / source.file_name
    if not path.is_file():
        return None
    check(path, sha256_of(path), source.sha256)
    return path


def _pull_and_export(
    card: ModelCard, sources: Sequence[Source], progress: Progress | None, say: Say
) -> Path:
    """An .onnx exported from .pt weights, which are kept beside it."""
    if importlib.util.find_spec("ultralytics") is None:
        raise ModelError(
            f"{card.name} is published as PyTorch weights, and turning them into ONNX needs "
            "the [yolo] extra: pip install 'repsight[yolo]' (or take blazepose-full)"
        )
    weights = fetch_weights(card, sources, progress, say)
    from repsight.deploy.export import export_onnx

    say(f"{card.name}: exporting to ONNX, once")
    exported = export_onnx(weights, cached_path(card))
    record_checksums(exported)
    return exported
