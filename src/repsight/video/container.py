"""Frames of video files and network streams, decoded by FFmpeg through PyAV.

PyAV and OpenCV decode at the same cost; PyAV also tells what was damaged, reads the true timestamp
of every frame and can be given time limits, so it is the only decoder of files.
"""

import math
import re
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import av
import av.error
import cv2
import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Frame, Image
from repsight.video.clock import Clock

_SILENCE: Final = 10.0
"""Seconds a stream may say nothing, and may take to open: a phone changing networks takes a few."""

_STREAM_OPTIONS: Final = {
    "rtsp_transport": "tcp",  # lost UDP packets are broken pictures; every camera speaks TCP
    "overrun_nonfatal": "1",  # a slow reader of udp:// loses packets instead of the stream
}

_FILE_OPTIONS: Final = {"protocol_whitelist": "file,crypto,data"}
"""A playlist dressed up as a video must not make this machine call others."""

_MAX_PIXELS: Final = 16384 * 16384
"""Four times 16K. Beyond it a header is damaged, and one picture would take gigabytes."""

_MAX_FPS: Final = 1000.0
"""Above it the container gives its clock, not a frame rate."""

_DEMUX_ERRORS: Final = 100
"""Errors without a packet in between after which the rest of a file is given up."""

_CUT_SECONDS: Final = 1.0
"""A file that ends this much before its stated end was cut off; less is rounding of its header."""

_TEXT_ART: Final = frozenset({"ansi", "bintext", "idf", "xbin"})
"""FFmpeg draws plain text as pictures; nobody means that."""

_CV_TURNS: Final = {
    1: cv2.ROTATE_90_COUNTERCLOCKWISE,
    2: cv2.ROTATE_180,
    3: cv2.ROTATE_90_CLOCKWISE,
}


class Container:
    """A `VideoSource` on an open PyAV container; see there for what each member means."""

    def __init__(self, container: Any, name: str, *, live: bool, stride: int) -> None:
        self.name = name
        self.live = live
        self.damaged = 0
        self.complete = False
        self._container = container
        self._stream = _picture_stream(container, name)
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
        width = max(1, round(picture.width * aspect)) if 0.1 < aspect < 10 else picture.width
        self._coded = (width, picture.height)
        self._turns = round(picture.rotation / 90) % 4
        self.size = self._coded if self._turns % 2 == 0 else self._coded[::-1]

    @property
    def fps(self) -> float | None:
        rate = self._stream.average_rate or self._stream.guessed_rate
        return float(rate) if rate and 0 < rate <= _MAX_FPS else None

    @property
    def duration(self) -> float | None:
        if self.live:
            return None
        stream = self._stream
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        length = self._container.duration
        return length / av.time_base if length and length > 0 else None

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
        image: Image = picture.to_ndarray(format="rgb24", width=width, height=height)
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
                if self.live:
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


def open_file(path: Path, *, stride: int = 1) -> Container:
    """Frames of the video file at `path`. Errors: SourceError."""
    name = str(path)
    _check_file(path)
    try:
        container = av.open(name, options=dict(_FILE_OPTIONS))
    except (av.error.FFmpegError, ValueError) as error:
        raise _unreadable(path) from error
    return _started(container, name, live=False, stride=stride)


def open_stream(address: str, *, stride: int = 1) -> Container:
    """Frames of the stream or remote file at `address`. Errors: SourceError."""
    name = re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:***@", address)
    options = dict(_STREAM_OPTIONS)
    try:
        container = av.open(address, options=options, timeout=(_SILENCE, _SILENCE))
    except (av.error.FFmpegError, ValueError) as error:
        raise SourceError(
            f"{name}: this address gives no video ({_reason(error)}); check it, and that it is up"
        ) from error
    return _started(container, name, live=container.duration is None, stride=stride)


def _started(container: Any, name: str, *, live: bool, stride: int) -> Container:
    try:
        return Container(container, name, live=live, stride=stride)
    except BaseException:
        container.close()
        raise


def _check_file(path: Path) -> None:
    if path.name.lower().endswith(".npz"):
        raise SourceError(f"{path}: this is a pose recording, it has no pictures; give a video")
    try:
        if path.is_dir():
            raise SourceError(f"{path}: this is a folder; give one video file")
        with path.open("rb") as file:
            if not file.read(1):
                raise SourceError(f"{path}: this file is empty; copy or record it again")
    except FileNotFoundError as error:
        raise SourceError(
            f"{path}: no such file; give a video file, a folder, a camera number or an address"
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceError(f"{path}: this file cannot be read ({reason})") from error


def _unreadable(path: Path) -> SourceError:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] in (b"ftyp", b"mdat", b"moov"):
        return SourceError(
            f"{path}: this MP4 is cut off or damaged, its index (moov) is missing; copy it again"
        )
    return SourceError(f"{path}: this is no video that FFmpeg can read; give an MP4, MOV, MKV …")


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


def _broken(name: str, error: av.error.FFmpegError) -> SourceError:
    if isinstance(error, av.error.ExitError | av.error.TimeoutError):
        return SourceError(f"{name}: the stream said nothing for {_SILENCE:.0f} s and was given up")
    return SourceError(f"{name}: the stream broke off ({_reason(error)})")


def _reason(error: Exception) -> str:
    if isinstance(error, av.error.ExitError):
        return f"no answer in {_SILENCE:.0f} s"
    return getattr(error, "strerror", None) or str(error)
