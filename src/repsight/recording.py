"""Pose recordings, `NAME.poses.npz`: everybody in every frame of a video, without pictures."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError, OutputError, RepSightError, SourceError
from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.core.types import People

_MAX_BYTES: Final = 4 << 30
"""Unpacked size that is still believed: a day of two people at 30 FPS is 1.2 GB."""

_CHUNK: Final = 4096
"""Rows that the builder gets at a time: 0.9 MB of keypoints."""

_SHAPES: Final[dict[str, tuple[str, npt.DTypeLike, tuple[int, ...]]]] = {
    "t": ("fiu", np.float64, ()),
    "frame": ("iu", np.int32, ()),
    "keypoints": ("f", np.float32, (KEYPOINT_COUNT, 3)),
    "boxes": ("f", np.float32, (4,)),
    "scores": ("f", np.float32, ()),
}
"""Allowed kinds of number, stored type, and shape of one row."""

_IDENTITY: Final = "identity"
_OPTIONAL: Final[dict[str, tuple[str, npt.DTypeLike, tuple[int, ...]]]] = {
    _IDENTITY: ("iu", np.int32, ())
}


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Everybody in every frame: row k of the last three arrays was seen in frame `frame[k]`.

    `t` (T,) strictly increasing seconds of all frames; `frame` (N,) index into `t`, not decreasing;
    `keypoints` (N, 17, 3); `boxes` (N, 4) xyxy pixels; `scores` (N,); `size` width and height;
    `model` the name of the pose model. `identity` (N,) is who each row is, 0 for nobody known, in
    a recording of a live count; None where that was not decided. Errors: InvalidInputError.
    """

    t: npt.NDArray[np.float64]
    frame: npt.NDArray[np.int32]
    keypoints: npt.NDArray[np.float32]
    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    size: tuple[int, int]
    model: str
    identity: npt.NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        for name in self.columns:
            array = _checked(name, getattr(self, name))
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        _check_times(self.t)
        _check_rows(self)
        if min(self.size) < 1:
            raise InvalidInputError(f"size is {self.size}; width and height in pixels are needed")

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the arrays that are there."""
        return tuple(_SHAPES) if self.identity is None else (*_SHAPES, _IDENTITY)

    def __len__(self) -> int:
        return len(self.t)

    def people_at(self, i: int) -> People:
        """Everybody in frame `i`, counted from 0; nobody where none was found."""
        if not 0 <= i < len(self.t):
            raise InvalidInputError(f"frame {i} of a recording of {len(self.t)} was asked for")
        low, high = np.searchsorted(self.frame, (i, i + 1))
        return People(self.keypoints[low:high], self.boxes[low:high], self.scores[low:high])

    def __iter__(self) -> Iterator[tuple[float, People]]:
        """Seconds and people of each frame, in order."""
        edges = np.searchsorted(self.frame, np.arange(len(self.t) + 1))
        for i, t in enumerate(self.t.tolist()):
            rows = slice(edges[i], edges[i + 1])
            yield t, People(self.keypoints[rows], self.boxes[rows], self.scores[rows])


def _checked(name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    kinds, dtype, row = (_SHAPES | _OPTIONAL)[name]
    array = np.asarray(value)
    if array.dtype.kind not in kinds or array.shape[1:] != row or array.ndim != len(row) + 1:
        wanted = ", ".join(("any", *map(str, row)))
        raise InvalidInputError(
            f"{name} is {array.dtype} {array.shape}; {np.dtype(dtype)} ({wanted}) is needed"
        )
    return array.astype(dtype)


def _check_times(t: npt.NDArray[np.float64]) -> None:
    if not np.isfinite(t).all() or (np.diff(t) <= 0).any():
        raise InvalidInputError("t must be finite and strictly increasing seconds")


def _check_rows(recording: Recording) -> None:
    counts = {name: len(getattr(recording, name)) for name in recording.columns if name != "t"}
    if len(set(counts.values())) > 1:
        raise InvalidInputError(f"{', '.join(counts)} differ in length: {counts}")
    frame = recording.frame
    if len(frame) and (frame.min() < 0 or frame.max() >= len(recording.t)):
        raise InvalidInputError(
            f"frame holds {frame.min()} to {frame.max()}; t allows 0 to {len(recording.t) - 1}"
        )
    if (np.diff(frame) < 0).any():
        raise InvalidInputError("frame must not decrease")


class _Column:
    """Rows of one array, kept in chunks: appending copies nothing that is already here."""

    def __init__(self, name: str) -> None:
        _, self._dtype, self._row = _SHAPES[name]
        self._full: list[npt.NDArray[Any]] = []
        self._open = np.empty((_CHUNK, *self._row), self._dtype)
        self._used = 0

    def extend(self, rows: npt.NDArray[Any]) -> None:
        while len(rows):
            if self._used == _CHUNK:
                self._full.append(self._open)
                self._open, self._used = np.empty_like(self._open), 0
            taken = rows[: _CHUNK - self._used]
            self._open[self._used : self._used + len(taken)] = taken
            self._used += len(taken)
            rows = rows[len(taken) :]

    def array(self) -> npt.NDArray[Any]:
        return np.concatenate([*self._full, self._open[: self._used]])


class RecordingBuilder:
    """Gathers a recording frame by frame; an hour of one person at 30 FPS takes 25 MB."""

    def __init__(self, size: tuple[int, int], model: str) -> None:
        self._size = size
        self._model = model
        self._columns = {name: _Column(name) for name in _SHAPES}
        self._frames = 0

    def __len__(self) -> int:
        return self._frames

    def add(self, t: float, people: People) -> None:
        """Append one frame at `t` seconds, later than the one before."""
        columns = self._columns
        columns["t"].extend(np.array([t]))
        columns["frame"].extend(np.full(len(people), self._frames))
        columns["keypoints"].extend(people.keypoints)
        columns["boxes"].extend(people.boxes)
        columns["scores"].extend(people.scores)
        self._frames += 1

    def build(self) -> Recording:
        """All frames so far; more may be added afterwards. Errors: InvalidInputError."""
        arrays = {name: column.array() for name, column in self._columns.items()}
        return Recording(**arrays, size=self._size, model=self._model)


def write_recording(path: str | Path, recording: Recording) -> None:
    """Write `recording` to `path`, whole or not at all. Errors: OutputError."""
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            save_recording(file, recording)
        part.replace(path)
    except KeyboardInterrupt:
        _discard(part)
        raise
    except OSError as error:
        _discard(part)
        raise OutputError(
            f"{path}: the recording cannot be written ({error.strerror}); choose another place"
        ) from error


def save_recording(file: BinaryIO, recording: Recording) -> None:
    """Write `recording` into an open file; the same one gives the same bytes."""
    arrays = {name: getattr(recording, name) for name in recording.columns}
    size, model = np.array(recording.size), np.array(recording.model)
    np.savez_compressed(file, **arrays, size=size, model=model)


def _discard(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the first error is the one to report


def read_recording(path: str | Path) -> Recording:
    """The recording at `path`. A point at exactly 0, 0 with confidence 0 is read as not seen.

    Errors: SourceError for a file that is missing, damaged or something else.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: this recording cannot be read ({error.strerror})") from error
    try:
        return _parsed(_unpacked(data))
    except RepSightError as error:
        raise SourceError(f"{path}: this is no usable pose recording: {error}") from error
    except Exception as error:  # damaged bytes make zipfile and numpy raise a dozen types
        raise SourceError(
            f"{path}: this is no pose recording, or a damaged one; make it with `repsight poses`"
        ) from error


