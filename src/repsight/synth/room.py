"""Rooms to train in: floor, walls, things that stand about, and their light."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.synth.camera import Camera
from repsight.synth.light import Light
from repsight.synth.people import draw_colour, linear
from repsight.synth.scenery import Look, Scenery
from repsight.synth.things import add_thing

_WOOD: Final = (
    ("b58a5c", "8a6239"),
    ("d8b98c", "b98f5b"),
    ("6b4a30", "4a3020"),
    ("c9c0b0", "a79c88"),
)
_FLOORS: Final = ("planks", "tiles", "rubber", "grass", "plain", "mat")
_WALLS: Final = ("plaster", "bricks", "gradient", "tiles", "shapes", "stripes", "planks")
_CEILING_M: Final = (2.4, 4.5)
_BEHIND_M: Final = (0.4, 5.0)
"""From the person to the wall behind."""


def draw_room(
    rng: np.random.Generator, camera: Camera, everyone: np.ndarray, reach: np.ndarray
) -> Scenery:
    """A room with things in it, about the camera and everyone's points (N, 3).

    `reach` (M, 3) are the points of the person who trains: nothing stands there or before them.
    """
    scenery = Scenery()
    low, high = reach.min(0), reach.max(0)
    inside = np.vstack((everyone.min(0), everyone.max(0), camera.position))
    low_room = inside.min(0) - rng.uniform(*_BEHIND_M, 3)
    high_room = inside.max(0) + rng.uniform(*_BEHIND_M, 3)
    ceiling = max(rng.uniform(*_CEILING_M), high[1] + 0.1, camera.position[1] + 0.2)
    low_room[1], high_room[1] = 0.0, ceiling
    _shell(rng, scenery, low_room, high_room)
    if rng.random() < 0.45:
        _mat(rng, scenery, low, high)
    for _ in range(rng.integers(0, 9)):
        place = _free_place(rng, low_room, high_room, low, high, camera)
        if place is not None:
            add_thing(rng, scenery, place)
    return scenery


def _shell(rng: np.random.Generator, scenery: Scenery, low: np.ndarray, high: np.ndarray) -> None:
    middle, half = (low + high) / 2, (high - low) / 2
    x, y, z = np.diag(half)
    scenery.plane(middle - y, z, x, _floor(rng))
    scenery.plane(middle + y, x, z, Look("plain", *(_grey(rng, 0.6, 0.9),) * 2))
    usual = _wall(rng)
    for across, along in ((-z, x), (z, -x), (-x, -z), (x, z)):
        look = usual if rng.random() < 0.7 else _wall(rng)
        scenery.plane(middle + across, along, y, look)
        _hangings(rng, scenery, middle + across * 0.995, along, high[1])


def _floor(rng: np.random.Generator) -> Look:
    material = str(rng.choice(_FLOORS, p=(0.32, 0.16, 0.22, 0.1, 0.12, 0.08)))
    if material == "planks":
        return _wooden(rng)
    if material == "rubber":
        return Look(material, _grey(rng, 0.01, 0.08), draw_colour(rng))
    if material == "grass":
        green = linear("5b7a34") if rng.random() < 0.4 else draw_colour(rng, 0.5)
        return Look(material, green, tuple(0.5 * value for value in green))  # type: ignore[arg-type]
    return Look(material, draw_colour(rng, 0.7), _grey(rng, 0.05, 0.6))


def _wooden(rng: np.random.Generator) -> Look:
    first, second = _WOOD[rng.integers(len(_WOOD))]
    return Look("planks", linear(first), linear(second))


def _wall(rng: np.random.Generator) -> Look:
    material = str(rng.choice(_WALLS, p=(0.44, 0.12, 0.14, 0.08, 0.08, 0.04, 0.10)))
    if material in ("plaster", "gradient"):
        first = _grey(rng, 0.25, 0.85) if rng.random() < 0.7 else draw_colour(rng, 0.2)
        return Look(material, first, _grey(rng, 0.1, 0.8))
    if material == "bricks":
        return Look(material, draw_colour(rng, 0.6), _grey(rng, 0.2, 0.6))
    if material == "planks":
        return _wooden(rng)
    return Look(material, draw_colour(rng, 0.5), draw_colour(rng, 0.6))


def _hangings(
    rng: np.random.Generator, scenery: Scenery, wall: np.ndarray, along: np.ndarray, top: float
) -> None:
    """Windows, pictures, boards and mirrors' frames on a wall."""
    length = float(np.linalg.norm(along))
    way = along / length
    for _ in range(rng.integers(0, 4)):
        width, height = rng.uniform(0.2, 1.0), rng.uniform(0.2, 0.9)
        centre = wall + way * rng.uniform(-length, length) * 0.9
        centre[1] = np.clip(rng.uniform(0.8, 2.0), height + 0.05, max(top - height, height + 0.1))
        window = rng.random() < 0.35
        look = (
            Look("gradient", _grey(rng, 0.5, 1.0), linear("a8c8e8"), shines=True)
            if window
            else Look(
                str(rng.choice(("shapes", "plain", "stripes", "gradient"))),
                draw_colour(rng),
                draw_colour(rng),
            )
        )
        scenery.plane(centre, way * width, np.array((0, height, 0.0)), look)


