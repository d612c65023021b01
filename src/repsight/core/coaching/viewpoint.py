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

from repsight.core.coaching.figure import TRUNK, Way, basis, camera, joints, ways
from repsight.core.geometry import SURE
from repsight.core.ghost import Form

Array = npt.NDArray[np.floating[Any]]

YAWS: Final = 24
PITCHES: Final = (0.0, 14.0, 28.0)
"""Degrees that a camera looks down: at eye level, on a table, and from above."""
MOMENTS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
NEEDED_POINTS: Final = 6
MEMORY_SECONDS: Final = 4.0
STAYS: Final = 0.92
"""Another view must fit better by this factor before it is believed: a ghost must not flip."""
LEAD_SECONDS: Final = 0.4
LEAD_STAYS: Final = 0.8
"""Which side leads may change with every repetition, so it is told by what was seen last."""
# Costs in trunks, for what is less usual where the picture does not decide.
_STEEP: Final = 0.02
_LATER_FORM: Final = 0.01
_OBLIQUE: Final = 0.03
_COMPARED: Final = np.array([0, 3, 4, *range(5, 17)])
_YAW, _PITCH = (
    grid.ravel() for grid in np.meshgrid(np.arange(YAWS) * 2 * math.pi / YAWS, np.radians(PITCHES))
)
_CAMERAS: Final = np.array([camera(*view) for view in zip(_YAW, _PITCH, strict=True)])
_UNUSUAL: Final = _STEEP * np.repeat(np.arange(len(PITCHES)), YAWS) + _OBLIQUE * np.abs(
    np.sin(2 * _YAW)
)


@dataclass(frozen=True, slots=True)
class Sight:
    """The best guess: the form with the side that leads, the camera's yaw and pitch in radians.

    `misfit` is the mean distance in trunks of its joints from the person's over some seconds,
    `origin` (2,) where in the picture the point lies that stays fixed,
    `scale` how much larger than the ghost the person now looks.
    """

    way: Way
    yaw: float
    pitch: float
    misfit: float
    origin: Array
    scale: float


class Viewpoint:
    """Learns how one body does one of `forms` and from where it is seen. Can be pickled."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._forms = forms
        self._ways = ways(forms)
        self._form_of = np.array([forms.index(way.form) for way in self._ways])
        self._prior = _LATER_FORM * np.arange(len(forms))[:, None] + _UNUSUAL
        self._cost = np.zeros((len(forms), len(_YAW)))
        self._weight = 0.0
        self._now = np.zeros((len(self._ways), len(_YAW)))
        self._best: tuple[int, int] | None = None
        self._leads: int | None = None
        self._last = -math.inf

    def update(self, t: float, keypoints: Array, lengths: Array) -> Sight | None:
        """What is believed after a body (17, 3) at `t` seconds; None where it is hardly seen."""
        seen = keypoints[_COMPARED]
        sure = np.where(np.isfinite(seen[:, 0]) & (seen[:, 2] >= SURE), seen[:, 2], 0.0)
        if np.count_nonzero(sure) < NEEDED_POINTS:
            return None
        share = sure / sure.sum()
        points = np.where(sure[:, None] > 0, seen[:, :2], 0.0)
        center = share @ points
        poses = (basis(self._forms, MOMENTS) @ lengths.astype(np.float32))[:, _COMPARED]
        poses -= (share.astype(np.float32) @ poses)[:, None]
        cost = _misfits(poses, points - center, share) / lengths[TRUNK]
        cost = cost.reshape(len(self._ways), len(MOMENTS), -1)
        self._remember(t, cost.min(axis=1))
        form, view = self._decide()
        number = self._lead(form, view)
        moment = int(cost[number, :, view].argmin())
        way = self._ways[number]
        body = joints(way, np.array(MOMENTS[moment : moment + 1]), lengths)[0, _COMPARED]
        drawn = body @ _CAMERAS[view].T
        return Sight(
            way,
            self._refined_yaw(form, view),
            float(_PITCH[view]),
            float(self._cost[form, view]),
            center - share @ drawn,
            _scale(points - center, drawn - share @ drawn, share),
        )

    def _remember(self, t: float, cost: Array) -> None:
        keep = math.exp(-max(0.0, t - self._last) / MEMORY_SECONDS) * self._weight
        # Of a form counts the side that leads now: arms and legs may take turns.
        first = np.searchsorted(self._form_of, np.arange(len(self._forms)))
        best = np.minimum.reduceat(cost, first, axis=0)
        self._cost = (keep * self._cost + best) / (keep + 1)
        self._weight = keep + 1
        fresh = 1 - math.exp(-max(0.0, t - self._last) / LEAD_SECONDS)
        self._now = self._now + fresh * (cost - self._now)
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

    def _lead(self, form: int, view: int) -> int:
        """The way of that form whose side leads now."""
        same = np.flatnonzero(self._form_of == form).tolist()
        if self._leads not in same:
            self._leads = int(same[0])
        best: int = min(same, key=lambda k: float(self._now[k, view]))
        if self._now[best, view] < LEAD_STAYS * self._now[self._leads, view]:
            self._leads = best
        return self._leads

    def _refined_yaw(self, way: int, view: int) -> float:
        """Yaw between the grid's, by a parabola through the costs around it."""
        row, column = divmod(view, YAWS)
        around = [row * YAWS + (column + step) % YAWS for step in (-1, 0, 1)]
        before, here, after = self._cost[way, around]
        bend = before - 2 * here + after
        shift = float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend > 1e-9 else 0.0
        return float(_YAW[view]) + shift * 2 * math.pi / YAWS


def _misfits(poses: Array, points: Array, share: Array) -> Array:
    """Mean distance (N, V) of poses (N, K, 3), seen by each camera, from points (K, 2)."""
    flat = poses.reshape(-1, 3)
    total = np.zeros((len(poses), points.shape[0], len(_CAMERAS)), np.float32)
    for axis in (0, 1):
        drawn = (flat @ _CAMERAS[:, axis].T.astype(np.float32)).reshape(total.shape)
        drawn -= points[:, axis, None].astype(np.float32)
        drawn *= drawn
        total += drawn
    return np.asarray(share.astype(np.float32) @ np.sqrt(total, out=total))


def _scale(points: Array, drawn: Array, share: Array) -> float:
    """Least-squares factor by which the points (K, 2) are larger than those drawn, both centred."""
    return float(share @ (points * drawn).sum(axis=1) / (share @ (drawn**2).sum(axis=1)))
