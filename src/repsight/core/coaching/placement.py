"""Where a ghost stands in the picture: at the person's proportions, from where they are seen."""

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.coaching.figure import TRUNK, camera, fixed_points, joints
from repsight.core.coaching.proportions import Proportions
from repsight.core.coaching.viewpoint import Sight, Viewpoint
from repsight.core.geometry import SURE
from repsight.core.ghost import Form
from repsight.core.shapes import Point

Array = npt.NDArray[np.floating[Any]]

MAX_MISFIT: Final = 0.33
"""Mean distance in trunks beyond which the body does something else than any form, or is seen as
no ghost can be drawn: better none than a wrong one."""
TURN_SECONDS: Final = 0.5
STAY_SECONDS: Final = 0.8
ARRIVE_SECONDS: Final = 0.25
"""How fast a ghost follows the view, and the points that stay: while moving, and at the start."""
SIZED: Final = 0.05
MOST_SIZED: Final = 1.25
"""A camera that is near shows what is close to it larger, so the limbs' lengths alone do not say
how large a body looks: the ghost is made as large as the person, a little at each look."""
MOVED_AWAY: Final = 0.6
"""Trunks; farther than this from where they should stay, somebody has walked."""


class Placement:
    """Learns one body's proportions, view and place. Bounded memory; can be pickled."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._proportions = Proportions()
        self._viewpoint = Viewpoint(forms) if forms else None
        self._sight: Sight | None = None
        self._yaw = self._pitch = math.nan
        self._origin: Array | None = None
        self._camera: Array = np.zeros((2, 3))
        self._ends: Array = np.zeros((2, 17, 2))
        self._size = 1.0
        self._last = math.nan

    @property
    def known(self) -> bool:
        """Whether a ghost can be drawn."""
        return self._origin is not None and self.misfit <= MAX_MISFIT

    @property
    def misfit(self) -> float:
        """Mean distance in trunks between the person and the closest moment of the ghost's way."""
        return self._sight.misfit if self._sight else math.inf

    @property
    def form(self) -> Form | None:
        """The form that the person does, as far as can be told."""
        return self._sight.way.form if self._sight else None

    @property
    def fixed(self) -> frozenset[int]:
        """Keypoints that stay where they are."""
        sight = self._sight
        return frozenset(fixed_points(sight.way.form.fixed, sight.way.lead) if sight else ())

    @property
    def trunk(self) -> float:
        """Length of the ghost's trunk in pixels; NaN while unknown."""
        return math.nan if self.lengths is None else float(self.lengths[TRUNK])

    @property
    def lengths(self) -> Array | None:
        """The ghost's lengths (7,) in pixels, as `core/coaching/figure.py` has them."""
        lengths = self._proportions.lengths
        return None if lengths is None else self._size * lengths

    def update(self, t: float, keypoints: Array, at_start: bool) -> bool:
        """Learn from a body (17, 3) at `t` seconds; whether `start` and `target` have changed.

        `at_start` where the person is in the start position.
        """
        elapsed = t - self._last if math.isfinite(self._last) else math.inf
        self._last = t
        looked = self._proportions.update(t, keypoints) and self._look(t, keypoints)
        if self._sight is not None:
            self._turn(self._sight, elapsed)
            if looked:
                self._ends = self._drawn(np.array([0.0, 1.0]))
            self._stay(self._sight, keypoints, at_start, elapsed)
        return looked

    def _look(self, t: float, keypoints: Array) -> bool:
        if self._viewpoint is None or self.lengths is None:
            return False
        sight = self._viewpoint.update(t, keypoints, self.lengths)
        if sight is None:
            return False
        self._sight = sight
        larger = self._size * max(sight.scale, 0.1) ** SIZED
        self._size = min(max(larger, 1 / MOST_SIZED), MOST_SIZED)
        return True

    def pose(self, progress: float) -> Array:
        """The ghost (17, 2) in pixels at `progress`, 0 start … 1 turn."""
        assert self._origin is not None
        return np.asarray(self._drawn(np.array([progress]))[0] + self._origin)

    @property
    def origin(self) -> Point:
        """Where in the picture the point lies that stays."""
        assert self._origin is not None
        return float(self._origin[0]), float(self._origin[1])

    @property
    def start(self) -> Array:
        """The ghost (17, 2) in the start pose."""
        return np.asarray(self._ends[0] + self._origin)

    @property
    def target(self) -> Array:
        """The ghost (17, 2) at the turn."""
        return np.asarray(self._ends[1] + self._origin)

    def _drawn(self, progress: Array) -> Array:
        assert self._sight is not None
        assert self.lengths is not None
        body = joints(self._sight.way, progress, self.lengths)
        return np.asarray(body @ self._camera.T)

    def _turn(self, sight: Sight, elapsed: float) -> None:
        follow = 1 - math.exp(-elapsed / TURN_SECONDS)
        if not math.isfinite(self._yaw):
            self._yaw, self._pitch = sight.yaw, sight.pitch
        off = math.remainder(sight.yaw - self._yaw, 2 * math.pi)
        self._yaw += follow * off
        self._pitch += follow * (sight.pitch - self._pitch)
        self._camera = camera(self._yaw, self._pitch)

    def _stay(self, sight: Sight, keypoints: Array, at_start: bool, elapsed: float) -> None:
        place = sight.origin
        points = list(fixed_points(sight.way.form.fixed, sight.way.lead))
        sure = np.where(np.isfinite(keypoints[points, 0]), keypoints[points, 2], 0.0)
        if (sure >= SURE).all() and (at_start or sight.way.form.fixed_later is None):
            place = (keypoints[points, :2] - self._ends[0, points]).mean(axis=0)
        if self._origin is None:
            self._origin = np.array(place, float)
        away = math.dist(place, self._origin) / self.trunk
        slow = not at_start and away < MOVED_AWAY
        follow = 1 - math.exp(-elapsed / (STAY_SECONDS if slow else ARRIVE_SECONDS))
        self._origin = self._origin + follow * (place - self._origin)
