"""Things that stand in a room where somebody trains: boxes, benches, racks, plants, weights."""

from collections.abc import Callable
from typing import Final

import numpy as np

from repsight.synth.people import draw_colour, linear
from repsight.synth.scenery import Look, Scenery

_STEEL: Final = Look("plain", (0.25, 0.25, 0.27))
_BLACK: Final = Look("plain", (0.02, 0.02, 0.022))
_LEAF: Final = Look("leaves", linear("2f5a24"), linear("6d9a3c"))


def add_thing(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    """Any of the things, standing at `place` on the floor."""
    _THINGS[rng.integers(len(_THINGS))](rng, scenery, place)


def add_occluder(
    rng: np.random.Generator, scenery: Scenery, reach: np.ndarray, eye: np.ndarray
) -> None:
    """Something that stands before the person, who fills `reach` (N, 3), as seen from `eye`."""
    middle = (reach.min(0) + reach.max(0)) / 2
    away = (eye - middle) * (1, 0, 1)
    distance = float(np.linalg.norm(away))
    away /= distance
    clear = float(((reach - middle) @ away).max()) + 0.15
    if distance < clear + 1.0:
        return  # no room between them
    ahead = rng.uniform(clear, min(clear + 0.8, distance - 0.6))
    aside = np.cross(away, _up(1.0)) * rng.uniform(-0.6, 0.6) * np.ptp(reach, axis=0).max()
    place = (middle + away * (ahead + 0.2) + aside) * (1, 0, 1)
    _OCCLUDERS[rng.integers(len(_OCCLUDERS))](rng, scenery, place)


def _up(height: float) -> np.ndarray:
    return np.array((0.0, height, 0.0))


def _level(turn: float) -> np.ndarray:
    """A level direction, `turn` radians from x towards z."""
    return np.array((np.cos(turn), 0.0, np.sin(turn)))


def _box(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    half = rng.uniform((0.1, 0.1, 0.1), (0.6, 0.9, 0.6))
    look = Look(
        str(rng.choice(("plain", "planks", "shapes", "stripes", "plaster"))),
        draw_colour(rng, 0.5),
        draw_colour(rng),
    )
    scenery.box(place + _up(half[1]), half, rng.uniform(0, np.pi), look)


def _low_box(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    half = rng.uniform((0.06, 0.06, 0.06), (0.2, 0.35, 0.2))
    look = Look(str(rng.choice(("plain", "planks", "shapes"))), draw_colour(rng), draw_colour(rng))
    scenery.box(place + _up(half[1]), half, rng.uniform(0, np.pi), look)


def _post(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    look = Look("plain", draw_colour(rng, 0.7))
    scenery.rod(place, place + _up(rng.uniform(0.6, 2.4)), rng.uniform(0.015, 0.06), look)


def _bench(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    turn, seat = rng.uniform(0, np.pi), Look("plain", draw_colour(rng, 0.7))
    along = _level(turn)
    scenery.box(place + _up(0.43), np.array((0.6, 0.04, 0.15)), turn, seat)
    for side in (-0.5, 0.5):
        foot = place + side * along
        scenery.rod(foot, foot + _up(0.4), 0.03, _STEEL)


def _rack(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    turn, height = rng.uniform(0, np.pi), rng.uniform(1.7, 2.3)
    along, across = (
        _level(turn),
        np.array((-np.sin(turn), 0, np.cos(turn))),
    )
    look = Look("plain", draw_colour(rng, 0.7))
    posts = [place + 0.6 * a * along + 0.4 * b * across for a in (-1, 1) for b in (-1, 1)]
    for post in posts:
        scenery.rod(post, post + _up(height), 0.035, look, 6)
    for start, end in ((0, 2), (1, 3)):
        scenery.rod(posts[start] + _up(height), posts[end] + _up(height), 0.03, look, 6)
    _barbell(scenery, place + _up(rng.uniform(0.9, 1.5)), along, rng.uniform(0.1, 0.22))


def _barbell(scenery: Scenery, middle: np.ndarray, along: np.ndarray, radius: float) -> None:
    scenery.rod(middle - 1.1 * along, middle + 1.1 * along, 0.014, _STEEL, 8)
    for side in (-0.85, 0.85):
        scenery.rod(middle + side * along, middle + side * 1.07 * along, radius, _BLACK, 18)


def _dumbbells(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    for _ in range(rng.integers(1, 5)):
        turn, at = rng.uniform(0, np.pi), place + rng.uniform(-0.5, 0.5, 3) * (1, 0, 1)
        along, radius = _level(turn), rng.uniform(0.04, 0.09)
        at = at + _up(radius)
        scenery.rod(at - 0.1 * along, at + 0.1 * along, 0.015, _STEEL, 8)
        for side in (-0.13, 0.08):
            scenery.rod(at + side * along, at + (side + 0.06) * along, radius, _BLACK)


def _plant(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    scenery.rod(place, place + _up(0.35), 0.16, Look("plain", draw_colour(rng, 0.5)))
    for _ in range(rng.integers(4, 12)):
        centre = place + _up(0.8) + rng.normal(0, (0.17, 0.25, 0.17))
        scenery.ball(centre, rng.uniform(0.05, 0.2, 3), _LEAF, 8)


def _ball(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    radius = rng.uniform(0.1, 0.37)
    look = Look(str(rng.choice(("plain", "stripes"))), draw_colour(rng, 0.2), draw_colour(rng))
    scenery.ball(place + _up(radius), np.full(3, radius), look, 18)


def _lamp(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    height = rng.uniform(1.2, 1.8)
    scenery.rod(place, place + _up(height), 0.015, _BLACK, 6)
    shine = Look("plain", (1.0, 0.85, 0.6), shines=True)
    scenery.rod(place + _up(height), place + _up(height + 0.3), 0.17, shine)


def _table(rng: np.random.Generator, scenery: Scenery, place: np.ndarray) -> None:
    turn, half = rng.uniform(0, np.pi), rng.uniform((0.3, 0.02, 0.25), (0.8, 0.03, 0.5))
    height, look = rng.uniform(0.4, 0.8), Look("planks", linear("8a6239"), linear("5a3d22"))
    scenery.box(place + _up(height), half, turn, look)
    along, across = (
        _level(turn),
        np.array((-np.sin(turn), 0, np.cos(turn))),
    )
    for a in (-0.9, 0.9):
        for b in (-0.9, 0.9):
            foot = place + a * half[0] * along + b * half[2] * across
            scenery.rod(foot, foot + _up(height), 0.025, look, 6)


_THINGS: Final[tuple[Callable[[np.random.Generator, Scenery, np.ndarray], None], ...]] = (
    _box, _box, _bench, _rack, _dumbbells, _plant, _ball, _lamp, _table,
)  # fmt: skip

_OCCLUDERS: Final[tuple[Callable[[np.random.Generator, Scenery, np.ndarray], None], ...]] = (
    _low_box, _low_box, _post, _bench, _dumbbells, _plant, _ball,
)  # fmt: skip
