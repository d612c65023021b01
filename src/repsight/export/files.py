"""Writing files so that a reader never finds half of one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from repsight.core.errors import OutputError


def write_text(path: str | Path, text: str) -> None:
    """Write `text` to `path` in UTF-8, whole or not at all. Raises OutputError."""
    # newline="": a CSV brings its own line ends.
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        file.write(text)


@contextmanager
def replacing(path: str | Path, ending: str = ".part") -> Iterator[Path]:
    """Where to write what becomes `path` when the block ends; whatever fails, `path` stays.

    Until then it is `path` + `ending`. Raises OutputError in place of an OSError.
    """
    path = Path(path)
    part = path.with_name(path.name + ending)
    try:
        yield part
        part.replace(path)
    except OSError as error:
        _remove(part)
        raise refusal(path, error) from None
    except BaseException:
        _remove(part)
        raise


def refusal(path: Path, error: OSError) -> OutputError:
    """The one line for a file that cannot be written."""
    reason = error.strerror or str(error).partition("\n")[0]
    return OutputError(f"{path} cannot be written: {reason}; choose another place")


def check_writable(path: str | Path) -> None:
    """Make the folders above `path` and try to write there, so that a long run does not end badly.

    Raises OutputError.
    """
    path = Path(path)
    if path.is_dir():
        raise OutputError(f"{path} is a folder; give the name of a file")
    check_folder(path.parent)


def check_folder(folder: str | Path) -> None:
    """Make `folder` if need be and try to write in it. Raises OutputError."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"0")
    except OSError as error:
        raise OutputError(
            f"cannot write in the folder {folder}: {error.strerror}; choose another place"
        ) from error


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the first error is the one to report
