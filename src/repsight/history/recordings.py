"""The poses that sessions were counted from, kept beside the database so that they can be scored
again.

A file holds one person, and nobody else who was in the picture.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from repsight.core.errors import HistoryError, InvalidInputError
from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.core.types import Track
from repsight.recording import Recording, read_recording, save_recording
from repsight.video.expand import RECORDING_SUFFIX

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

FOLDER: Final = "recordings"
_PRIVATE_FOLDER: Final = 0o700
_NAME: Final = re.compile(r"[0-9a-f]{32}" + re.escape(RECORDING_SUFFIX))
_DIGITS: Final = 32
_UNFINISHED: Final = ".part"
_BETWEEN_SECONDS: Final = 3600.0
"""Between a recording's writing and its session's is a moment, or a crash."""


def folder_for(url: "URL") -> Path:
    """The folder of the recordings of a database, of its own: beside a file of SQLite, else in the
    user's data folder."""
    from repsight.history.store.engine import default_file

    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        return file.parent / FOLDER / file.name
    name = f"{url.host or 'local'}-{url.port or ''}-{url.database}"
    return default_file().parent / FOLDER / re.sub(r"[^\w.-]", "_", name)


class Recordings:
    """Recordings in a folder by what is in them: the same poses are kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, recording: Recording) -> str:
        """Write a recording, whole or not at all; the name it goes by. Raises HistoryError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
            descriptor, part = tempfile.mkstemp(_UNFINISHED, dir=self.folder)  # for its owner only
            os.close(descriptor)
            return self._named(Path(part), recording)
        except OSError as error:
            raise HistoryError(
                f"the poses cannot be kept in {self.folder}: {error.strerror}; make room, or count"
                " with --no-poses"
            ) from None

    def _named(self, part: Path, recording: Recording) -> str:
        try:
            with part.open("wb") as file:
                save_recording(file, recording)
                file.flush()
                os.fsync(file.fileno())
            mark = hashlib.sha256(part.read_bytes()).hexdigest()[:_DIGITS]
            part.replace(self.folder / (mark + RECORDING_SUFFIX))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return mark + RECORDING_SUFFIX

    def read(self, name: str) -> Recording:
        """The recording of that name. Raises SourceError where it is gone or damaged."""
        return read_recording(self.path(name))

    def path(self, name: str) -> Path:
        """Where the recording of that name is. Raises InvalidInputError for no such name."""
        if _NAME.fullmatch(name) is None:
            raise InvalidInputError(f"{name!r} is no name of a kept recording")
        return self.folder / name

    def left_behind(self) -> list[str]:
        """Recordings that were written so long ago that a session should name them.

        What a crash left half written is removed at once.
        """
        old = time.time() - _BETWEEN_SECONDS
        for part in self._older("*" + _UNFINISHED, old):
            part.unlink(missing_ok=True)
        return [path.name for path in self._older("*" + RECORDING_SUFFIX, old)]

    def _older(self, pattern: str, than: float) -> list[Path]:
        return [path for path in self.folder.glob(pattern) if path.stat().st_mtime < than]

    def remove(self, names: Iterable[str]) -> None:
        """Remove recordings; one may be gone already. Raises HistoryError."""
        for name in names:
            try:
                self.path(name).unlink(missing_ok=True)
            except OSError as error:
                raise HistoryError(
                    f"{self.path(name)} cannot be removed: {error.strerror}"
                ) from None


def recording_of(track: Track, size: tuple[int, int], model: str) -> Recording:
    """A recording of one person alone, as they were told apart when they were counted."""
    seen = np.isfinite(track.keypoints[..., 0]).any(axis=1)
    keypoints = track.keypoints[seen]
    rows = len(keypoints)
    low = np.nanmin(keypoints[..., :2], axis=1) if rows else np.zeros((0, 2))
    high = np.nanmax(keypoints[..., :2], axis=1) if rows else np.zeros((0, 2))
    return Recording(
        t=track.t,
        frame=np.flatnonzero(seen).astype(np.int32),
        keypoints=keypoints,
        boxes=np.concatenate([low, high], axis=1).astype(np.float32),
        scores=np.ones(rows, np.float32),
        size=size,
        model=model,
        identity=np.ones(rows, np.int32),
    )


def track_of(recording: Recording) -> Track:
    """The track of the one person in such a recording."""
    keypoints = np.full((len(recording), KEYPOINT_COUNT, 3), np.nan, np.float32)
    keypoints[recording.frame] = recording.keypoints
    return Track(recording.t, keypoints)
