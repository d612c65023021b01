"""When a video was recorded, and how to know it again."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from repsight.core.errors import SourceError
from repsight.history.clock import here

# The first says the offset of the place, too. Both are written by cameras and phones.
_TAGS: Final = ("com.apple.quicktime.creationdate", "creation_time")
# Clocks that were never set begin in 1904, 1970 or 1980, and no phone filmed before this.
_EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_CHUNK: Final = 1 << 20
_DIGITS: Final = 32


def recorded_at(path: Path, now: datetime) -> datetime:
    """When the video was recorded: as it says itself, else when its file was last changed.

    Raises SourceError where the file is gone.
    """
    told = _told(path)
    if told is not None and _EARLIEST <= told <= now + _DAY:
        return told
    try:
        return here(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from None


def content_key(path: Path) -> str:
    """What is in a file, as a short text: the same for a copy. Raises SourceError."""
    mark = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                mark.update(chunk)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from None
    return mark.hexdigest()[:_DIGITS]


def _told(path: Path) -> datetime | None:
    """The time in the container; None where there is none, or this is no video."""
    import av

    try:
        with av.open(path) as container:
            tags = {**container.metadata}
    except (av.FFmpegError, OSError, ValueError):
        return None
    for tag in _TAGS:
        try:
            moment = datetime.fromisoformat(tags[tag])
        except (KeyError, ValueError):
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        # UTC says nothing of the place: then it was here.
        return here(moment) if moment.utcoffset() == timedelta() else moment
    return None
