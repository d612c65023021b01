"""The lengths and masses of an average adult, as parts of height and of body mass."""

from collections.abc import Mapping
from typing import Final

HEIGHT_M: Final = 1.72
"""Between the mean heights of women and men of high-income countries (NCD-RisC 2020)."""

PARENTS: Final[Mapping[str, str]] = {
    "spine": "pelvis", "chest": "spine", "neck": "chest",
    **{
        f"{side}_{joint}": parent if parent in ("pelvis", "chest") else f"{side}_{parent}"
        for side in ("left", "right")
        for joint, parent in (
            ("shoulder", "chest"), ("elbow", "shoulder"), ("wrist", "elbow"),
            ("hip", "pelvis"), ("knee", "hip"), ("ankle", "knee"),
        )
    },
}  # fmt: skip
"""Joint -> the joint that carries it, every parent before its children."""

_LEFT: Final[Mapping[str, tuple[float, float, float]]] = {
    "hip": (0.050, 0.0, 0.0),
    "knee": (0.0, -0.245, 0.0),
    "ankle": (0.0, -0.246, 0.0),
    "shoulder": (0.105, 0.138, 0.0),
    "elbow": (0.0, -0.186, 0.0),
    "wrist": (0.0, -0.146, 0.0),
}


def _both(
    offsets: Mapping[str, tuple[float, float, float]],
) -> dict[str, tuple[float, float, float]]:
    return {
        f"{side}_{name}": (sign * x, y, z)
        for side, sign in (("left", 1), ("right", -1))
        for name, (x, y, z) in offsets.items()
    }


OFFSETS: Final[Mapping[str, tuple[float, float, float]]] = {
    "spine": (0.0, 0.050, 0.0),
    "chest": (0.0, 0.100, 0.0),
    "neck": (0.0, 0.145, 0.0),
    **_both(_LEFT),
}
"""Place of each joint in the segment that carries it, as a part of height, at rest.

Segment lengths: Drillis & Contini 1966 in Winter, Biomechanics and Motor Control, figure 4.1; the
widths are between the joints' centres, not between the skin's widest points.
"""

POINTS: Final[Mapping[str, tuple[str, tuple[float, float, float]]]] = {
    "nose": ("neck", (0.0, 0.090, 0.065)),
    "left_eye": ("neck", (0.018, 0.111, 0.052)),
    "right_eye": ("neck", (-0.018, 0.111, 0.052)),
    "left_ear": ("neck", (0.043, 0.104, 0.008)),
    "right_ear": ("neck", (-0.043, 0.104, 0.008)),
    **{
        name: (f"{name.split('_')[0]}_{joint}", offset)
        for joint, points in (
            ("ankle", {"heel": (0.0, -0.034, -0.035), "ball": (0.0, -0.032, 0.080)}),
            ("wrist", {"palm": (0.0, -0.050, 0.0)}),
        )
        for name, offset in _both(points).items()
    },
}
"""Points that are not joints: the segment they belong to (named by its joint) and their place."""

CLEARANCE: Final[Mapping[str, float]] = {
    "ball": 0.007, "heel": 0.005, "knee": 0.030, "hip": 0.052, "shoulder": 0.045,
    "elbow": 0.022, "wrist": 0.024, "palm": 0.010, "ear": 0.030, "nose": 0.010,
}  # fmt: skip
"""How far above the floor a point is when its flesh touches it, as a part of height."""

MASSES: Final[tuple[tuple[str, str, float, float], ...]] = (
    ("pelvis", "chest", 0.281, 0.50),
    ("chest", "neck", 0.216, 0.50),
    ("neck", "nose", 0.081, 0.90),
    *(
        (f"{side}_{near}", f"{side}_{far}", mass, at)
        for side in ("left", "right")
        for near, far, mass, at in (
            ("shoulder", "elbow", 0.028, 0.436),
            ("elbow", "wrist", 0.016, 0.430),
            ("wrist", "palm", 0.006, 1.0),
            ("hip", "knee", 0.100, 0.433),
            ("knee", "ankle", 0.0465, 0.433),
            ("ankle", "ball", 0.0145, 0.50),
        )
    ),
)
"""Segments from one point to another, part of the body's mass, and where its centre lies between
the two (Dempster 1955 in Winter, table 4.1)."""
