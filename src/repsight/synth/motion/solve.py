"""Small corrections of joint angles, so that hands and feet stay and the body does not tip over.

Curves of joint angles alone let hands slide and bodies fall. A motion names the angles that may
give way and what must hold; per moment the smallest change of those angles that makes it hold is
found by Gauss-Newton steps, for all moments at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline

from repsight.synth.motion.angles import RANGES, Angles, Matrices, to_rotations
from repsight.synth.motion.kinematics import (
    ANCHOR_POINTS,
    Points,
    centre_of_mass,
    clearance,
    flatten_feet,
    forward,
)
from repsight.synth.motion.types import SIDES, Anchor, Array

STEPS: Final = 9
"""Steps of the solver; hands and feet then stay within 3 cm of their place (tested)."""
SOLVED_HZ: Final = 12.0
"""Moments a second that are solved; between them the corrections are smooth."""
NUDGE_DEGREES: Final = 0.05
"""Change of an angle from which the slope is taken."""
HOLD_M: Final = 0.004
"""How far off a contact may be, as a standard deviation in metres."""
GIVE_DEGREES: Final = 20.0
"""How far off its curve a free angle may be, as a standard deviation."""
DAMPING: Final = 1e-4
"""Of the first step, against the mean curvature: little, for most motions start near the answer."""
LONGEST_STEP_DEGREES: Final = 12.0
"""Far from the answer the slope misleads: no angle turns further than this in one step."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """What holds in a motion, and which angles give way for it.

    `free`: angle names. `level`: points whose flesh touches one level. `still`: points that keep
    their places against each other. `balance`: the anchor over (or under) which the centre of mass
    is. `flat_feet`: whether the feet stand on the floor.
    """

    free: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    balance: Anchor | None = None
    flat_feet: bool = False


def pose(angles: Angles, flat_feet: bool) -> Matrices:
    """Rotation matrices of "pelvis" and all joints; the feet stand where they should."""
    turned = to_rotations(angles)
    if not flat_feet:
        return turned
    of = {
        name: {side: angles[f"{side}_{name}"] for side in SIDES}
        for name in ("toe_out", "heel_rise")
    }
    return flatten_feet(turned, of["toe_out"], of["heel_rise"])


def solve(angles: Mapping[str, Array], contacts: Contacts, fps: float) -> dict[str, Array]:
    """The same angles with the free ones corrected, degrees (T,) of frames at `fps`."""
    if not contacts.free:
        return dict(angles)
    length = len(next(iter(angles.values())))
    count = max(2, round((length - 1) / fps * SOLVED_HZ) + 1)
    chosen = np.unique(np.linspace(0, length - 1, min(count, length)).round().astype(int))
    solved = _solve({name: curve[chosen] for name, curve in angles.items()}, contacts)
    corrected = dict(angles)
    for name in contacts.free if len(chosen) > 1 else ():
        change = CubicSpline(chosen, solved[name] - angles[name][chosen])(np.arange(length))
        corrected[name] = _bounded(name, angles[name] + change)
    return corrected


def _solve(angles: dict[str, Array], contacts: Contacts) -> dict[str, Array]:
    # What stays apart from what is as in the first frame, once that frame itself is right.
    first = {name: curve[:1] for name, curve in angles.items()}
    first = _descend(first, contacts, lambda points: _level_and_balance(points, contacts))
    reference = _apart(forward(pose(first, contacts.flat_feet)), contacts.still)

    def residual(points: Points) -> Array:
        moved = _apart(points, contacts.still) - reference
        return np.concatenate([_level_and_balance(points, contacts), moved], axis=1)

    return _descend(angles, contacts, residual)


def _descend(
    angles: dict[str, Array], contacts: Contacts, residual: Callable[[Points], Array]
) -> dict[str, Array]:
    def measure(change: Array) -> tuple[dict[str, Array], Array]:
        changed = angles | {
            name: _bounded(name, angles[name] + change[:, i])
            for i, name in enumerate(contacts.free)
        }
        return changed, residual(forward(pose(changed, contacts.flat_feet))) / HOLD_M

    change = np.zeros((len(next(iter(angles.values()))), len(contacts.free)))
    damping = np.full(len(change), DAMPING)
    now = measure(change)[1]
    for _ in range(STEPS):
        step = _step(change, now, damping, lambda tried: measure(tried)[1])
        tried = measure(change - step)[1]
        better = _cost(change - step, tried) < _cost(change, now)
        change = np.where(better[:, None], change - step, change)
        now = np.where(better[:, None], tried, now)
        damping = np.where(better, damping / 10, damping * 10)
    return measure(change)[0]


def _step(change: Array, now: Array, damping: Array, residual: Callable[[Array], Array]) -> Array:
    """The damped Gauss-Newton step (T, k) at each moment (Marquardt 1963)."""
    nudges = NUDGE_DEGREES * np.eye(change.shape[1])
    slope = np.stack([(residual(change + n) - now) / NUDGE_DEGREES for n in nudges], axis=2)
    pull = np.einsum("trk,tr->tk", slope, now) + change / GIVE_DEGREES**2
    curvature = np.einsum("trk,trl->tkl", slope, slope)
    one = np.eye(change.shape[1])
    scale = np.trace(curvature, axis1=1, axis2=2) / change.shape[1]
    curvature = curvature + one / GIVE_DEGREES**2 + (damping * scale)[:, None, None] * one
    step = np.linalg.solve(curvature, pull[..., None])[..., 0]
    return np.asarray(np.clip(step, -LONGEST_STEP_DEGREES, LONGEST_STEP_DEGREES))


def _cost(change: Array, residual: Array) -> Array:
    return np.asarray((residual**2).sum(axis=1) + (change**2).sum(axis=1) / GIVE_DEGREES**2)


def _level_and_balance(points: Points, contacts: Contacts) -> Array:
    columns = [np.zeros((len(points["pelvis"]), 0))]
    if contacts.level:
        heights = np.stack([points[p][:, 1] - clearance(p) for p in contacts.level], axis=1)
        columns.append(heights - heights.mean(axis=1, keepdims=True))
    if contacts.balance:
        columns.append(_off_balance(points, contacts.balance))
    return np.concatenate(columns, axis=1)


def _off_balance(points: Points, anchor: Anchor) -> Array:
    """How far (T, 1) the centre of mass is ahead of (behind: below 0) the middle of the support.

    A foot bears the body between the ball and the heel; one whose heel is up on the ball alone.
    Sideways people balance by shifts that are too small to see.
    """
    support = []
    for name in ANCHOR_POINTS[anchor]:
        bears = points[name][:, 2]
        if name.endswith("ball"):
            heel = points[name.replace("ball", "heel")]
            up = np.clip((heel - points[name])[:, 1] / 0.08, 0, 1)
            bears = bears + (1 - up) * 0.45 * (heel[:, 2] - bears)
        support.append(bears)
    return np.asarray(centre_of_mass(points)[:, 2] - np.mean(support, axis=0))[:, None]


def _apart(points: Points, names: tuple[str, ...]) -> Array:
    """Places (T, 2n) over the ground of points from their own middle."""
    if not names:
        return np.zeros((len(points["pelvis"]), 0))
    over_ground = np.stack([points[name][:, [0, 2]] for name in names], axis=1)
    apart = over_ground - over_ground.mean(axis=1, keepdims=True)
    return np.asarray(apart.reshape(len(over_ground), -1))


def _bounded(name: str, degrees: Array) -> Array:
    bare = name.removeprefix("left_").removeprefix("right_")
    return np.asarray(np.clip(degrees, *RANGES[bare])) if bare in RANGES else degrees
