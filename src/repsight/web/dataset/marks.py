"""Which pictures somebody has looked at or flagged: a file of lines that only grows."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from repsight.core.errors import OutputError, SourceError

MARKS_FILE: Final = "review.jsonl"


class Mark(NamedTuple):
    """What was said of a picture."""

    looked: bool = False
    flagged: bool = False


class Marks:
    """The marks of all pictures; the last line about a picture holds.

    A line that a crash cut short is dropped. Raises SourceError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            raise SourceError(f"{path} cannot be opened ({error.strerror})") from None
        try:
            whole = _whole_lines(path.read_bytes())
            self._marks = dict(_read(path, whole))
            os.ftruncate(self._file, len(whole))
        except BaseException:
            os.close(self._file)
            raise
        self._end = len(whole)

    def of(self, file: str) -> Mark:
        """The mark of a picture."""
        return self._marks.get(file, Mark())

    def put(self, file: str, mark: Mark) -> None:
        """Mark a picture; in the file before it is known here. Raises OutputError."""
        row = {"file": file, **mark._asdict(), "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
        try:
            if os.pwrite(self._file, line, self._end) != len(line):
                raise OSError("the disk is full")
        except OSError as error:
            os.ftruncate(self._file, self._end)
            raise OutputError(
                f"{self._path} cannot be written: {error.strerror or error}; make room on the disk"
            ) from None
        self._end += len(line)
        self._marks[file] = mark

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _read(path: Path, data: bytes) -> list[tuple[str, Mark]]:
    found = []
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            row = json.loads(line)
            mark = Mark(bool(row["looked"]), bool(row["flagged"]))
            found.append((str(row["file"]), mark))
        except (ValueError, KeyError, TypeError):
            raise SourceError(
                f"{path}, line {number} is no mark of a picture; remove that line"
            ) from None
    return found
