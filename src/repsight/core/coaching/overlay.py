"""Guidance as shapes: what is laid under a skeleton and what over it; and a mirror for bodies."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.scene import body_unit
from repsight.core.shapes import Arrow, Ghost, Guidance, Line, PersonView, Point, Shape, Tone

Array = npt.NDArray[np.floating[Any]]

GHOST_OPACITY: Final = 0.42
LINE_OPACITY: Final = 0.85
# Head, torso, neck, arms and legs: the keypoints they run through, and how thick they are in
# trunks. Those of a slim body, so that the person stays to be seen around them.
_NECK: Final = -1
_LIMBS: Final[tuple[tuple[tuple[int, ...], float], ...]] = (
    ((0,), 0.4),
    ((0, _NECK), 0.16),
    ((5, 6, 12, 11, 5), 0.18),
    ((5, 7, 9), 0.14),
    ((6, 8, 10), 0.14),
    ((11, 13, 15), 0.19),
    ((12, 14, 16), 0.19),
)
# Trunk, upper arm and thigh, with their lengths in trunks: the one that looks longest beside what
# it should tells how thick limbs are, whichever of them point at the camera.
_YARDSTICKS: Final = ((5, 11, 1.0), (6, 12, 1.0), (11, 13, 0.85), (12, 14, 0.85), (5, 7, 0.65))


def mirrored(person: PersonView, width: float) -> PersonView:
    """The same person in a picture shown mirrored, `width` pixels wide."""
    guidance = person.guidance
    return replace(
        person,
        keypoints=_flipped(person.keypoints, width),
        guidance=None if guidance is None else _mirrored_guidance(guidance, width),
    )


def _mirrored_guidance(guidance: Guidance, width: float) -> Guidance:
    line = guidance.line
    return replace(
        guidance,
        ghost=None if guidance.ghost is None else _flipped(guidance.ghost, width),
        line=None if line is None else (_across(line[1], width), _across(line[0], width)),
        arrows=tuple((_across(a, width), _across(b, width)) for a, b in guidance.arrows),
    )


def _flipped(points: npt.NDArray[np.float32], width: float) -> npt.NDArray[np.float32]:
    flipped = np.array(points)
    flipped[:, 0] = width - flipped[:, 0]
    return flipped


def _across(point: Point, width: float) -> Point:
    return width - point[0], point[1]


def under(person: PersonView, unit: float) -> list[Shape]:
    """The ghost and the depth line."""
    guidance = person.guidance
    if guidance is None:
        return []
    shapes: list[Shape] = []
    if guidance.ghost is not None:
        shapes += _ghost(guidance.ghost, unit)
    if guidance.line is not None:
        tone: Tone = "good" if guidance.reached else "accent"
        width = 7 * body_unit(person, unit)
        shapes.append(Line(guidance.line, width, tone, opacity=LINE_OPACITY))
    return shapes


def over(person: PersonView, unit: float) -> list[Shape]:
    """The arrows."""
    if person.guidance is None:
        return []
    width = 11 * body_unit(person, unit)
    return [Arrow(start, end, width) for start, end in person.guidance.arrows]


def _ghost(points: Array, unit: float) -> list[Shape]:
    spots = points.tolist()
    neck = [(a + b) / 2 for a, b in zip(spots[5], spots[6], strict=True)]
    thick = max(
        float(np.hypot(*(points[near] - points[far]))) / share for near, far, share in _YARDSTICKS
    )
    limbs = tuple(
        tuple((x, y) for x, y in (neck if k == _NECK else spots[k] for k in path))
        for path, _ in _LIMBS
    )
    widths = tuple(share * thick for _, share in _LIMBS)
    return [Ghost(limbs, widths, max(1.5 * unit, 0.02 * thick), opacity=GHOST_OPACITY)]
