"""Frames of a camera, through OpenCV, which knows the cameras of every system by number."""

import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Self

import cv2
import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Frame, Image

_TIMEOUT_MS: Final = 10_000
"""How long opening and one read may take: an autofocusing camera needs seconds for its first."""

_SYSTEM_API: Final = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
"""Asking for the system's own interface keeps OpenCV from trying (and complaining about) all."""


class Camera:
    """A `VideoSource` on an open camera; see there for what each member means."""

    live = True
    duration = None
    frame_count = None
    complete = False
    damaged = 0

    def __init__(self, capture: Any, name: str, *, stride: int = 1) -> None:
        self.name = name
        self._capture = capture
        self._stride = stride
        self._closed = False
        self._started = False
        self._first = self._read()
        if self._first is None:
            raise SourceError(f"{name}: it gives no pictures; is another program using it?")
        height, width = self._first.shape[:2]
        self.size = (width, height)

    @classmethod
    def open(cls, number: int, *, stride: int = 1) -> "Camera":
        """The camera with this number, the first being 0. Errors: SourceError."""
        name = f"camera {number}"
        level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        try:
            capture = cv2.VideoCapture()
            if not capture.open(number, _SYSTEM_API.get(sys.platform, cv2.CAP_ANY)):
                raise SourceError(f"{name}: there is no such camera; the first one is number 0")
            capture.set(cv2.CAP_PROP_READ_TIMEOUT_MSEC, _TIMEOUT_MS)
            return cls(capture, name, stride=stride)
        finally:
            cv2.utils.logging.setLogLevel(level)

    @property
    def fps(self) -> float | None:
        """What the camera claims; None if it does not."""
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        return float(rate) if rate > 0 else None

    def __iter__(self) -> Iterator[Frame]:
        if self._started:
            raise InvalidInputError(f"{self.name}: already being read; open it again")
        self._started = True
        return self._frames()

    def _frames(self) -> Iterator[Frame]:
        """A camera has no timestamps: the time of arrival is the time of the frame."""
        start = time.monotonic()
        image, self._first = self._first, None
        index = 0
        last = -1.0
        while image is not None:
            t = time.monotonic() - start if index else 0.0
            if index % self._stride == 0 and t > last:
                last = t
                yield Frame(t, image)
            index += 1
            image = self._read()
        if not self._closed:
            raise SourceError(f"{self.name}: the camera went away; check its cable")

    def _read(self) -> Image | None:
        sound, picture = (False, None) if self._closed else self._capture.read()
        if not sound or picture is None:
            return None
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)

    def close(self) -> None:
        """Free the camera."""
        self._closed = True
        self._capture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
