"""A contact sheet: pictures of a data set with their labels, to be looked at."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.shapes import Arc, Label, Line, Plate, Scene, Shape, Tone
from repsight.core.skeleton import BONES, KEYPOINT_NAMES
from repsight.core.types import Image
from repsight.data.types import HIDDEN, UNLABELLED, LabelledPerson, LabelledPicture
from repsight.draw import paint
from repsight.export.files import replacing

TILE: Final = 320
"""Pixels of a picture's longer side on the sheet: six beside each other fill a screen."""
_MOST_COLUMNS: Final = 6
_CAPTION, _LEGEND = 44, 34
_TEXT: Final = 12
_GAP: Final = 8
_BACKGROUND: Final = 30
_LEFT: Final[Tone] = "accent"
_RIGHT: Final[Tone] = "warn"
_MIDDLE: Final[Tone] = "neutral"
_MIN_DOT, _DOT_SHARE = 3.0, 0.018
"""Width of a point as a share of the box's longer side: small people keep their shape."""

SUFFIXES: Final = (".jpg", ".jpeg", ".png")


def contact_sheet(
    root: Path, pictures: Sequence[LabelledPicture], notes: Mapping[str, str] | None = None
) -> Image:
    """The pictures with skeletons, boxes and captions on one RGB picture.

    Left is blue and right is orange, hidden points are hollow. `notes` are shown beneath the
    picture of that file. Raises SourceError for a picture that cannot be read.
    """
    tiles = [_tile(root, picture) for picture in pictures]
    columns = min(_MOST_COLUMNS, math.ceil(math.sqrt(len(pictures))))
    heights = [
        max(tile.shape[0] for tile in tiles[first : first + columns])
        for first in range(0, len(tiles), columns)
    ]
    tops = np.cumsum([_LEGEND, *(height + _CAPTION + _GAP for height in heights)]).tolist()
    sheet = np.full((tops[-1], columns * (TILE + _GAP) + _GAP, 3), _BACKGROUND, np.uint8)
    texts: list[Shape] = list(_legend())
    for index, (picture, tile) in enumerate(zip(pictures, tiles, strict=True)):
        row, column = divmod(index, columns)
        left, top = _GAP + column * (TILE + _GAP), tops[row]
        across = left + (TILE - tile.shape[1]) // 2
        sheet[top : top + tile.shape[0], across : across + tile.shape[1]] = tile
        note = (notes or {}).get(picture.file.as_posix(), "")
        texts += _caption(picture, note, left, top + heights[row])
    return paint(sheet, tuple(texts))


def write_sheet(path: Path, sheet: Image) -> None:
    """Write an RGB sheet as .jpg or .png, whole or not at all. Raises OutputError."""
    done, data = cv2.imencode(check_sheet_name(path), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
    if not done:
        raise InvalidInputError(f"{path}: a sheet of {sheet.shape[:2]} is too large; show fewer")
    with replacing(path) as part:
        part.write_bytes(data.tobytes())


def check_sheet_name(path: Path) -> str:
    """The suffix of a sheet's file. Raises InvalidInputError where it is no picture's."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidInputError(f"{path}: a sheet's name must end in {', '.join(SUFFIXES)}")
    return suffix


def _tile(root: Path, picture: LabelledPicture) -> Image:
    bgr = cv2.imread(str(root / picture.file))
    if bgr is None:
        raise SourceError(f"{root / picture.file}: this picture cannot be read")
    height, width = bgr.shape[:2]
    scale = TILE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    # Labels are in pixels of the size that the index states, which the file may not have.
    factor = np.array(size) / picture.size
    scene = [shape for person in picture.people for shape in _person(person, factor)]
    return paint(np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), np.uint8), tuple(scene))


def _person(person: LabelledPerson, factor: np.ndarray) -> Scene:
    (x0, y0), (x1, y1) = person.box[:2] * factor, person.box[2:] * factor
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))
    shapes: list[Shape] = [Line(corners, 1, "good", rim=False, opacity=0.7)]
    points, visible = person.keypoints[:, :2] * factor, person.keypoints[:, 2]
    width = max(_MIN_DOT, _DOT_SHARE * max(x1 - x0, y1 - y0))
    for a, b in BONES:
        if UNLABELLED not in (visible[a], visible[b]):
            tone = _tone(a) if _tone(a) == _tone(b) else _MIDDLE
            ends = tuple(points[a].tolist()), tuple(points[b].tolist())
            shapes.append(Line(ends, max(1.0, width / 3), tone))
    for index, (point, seen) in enumerate(zip(points.tolist(), visible.tolist(), strict=True)):
        if seen == HIDDEN:
            shapes.append(_ring((point[0], point[1]), width, _tone(index)))
        elif seen != UNLABELLED:
            shapes.append(Line(((point[0], point[1]),), width, _tone(index)))
    return tuple(shapes)


def _ring(point: tuple[float, float], width: float, tone: Tone) -> Shape:
    return Arc(point, width * 0.5 + 1.5, 0, 360, 1, tone, filled=False)


def _tone(keypoint: int) -> Tone:
    name = KEYPOINT_NAMES[keypoint]
    return _LEFT if name.startswith("left") else _RIGHT if name.startswith("right") else _MIDDLE


def _caption(picture: LabelledPicture, note: str, left: float, top: float) -> Scene:
    facts = picture.facts
    told = [picture.split, *(str(facts[key]) for key in ("why", "exercise") if facts.get(key))]
    if isinstance(facts.get("confidence"), float):
        told.append(f"{facts['confidence']:.0%} sure")
    if not picture.people:
        told.append("nobody")
    lines: tuple[tuple[str, Tone], ...] = (
        (picture.file.name, "neutral"),
        (note or " · ".join(told), "warn" if note else "muted"),
    )
    return tuple(
        Label(text, (left + 2, top + 15 + 17 * row), _TEXT, tone, max_width=TILE - 4)
        for row, (text, tone) in enumerate(lines)
    )


def _legend() -> Scene:
    y = 17.0
    marks: list[Shape] = [Plate((_GAP, 3), 296, 27, 6)]
    x = _GAP + 12.0
    for text, tone in (("left", _LEFT), ("right", _RIGHT)):
        marks += [Line(((x, y),), 10, tone), Label(text, (x + 12, y + 5), _TEXT + 2)]
        x += 62
    marks += [_ring((x, y), 8, _MIDDLE), Label("hidden", (x + 12, y + 5), _TEXT + 2)]
    marks += [
        Line(((x + 74, y), (x + 92, y)), 2, "good", rim=False),
        Label("box", (x + 100, y + 5), _TEXT + 2),
    ]
    return tuple(marks)
