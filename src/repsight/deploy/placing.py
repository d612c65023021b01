"""Making a model in a folder of its own and putting it where it belongs, whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from repsight.core.errors import OutputError
from repsight.export.files import refusal


@contextmanager
def workshop(destination: Path) -> Iterator[Path]:
    """An empty folder beside `destination`, on the same disk, gone when the block ends.

    Its name begins with a dot and ends in no model's ending: what a kill leaves of it is never
    taken for a model. Raises OutputError.
    """
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(
            dir=destination.parent, prefix=".export-", ignore_cleanup_errors=True
        )
    except OSError as error:
        raise refusal(destination, error) from error
    with folder as name:
        yield Path(name)


def place(made: Path, destination: Path) -> None:
    """Move a file or folder to `destination` in one step, in place of what was there.

    Raises OutputError; then what was there is there still.
    """
    aside = made.with_name("before")
    try:
        if destination.is_dir() != made.is_dir() and destination.exists():
            kind = "folder" if destination.is_dir() else "file"
            raise OutputError(f"{destination} is a {kind}; choose another name")
        if made.is_dir() and destination.is_dir():
            destination.rename(aside)
        try:
            made.rename(destination)
        except OSError:
            if aside.exists():
                aside.rename(destination)
            raise
    except OSError as error:
        raise refusal(destination, error) from error


def weights_file(model: Path) -> Path:
    """The file that holds the weights: the model itself, or the largest one in its folder."""
    if not model.is_dir():
        return model
    return max((file for file in model.rglob("*") if file.is_file()), key=_size)


def size_of(model: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files = model.rglob("*") if model.is_dir() else [model]
    return sum(_size(file) for file in files if file.is_file())


def _size(file: Path) -> int:
    return file.stat().st_size


def remove(model: Path) -> None:
    """Remove a file or folder, where it is there. Raises OutputError."""
    try:
        if model.is_dir():
            shutil.rmtree(model)
        else:
            model.unlink(missing_ok=True)
    except OSError as error:
        raise refusal(model, error) from error