def _mat(rng: np.random.Generator, scenery: Scenery, low: np.ndarray, high: np.ndarray) -> None:
    middle, half = (low + high) / 2, (high - low) / 2
    middle[1] = 0.004
    x = np.array((half[0] + rng.uniform(0.05, 0.3), 0, 0))
    z = np.array((0, 0, half[2] + rng.uniform(0.05, 0.3)))
    look = Look(
        str(rng.choice(("mat", "plain", "rubber"))), draw_colour(rng, 0.3), draw_colour(rng)
    )
    scenery.plane(middle, z, x, look)


def _free_place(
    rng: np.random.Generator,
    low_room: np.ndarray,
    high_room: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    camera: Camera,
) -> np.ndarray | None:
    """A place on the floor that is neither the person's nor between person and camera."""
    for _ in range(8):
        place = rng.uniform(low_room + 0.3, high_room - 0.3)
        place[1] = 0.0
        clear = (place < low - 0.5).any() or (place > high + 0.5).any()
        seen = camera.axes @ (place - camera.position)
        ahead = camera.axes @ ((low + high) / 2 - camera.position)
        if clear and (seen[2] > ahead[2] + 0.5 or seen[2] < -0.5):
            return np.asarray(place)
    return None


def draw_light(rng: np.random.Generator) -> Light:
    """Daylight, lamps or a dim room, warm or cold, from any side above."""
    around, high = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(25, 85))
    sun = (np.cos(high) * np.sin(around), np.sin(high), np.cos(high) * np.cos(around))
    other = around + rng.uniform(1.5, 4.5)
    warm = np.array((1 + rng.uniform(-0.12, 0.2), 1.0, 1 - rng.uniform(-0.15, 0.25)))
    hard = rng.uniform(0.1, 1.9)
    room = rng.uniform(0.35, 1.1) * (1.2 - 0.3 * hard)
    above, below = room * warm[::-1] * 0.9, room * rng.uniform(0.3, 0.7) * warm
    return Light(
        sun_from=_three(sun),
        sun=_three(hard * warm),
        fill_from=(float(np.sin(other)), 0.4, float(np.cos(other))),
        fill=_three(rng.uniform(0, 0.5) * warm),
        above=_three(above),
        below=_three(below),
        exposure=float(1.0 / (0.55 * hard + room) * rng.uniform(0.55, 1.25)),
    )


def _three(values: npt.ArrayLike) -> tuple[float, float, float]:
    first, second, third = np.asarray(values, float).tolist()
    return first, second, third


def _grey(rng: np.random.Generator, low: float, high: float) -> tuple[float, float, float]:
    value = rng.uniform(low, high)
    red, green, blue = (float(np.clip(value * rng.uniform(0.9, 1.08), 0, 1)) for _ in range(3))
    return red, green, blue
