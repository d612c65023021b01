"""What a video is to the rest of the program, and how to open one."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Frame

VIDEO_SUFFIXES: Final = (
    ".3gp", ".avi", ".flv", ".gif", ".m4v", ".mjpeg", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg",
    ".mts", ".ogv", ".ts", ".webm", ".wmv",
)  # fmt: skip
"""What a folder is searched for. A file named directly may be called anything."""

_ADDRESS: Final = re.compile(r"^(rtsps?|https?|udp|tcp|rtmps?|rtp|srt)://", re.IGNORECASE)
_LIKE_AN_ADDRESS: Final = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class VideoSource(Protocol):
    """Frames of one file, camera or stream, read once, in a `with` block.

    `complete` turns True when the source was read to its proper end; a file that is cut off
    ends quietly with `complete` False. A camera or stream that goes away, or says nothing for
    ten seconds, raises SourceError after the frames that arrived.
    """

    @property
    def name(self) -> str:
        """What to show and store: the path, the address without password, or `camera 0`."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of every frame in pixels, upright."""

    @property
    def fps(self) -> float | None:
        """Nominal frames per second of the source, whatever the stride; None if not known."""

    @property
    def duration(self) -> float | None:
        """Length in seconds as the container says; None if not known."""

    @property
    def frame_count(self) -> int | None:
        """Frames that will be delivered, estimated for progress bars; None if not known."""

    @property
    def live(self) -> bool:
        """True where frames arrive at their own pace and waiting loses them."""

    @property
    def damaged(self) -> int:
        """Frames and packets skipped so far because they could not be decoded."""

    @property
    def complete(self) -> bool:
        """True once the proper end was reached."""

    def __iter__(self) -> Iterator[Frame]:
        """Frames with strictly increasing seconds, the first at 0.0; raises SourceError."""

    def close(self) -> None:
        """Free the decoder or the camera, from any thread. Calling it twice is fine."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_source(source: str | int | Path, *, stride: int = 1) -> VideoSource:
    """An open file, camera (number, or its digits) or stream address; every `stride`-th frame.

    Errors: SourceError, one line for each way in which it cannot be read.
    """
    if stride < 1:
        raise InvalidInputError(f"stride is {stride}; use 1 for every frame, 2 for every second")
    if isinstance(source, int) or (isinstance(source, str) and source.isdecimal()):
        from repsight.video.camera import Camera

        return Camera.open(int(source), stride=stride)
    if isinstance(source, str) and is_address(source):
        from repsight.video.opening import open_stream

        return open_stream(source, stride=stride)
    if isinstance(source, str) and _LIKE_AN_ADDRESS.match(source):
        raise SourceError(
            f"{source}: addresses of this kind cannot be read; allowed: rtsp, http, https, udp,"
            " tcp, rtmp, rtp, srt, or a path without ://"
        )
    from repsight.video.opening import open_file

    return open_file(Path(source), stride=stride)


def is_address(source: str | int | Path) -> bool:
    """True for an RTSP, HTTP, UDP, TCP, RTMP, RTP or SRT address."""
    return isinstance(source, str) and _ADDRESS.match(source) is not None
