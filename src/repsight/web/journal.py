"""Everything a session was given, on disk as it comes: what was written outlives a crash.

A file is a line of JSON (how the session was opened) and then records: a header of kind, `seq`, `t`
and the number of bytes that follow, and those bytes. A record that a crash cut short is left out.
"""

import json
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, get_args

import numpy as np

from repsight.core.coaching import Command
from repsight.core.errors import SourceError
from repsight.core.types import People
from repsight.web.wire import Asked, Input, Poses, Turned

_MAGIC: Final = "repsight.journal/1"
_HEADER: Final = struct.Struct("<cIdI")
_POSES: Final = struct.Struct("<dB")
_SIZE: Final = struct.Struct("<II")
_COMMANDS: Final = get_args(Command)
_ROW_FLOATS: Final = 17 * 3 + 4 + 1
_MAX_RECORD: Final = 1 << 16


class Entry(NamedTuple):
    """An input, and who each of its people was found to be (empty for other inputs)."""

    given: Input
    identities: tuple[int, ...] = ()


class Journal:
    """The open file of one session; `write` hands a record to the operating system at once."""

    def __init__(self, path: Path, about: Mapping[str, Any] | None = None) -> None:
        """Begin a journal with `about`, or go on with the one at `path` after its last record."""
        if about is not None:
            line = json.dumps({"format": _MAGIC, **about}, separators=(",", ":")) + "\n"
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(self._file, line.encode())
            return
        end = _whole_bytes(path)
        self._file = os.open(path, os.O_WRONLY)
        os.ftruncate(self._file, end)
        os.lseek(self._file, end, os.SEEK_SET)

    def write(self, given: Input, identities: Sequence[int] = ()) -> None:
        """Append one input. Raises OSError where the disk is full."""
        record = _packed(given, identities)
        if os.write(self._file, record) != len(record):
            raise OSError("the journal was written in part")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def read_about(path: Path) -> dict[str, Any]:
    """How the session was opened. Raises SourceError where this is no journal."""
    try:
        with path.open("rb") as file:
            return _about(file)
    except OSError as error:
        raise SourceError(f"{path}: this journal cannot be read ({error.strerror})") from None


def read_entries(path: Path) -> Iterator[Entry]:
    """All whole records in order. Raises SourceError where this is no journal."""
    with path.open("rb") as file:
        _about(file)
        yield from (entry for entry, _ in _entries(file))


def _about(file: BinaryIO) -> dict[str, Any]:
    try:
        about = json.loads(file.readline(1 << 20))
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("format") != _MAGIC:
        raise SourceError(f"{file.name}: this is no session's journal")
    return about


def _whole_bytes(path: Path) -> int:
    with path.open("rb") as file:
        _about(file)
        end = file.tell()
        return max((ends for _, ends in _entries(file)), default=end)


def _entries(file: BinaryIO) -> Iterator[tuple[Entry, int]]:
    """Records, and where in the file each ends."""
    end = file.tell()
    while len(header := file.read(_HEADER.size)) == _HEADER.size:
        kind, seq, t, length = _HEADER.unpack(header)
        body = file.read(length) if length <= _MAX_RECORD else b""
        if len(body) < length:
            return
        try:
            entry = _unpacked(kind, seq, t, body)
        except (ValueError, IndexError, struct.error):
            return  # what a crash of the whole machine left: nothing after it can be believed
        end += _HEADER.size + length
        yield entry, end


def _packed(given: Input, identities: Sequence[int]) -> bytes:
    if isinstance(given, Poses):
        kind = b"p"
        people = given.people
        light = np.nan if given.light is None else given.light
        body = b"".join(
            (
                _POSES.pack(light, len(people)),
                people.keypoints.tobytes(),
                people.boxes.tobytes(),
                people.scores.tobytes(),
                np.array(identities, np.int32).tobytes(),
            )
        )
    elif isinstance(given, Turned):
        kind, body = b"s", _SIZE.pack(*given.size)
    else:
        kind, body = b"c", bytes([_COMMANDS.index(given.command)])
    return _HEADER.pack(kind, given.seq, given.t, len(body)) + body


def _unpacked(kind: bytes, seq: int, t: float, body: bytes) -> Entry:
    if kind == b"s":
        return Entry(Turned(seq, t, _SIZE.unpack(body)))
    if kind == b"c":
        return Entry(Asked(seq, t, _COMMANDS[body[0]]))
    if kind != b"p":
        raise ValueError("an unknown kind of record")
    light, n = _POSES.unpack_from(body)
    floats = np.frombuffer(body, np.float32, n * _ROW_FLOATS, _POSES.size)
    points, boxes, scores = np.split(floats, [n * 51, n * 55])
    identities = np.frombuffer(body, np.int32, -1, _POSES.size + floats.nbytes)
    people = People(points.reshape(n, 17, 3), boxes.reshape(n, 4), scores)
    given = Poses(seq, t, people, None if np.isnan(light) else light)
    return Entry(given, tuple(identities.tolist()))
