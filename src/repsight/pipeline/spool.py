"""Poses gathered from a video of any length, kept on disk until all of it has been seen.

An hour of one person is 22 MB of keypoints. In memory they would grow with the video; in a
temporary file they do not, and they are read back when the network's memory is free again.
"""

import tempfile
from array import array
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.core.types import People
from repsight.recording import Recording

# Keypoints wait here until there is enough to be worth a write: about a minute of one person.
_BUFFER_BYTES: Final = 1 << 19


class PoseSpool:
    """Gathers a recording frame by frame in memory that does not grow with its keypoints.

    Where there is no room for a temporary file, memory is used instead.
    """

    def __init__(self, size: tuple[int, int], model: str) -> None:
        self._size = size
        self._model = model
        self._t = array("d")
        self._frame = array("i")
        self._boxes = array("f")
        self._scores = array("f")
        self._identity = array("i")
        self._waiting = bytearray()
        self._file: Any = None
        self._on_disk = 0
        self._disk_works = True

    def __len__(self) -> int:
        return len(self._t)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, t: float, people: People, identities: Sequence[int] | None = None) -> None:
        """Append one frame at `t` seconds, later than the one before.

        `identities` says who each row of `people` is, in every frame or in none.
        """
        self._identity.extend(identities or ())
        self._frame.extend([len(self._t)] * len(people))
        self._boxes.frombytes(people.boxes.tobytes())
        self._scores.frombytes(people.scores.tobytes())
        self._waiting += people.keypoints.tobytes()
        self._t.append(t)
        if len(self._waiting) >= _BUFFER_BYTES and self._disk_works:
            self._put_on_disk()

    def _put_on_disk(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115, closed on exit
            self._file.seek(self._on_disk)
            written = self._file.write(self._waiting)
        except OSError:
            self._disk_works = False
            return
        self._on_disk += written
        del self._waiting[:written]

    def build(self) -> Recording:
        """The recording of all frames so far. Raises InvalidInputError."""
        frame = np.array(self._frame, np.int32)
        # A second Ctrl-C may have struck in the middle of a frame, which then has no time yet.
        rows = int(np.searchsorted(frame, len(self._t)))
        return Recording(
            t=np.array(self._t),
            frame=frame[:rows],
            keypoints=self._keypoints()[:rows],
            boxes=np.array(self._boxes, np.float32).reshape(-1, 4)[:rows],
            scores=np.array(self._scores, np.float32)[:rows],
            size=self._size,
            model=self._model,
            identity=np.array(self._identity, np.int32)[:rows] if len(self._identity) else None,
        )

    def _keypoints(self) -> npt.NDArray[np.float32]:
        data = bytearray(self._on_disk + len(self._waiting))
        with memoryview(data) as view:
            done = 0
            if self._file is not None:
                self._file.seek(0)
            while done < self._on_disk:
                done += self._file.readinto(view[done : self._on_disk])
            view[done:] = self._waiting
        return np.frombuffer(data, np.float32).reshape(-1, KEYPOINT_COUNT, 3)
