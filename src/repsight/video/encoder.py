"""H.264 in MP4, in two steps: fragments that survive any accident, then one file that streams."""

import os
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
import numpy.typing as npt

from repsight.core.types import Frame, Image

TIME_BASE: Final = Fraction(1, 90_000)
"""MPEG's own clock: 11 µs keeps any variable frame rate."""

_PRESET: Final = "ultrafast"
"""Measured at 720p, a busy clip and a plain one: 5.5 and 5.6 ms a frame, 0.65 and 0.17 MB/s;
superfast takes 9.5 and 7 ms (0.20, 0.09), and then encoding holds up everything else."""

_CRF: Final = "23"
"""x264's own default quality."""

_KEY_SECONDS: Final = 2.0
"""Distance of key frames: what seeking lands on, and at most what a power cut loses."""

_NOMINAL_FPS: Final = 30.0
_SMALLEST: Final = 16
"""Pixels of a macroblock; some players refuse less."""

_BT709: Final = 1  # primaries and transfer of sRGB-like pictures, ITU-T H.273
_BT601: Final = 6  # matrix that cv2's conversion uses, ITU-T H.273
_LIMITED: Final = 1  # 16..235, AVCOL_RANGE_MPEG


class Encoder:
    """Encodes RGB pictures of one size into a fragmented MP4 at `path`. Raises OSError."""

    def __init__(self, path: Path, size: tuple[int, int], fps: float | None) -> None:
        self._pad = tuple(max(_SMALLEST, n + n % 2) - n for n in size)
        self._last_pts = -1
        self._container = av.open(
            str(path),
            "w",
            format="mp4",
            options={"movflags": "frag_keyframe+empty_moov+delay_moov+default_base_moof"},
        )
        self._stream = self._add_stream(size, fps if fps and fps >= 1 else _NOMINAL_FPS)

    def _add_stream(self, size: tuple[int, int], fps: float) -> Any:
        rate = Fraction(fps).limit_denominator(1001)
        options = {"preset": _PRESET, "crf": _CRF}
        stream: Any = self._container.add_stream("libx264", rate=rate, options=options)
        stream.width, stream.height = (n + p for n, p in zip(size, self._pad, strict=True))
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = TIME_BASE
        context.gop_size = max(1, round(_KEY_SECONDS * fps))
        context.thread_count = min(8, os.cpu_count() or 1)
        context.color_primaries = context.color_trc = _BT709
        context.colorspace, context.color_range = _BT601, _LIMITED
        return stream

    def encode(self, frame: Frame) -> None:
        """Append one picture at its own time."""
        picture = av.VideoFrame.from_ndarray(self._yuv(frame.image), format="yuv420p")
        picture.pts = max(round(frame.t / TIME_BASE), self._last_pts + 1)
        picture.time_base = TIME_BASE
        self._last_pts = picture.pts
        self._container.mux(self._stream.encode(picture))

    def _yuv(self, image: Image) -> npt.NDArray[np.uint8]:
        """YUV 4:2:0, padded to even size; cv2 takes 0.6 ms at 720p where swscale takes 3.8."""
        right, bottom = self._pad
        if right or bottom:
            image = np.asarray(
                cv2.copyMakeBorder(image, 0, bottom, 0, right, cv2.BORDER_REPLICATE), np.uint8
            )
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), np.uint8)

    def finish(self) -> None:
        """Write what the encoder still holds and close the file."""
        try:
            self._container.mux(self._stream.encode())
        finally:
            self._container.close()


def gather(fragments: Path, whole: Path) -> None:
    """Copy a fragmented MP4 into one whose index comes first, as web pages want it."""
    with (
        av.open(str(fragments)) as source,
        av.open(str(whole), "w", format="mp4", options={"movflags": "faststart"}) as target,
    ):
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None:
                packet.stream = copy
                target.mux(packet)


def drop_torn_end(fragments: Path) -> None:
    """Cut a fragmented MP4 after its last whole fragment, so that every player takes it."""
    end = fragments.stat().st_size
    whole = at = 0
    with fragments.open("r+b") as file:
        while at + 8 <= end:
            file.seek(at)
            length, kind = struct.unpack(">I4s", file.read(8))
            if length < 8 or at + length > end:
                break
            at += length
            if kind in (b"moov", b"mdat"):
                whole = at
        file.truncate(whole)
