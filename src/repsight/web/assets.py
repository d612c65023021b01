"""The page's files, as they lie in the package; those kept gzipped are sent so."""

import gzip
import mimetypes
from email.utils import formatdate
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from repsight.web.errors import NOT_HERE

STATIC: Final = Path(__file__).parent / "static"
_INDEX: Final = "index.html"
_TYPES: Final = {
    ".mjs": "text/javascript; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".task": "application/octet-stream",
    ".tflite": "application/octet-stream",
}
# Asked for again each time, answered with 304 while it is the same: the page and its parts must
# be of one version.
_CACHE: Final = "no-cache"


async def send_asset(request: Request, name: str, root: Path = STATIC) -> Response:
    """The file of that name under `root`, "" for the page. Raises RefusedError."""
    found = await run_in_threadpool(_find, root, name or _INDEX)
    if found is None:
        raise NOT_HERE
    path, packed = found
    tag, modified = _tag(path)
    headers = {"etag": tag, "last-modified": modified, "cache-control": _CACHE}
    if path.name == "sw.js":
        headers["service-worker-allowed"] = "/"
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    data = await run_in_threadpool(path.read_bytes)
    if packed:
        headers["vary"] = "accept-encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
        else:
            data = await run_in_threadpool(gzip.decompress, data)
    return Response(data, media_type=_type(name or _INDEX), headers=headers)


def _find(root: Path, name: str) -> tuple[Path, bool] | None:
    """The file, and whether it is kept gzipped; None where there is none in this folder."""
    parts = name.split("/")
    if "\0" in name or any(part.startswith(".") for part in parts) or "" in parts:
        return None
    path = root.joinpath(*parts)
    if not path.resolve().is_relative_to(root.resolve()):
        return None
    if path.is_file() and path.suffix != ".py":
        return path, False
    packed = path.with_name(path.name + ".gz")
    return (packed, True) if packed.is_file() else None


def _tag(path: Path) -> tuple[str, str]:
    status = path.stat()
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}"', formatdate(status.st_mtime, usegmt=True)


def _type(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
