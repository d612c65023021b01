"""Where a camera stands to film somebody who trains."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.synth.camera import Camera, focal_of, look_at

LENS_DEGREES: Final = (50.0, 90.0)
"""What phones see across the longer side: from their main lens, cropped, to the wide one."""
HEIGHT_M: Final = (0.05, 1.7)
"""From a phone that leans on a bottle on the floor to one that somebody holds."""
FILL: Final = (0.25, 0.95)
"""The larger of the person's width and height as a share of the picture's."""
_CUT_SHARE: Final = 0.12
"""Of pictures in which the edge cuts the person."""
_TILT_DEGREES: Final = 4.0
_ROLL_DEGREES: Final = 2.5
_STEPS: Final = 6


@dataclass(frozen=True, slots=True)
class View:
    """How a camera films.

    `azimuth` degrees about the person: 0 in front, 90 on the person's left, 180 behind; `height` of
    the lens in metres; `lens` degrees across the longer side; `fill`: the person's larger extent as
    a share of the picture's; `roll` degrees; `aside`: the person from the middle, in shares.
    """

    azimuth: float = 0.0
    height: float = 1.0
    lens: float = 65.0
    fill: float = 0.7
    roll: float = 0.0
    aside: tuple[float, float] = (0.0, 0.0)


def draw_view(rng: np.random.Generator) -> View:
    """A view as people film themselves: all round, low or at chest height, mostly level."""
    cut = rng.random() < _CUT_SHARE
    fill = rng.uniform(0.9, 1.35) if cut else rng.uniform(*FILL)
    room = max(0.0, 1 - fill) / 2 * 0.9
    return View(
        azimuth=float(rng.uniform(0, 360)),
        height=float(rng.choice((rng.uniform(HEIGHT_M[0], 0.5), rng.uniform(0.5, HEIGHT_M[1])))),
        lens=float(rng.uniform(*LENS_DEGREES)),
        fill=float(fill),
        roll=float(_ROLL_DEGREES * rng.standard_normal()),
        aside=(
            float(rng.uniform(-room, room) + (cut and rng.uniform(-0.25, 0.25))),
            float(rng.uniform(-room, room)),
        ),
    )


def place_camera(view: View, points: np.ndarray, size: tuple[int, int]) -> Camera:
    """The camera of a view on what `points` (N, 3) hold, in metres with the floor at 0.

    It goes back until the points fill the picture as the view wants.
    """
    low, high = points.min(0), points.max(0)
    target = (low + high) / 2
    angle = np.radians(view.azimuth)
    away = np.array((np.sin(angle), 0.0, np.cos(angle)))
    focal = focal_of(view.lens, size)
    distance = float(np.ptp(points, axis=0).max()) * focal / (view.fill * min(size)) + 0.5
    for _ in range(_STEPS):
        camera = _standing(view, target, away, distance, focal, size)
        seen = camera.project(points)
        if (seen[:, 2] <= 0.2).any():
            distance *= 1.5
            continue
        share = (np.ptp(seen[:, :2], axis=0) / size).max()
        nearest = _nearest(points - target, away)
        distance = nearest + max((distance - nearest) * share / view.fill, 0.35)
        middle = (seen[:, :2].min(0) + seen[:, :2].max(0)) / 2
        wanted = np.array(size) * (0.5 + np.array(view.aside))
        off = (middle - wanted) / focal * distance
        target = target + camera.axes[0] * off[0] + camera.axes[1] * off[1]
    return _standing(view, target, away, distance, focal, size)


def _nearest(points: np.ndarray, away: np.ndarray) -> float:
    return float((points @ away).max())


def _standing(
    view: View,
    target: np.ndarray,
    away: np.ndarray,
    distance: float,
    focal: float,
    size: tuple[int, int],
) -> Camera:
    position = target + away * distance
    position[1] = view.height
    return look_at(position, target, focal, size, float(np.radians(view.roll)))