def _unpacked(data: bytes) -> dict[str, npt.NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _MAX_BYTES:
        raise InvalidInputError(f"it unpacks to {unpacked >> 20} MB; {_MAX_BYTES >> 20} is allowed")
    wanted = (*_SHAPES, "size", "model")
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        missing = [name for name in wanted if name not in arrays]
        if missing:
            raise InvalidInputError(f"it lacks {', '.join(missing)}; all of {wanted} are needed")
        return {name: arrays[name] for name in (*wanted, *_OPTIONAL) if name in arrays}


def _parsed(arrays: dict[str, npt.NDArray[Any]]) -> Recording:
    size, model = arrays.pop("size"), arrays.pop("model")
    if size.shape != (2,) or size.dtype.kind not in "iu":
        raise InvalidInputError(f"size is {size.dtype} {size.shape}; two whole numbers are needed")
    if model.shape != () or model.dtype.kind != "U":
        raise InvalidInputError(f"model is {model.dtype} {model.shape}; one text is needed")
    arrays = {name: _checked(name, array) for name, array in arrays.items()}
    _blank_unseen(arrays["keypoints"])
    return Recording(**arrays, size=(int(size[0]), int(size[1])), model=str(model))


def _blank_unseen(keypoints: npt.NDArray[np.float32]) -> None:
    """NaN for points that other programs store as zeros, and for infinite ones."""
    unseen = (keypoints == 0).all(axis=-1) | ~np.isfinite(keypoints[..., :2]).all(axis=-1)
    keypoints[unseen] = np.nan
