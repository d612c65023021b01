"""Frames of the video with the overlay drawn, as JPEG data URIs."""

import base64
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import RepSightError, SourceError
from repsight.core.scene import Label, PersonView, Shape, build_scene
from repsight.core.types import Frame, Image

LONG_SIDE: Final = 900
QUALITY: Final = 80
_TEXT_SHARE: Final = 0.05
"""Height of text as a share of the picture's width: 18 pixels on a phone."""
_NEAR_SECONDS: Final = 0.2
"""A frame farther than this from the moment wanted does not show it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to take: who at `t` seconds, and what to write on it."""

    t: float
    person: PersonView
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG as a data URI, and its size."""

    uri: str
    width: int
    height: int


def find_video(source: str, beside: Path, named: Path | None) -> Path | str:
    """The video that a session was counted from, or one sentence saying why there is none.

    Only files are looked for: no session may make this machine call an address or open a camera.
    """
    from repsight.video import is_address, is_recording

    if named is not None:
        return named if named.is_file() else f"{named} is no video file, so there are no pictures"
    if is_recording(source):
        return "they were counted from a pose recording; name its video with --video"
    if not is_address(source):
        for path in (Path(source), beside / source, beside / Path(source).name):
            try:
                if path.is_file():
                    return path
            except (OSError, ValueError):
                continue
    return f"the video {source} is not here; say where it is with --video"


def take_pictures(
    video: Path, wanted: Sequence[Wanted], size: tuple[int, int]
) -> tuple[dict[int, Picture], str | None]:
    """Pictures by their place in `wanted`, and why some are missing; `size` is the poses'.

    The video is read once, up to the last moment wanted.
    """
    from repsight.video.opening import open_file

    order = sorted(range(len(wanted)), key=lambda i: wanted[i].t)
    taken: dict[int, Picture] = {}
    try:
        with open_file(video) as source:
            if source.size != size:
                return {}, _other_size(video, source.size, size)
            for place, frame in _nearest(iter(source), [(i, wanted[i].t) for i in order]):
                taken[place] = _take(frame, wanted[place])
    except SourceError as error:
        return taken, f"pictures are missing: {error}"
    if len(taken) < len(wanted):
        return taken, f"{video.name} is shorter than what was counted, so pictures are missing"
    return taken, None


def _other_size(video: Path, one: tuple[int, int], other: tuple[int, int]) -> str:
    return (
        f"{video.name} is {one[0]}×{one[1]} and the poses are of {other[0]}×{other[1]}: another"
        " video, so there are no pictures"
    )


def _nearest(
    frames: Iterator[Frame], moments: Sequence[tuple[int, float]]
) -> Iterator[tuple[int, Frame]]:
    """For each (place, t), in order of t, the frame nearest to it."""
    before: Frame | None = None
    waiting = list(moments)
    for frame in frames:
        while waiting and frame.t >= waiting[0][1]:
            place, t = waiting.pop(0)
            near = before if before is not None and t - before.t < frame.t - t else frame
            if abs(near.t - t) <= _NEAR_SECONDS:
                yield place, near
        before = frame
        if not waiting:
            return
    for place, t in waiting:
        if before is not None and t - before.t <= _NEAR_SECONDS:
            yield place, before


def _take(frame: Frame, wanted: Wanted) -> Picture:
    import cv2

    from repsight.draw import paint

    height, width = frame.image.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = np.asarray(cv2.resize(frame.image, small, interpolation=cv2.INTER_AREA), np.uint8)
    scene = build_scene([_scaled(wanted.person, scale)], small)
    return _encode(paint(image, (*scene, *_written(wanted.lines, small))))


def _scaled(person: PersonView, scale: float) -> PersonView:
    """The same in a smaller picture, without the card that a video has in its corner."""
    keypoints = np.array(person.keypoints)
    keypoints[:, :2] *= scale
    return replace(person, keypoints=keypoints, title=None)


def _written(lines: Sequence[str], size: tuple[int, int]) -> list[Shape]:
    """Lines of text at the foot of the picture."""
    width, height = size
    text = _TEXT_SHARE * width
    first = height - 0.75 * text - (len(lines) - 1) * 1.5 * text
    return [
        Label(
            line, (0.7 * text, first + place * 1.5 * text), text, "warn" if place else "neutral",
            plate=True, bold=True, max_width=width - 1.4 * text,
        )
        for place, line in enumerate(lines)
    ]  # fmt: skip


def _encode(image: Image) -> Picture:
    import cv2

    done, data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise RepSightError("a picture could not be made into a JPEG")
    text = base64.b64encode(data.tobytes()).decode()
    logging.getLogger(__name__).debug("a picture of %d kB", len(text) // 1000)
    return Picture(f"data:image/jpeg;base64,{text}", image.shape[1], image.shape[0])
