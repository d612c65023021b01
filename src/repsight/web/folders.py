"""Where the server keeps things: random names, one folder each, for its own user only."""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from repsight.core.errors import OutputError
from repsight.web.errors import RefusedError

_ID: Final = re.compile(r"[A-Za-z0-9_-]{16}")
_ID_BYTES: Final = 12
_KEY_BYTES: Final = 24


def new_id() -> str:
    """A name that nobody guesses: 16 letters, digits, `-` or `_`."""
    return secrets.token_urlsafe(_ID_BYTES)


def new_key() -> str:
    """What opens a session or a video: 32 letters."""
    return secrets.token_urlsafe(_KEY_BYTES)


def check_id(name: object) -> str:
    """The name, if it can be one. Raises RefusedError."""
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise unknown()
    return name


def check_key(wanted: str, given: object) -> None:
    """Raise RefusedError unless this is the key; takes as long for a wrong one."""
    if not isinstance(given, str) or not secrets.compare_digest(wanted.encode(), given.encode()):
        raise unknown()


def unknown() -> RefusedError:
    """The same for what never was, what is gone, and what is somebody else's."""
    return RefusedError("unknown", "There is nothing of that name and key; begin anew.", 404)


def private_folder(path: Path) -> Path:
    """The folder, made for this user only if it is not there. Raises OutputError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: this folder cannot be made ({error.strerror}); name another with --data"
        ) from None
    return path


def lock_folder(path: Path) -> int:
    """A lock on the folder, held while the file number that comes back is open.

    Raises OutputError where another server has it.
    """
    number = os.open(private_folder(path) / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        raise OutputError(
            f"{path}: another server uses this folder; stop it, or name another with --data"
        ) from None
    return number


def aged(folder: Path, seconds: float) -> Iterator[Path]:
    """Everything in a folder that nobody has written to for so long."""
    now = time.time()
    for path in folder.iterdir():
        try:
            if now - _last_written(path) > seconds:
                yield path
        except FileNotFoundError:
            continue  # removed meanwhile


def _last_written(path: Path) -> float:
    inside = [file.stat().st_mtime for file in path.iterdir()] if path.is_dir() else []
    return max([path.stat().st_mtime, *inside])


def remove(path: Path) -> None:
    """Remove a folder with all that is in it; it may be gone already."""
    shutil.rmtree(path, ignore_errors=True)
