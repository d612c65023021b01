"""What to draw over a picture, as data: OpenCV paints it for files, a browser from the same JSON.

Everything is in pixels of the picture. Sizes grow with the picture, so that a scene looks the same
on 360p and on 4K.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from repsight.core.cards import card, cue_line, tag
from repsight.core.shapes import Arc, Ghost, Label, Line, PersonView, Point, Scene, Shape, Tone
from repsight.core.skeleton import BONES

# Line widths and text are given at this height of the shorter side and scaled from there.
_REFERENCE_PIXELS: Final = 720
# A point less sure than this is more often wrong than right, as COCO's own tools draw it.
_MIN_CONFIDENCE: Final = 0.3
# Points of the face say nothing of an exercise, and nobody likes a dot on the nose.
_FACE: Final = frozenset({0, 1, 2, 3, 4})
_SHOULDERS: Final = (5, 6)


# From this angle on a number fits between two limbs without touching them.
_ROOMY_DEGREES: Final = 80


def scene_to_list(scene: Scene) -> list[dict[str, Any]]:
    """The scene as JSON: one object per shape, its `kind` first; numbers to a tenth."""
    return [_shape_to_dict(shape) for shape in scene]


def _shape_to_dict(shape: Shape) -> dict[str, Any]:
    values = {name: _plain(getattr(shape, name)) for name in shape.__slots__ if name != "opacity"}
    if isinstance(shape, Line | Ghost):
        values["opacity"] = round(shape.opacity, 2)
    return {"kind": type(shape).__name__.lower(), **values}


def _plain(value: Any) -> Any:
    """Lists for tuples and tenths of a pixel for numbers: a scene goes out thirty times a second.

    `dataclasses.asdict` takes five times as long.
    """
    if isinstance(value, float):
        return round(value, 1)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def build_scene(
    people: Sequence[PersonView], size: tuple[int, int], fps: float | None = None
) -> Scene:
    """Skeletons, the working joint's angle, phase, count and exercise of everybody.

    One person who exercises gets a card in the corner; several each get one at their head. `size`
    is width and height of the picture, `fps` the speed to show.
    """
    unit = min(size) / _REFERENCE_PIXELS
    active = [person for person in people if person.title is not None]
    shapes: list[Shape] = []
    for person in people:
        shapes += _skeleton(person, unit)
        shapes += _working_joint(person, size, unit)
    if len(active) == 1:
        shapes += card(active[0], unit)
        shapes += cue_line(active[0], size, unit)
    else:
        for person in active:
            shapes += tag(person, size, unit)
    if fps is not None and fps > 0:
        at = (size[0] - 18 * unit, size[1] - 18 * unit)
        shapes.append(Label(f"{fps:.0f} FPS", at, 22 * unit, "muted", "right", plate=True))
    return tuple(shapes)


def _seen(person: PersonView, *points: int) -> bool:
    chosen = person.keypoints[list(points)]
    return bool(np.isfinite(chosen[:, :2]).all() and (chosen[:, 2] >= _MIN_CONFIDENCE).all())


def _at(person: PersonView, point: int) -> Point:
    x, y = person.keypoints[point, :2]
    return float(x), float(y)


def _body_unit(person: PersonView, unit: float) -> float:
    """Like `unit`, but thinner on a small body, so that a far person is not a knot of lines."""
    seen = person.keypoints[np.isfinite(person.keypoints[:, 0])]
    if not len(seen):
        return unit
    extent = float(np.hypot(*(seen[:, :2].max(axis=0) - seen[:, :2].min(axis=0))))
    # A body of 400 reference pixels carries full width; below a third of that lines would vanish.
    return unit * float(np.clip(extent / (400 * unit), 0.35, 1.0))


def _skeleton(person: PersonView, unit: float) -> list[Shape]:
    scale = _body_unit(person, unit)
    tone: Tone = "neutral" if person.title is not None else "muted"
    bones = [pair for pair in BONES if not _FACE & set(pair) and _seen(person, *pair)]
    lines: list[Shape] = [Line((_at(person, a), _at(person, b)), 5 * scale, tone) for a, b in bones]
    dots: list[Shape] = [
        Line((_at(person, point),), 10 * scale, tone)
        for point in range(len(person.keypoints))
        if point not in _FACE and _seen(person, point)
    ]
    return [*lines, *dots]


def _working_joint(person: PersonView, size: tuple[int, int], unit: float) -> list[Shape]:
    if person.joint is None or not _seen(person, *person.joint):
        return []
    first, middle, last = (_at(person, point) for point in person.joint)
    scale = _body_unit(person, unit)
    tone: Tone = "good" if person.progress >= 0.9 else "accent"
    limb: list[Shape] = [
        Line((first, middle, last), 7 * scale, tone),
        Line((middle,), 14 * scale, tone),
    ]
    if not math.isfinite(person.degrees):
        return limb
    start, end = _arc_degrees(first, middle, last)
    reach = min(math.dist(first, middle), math.dist(middle, last))
    radius = float(np.clip(0.45 * reach, 16 * scale, 60 * scale))
    text = 30 * max(scale, 0.6 * unit)
    away = _away(person, middle, math.radians((start + end) / 2 + 180))
    at = _beside(middle, away, 0.5 * radius + 1.6 * text, text, size)
    return [
        *limb,
        Arc(middle, radius, start, end, 4 * scale, tone),
        Label(f"{person.degrees:.0f}°", at, text, tone, "center", plate=True, bold=True),
    ]


def _arc_degrees(first: Point, middle: Point, last: Point) -> tuple[float, float]:
    """From and to degrees of the smaller angle between the two limbs, to > from."""
    a = math.degrees(math.atan2(first[1] - middle[1], first[0] - middle[0]))
    b = math.degrees(math.atan2(last[1] - middle[1], last[0] - middle[0]))
    turn = (b - a + 180) % 360 - 180
    return (a, a + turn) if turn >= 0 else (a + turn, a)


def _away(person: PersonView, middle: Point, outside: float) -> float:
    """Direction from a joint to where nothing of the body is, radians.

    Outside the joint there is no limb, but outside a raised arm there is the head: where that side
    faces the body and the angle has room for a number, it goes inside. It leans away from the
    body's centre either way.
    """
    keypoints = person.keypoints
    seen = keypoints[np.isfinite(keypoints[:, 0]), :2]
    away = np.array(middle) - seen.mean(axis=0)
    away /= max(float(np.hypot(*away)), 1e-6)
    direction = np.array([math.cos(outside), math.sin(outside)])
    if person.degrees > _ROOMY_DEGREES and away @ direction < 0:
        direction = -direction
    if person.joint is not None and person.joint[1] in _SHOULDERS and np.isfinite(keypoints[0, 0]):
        head = np.array(middle) - keypoints[0, :2]  # a shoulder's number must not hide the face
        direction = direction + head / max(float(np.hypot(*head)), 1e-6)
    x, y = direction + 0.5 * away
    return math.atan2(y, x)


def _beside(
    middle: Point, direction: float, distance: float, text: float, size: tuple[int, int]
) -> Point:
    """Baseline of a short text in that direction from a joint, kept inside the picture."""
    x = middle[0] + math.cos(direction) * distance
    y = middle[1] + math.sin(direction) * distance + text * 0.35
    margin = text * 1.5
    return (
        float(np.clip(x, margin, max(margin, size[0] - margin))),
        float(np.clip(y, margin, max(margin, size[1] - margin / 2))),
    )
