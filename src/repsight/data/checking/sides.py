"""Are left and right swapped? Four signs of it, each of which real bodies hardly show.

Measured on the pre-labels of 47 clips, 3,916 pictures: one false alarm within a picture, and 20
jumps from picture to picture. Of people swapped on purpose the signs within a picture find a third
(whole body; two thirds where it is seen from the front or behind), half (arms, legs, shoulders or
hips alone) and a quarter (knees); in profile a picture alone cannot tell. Jumps at 5 pictures a
second find three of five.

Which way a pair of points faces is told by the turn from the body's axis (hips to shoulders) to the
line from the right to the left point: one way round it is seen from the front, the other way from
behind, however the body lies in the picture. In profile the pair is narrow and says nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.skeleton import MIRRORED
from repsight.data.checking.finding import Finding
from repsight.data.types import UNLABELLED, VISIBLE, LabelledPerson, LabelledPicture

Points = npt.NDArray[np.floating]

_NOSE, _LEFT_EYE, _RIGHT_EYE = 0, 1, 2
_SHOULDERS, _ELBOWS, _WRISTS = (5, 6), (7, 8), (9, 10)
_HIPS, _KNEES, _ANKLES = (11, 12), (13, 14), (15, 16)
_LIMBS: Final = (("arms", _SHOULDERS, _ELBOWS), ("legs", _HIPS, _KNEES))

_WIDE: Final = 0.25
"""Width of a pair in lengths of the trunk from which it says which way it faces: shoulders are 0.8
wide seen from the front, hips 0.5 between the joints that are labelled."""
_SHORTER: Final = 0.9
"""Crossing limbs are swapped when uncrossing them makes them so much shorter."""
_SOON: Final = 0.5
"""Seconds in which nobody turns round."""
_CLOSER: Final = 0.7
"""A pose is swapped against the frame before when, mirrored, it is so much closer to it."""
_MOVED: Final = 0.15
"""... and is at least so many trunk lengths away from it as it is."""


def swapped_sides(picture: LabelledPicture) -> Iterator[Finding]:
    """People whose left and right contradict each other within the picture."""
    for number, person in enumerate(picture.people, start=1):
        for text in _contradictions(person):
            name = picture.file.as_posix()
            yield Finding("warning", "sides", name, f"person {number}: {text}; left and right?")


def turned_round(pictures: Sequence[LabelledPicture]) -> Iterator[Finding]:
    """Pictures of one group, with times, in which the only person turned round too fast."""
    timed = sorted(
        (p for p in pictures if len(p.people) == 1 and isinstance(p.facts.get("t"), int | float)),
        key=lambda p: float(p.facts["t"]),
    )
    for before, after in pairwise(timed):
        gap = after.facts["t"] - before.facts["t"]
        if gap <= _SOON and _is_mirrored(before.people[0], after.people[0]):
            text = f"left and right changed places within {gap:.1f} s, since {before.file.name}"
            yield Finding("warning", "sides_jump", after.file.as_posix(), text)


def _contradictions(person: LabelledPerson) -> Iterator[str]:
    points, labelled = person.keypoints[:, :2].astype(float), person.keypoints[:, 2] != UNLABELLED
    if not labelled[[*_SHOULDERS, *_HIPS]].all():
        return
    axis = points[list(_SHOULDERS)].mean(axis=0) - points[list(_HIPS)].mean(axis=0)
    trunk = float(np.hypot(*axis))
    if trunk < 1:
        return
    shoulders = _facing(points, _SHOULDERS, axis)
    hips = _facing(points, _HIPS, axis)
    if shoulders * hips < 0:
        yield "shoulders and hips face opposite ways"
    elif _shows_face(person) and shoulders < 0:
        yield "the face is seen, but the shoulders are labelled as from behind"
    for name, roots, ends in _LIMBS:
        if labelled[[*roots, *ends]].all() and _crossed(points, roots, ends, trunk):
            yield f"the {name} cross, and would not if they were swapped"


def _facing(points: Points, pair: tuple[int, int], axis: Points) -> int:
    """1 where the pair is seen from the front, -1 from behind, 0 where it is too narrow to say."""
    across = points[pair[0]] - points[pair[1]]
    # Across the axis only: a shoulder pulled up is no sign of a turn.
    turn = float(axis[0] * across[1] - axis[1] * across[0]) / float(axis @ axis)
    return int(np.sign(turn)) if abs(turn) > _WIDE else 0


def _shows_face(person: LabelledPerson) -> bool:
    return bool((person.keypoints[[_NOSE, _LEFT_EYE, _RIGHT_EYE], 2] == VISIBLE).all())


def _crossed(points: Points, roots: tuple[int, int], ends: tuple[int, int], trunk: float) -> bool:
    (a, b), (c, d) = points[list(roots)], points[list(ends)]
    apart = min(float(np.hypot(*(a - b))), float(np.hypot(*(c - d))))
    if apart < _WIDE * trunk or not _intersect(a, c, b, d):
        return False
    crossed = np.hypot(*(a - c)) + np.hypot(*(b - d))
    return bool(np.hypot(*(a - d)) + np.hypot(*(b - c)) < _SHORTER * crossed)


def _intersect(a: Points, c: Points, b: Points, d: Points) -> bool:
    """Whether the segments a-c and b-d cross."""

    def side(p: Points, q: Points, r: Points) -> float:
        return float((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, c, b) * side(a, c, d) < 0 and side(b, d, a) * side(b, d, c) < 0


def _is_mirrored(before: LabelledPerson, after: LabelledPerson) -> bool:
    """Whether the pose fits the one before far better with left and right swapped."""
    mirrored = after.keypoints[list(MIRRORED)]
    body = slice(_SHOULDERS[0], None)
    shared = (before.keypoints[body, 2] != 0) & (after.keypoints[body, 2] != 0)
    shared &= mirrored[body, 2] != 0
    if shared.sum() < 6 or not (before.keypoints[[*_SHOULDERS, *_HIPS], 2] != 0).all():
        return False
    points = before.keypoints[:, :2]
    axis = points[list(_SHOULDERS)].mean(axis=0) - points[list(_HIPS)].mean(axis=0)
    trunk = max(float(np.hypot(*axis)), 1.0)
    as_is = _mean_distance(before, after.keypoints, shared) / trunk
    swapped = _mean_distance(before, mirrored, shared) / trunk
    return as_is > _MOVED and swapped < _CLOSER * as_is


def _mean_distance(before: LabelledPerson, keypoints: Points, shared: Points) -> float:
    step = before.keypoints[5:, :2] - keypoints[5:, :2]
    return float(np.hypot(*step[shared].T).mean())
