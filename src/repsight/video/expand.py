"""Which sources a folder, a glob or a single name stands for."""

import glob
from collections.abc import Iterable
from pathlib import Path

from repsight.core.errors import SourceError
from repsight.video.source import VIDEO_SUFFIXES, is_address

RECORDING_SUFFIX = ".poses.npz"


def is_recording(source: str | int | Path) -> bool:
    """True for the name of a pose recording, `NAME.poses.npz`."""
    return not isinstance(source, int) and str(source).lower().endswith(RECORDING_SUFFIX)


def is_many(source: str | int | Path) -> bool:
    """True where `source` is a folder or a glob, so that one failure must not end the run."""
    if isinstance(source, int) or is_address(source) or Path(source).is_file():
        return False
    return Path(source).is_dir() or glob.has_magic(str(source))


def expand_sources(source: str | int | Path) -> list[str | int | Path]:
    """The sources meant: the videos and recordings of a folder or glob, sorted, or `source` itself.

    A folder is not searched below its first level, and hidden files are passed over.
    Errors: SourceError where a folder or glob holds none.
    """
    if source == "":  # a variable that was not set, in a script; Path("") is this folder
        raise SourceError("SOURCE is empty; name a video file, a folder, a camera or an address")
    if isinstance(source, int) or not is_many(source):
        return [source]
    path = Path(source)
    try:
        chosen = sorted(p for p in _listed(path) if _is_wanted(p))
    except OSError as error:
        raise SourceError(f"{source}: this folder cannot be read ({error.strerror})") from error
    if not chosen:
        what = "folder" if path.is_dir() else "pattern"
        allowed = " ".join((*VIDEO_SUFFIXES, RECORDING_SUFFIX))
        raise SourceError(
            f"{source}: this {what} holds no videos; give one with files in {allowed}"
        )
    return list(chosen)


def _listed(path: Path) -> Iterable[Path]:
    return (
        path.iterdir()
        if path.is_dir()
        else Path(path.anchor).glob(str(path.relative_to(path.anchor)))
    )


def _is_wanted(path: Path) -> bool:
    wanted = path.suffix.lower() in VIDEO_SUFFIXES or is_recording(path)
    return wanted and not path.name.startswith(".") and path.is_file()
