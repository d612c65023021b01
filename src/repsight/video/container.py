"""Frames of video files and network streams, decoded by FFmpeg through PyAV.

PyAV and OpenCV decode at the same cost; PyAV also tells what was damaged, reads the true timestamp
of every frame and can be given time limits, so it is the only decoder of files.
"""

import math
import threading
from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType
from typing import Any, Final, Self

import av
import av.error
import cv2
import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Frame, Image
from repsight.video.clock import Clock

_MAX_PIXELS: Final = 16384 * 16384
"""Four times 16K. Beyond it a header is damaged, and one picture would take gigabytes."""

_MAX_FPS: Final = 1000.0
"""Above it the container gives its clock, not a frame rate."""

_DEMUX_ERRORS: Final = 100
"""Errors without a packet in between after which the rest of a file is given up."""

_CUT_SECONDS: Final = 1.0
"""A file that ends this much before its stated end was cut off; less is rounding of its header."""

_SQUARE: Final = 0.02
"""Pixels this near to square count as square: converters leave such ratios behind."""

_TEXT_ART: Final = frozenset({"ansi", "bintext", "idf", "xbin"})
"""FFmpeg draws plain text as pictures; nobody means that."""

_CV_TURNS: Final = {
    1: cv2.ROTATE_90_COUNTERCLOCKWISE,
    2: cv2.ROTATE_180,
    3: cv2.ROTATE_90_CLOCKWISE,
}


class Container:
    """A `VideoSource` on an open PyAV container; see there for what each member means."""

    def __init__(self, container: Any, name: str, *, remote: bool, stride: int) -> None:
        self.name = name
        self.live = remote and container.duration is None
        self._remote = remote
        self.damaged = 0
        self.complete = False
        self._container = container
        self._stream = _picture_stream(container, name)
        # Kept, since nothing may be asked of a closed container: its memory is gone.
        self.duration = None if self.live else _duration(container, self._stream)
        self._stride = stride
        self._lock = threading.Lock()
        self._closing = False
        self._started = False
        self._error: SourceError | None = None
        self._pictures = self._decoded()
        self._first = next(self._pictures, None)
        if self._first is None:
            raise self._error or SourceError(
                f"{name}: not one picture in it can be decoded; the file is damaged, copy it again"
            )
        self._set_geometry(self._first)

    def _set_geometry(self, picture: Any) -> None:
        """Upright size with square pixels. Pixels that are not square would bend every angle."""
        aspect = self._stream.sample_aspect_ratio or Fraction(1)
        bent = 0.1 < aspect < 10 and abs(aspect - 1) > _SQUARE
        width = max(1, round(picture.width * aspect)) if bent else picture.width
        self._coded = (width, picture.height)
        self._turns = round(picture.rotation / 90) % 4
        self.size = self._coded if self._turns % 2 == 0 else self._coded[::-1]

    @property
    def fps(self) -> float | None:
        rate = self._stream.average_rate or self._stream.guessed_rate
        return float(rate) if rate and 0 < rate <= _MAX_FPS else None

    @property
    def frame_count(self) -> int | None:
        count: float = self._stream.frames
        if not count and self.fps and self.duration:
            count = self.fps * self.duration
        return math.ceil(count / self._stride) if count and not self.live else None

    def __iter__(self) -> Iterator[Frame]:
        if self._started:
            raise InvalidInputError(f"{self.name}: already read; open it again for a second pass")
        self._started = True
        return self._frames()

    def _frames(self) -> Iterator[Frame]:
        clock = Clock(self.fps)
        t = 0.0
        index = 0
        picture = self._first
        self._first = None
        while picture is not None:
            t = clock.seconds(self._raw_seconds(picture))
            if index % self._stride == 0:
                yield Frame(t, self._image(picture))
            index += 1
            picture = next(self._pictures, None)
        if self._error is not None:
            raise self._error
        length = self.duration
        self.complete = self.complete and (length is None or t > length - _CUT_SECONDS)

    def _raw_seconds(self, picture: Any) -> float | None:
        """The container's own time; the last pictures of a decoder lack their time base."""
        base = self._stream.time_base
        return None if picture.pts is None or not base else float(picture.pts * base)

    def _image(self, picture: Any) -> Image:
        width, height = self._coded
        image: Image = picture.to_ndarray(format="rgb24", width=width, height=height, threads=1)
        if self._turns:
            image = np.asarray(cv2.rotate(image, _CV_TURNS[self._turns]), np.uint8)
        return image

    def _decoded(self) -> Iterator[Any]:
        """Sound pictures; sets `complete` at the end, or `_error` where a stream broke."""
        for packet in self._packets():
            try:
                pictures = self._stream.codec_context.decode(packet)
            except EOFError:
                return
            except av.error.FFmpegError:
                self.damaged += 1
                continue
            for picture in pictures:
                if picture.is_corrupt or picture.width * picture.height > _MAX_PIXELS:
                    self.damaged += 1
                else:
                    yield picture

    def _packets(self) -> Iterator[Any]:
        """Packets, and at last None, which makes the decoder give what it still holds."""
        failures = 0
        sound = True
        packets = self._container.demux(self._stream)
        while failures < _DEMUX_ERRORS:
            try:
                packet = self._next_packet(packets)
                if packet is None or packet.size == 0:
                    break
                failures = 0
                yield packet
            except av.error.FFmpegError as error:
                sound = False
                failures += 1
                if self._remote or isinstance(error, av.error.ExitError):
                    self._error = _broken(self.name, error)
                    break
                packets = self._container.demux(self._stream)
        self.complete = sound and not self._closing
        if not self._closing:
            yield None

    def _next_packet(self, packets: Iterator[Any]) -> Any:
        with self._lock:
            if self._closing:
                return None
            packet = next(packets, None)
        if self._closing:
            self.close()
            return None
        return packet

    def close(self) -> None:
        """Free the decoder. A read that is waiting for the network frees it when it returns."""
        self._closing = True
        if self._lock.acquire(timeout=0.5):
            try:
                self._container.close()
            finally:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _picture_stream(container: Any, name: str) -> Any:
    attached = av.stream.Disposition.attached_pic
    streams = [s for s in container.streams.video if not s.disposition & attached]
    if not streams:
        kind = "only sound" if container.streams.audio else "no video stream"
        raise SourceError(f"{name}: there is {kind} in it; give a file with pictures")
    stream = streams[0]
    context = stream.codec_context
    if context is None or context.name in _TEXT_ART:
        raise SourceError(f"{name}: its pictures are in a form FFmpeg cannot decode; give an MP4")
    if context.width * context.height > _MAX_PIXELS:
        size = f"{context.width}×{context.height}"
        raise SourceError(f"{name}: its pictures claim {size} pixels; the file is damaged")
    context.thread_type = "AUTO"
    return stream


def _duration(container: Any, stream: Any) -> float | None:
    """Length in seconds as the container says it."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    length = container.duration
    return length / av.time_base if length and length > 0 else None


def _broken(name: str, error: av.error.FFmpegError) -> SourceError:
    if isinstance(error, av.error.ExitError | av.error.TimeoutError):
        return SourceError(f"{name}: nothing more came for too long, so it was given up")
    return SourceError(f"{name}: the stream broke off ({error.strerror or error})")
