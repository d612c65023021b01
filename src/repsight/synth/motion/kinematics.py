"""Where the joints of an average adult are in a motion: for solving contacts, previews and tests."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.synth.motion.angles import Matrices, about
from repsight.synth.motion.skeleton import CLEARANCE, HEIGHT_M, MASSES, OFFSETS, PARENTS, POINTS
from repsight.synth.motion.types import SIDES, Anchor, Array, BodyMotion

Points = Mapping[str, Array]
"""Point -> its place (T, 3) in metres."""

ANCHOR_POINTS: Final[Mapping[Anchor, tuple[str, ...]]] = {
    "feet": ("left_ball", "right_ball"),
    "left_foot": ("left_ball",),
    "right_foot": ("right_ball",),
    "hands": ("left_wrist", "right_wrist"),
    "hands_and_feet": ("left_wrist", "right_wrist", "left_ball", "right_ball"),
    "pelvis": ("pelvis",),
}


def forward(turned: Matrices, height_m: float = HEIGHT_M) -> dict[str, Array]:
    """Places (T, 3) of all joints and points, the middle of the hips at the origin.

    `turned` are rotation matrices (T, 3, 3) of "pelvis" and of every joint against its parent.
    """
    world = {"pelvis": turned["pelvis"]}
    places = {"pelvis": np.zeros((len(turned["pelvis"]), 3))}
    for joint, parent in PARENTS.items():
        places[joint] = places[parent] + world[parent] @ (np.array(OFFSETS[joint]) * height_m)
        world[joint] = world[parent] @ turned[joint]
    for point, (joint, offset) in POINTS.items():
        places[point] = places[joint] + world[joint] @ (np.array(offset) * height_m)
    return places


def flatten_feet(turned: Matrices, toe_out: Points, heel_rise: Points) -> Matrices:
    """The same rotations with ankles that put each foot on the floor.

    `toe_out` and `heel_rise` are degrees (T,) of each side: how far the foot points outward, and
    how far the heel is up with the toes down.
    """
    level = dict(turned)
    for side, sign in zip(SIDES, (1, -1), strict=True):
        shin = turned["pelvis"] @ turned[f"{side}_hip"] @ turned[f"{side}_knee"]
        foot = about("y", sign * toe_out[side]) @ about("x", heel_rise[side])
        level[f"{side}_ankle"] = shin.swapaxes(-1, -2) @ foot
    return level


def centre_of_mass(places: Points) -> Array:
    """Centre of mass (T, 3) of the whole body in metres (Winter's segments)."""
    parts = [
        mass * (places[near] + at * (places[far] - places[near]))
        for near, far, mass, at in MASSES
    ]
    return np.asarray(sum(parts) / sum(mass for *_, mass, _ in MASSES))


def clearance(point: str, height_m: float = HEIGHT_M) -> float:
    """How high in metres a point is when its flesh touches the floor."""
    return CLEARANCE.get(point.split("_")[-1], 0.0) * height_m


def place(
    places: Points, anchor: Anchor, *, floor: bool, height_m: float = HEIGHT_M
) -> dict[str, Array]:
    """The same body in the world: its lowest point on the floor (y = 0), its anchor in its place.

    A body that is not on the floor keeps its anchor's height too; its lowest point of all the time
    is then a hand's breadth above the floor.
    """
    fixed = np.mean([places[point] for point in ANCHOR_POINTS[anchor]], axis=0)
    lowest = np.min(
        [place_[:, 1] - clearance(name, height_m) for name, place_ in places.items()], axis=0
    )
    if floor:
        shift = np.stack([-fixed[:, 0], -lowest, -fixed[:, 2]], axis=1)
    else:
        shift = -fixed
        shift[:, 1] += 0.1 - (lowest + shift[:, 1]).min()
    return {name: place_ + shift for name, place_ in places.items()}


def motion_points(motion: BodyMotion, height_m: float = HEIGHT_M) -> dict[str, Array]:
    """Places (T, 3) in the world of all joints and points of an average body in `motion`."""
    vectors: dict[str, Array] = {"pelvis": motion.root_rotation, **motion.rotations}
    # SciPy takes no array that is read-only.
    turned = {name: Rotation.from_rotvec(v.copy()).as_matrix() for name, v in vectors.items()}
    return place(forward(turned, height_m), motion.anchor, floor=motion.floor, height_m=height_m)


def keypoints_3d(places: Points) -> Array:
    """The 17 keypoints (T, 17, 3) in metres, of points or joints by name."""
    return np.stack([places[name] for name in KEYPOINT_NAMES], axis=1)


def project(
    points: npt.ArrayLike,
    *,
    azimuth: float,
    elevation: float = 5.0,
    distance_m: float = 4.0,
    size: tuple[int, int] = (720, 720),
    towards: Sequence[float] | None = None,
) -> npt.NDArray[np.float32]:
    """Pixels (..., 2) of points in metres, seen by a pinhole camera.

    `azimuth` is where the camera stands in degrees: 0 in front of the body, 90 on its left, 180
    behind it; `elevation` is its angle above the horizon, `towards` what it looks at (the middle of
    the points when left out). A field of view of 50 degrees: a telephone's main camera.
    """
    points = np.asarray(points, np.float64)
    flat = points.reshape(-1, 3)
    centre = (flat.min(axis=0) + flat.max(axis=0)) / 2 if towards is None else np.array(towards)
    # The camera turned to the front of the body; x then grows to the body's left, the camera's right.
    looked = (about("x", elevation) @ about("y", -azimuth) @ (flat - centre).T).T
    focal = max(size) / 2 / np.tan(np.radians(25.0))
    depth = distance_m - looked[:, 2]
    pixels = np.stack([looked[:, 0], -looked[:, 1]], axis=1) * focal / depth[:, None]
    return np.asarray((pixels + np.array(size) / 2).reshape(*points.shape[:-1], 2), np.float32)


