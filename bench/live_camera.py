"""A clip as the fake camera of a browser, and as pictures for a client that has none."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import repeat
from pathlib import Path

import av
import cv2
import numpy as np

from repsight.core.types import Frame, Image
from repsight.video import open_source

STILL_BEFORE = 8.0
"""Seconds that the first picture stands: setting up and the countdown take about five."""
STILL_AFTER = 6.0
"""Seconds that the last picture stands before the camera begins again."""
FPS = 30


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """The picture in a frame of that width and height, whole, black around it."""
    width, height = size
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = max(2, round(image.shape[1] * scale)), max(2, round(image.shape[0] * scale))
    small = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((height, width, 3), np.uint8)
    x, y = (width - inner[0]) // 2, (height - inner[1]) // 2
    canvas[y : y + inner[1], x : x + inner[0]] = small
    return canvas


def at_camera_rate(frames: Iterator[Frame], fps: int = FPS) -> Iterator[Image]:
    """The picture that is to be seen at every tick of a camera, from the first frame's time on."""
    shown = next(frames, None)
    if shown is None:
        return
    start, tick = shown.t, 0
    for frame in frames:
        while start + tick / fps < frame.t:
            yield shown.image
            tick += 1
        shown = frame
    yield shown.image


def clip_pictures(clip: Path, size: tuple[int, int], fps: int = FPS) -> list[Image]:
    """Every picture of the clip at that rate and size."""
    with open_source(clip) as source:
        return [fitted(image, size) for image in at_camera_rate(iter(source), fps)]


def write_camera(path: Path, pictures: list[Image], fps: int = FPS) -> None:
    """An MJPEG file for Chromium's fake camera: still, the clip, still."""
    height, width = pictures[0].shape[:2]
    sequence = [
        *repeat(pictures[0], round(STILL_BEFORE * fps)),
        *pictures,
        *repeat(pictures[-1], round(STILL_AFTER * fps)),
    ]
    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        stream.options = {"qmin": "2", "qmax": "4"}
        stream.codec_context.time_base = Fraction(1, fps)
        for image in sequence:
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
