"""Opening video files and stream addresses, with one clear line for each way it can fail."""

import re
from pathlib import Path
from typing import Any, Final

import av
import av.error

from repsight.core.errors import SourceError
from repsight.video.container import Container

SILENCE: Final = 10.0
"""Seconds a stream may say nothing, and may take to open: a phone changing networks takes a few."""

_FILE_SILENCE: Final = 30.0
"""Seconds one read of a file may take: a network disk that wakes up needs some."""

_STREAM_OPTIONS: Final = {
    "rtsp_transport": "tcp",  # lost UDP packets are broken pictures; every camera speaks TCP
    "overrun_nonfatal": "1",  # a slow reader of udp:// loses packets instead of the stream
}

_FILE_OPTIONS: Final = {"protocol_whitelist": "file,crypto,data"}
"""A playlist dressed up as a video must not make this machine call others."""

_PLAYLIST: Final = b"#EXTM3U"


def open_file(path: Path, *, stride: int = 1) -> Container:
    """Frames of the video file at `path`. Errors: SourceError."""
    name = str(path)
    _check_file(path)
    try:
        container = av.open(name, options=dict(_FILE_OPTIONS), timeout=_FILE_SILENCE)
    except (av.error.FFmpegError, ValueError) as error:
        raise _unreadable(path) from error
    return _started(container, name, remote=False, stride=stride)


def open_stream(address: str, *, stride: int = 1) -> Container:
    """Frames of the stream or remote file at `address`. Errors: SourceError."""
    name = re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:***@", address)
    options = dict(_STREAM_OPTIONS)
    try:
        container = av.open(address, options=options, timeout=(SILENCE, SILENCE))
    except (av.error.FFmpegError, ValueError) as error:
        raise SourceError(
            f"{name}: this address gives no video ({_reason(error)}); check it, and that it is up"
        ) from error
    return _started(container, name, remote=True, stride=stride)


def _started(container: Any, name: str, *, remote: bool, stride: int) -> Container:
    try:
        return Container(container, name, remote=remote, stride=stride)
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
            head = file.read(len(_PLAYLIST))
    except FileNotFoundError as error:
        raise SourceError(
            f"{path}: no such file; give a video file, a folder, a camera number or an address"
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceError(f"{path}: this file cannot be read ({reason})") from error
    if not head:
        raise SourceError(f"{path}: this file is empty; copy or record it again")
    if head == _PLAYLIST:  # FFmpeg would try its entries for ever
        raise SourceError(f"{path}: this is a playlist; give a video file or its address")


def _unreadable(path: Path) -> SourceError:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] in (b"ftyp", b"mdat", b"moov"):
        return SourceError(
            f"{path}: this MP4 is cut off or damaged, its index (moov) is missing; copy it again"
        )
    return SourceError(f"{path}: this is no video that FFmpeg can read; give an MP4, MOV, MKV …")


def _reason(error: Exception) -> str:
    if isinstance(error, av.error.ExitError):
        return f"no answer in {SILENCE:.0f} s"
    return getattr(error, "strerror", None) or str(error)
