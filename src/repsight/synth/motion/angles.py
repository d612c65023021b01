"""Clinical joint angles in degrees, and the rotations that they mean.

A hip turns by flexion about the pelvis' left-right axis, then abduction, then outward rotation about
the thigh (Grood & Suntay's order, which the ISB recommends: Wu et al. 2002). A shoulder turns by
elevation in a plane (0 sideways, 90 forward, -90 backward) and outward rotation about the upper arm
(ISB, Wu et al. 2005), without a twist of its own. Left and right angles have the same signs.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from repsight.synth.motion.types import SIDES, Array

CENTRAL: Final = (
    "pelvis_pitch", "pelvis_roll", "pelvis_yaw",
    "spine_flexion", "spine_side", "spine_rotation",
    "neck_flexion", "neck_side", "neck_rotation",
)  # fmt: skip
"""Forward, to the left, and turned to the left are positive; a pitch of -90 lies on the back."""
SIDED: Final = (
    "shoulder_elevation", "shoulder_plane", "shoulder_rotation",
    "elbow_flexion", "pronation", "wrist_flexion",
    "hip_flexion", "hip_abduction", "hip_rotation", "knee_flexion", "ankle_dorsiflexion",
    "toe_out", "heel_rise",
)  # fmt: skip
"""`toe_out` and `heel_rise` are of a foot that stands on the floor, against the floor."""
ANGLE_NAMES: Final = (*CENTRAL, *(f"{side}_{name}" for name in SIDED for side in SIDES))
"""Every angle that a motion has; left out is 0."""

RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "hip_flexion": (-30, 135),
    "hip_abduction": (-35, 60),
    "hip_rotation": (-50, 60),
    "knee_flexion": (0, 155),
    "ankle_dorsiflexion": (-60, 45),
    "elbow_flexion": (0, 155),
    "shoulder_elevation": (-60, 180),
    "shoulder_rotation": (-110, 110),
    "spine_flexion": (-35, 70),
    "neck_flexion": (-60, 60),
    "heel_rise": (0, 80),
}
"""What the joints of a healthy adult allow, generously rounded (AAOS 1965; Norkin & White 2016)."""

Angles = Mapping[str, Array]
Matrices = dict[str, Array]


def about(axis: str, degrees: npt.ArrayLike) -> Array:
    """Rotation matrices (T, 3, 3) about x, y or z."""
    angle = np.radians(np.asarray(degrees, np.float64))
    cos, sin, nil = np.cos(angle), np.sin(angle), np.zeros_like(angle)
    one = np.ones_like(angle)
    rows = {
        "x": ((one, nil, nil), (nil, cos, -sin), (nil, sin, cos)),
        "y": ((cos, nil, sin), (nil, one, nil), (-sin, nil, cos)),
        "z": ((cos, -sin, nil), (sin, cos, nil), (nil, nil, one)),
    }[axis]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def to_rotations(angles: Angles) -> Matrices:
    """Rotation matrix (T, 3, 3) of "pelvis" and of every joint; the ankles' as given by angles.

    `angles` has every name of ANGLE_NAMES, degrees (T,).
    """
    half_spine = _three(angles, "spine", 0.5)
    turned = {
        "pelvis": about("y", angles["pelvis_yaw"])
        @ about("x", angles["pelvis_pitch"])
        @ about("z", -angles["pelvis_roll"]),
        "spine": half_spine,
        "chest": half_spine,
        "neck": _three(angles, "neck", 1.0),
    }
    for side, sign in zip(SIDES, (1, -1), strict=True):
        own = {name: angles[f"{side}_{name}"] for name in SIDED}
        turned |= {f"{side}_{joint}": matrix for joint, matrix in _limbs(own, sign).items()}
    return turned


def to_vectors(matrices: Matrices) -> dict[str, Array]:
    """Rotation vectors (T, 3) in radians of rotation matrices (T, 3, 3)."""
    return {name: Rotation.from_matrix(m).as_rotvec() for name, m in matrices.items()}


def swing(elevation: npt.ArrayLike, plane: npt.ArrayLike, sign: int) -> Array:
    """Rotation (T, 3, 3) that lifts an arm in a plane; `sign` is 1 for the left, -1 for the right.

    The axis is level: about the forward axis sideways, about the left-right axis forward.
    """
    # Turning the plane to the side, lifting there and turning back leaves no twist behind.
    turn = about("y", -sign * np.asarray(plane, np.float64))
    return np.asarray(
        turn @ about("z", sign * np.asarray(elevation, np.float64)) @ turn.swapaxes(-1, -2)
    )


def _limbs(own: Mapping[str, Array], sign: int) -> Matrices:
    half_pronation = about("y", -sign * own["pronation"] / 2)
    return {
        "shoulder": swing(own["shoulder_elevation"], own["shoulder_plane"], sign)
        @ about("y", sign * own["shoulder_rotation"]),
        # The forearm twists along its length: half of it shows at the elbow, half at the wrist.
        "elbow": about("x", -own["elbow_flexion"]) @ half_pronation,
        "wrist": half_pronation @ about("z", -sign * own["wrist_flexion"]),
        "hip": about("x", -own["hip_flexion"])
        @ about("z", sign * own["hip_abduction"])
        @ about("y", sign * own["hip_rotation"]),
        "knee": about("x", own["knee_flexion"]),
        "ankle": about("x", -own["ankle_dorsiflexion"]),
    }


def _three(angles: Angles, joint: str, part: float) -> Array:
    return np.asarray(
        about("x", part * angles[f"{joint}_flexion"])
        @ about("z", -part * angles[f"{joint}_side"])
        @ about("y", part * angles[f"{joint}_rotation"])
    )


