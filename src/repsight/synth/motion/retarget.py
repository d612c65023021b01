"""Joint rotations from the places of joints: a motion that somebody else recorded, for our bodies.

Only directions are taken over, never lengths: the motion fits a body of any size.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from repsight.core.errors import InvalidInputError
from repsight.synth.motion.skeleton import POINTS
from repsight.synth.motion.types import SIDES, Anchor, Array, BodyMotion

Places = Mapping[str, Array]

NEEDED: Final = tuple(
    f"{side}_{joint}"
    for side in SIDES
    for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
)
"""What must be known of every frame; also used where known: left_toes, right_toes and head."""
UPRIGHT: Final = np.array((0.0, 1.0, 0.0))
FOOT: Final = np.array(POINTS["left_ball"][1])
"""From the ankle to the toes at rest: ahead, and down to the floor."""
NO_TWIST: Final = 0.12
"""How a straight limb is kept from twisting: it has no bend that tells its turn about itself. A
bend of 7 degrees counts half (its sine against this)."""


def motion_from_joints(
    places: Mapping[str, npt.ArrayLike],
    fps: float,
    *,
    name: str,
    exercise: str,
    anchor: Anchor = "feet",
    floor: bool = True,
    repetitions: tuple[tuple[float, float, float], ...] = (),
) -> BodyMotion:
    """The motion of joints at `places`, name -> (T, 3) in any unit, y up, all of NEEDED.

    Raises InvalidInputError where a joint is missing or a place is not finite.
    """
    at = _checked(places)
    world: dict[str, Rotation] = {"pelvis": _frame(at, "hip"), "chest": _frame(at, "shoulder")}
    half_spine = Rotation.from_rotvec((world["pelvis"].inv() * world["chest"]).as_rotvec() / 2)
    turned = {"spine": half_spine, "chest": half_spine}
    if "head" in at:
        middle = (at["left_shoulder"] + at["right_shoulder"]) / 2
        turned["neck"] = _swing(UPRIGHT, world["chest"].inv().apply(at["head"] - middle))
    for side in SIDES:
        turned |= _limb(at, side, ("shoulder", "elbow", "wrist"), world["chest"], bends=1)
        turned |= _limb(at, side, ("hip", "knee", "ankle"), world["pelvis"], bends=-1)
        toes = f"{side}_toes"
        if toes in at:
            shin = world["pelvis"] * turned[f"{side}_hip"] * turned[f"{side}_knee"]
            foot = shin.inv().apply(at[toes] - at[f"{side}_ankle"])
            turned[f"{side}_ankle"] = _swing(FOOT, foot)
    return BodyMotion(
        name=name,
        exercise=exercise,
        fps=fps,
        root_rotation=world["pelvis"].as_rotvec(),
        rotations={joint: rotation.as_rotvec() for joint, rotation in turned.items()},
        anchor=anchor,
        repetitions=repetitions,
        floor=floor,
    )


def _checked(places: Mapping[str, npt.ArrayLike]) -> dict[str, Array]:
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise InvalidInputError(f"the place of {', '.join(missing)} is missing; all are needed")
    at = {name: np.asarray(place, np.float64) for name, place in places.items()}
    for name, place in at.items():
        if place.ndim != 2 or place.shape != (len(at["left_hip"]), 3):
            raise InvalidInputError(
                f"{name} has shape {place.shape}; ({len(at['left_hip'])}, 3) is needed"
            )
        if not np.isfinite(place).all():
            raise InvalidInputError(f"{name} is not known in every frame; fill the gaps first")
    return at


def _frame(at: Places, pair: str) -> Rotation:
    """How the pelvis (hip) or the chest (shoulder) is turned in the world.

    Left is from the right joint to the left one; up is along the trunk, as far as left allows it.
    """
    left = _unit(at[f"left_{pair}"] - at[f"right_{pair}"])
    trunk = sum(at[f"{side}_shoulder"] - at[f"{side}_hip"] for side in SIDES)
    up = _unit(trunk - left * (trunk * left).sum(axis=1, keepdims=True))
    return Rotation.from_matrix(np.stack([left, up, np.cross(left, up)], axis=2))


def _limb(
    at: Places, side: str, joints: tuple[str, str, str], carrier: Rotation, *, bends: int
) -> dict[str, Rotation]:
    """Rotations of a shoulder and elbow (which bends forward: 1), or of a hip and knee (-1)."""
    near, middle, far = joints
    upper = carrier.inv().apply(at[f"{side}_{middle}"] - at[f"{side}_{near}"])
    lower = carrier.inv().apply(at[f"{side}_{far}"] - at[f"{side}_{middle}"])
    swing = _swing(-UPRIGHT, upper)
    bent = bends * _unit(swing.inv().apply(lower))
    twist = np.arctan2(bent[:, 0], bent[:, 2] + NO_TWIST)
    first = swing * Rotation.from_rotvec(twist[:, None] * UPRIGHT)
    second = _swing(-UPRIGHT, first.inv().apply(lower))
    return {f"{side}_{near}": first, f"{side}_{middle}": second}


def _swing(rest: Array, direction: Array) -> Rotation:
    """The smallest rotation of the direction `rest` (3,) onto each of `direction` (T, 3)."""
    to = _unit(direction)
    rest = rest / np.linalg.norm(rest)
    axis = np.cross(np.broadcast_to(rest, to.shape), to)
    sine = np.linalg.norm(axis, axis=1, keepdims=True)
    angle = np.arctan2(sine, (to @ rest)[:, None])
    return Rotation.from_rotvec(np.where(sine > 1e-9, axis / np.maximum(sine, 1e-9), 0) * angle)


def _unit(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1))
