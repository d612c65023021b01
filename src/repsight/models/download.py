"""Fetching one file over HTTP: whole, checked, or not at all."""

import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Final, TypeVar

from repsight.core.errors import ModelError, OutputError

Progress = Callable[[int, int | None], None]
"""Called with bytes done and bytes in all (None where the server does not say)."""

Result = TypeVar("Result")

TIMEOUT_SECONDS: Final = 20.0
"""How long a server may be silent."""
_CHUNK: Final = 1 << 18


def download(
    url: str,
    destination: Path,
    *,
    sha256: str | None = None,
    progress: Progress | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> str:
    """Puts the file behind `url` at `destination` and gives its sha256; proxies as in *_proxy.

    Raises ModelError when the address cannot be reached, breaks off or gives something else than
    `sha256`, OutputError when the destination cannot be written. Nothing is left behind then.
    """
    with _open(url, timeout) as answer, _temporary(destination) as part:
        part_path = Path(part.name)
        try:
            digest = _copy(answer, part, url, destination, progress)
            if sha256 is not None and digest != sha256:
                raise ModelError(
                    f"{url} gave a file with sha256 {digest}, {sha256} is expected; it was deleted"
                )
            _written(partial(part_path.replace, destination), destination)
        finally:
            part_path.unlink(missing_ok=True)
    return digest


def sha256_of(path: Path) -> str:
    """The checksum of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(url: str, timeout: float) -> http.client.HTTPResponse:
    try:
        # Not `urlopen`: that keeps the proxies of its first call.
        opener = urllib.request.build_opener()
        answer: http.client.HTTPResponse = opener.open(url, timeout=timeout)
    except urllib.error.HTTPError as error:
        with error:
            raise ModelError(f"{url} answered {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ModelError(f"{url} cannot be reached ({_reason(error)})") from error
    return answer


def _reason(error: Exception) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def _temporary(destination: Path) -> IO[bytes]:
    def create() -> IO[bytes]:
        destination.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(
            dir=destination.parent, prefix=f".{destination.name}.", delete=False
        )

    return _written(create, destination)


def _copy(
    answer: http.client.HTTPResponse,
    part: IO[bytes],
    url: str,
    destination: Path,
    progress: Progress | None,
) -> str:
    digest, done, total = hashlib.sha256(), 0, answer.length
    while True:
        try:
            chunk = answer.read(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise ModelError(f"{url} broke off after {done} bytes ({_reason(error)})") from error
        if not chunk:
            break
        _written(partial(part.write, chunk), destination)
        digest.update(chunk)
        done += len(chunk)
        if progress:
            progress(done, total)
    if total is not None and done != total:
        raise ModelError(f"{url} broke off after {done} of {total} bytes; try again")
    _written(part.close, destination)
    return digest.hexdigest()


def _written(action: Callable[[], Result], destination: Path) -> Result:
    """What `action` gives; its failure to write as an OutputError."""
    try:
        return action()
    except OSError as error:
        raise OutputError(
            f"{destination} cannot be written ({os.strerror(error.errno or 0)}); "
            "make room or choose another folder with REPSIGHT_CACHE"
        ) from error
