"""The motion of a body: what a renderer needs to pose it, and what is true of the motion.

The body's frame: x to the person's left, y up, z forward; metres and radians. At rest the body
stands upright, arms hanging, palms to the thighs, every rotation zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError

Array = npt.NDArray[np.float64]

Anchor = Literal["feet", "left_foot", "right_foot", "hands", "hands_and_feet", "pelvis"]
"""What stays where it is. A foot means its toes (they stay when a heel comes up)."""
ANCHORS: Final[tuple[Anchor, ...]] = get_args(Anchor)

SIDES: Final = ("left", "right")
PAIRED: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
JOINTS: Final = (
    "spine", "chest", "neck",
    *(f"{side}_{joint}" for joint in PAIRED for side in SIDES),
)  # fmt: skip
"""Every joint that turns its far segment; the pelvis itself is turned by `root_rotation`."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyMotion:
    """How a body moves over T frames, `fps` a second apart; all arrays are read-only.

    `root_rotation` (T, 3): rotation vector of the pelvis in the world (y up).
    `rotations`: joint -> (T, 3), the rotation vector of its far segment against the segment before
    it, in axes that are parallel to the body's frame at rest. A hip bent by 90 degrees, the thigh
    forward, is (-pi/2, 0, 0); a knee bent by 90 degrees is (pi/2, 0, 0). A joint that is left out
    is at rest; all of JOINTS are there afterwards.
    `anchor`: what keeps its place over the ground.
    `floor`: whether the body's lowest point rests on the floor in every frame; where it does not
    (hanging from a bar, held between bars) the anchor keeps its height too.
    `repetitions`: (start, turn, end) in seconds, in order.
    `faults`: names of what is done wrong.
    Raises InvalidInputError where one of them is not so.
    """

    name: str
    exercise: str
    fps: float
    root_rotation: Array
    rotations: Mapping[str, Array]
    anchor: Anchor = "feet"
    repetitions: tuple[tuple[float, float, float], ...] = ()
    faults: tuple[str, ...] = ()
    floor: bool = True

    def __post_init__(self) -> None:
        if not (np.isfinite(self.fps) and self.fps > 0):
            raise InvalidInputError(f"fps is {self.fps}; more than 0 is needed")
        if self.anchor not in ANCHORS:
            raise InvalidInputError(
                f"anchor is {self.anchor!r}; one of {', '.join(ANCHORS)} is needed"
            )
        unknown = sorted(set(self.rotations) - set(JOINTS))
        if unknown:
            raise InvalidInputError(
                f"no joint is called {', '.join(unknown)}; there are {', '.join(JOINTS)}"
            )
        root = _rotations("root_rotation", self.root_rotation, None)
        still = np.zeros_like(root)
        turned = {
            joint: _rotations(joint, self.rotations.get(joint, still), len(root))
            for joint in JOINTS
        }
        object.__setattr__(self, "root_rotation", root)
        object.__setattr__(self, "rotations", MappingProxyType(turned))
        object.__setattr__(self, "repetitions", _times(self.repetitions, len(root) / self.fps))
        object.__setattr__(self, "faults", tuple(self.faults))

    def __len__(self) -> int:
        return len(self.root_rotation)

    @property
    def t(self) -> Array:
        """Time of each frame in seconds (T,)."""
        return np.arange(len(self)) / self.fps


def _rotations(name: str, value: npt.ArrayLike, length: int | None) -> Array:
    array = np.array(value, np.float64)
    wanted = "any" if length is None else str(length)
    shaped = array.ndim == 2 and array.shape[1] == 3 and length in (None, len(array))
    if not shaped or not len(array):
        raise InvalidInputError(f"{name} has shape {array.shape}; ({wanted}, 3) is needed")
    if not np.isfinite(array).all():
        raise InvalidInputError(f"{name} holds values that are not finite; radians are needed")
    array.setflags(write=False)
    return array


def _times(
    repetitions: tuple[tuple[float, float, float], ...], seconds: float
) -> tuple[tuple[float, float, float], ...]:
    before = 0.0
    for number, times in enumerate(repetitions, start=1):
        if len(times) != 3 or not before <= times[0] < times[1] < times[2] <= seconds:
            raise InvalidInputError(
                f"repetition {number} is at {tuple(times)} s; start < turn < end are needed,"
                f" in order and between {before:g} and {seconds:g} s"
            )
        before = times[2]
    return tuple((float(start), float(turn), float(end)) for start, turn, end in repetitions)
