"""A data set while people correct it: labels with versions, marks, and what changed since."""

import fcntl
import hashlib
import os
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from repsight.core.errors import InvalidInputError, OutputError
from repsight.data.labels import parse_labels, write_labels
from repsight.data.layout import label_file
from repsight.data.reading import read_dataset
from repsight.data.types import LabelledPerson, LabelledPicture, PoseDataset
from repsight.export.files import replacing
from repsight.web.dataset.marks import MARKS_FILE, Mark, Marks
from repsight.web.errors import RefusedError

BEFORE: Final = Path("labels_before")
"""The folder of the label files as they were before anybody corrected them, by their paths."""
_VERSION_DIGITS: Final = 16

Labels = tuple[LabelledPerson, ...]


class Versioned(NamedTuple):
    """The people of a picture, and the version of the file that says so."""

    people: Labels
    version: str


@dataclass(frozen=True, slots=True)
class State:
    """What the list of pictures shows of one."""

    file: str
    people: int
    mark: Mark


class Correction:
    """One data set, held by one server at a time; safe to call from several threads.

    Raises OutputError where another server has the data set, SourceError where the marks cannot
    be read.
    """

    def __init__(self, dataset: PoseDataset) -> None:
        self._root = dataset.root.resolve()
        self.name = self._root.name
        self.pictures = {picture.file.as_posix(): picture for picture in dataset.pictures}
        self._people = {file: len(one.people) for file, one in self.pictures.items()}
        self._lock = threading.Lock()
        self._run = secrets.token_urlsafe(6)
        self._changed: list[str] = []
        self._held: int | None = None
        self.start()

    def start(self) -> None:
        """Hold the data set, unless it is held already. Raises OutputError or SourceError."""
        if self._held is not None:
            return
        held = _hold(self._root)
        try:
            self._marks = Marks(self._root / MARKS_FILE)
        except BaseException:
            os.close(held)
            raise
        self._held = held

    def close(self) -> None:
        """Let go of the data set."""
        if self._held is not None:
            self._marks.close()
            os.close(self._held)
            self._held = None

    def picture(self, file: str) -> LabelledPicture:
        """The picture of that name. Raises RefusedError."""
        try:
            return self.pictures[file]
        except KeyError:
            raise RefusedError("unknown", "The data set has no such picture.", 404) from None

    def path(self, file: str) -> Path:
        """Where that picture lies. Raises RefusedError where it is none of the data set's files."""
        path = self._inside(self.picture(file).file)
        if not path.is_file():
            raise RefusedError("gone", "The file of this picture is gone.", 404)
        return path

    def state(self, file: str) -> State:
        """What the list shows of a picture."""
        return State(file, self._people[file], self._marks.of(file))

    def labels(self, file: str) -> Versioned:
        """The people of a picture as they are in its file now. Raises RefusedError."""
        with self._lock:
            return self._read(label_file(self.picture(file).file), self.pictures[file].size)

    def before(self, file: str) -> Versioned:
        """The people of a picture before it was corrected. Raises RefusedError where it was not."""
        kept = _before(self.picture(file))
        if not self._inside(kept).is_file():
            raise RefusedError("unknown", "This picture has not been corrected.", 404)
        return self._read(kept, self.pictures[file].size)

    def save(self, file: str, people: Labels, version: str) -> Versioned:
        """Write the people of a picture whose file still has that version; the new version.

        Raises RefusedError where somebody else changed it meanwhile, OutputError.
        """
        picture = self.picture(file)
        with self._lock:
            path = self._inside(label_file(picture.file))
            data = _bytes(path)
            if _version(data) != version:
                raise RefusedError("conflict", "Somebody else has changed this picture.", 409)
            self._keep_before(picture, data)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_labels(path, people, picture.size)
            # Ultralytics keeps what it read beside the labels; versions that compare sizes only
            # would go on with the old ones, as a corrected file has the same size.
            path.parent.with_suffix(".cache").unlink(missing_ok=True)
            self._people[file] = len(people)
            self._changed.append(file)
            return self._read(label_file(picture.file), picture.size)

    def mark(self, file: str, *, looked: bool | None, flagged: bool | None) -> State:
        """Mark a picture; None leaves a mark as it is. Raises RefusedError, OutputError."""
        self.picture(file)
        with self._lock:
            old = self._marks.of(file)
            new = Mark(
                old.looked if looked is None else looked,
                old.flagged if flagged is None else flagged,
            )
            if new != old:
                self._marks.put(file, new)
                self._changed.append(file)
            return self.state(file)

    def changes(self, cursor: str) -> tuple[str, list[State]]:
        """Where we are now, and the pictures that changed since `cursor`; all for another run's."""
        with self._lock:
            now = len(self._changed)
            run, _, seen = cursor.rpartition("~")
            known = run == self._run and seen.isdecimal() and len(seen) < _VERSION_DIGITS
            files = dict.fromkeys(self._changed[int(seen) :]) if known else self.pictures
            return f"{self._run}~{now}", [self.state(file) for file in files]

    def _read(self, relative: Path, size: tuple[int, int]) -> Versioned:
        data = _bytes(self._inside(relative))
        try:
            return Versioned(parse_labels(data.decode("utf-8"), size), _version(data))
        except (InvalidInputError, UnicodeDecodeError) as error:
            said = str(error).partition("\n")[0]
            raise RefusedError("labels", f"{relative.name}: {said}.", 409) from None

    def _keep_before(self, picture: LabelledPicture, data: bytes) -> None:
        """Copy the labels as they are, the first time they are changed."""
        kept = self._inside(_before(picture))
        if kept.exists():
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as part:
            part.write_bytes(data)

    def _inside(self, relative: Path) -> Path:
        """That file of the data set. Raises RefusedError where a link leads out of its folder."""
        path = self._root / relative
        if not path.resolve().is_relative_to(self._root):
            raise RefusedError("outside", "This file leads out of the data set.", 404)
        return path


def open_correction(path: Path) -> Correction:
    """The data set in the folder `path`, or of the data.yaml `path`. Raises RepSightError."""
    return Correction(read_dataset(path, for_training=False))


def _before(picture: LabelledPicture) -> Path:
    return BEFORE / label_file(picture.file)


def _bytes(path: Path) -> bytes:
    """What is in a label file; a picture without one shows nobody."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_VERSION_DIGITS]


def _hold(root: Path) -> int:
    """A lock on the folder, held while the file number that comes back is open."""
    number = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        raise OutputError(
            f"{root}: another server corrects this data set; stop it, or open the page there"
        ) from None
    return number
