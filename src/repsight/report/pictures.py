"""Frames of the video with the overlay drawn, as JPEGs."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import RepSightError, SourceError
from repsight.core.scene import build_scene
from repsight.core.shapes import Label, PersonView, Shape
from repsight.core.types import Frame, Image
from repsight.strings import load_strings

LONG_SIDE: Final = 900
QUALITY: Final = 80
_TEXT_SHARE: Final = 0.05
"""Height of text as a share of the picture's width: 18 pixels on a phone."""
_ROOM: Final = 0.25
"""Left around a body, as a share of its length: a head's height above, the room it moves in."""
_FLATTEST: Final = 0.6
_WORTH_CROPPING: Final = 0.6
"""A part that is this much of the picture is no better than the whole."""
_ENOUGH_POINTS: Final = 9
"""Half a body in the picture: around less than that there is more to see."""
_SMALL: Final = 120
"""A part of so few pixels would show nothing but pixels."""
_NEAR_SECONDS: Final = 0.2
"""A frame farther than this from the moment wanted does not show it."""


Box = tuple[int, int, int, int]
"""Left, top, right and bottom, pixels."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to take: who at `t` seconds, what to write on it, and which part of the frame."""

    t: float
    person: PersonView
    lines: tuple[str, ...] = ()
    crop: Box | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG and its size."""

    jpeg: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        return f"data:image/jpeg;base64,{base64.b64encode(self.jpeg).decode()}"


def find_video(source: str, beside: Path, named: Path | None) -> Path | str:
    """The video that a session was counted from, or one sentence saying why there is none.

    Only files are looked for: no session may make this machine call an address or open a camera.
    """
    from repsight.video import is_address, is_recording

    if named is not None:
        return named if named.is_file() else f"{named} is no video file"
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


def frame_people(people: Sequence[PersonView], size: tuple[int, int]) -> Box | None:
    """The part of the picture that shows all these poses well; None for the whole picture."""
    points = np.concatenate([person.keypoints[:, :2] for person in people])
    points = points[np.isfinite(points).all(axis=1)]
    seen = [np.isfinite(person.keypoints[:, 0]).sum() for person in people]
    if not len(points) or min(seen) < _ENOUGH_POINTS:
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    room = _ROOM * float((high - low).max())
    # No narrower or flatter than this, or the picture would be a strip.
    half = np.maximum((high - low) / 2 + room, _FLATTEST * ((high - low).max() / 2 + room))
    centre = (low + high) / 2
    left, top = np.maximum(centre - half, 0).astype(int)
    right, bottom = np.minimum(np.ceil(centre + half), size).astype(int)
    area = (right - left) * (bottom - top)
    whole = area > _WORTH_CROPPING * size[0] * size[1] or min(right - left, bottom - top) < _SMALL
    return None if whole else (int(left), int(top), int(right), int(bottom))


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
    left, top, right, bottom = wanted.crop or (0, 0, width, height)
    part = frame.image[top:bottom, left:right]
    height, width = part.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = np.asarray(cv2.resize(part, small, interpolation=cv2.INTER_AREA), np.uint8)
    scene = build_scene([_moved(wanted.person, (left, top), scale)], small, load_strings())
    return _encode(paint(image, (*scene, *_written(wanted.lines, small))))


def _moved(person: PersonView, corner: tuple[int, int], scale: float) -> PersonView:
    """The same in a part of the picture, without the card that a video has in its corner."""
    keypoints = np.array(person.keypoints)
    keypoints[:, :2] = (keypoints[:, :2] - corner) * scale
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
    return Picture(data.tobytes(), image.shape[1], image.shape[0])
