"""Small videos made on the spot; every frame tells its own number by its brightness."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from repsight.core.types import Frame, Image

MILLISECOND = Fraction(1, 1000)


def picture(index: int, size: tuple[int, int] = (64, 48)) -> Image:
    """A grey picture, brighter with each index, with a white top left quarter."""
    width, height = size
    image = np.full((height, width, 3), 20 + 3 * (index % 50), np.uint8)
    image[: height // 2, : width // 2] = 250
    return image


def frames(times: Sequence[float], size: tuple[int, int] = (64, 48)) -> list[Frame]:
    """One made picture at each of `times`."""
    return [Frame(float(t), picture(i, size)) for i, t in enumerate(times)]


def index_of(image: Image) -> int:
    """Which picture this was, from its bottom right corner."""
    height, width = image.shape[:2]
    corner = image[height * 3 // 4 :, width * 3 // 4 :]
    return round((float(corner.mean()) - 20) / 3)


def make_video(
    path: Path,
    milliseconds: Sequence[int],
    *,
    size: tuple[int, int] = (64, 48),
    codec: str = "libx264",
    pixels: str = "yuv420p",
    container: str | None = None,
    aspect: str = "1:1",
) -> Path:
    """A video with a frame at each of these times, whole and sound."""
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=25, options=_coder_options(codec) | {"aspect": aspect})
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        stream.codec_context.time_base = Fraction(1, 25) if codec == "mjpeg" else MILLISECOND
        stream.codec_context.gop_size = 10
        for index, ms in enumerate(milliseconds):
            frame = av.VideoFrame.from_ndarray(picture(index, size), format="rgb24")
            frame = frame.reformat(format=pixels)
            frame.pts = round(ms * MILLISECOND / stream.codec_context.time_base)
            frame.time_base = stream.codec_context.time_base
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def _coder_options(codec: str) -> dict[str, str]:
    return {"preset": "ultrafast", "crf": "18"} if codec == "libx264" else {}


def make_sound(path: Path) -> Path:
    """A file that holds a second of silence and no pictures."""
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("aac", rate=16_000)
        for start in range(0, 16_000, 1024):
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            sound.sample_rate, sound.pts = 16_000, start
            file.mux(stream.encode(sound))
        file.mux(stream.encode())
    return path


def turn(path: Path, quarter_turns: int) -> Path:
    """Write into an MP4's track header that players must turn it clockwise, as phones do.

    The matrix is 9 numbers, 40 bytes after the box's name (ISO/IEC 14496-12, 8.3.2).
    """
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter_turns % 4]
    one = 1 << 16
    matrix = np.array(
        [cosine * one, sine * one, 0, -sine * one, cosine * one, 0, 0, 0, 1 << 30], ">i4"
    )
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    data[at : at + 36] = matrix.tobytes()
    path.write_bytes(data)
    return path
