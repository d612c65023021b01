"""From where somebody is seen, which form of an exercise they do, and which side leads.

All forms, both sides and views from all round are compared with the body at once, at a few moments
of the movement each; what has fitted best over the last seconds is believed. A single picture may
fit a wrong view as well as the right one, but not the same wrong one all along.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.coaching.figure import TRUNK, Side, camera, joints
from repsight.core.geometry import SURE
from repsight.core.ghost import Form

Array = npt.NDArray[np.floating[Any]]

YAWS: Final = 24
PITCHES: Final = (0.0, 14.0, 28.0)
"""Degrees that a camera looks down: at eye level, on a table, and from above."""
MOMENTS: Final = np.linspace(0.0, 1.0, 5)
COMPARED: Final = (0, 3, 4, *range(5, 17))
NEEDED_POINTS: Final = 6
MEMORY_SECONDS: Final = 4.0
STAYS: Final = 0.92
"""Another view must fit better by this factor before it is believed: a ghost must not flip."""
# Costs in trunks, for what is less usual where the picture does not decide.
_STEEP: Final = 0.02
_LATER_FORM: Final = 0.01
_OBLIQUE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Sight:
    """The best guess: `form` with the side that leads, the camera's yaw and pitch in radians.

    `misfit` is the mean distance in trunks of its joints from the person's over some seconds,
    `origin` (2,) where in the picture the point lies that stays fixed,
    `scale` how much larger than the ghost the person now looks.
    """

    form: Form
    lead: Side
    yaw: float
    pitch: float
    misfit: float
    origin: Array
    scale: float


class Viewpoint:
    """Learns how one body does one of `forms` and from where it is seen. Can be pickled."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._ways: list[tuple[Form, Side]] = [
            (form, side)
            for form in forms
            for side in (("left", "right") if form.lopsided else ("left",))
        ]
        yaws = np.arange(YAWS) * 2 * math.pi / YAWS
        pitches = np.radians(PITCHES)
        self._yaw, self._pitch = (grid.ravel() for grid in np.meshgrid(yaws, pitches))
        self._cameras = camera(self._yaw, self._pitch)
        order = [forms.index(form) for form, _ in self._ways]
        self._prior = (
            _LATER_FORM * np.array(order)[:, None]
            + _STEEP * np.repeat(np.arange(len(PITCHES)), YAWS)
            + _OBLIQUE * np.abs(np.sin(2 * self._yaw))
        )
        self._cost = np.zeros((len(self._ways), len(self._yaw)))
        self._weight = 0.0
        self._best: tuple[int, int] | None = None
        self._last = -math.inf

    def update(self, t: float, keypoints: Array, lengths: Array) -> Sight | None:
        """What is believed after a body (17, 3) at `t` seconds; None where it is hardly seen."""
        seen = keypoints[list(COMPARED)]
        sure = np.where(np.isfinite(seen[:, 0]) & (seen[:, 2] >= SURE), seen[:, 2], 0.0)
        if np.count_nonzero(sure) < NEEDED_POINTS:
            return None
        share = sure / sure.sum()
        points = np.where(sure[:, None] > 0, seen[:, :2], 0.0)
        poses = np.concatenate([joints(*way, MOMENTS, lengths) for way in self._ways])
        drawn = np.einsum("pki,vci->pvck", poses[:, list(COMPARED)], self._cameras)
        away = points.T - drawn
        origin = away @ share
        away -= origin[..., None]
        cost = np.sqrt((away**2).sum(axis=2)) @ share / lengths[TRUNK]
        cost = cost.reshape(len(self._ways), len(MOMENTS), -1)
        moment = cost.argmin(axis=1)
        self._remember(t, cost.min(axis=1))
        way, view = self._decide()
        at = way * len(MOMENTS) + moment[way, view]
        form, lead = self._ways[way]
        return Sight(
            form,
            lead,
            self._refined_yaw(way, view),
            float(self._pitch[view]),
            float(self._cost[way, view]),
            origin[at, view],
            _scale(points, drawn[at, view], share),
        )

    def _remember(self, t: float, cost: Array) -> None:
        keep = math.exp(-max(0.0, t - self._last) / MEMORY_SECONDS) * self._weight
        self._cost = (keep * self._cost + cost) / (keep + 1)
        self._weight = keep + 1
        self._last = t

    def _decide(self) -> tuple[int, int]:
        cost = self._cost + self._prior
        way, view = (int(i) for i in np.unravel_index(cost.argmin(), cost.shape))
        if self._best is None or cost[way, view] < STAYS * cost[self._best]:
            self._best = way, view
        elif way == self._best[0]:
            # The same form from nearly the same side is no flip.
            turn = abs((view % YAWS - self._best[1] % YAWS + YAWS // 2) % YAWS - YAWS // 2)
            if turn <= 2:
                self._best = way, view
        return self._best

    def _refined_yaw(self, way: int, view: int) -> float:
        """Yaw between the grid's, by a parabola through the costs around it."""
        row, column = divmod(view, YAWS)
        around = [row * YAWS + (column + step) % YAWS for step in (-1, 0, 1)]
        before, here, after = self._cost[way, around]
        bend = before - 2 * here + after
        shift = float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend > 1e-9 else 0.0
        return float(self._yaw[view]) + shift * 2 * math.pi / YAWS


def _scale(points: Array, drawn: Array, share: Array) -> float:
    """Least-squares factor by which the points (K, 2) are larger than those drawn (2, K)."""
    seen = points - share @ points
    made = drawn.T - drawn @ share
    return float(share @ (seen * made).sum(axis=1) / (share @ (made**2).sum(axis=1)))
