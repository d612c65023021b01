"""What to draw over a picture, as data: OpenCV paints it for files, a browser from the same JSON.

Everything is in pixels of the picture. Sizes grow with the picture, so that a scene looks the same
on 360p and on 4K.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from repsight.core.cards import card, cue_line, tag
from repsight.core.shapes import Arc, Ghost, Label, Line, PersonView, Point, Scene, Shape, Tone
from repsight.core.skeleton import ANGLES, BONES

# Line widths and text are given at this height of the shorter side and scaled from there.
REFERENCE_PIXELS: Final = 720
# A point less sure than this is more often wrong than right, as COCO's own tools draw it.
_MIN_CONFIDENCE: Final = 0.3
# Points of the face say nothing of an exercise, and nobody likes a dot on the nose.
_FACE: Final = frozenset({0, 1, 2, 3, 4})
_SHOULDERS: Final = (5, 6)
_AT_TURN: Final = 0.9


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
    people: Sequence[PersonView],
    size: tuple[int, int],
    words: Mapping[str, str],
    fps: float | None = None,
) -> Scene:
    """Skeletons, the working joint's angle, phase, count and exercise of everybody.

    One person who exercises gets a card in the corner; several each get one at their head. `size`
    is width and height of the picture, `words` the texts of `strings/en.json` or a translation,
    `fps` the speed to show.
    """
    unit = min(size) / REFERENCE_PIXELS
    active = [person for person in people if person.title is not None]
    shapes: list[Shape] = []
    for person in people:
        shapes += skeleton_shapes(person, unit)
        shapes += angle_shapes(person, size, unit)
    if len(active) == 1:
        shapes += card(active[0], words, unit)
        shapes += cue_line(active[0], size, unit)
    else:
        for person in active:
            shapes += tag(person, words, size, unit)
    if fps is not None and fps > 0:
        at = (size[0] - 18 * unit, size[1] - 18 * unit)
        text = words["shown.rate"].format(fps=f"{fps:.0f}")
        shapes.append(Label(text, at, 22 * unit, "muted", "right", plate=True))
    return tuple(shapes)


def _seen(person: PersonView, *points: int) -> bool:
    chosen = person.keypoints[list(points)]
    return bool(np.isfinite(chosen[:, :2]).all() and (chosen[:, 2] >= _MIN_CONFIDENCE).all())


def _at(person: PersonView, point: int) -> Point:
    x, y = person.keypoints[point, :2]
    return float(x), float(y)


def body_unit(person: PersonView, unit: float) -> float:
    """Like `unit`, but thinner on a small body, so that a far person is not a knot of lines."""
    seen = person.keypoints[np.isfinite(person.keypoints[:, 0])]
    if not len(seen):
        return unit
    extent = float(np.hypot(*(seen[:, :2].max(axis=0) - seen[:, :2].min(axis=0))))
    # A body of 400 reference pixels carries full width; below a third of that lines would vanish.
    return unit * float(np.clip(extent / (400 * unit), 0.35, 1.0))


def skeleton_shapes(person: PersonView, unit: float, tone: Tone = "neutral") -> list[Shape]:
    """Bones and joints that are seen, those at fault in the colour of a warning."""
    scale = body_unit(person, unit)
    if person.title is None:
        tone = "muted"
    faults = person.guidance.faults if person.guidance else frozenset()
    bones = [pair for pair in BONES if not _FACE & set(pair) and _seen(person, *pair)]
    lines: list[Shape] = [
        Line((_at(person, a), _at(person, b)), 5 * scale, "warn" if {a, b} <= faults else tone)
        for a, b in bones
    ]
    dots: list[Shape] = [
        Line((_at(person, point),), 10 * scale, "warn" if point in faults else tone)
        for point in range(len(person.keypoints))
        if point not in _FACE and _seen(person, point)
    ]
    return [*lines, *dots]


def angle_shapes(person: PersonView, size: tuple[int, int], unit: float) -> list[Shape]:
    """The working joint with its angle, and the zone where that should be at the turn."""
    if person.joint is None or not _seen(person, *person.joint):
        return []
    first, middle, last = (_at(person, point) for point in person.joint)
    scale = body_unit(person, unit)
    zone = person.guidance.zones.get(person.joint[1]) if person.guidance else None
    tone: Tone = "good" if _is_there(person, zone) else "accent"
    faults = person.guidance.faults if person.guidance else frozenset()
    near, center, far = person.joint
    limb: list[Shape] = [
        Line((first, middle), 7 * scale, "warn" if {near, center} <= faults else tone),
        Line((middle, last), 7 * scale, "warn" if {center, far} <= faults else tone),
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
    band: list[Shape] = []
    if zone is not None:
        begin, stop = _zone_degrees(person.joint, (first, middle, last), zone)
        band = [Arc(middle, radius + 9 * scale, begin, stop, 8 * scale, _zone_tone(tone), False)]
    return [
        *limb,
        Arc(middle, radius, start, end, 4 * scale, tone),
        *band,
        Label(f"{person.degrees:.0f}°", at, text, tone, "center", plate=True, bold=True),
    ]


def _is_there(person: PersonView, zone: tuple[float, float] | None) -> bool:
    """Whether the joint is where it should be at the turn."""
    if zone is None or not math.isfinite(person.degrees):
        return person.progress >= _AT_TURN
    return zone[0] <= person.degrees <= zone[1]


def _zone_tone(tone: Tone) -> Tone:
    return "good" if tone == "good" else "neutral"


def _zone_degrees(
    joint: tuple[int, int, int], points: tuple[Point, Point, Point], zone: tuple[float, float]
) -> tuple[float, float]:
    """From and to degrees of the zone, laid off from the limb that moves less.

    A forearm moves against the upper arm; elsewhere the limb nearer to the body does.
    """
    first, middle, last = points
    still, moving = (first, last) if joint in ANGLES["elbow"] else (last, first)
    base = math.degrees(math.atan2(still[1] - middle[1], still[0] - middle[0]))
    now = math.degrees(math.atan2(moving[1] - middle[1], moving[0] - middle[0]))
    if (now - base + 180) % 360 - 180 >= 0:
        return base + zone[0], base + zone[1]
    return base - zone[1], base - zone[0]


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
