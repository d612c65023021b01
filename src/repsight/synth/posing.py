"""A body in a pose: its bones turned as a motion says, its mesh and keypoints moved with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.synth.body import Array, Body, BodyModel
from repsight.synth.motion.types import SIDES, BodyMotion

# Segment: the joint that turns it, and the segment before it. `pelvis` is the root.
_CHAIN: Final = {
    "spine": "pelvis", "chest": "spine", "neck": "chest",
    **{f"{side}_shoulder": "chest" for side in SIDES},
    **{f"{side}_elbow": f"{side}_shoulder" for side in SIDES},
    **{f"{side}_wrist": f"{side}_elbow" for side in SIDES},
    **{f"{side}_hip": "pelvis" for side in SIDES},
    **{f"{side}_knee": f"{side}_hip" for side in SIDES},
    **{f"{side}_ankle": f"{side}_knee" for side in SIDES},
}  # fmt: skip

# Bone: its segment and how much of the segment's turn it makes. A spine bends over several bones;
# the shoulder girdle follows a lifted arm in part (shares set by eye, below the third that is
# usual for the shoulder blade).
_BONES: Final = {
    "spine05": ("spine", 0.5), "spine04": ("spine", 1.0),
    "spine03": ("chest", 0.35), "spine02": ("chest", 0.7), "spine01": ("chest", 1.0),
    "neck01": ("neck", 0.3), "neck02": ("neck", 0.55), "neck03": ("neck", 0.8),
    "head": ("neck", 1.0),
}  # fmt: skip
_LIMB_BONES: Final = {
    "clavicle": ("shoulder", 0.15), "shoulder01": ("shoulder", 0.3),
    "upperarm01": ("shoulder", 1.0), "upperarm02": ("shoulder", 1.0),
    "lowerarm01": ("elbow", 1.0), "lowerarm02": ("wrist", 0.5), "wrist": ("wrist", 1.0),
    "upperleg01": ("hip", 1.0), "upperleg02": ("hip", 1.0),
    "lowerleg01": ("knee", 1.0), "lowerleg02": ("knee", 1.0), "foot": ("ankle", 1.0),
}  # fmt: skip

# A limb's segment at rest runs from one keypoint to the next; it is straightened to hang.
_HANGING: Final = {
    "shoulder": ("shoulder", "elbow"), "elbow": ("elbow", "wrist"),
    "hip": ("hip", "knee"), "knee": ("knee", "ankle"),
}  # fmt: skip

# What carries each keypoint; a shoulder, between two segments, half by each.
_CARRIERS: Final = {
    "shoulder": ("clavicle", "upperarm01"), "hip": ("upperleg01",),
    "elbow": ("lowerarm01",), "wrist": ("wrist",), "knee": ("lowerleg01",), "ankle": ("foot",),
}  # fmt: skip

_CURL_DEGREES: Final = 70.0
"""Of each of a finger's three joints in a closed hand."""

_DOWN: Final = np.array((0.0, -1.0, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class PosedBody:
    """A body in a pose: `vertices` (V, 3), `keypoints` (17, 3), `bones` (bones, 3, 4) in metres.

    `bones` are the moves of each bone from rest.
    """

    body: Body
    vertices: Array
    keypoints: Array
    bones: Array

    def heads(self, indices: Sequence[int]) -> Array:
        """Where the heads of some bones are (N, 3)."""
        moves, heads = self.bones[indices], self.body.heads[indices]
        return np.asarray((moves[:, :, :3] @ heads[:, :, None])[:, :, 0] + moves[:, :, 3])


def pose_body(
    body: Body, root: np.ndarray, rotations: Mapping[str, np.ndarray], *, grip: bool = False
) -> PosedBody:
    """The body with the pelvis turned by `root` (3,) and joints by `rotations`, rotation vectors.

    The pelvis stays where it is at rest. `grip` closes the hands.
    """
    turned = _segments(root, rotations)
    moves = _move_bones(body, turned, rotations, _curls(body.model) if grip else {})
    return PosedBody(body, _skin(body, moves), _carry(body, moves), moves.astype(np.float32))


def pose_frame(body: Body, motion: BodyMotion, frame: int, *, grip: bool = False) -> PosedBody:
    """The body in one frame of a motion, the pelvis where it is at rest."""
    # SciPy takes no array that is read-only.
    rotations = {joint: values[frame].copy() for joint, values in motion.rotations.items()}
    return pose_body(body, motion.root_rotation[frame].copy(), rotations, grip=grip)


def moved(posed: PosedBody, turn: np.ndarray, shift: np.ndarray) -> PosedBody:
    """The posed body turned by the matrix `turn` (3, 3) about the origin, then shifted."""
    bones = np.einsum("ij,bjk->bik", turn, posed.bones)
    bones[:, :, 3] += shift
    return PosedBody(
        posed.body,
        (posed.vertices @ turn.T + shift).astype(np.float32),
        (posed.keypoints @ turn.T + shift).astype(np.float32),
        bones.astype(np.float32),
    )


def between(first: PosedBody, second: PosedBody, share: float) -> PosedBody:
    """The body at a share (0 to 1) of the way from one pose to a near one, in straight lines."""
    values = (
        np.asarray((1 - share) * getattr(first, name) + share * getattr(second, name), np.float32)
        for name in ("vertices", "keypoints", "bones")
    )
    return PosedBody(first.body, *values)


def _segments(root: np.ndarray, rotations: Mapping[str, np.ndarray]) -> dict[str, Rotation]:
    """How each segment is turned in the world."""
    turned = {"pelvis": Rotation.from_rotvec(root)}
    for segment, before in _CHAIN.items():
        own = Rotation.from_rotvec(rotations.get(segment, np.zeros(3)))
        turned[segment] = turned[before] * own
    return turned


def _move_bones(
    body: Body,
    turned: Mapping[str, Rotation],
    rotations: Mapping[str, np.ndarray],
    curls: Mapping[int, Rotation],
) -> np.ndarray:
    hanging = _hanging(body)
    moves = np.empty((len(body.model.bones), 3, 4))
    for index, (parent, (segment, share)) in enumerate(
        zip(body.model.parents, _bone_segments(body.model), strict=True)
    ):
        curl = curls.get(index)
        rotation = turned[segment] * hanging[segment]
        if curl is not None:
            rotation = turned[segment] * curl * hanging[segment]
        if share < 1:
            before = _CHAIN[segment]
            own = _part(_own_turn(segment, rotations), share)
            way = _part(hanging[before].inv() * hanging[segment], share)
            rotation = turned[before] * own * hanging[before] * way
        head = body.heads[index]
        place = head if parent < 0 else _apply(moves[parent], head)
        matrix = rotation.as_matrix()
        moves[index, :, :3] = matrix
        moves[index, :, 3] = place - matrix @ head
    return moves


@cache
def _curls(model: BodyModel) -> dict[int, Rotation]:
    """How far each bone of the fingers is bent by a closed hand; the palms face the thighs."""
    found = {}
    for index, bone in enumerate(model.bones):
        stem, _, side = bone.partition(".")
        if stem.startswith("finger") and not stem.startswith("finger1"):
            bend = int(stem[-1]) * _CURL_DEGREES * (-1 if side == "L" else 1)
            found[index] = Rotation.from_euler("z", bend, degrees=True)
    return found


def _own_turn(segment: str, rotations: Mapping[str, np.ndarray]) -> Rotation:
    """A segment's turn as far as the bones before it take part: of a wrist's only the twist."""
    turn = Rotation.from_rotvec(rotations.get(segment, np.zeros(3)))
    if not segment.endswith("_wrist"):
        return turn
    _, y, _, w = turn.as_quat()
    return Rotation.from_quat((0.0, y, 0.0, w)) if y or w else Rotation.identity()


def _part(rotation: Rotation, share: float) -> Rotation:
    return Rotation.from_rotvec(share * rotation.as_rotvec())


@cache
def _bone_segments(model: BodyModel) -> tuple[tuple[str, float], ...]:
    """(segment, share) of each bone: its own, or else its parent's (fingers, toes, eyes)."""
    found: list[tuple[str, float]] = []
    for bone, parent in zip(model.bones, model.parents, strict=True):
        stem, _, side = bone.partition(".")
        if stem in _BONES:
            found.append(_BONES[stem])
        elif stem in _LIMB_BONES:
            joint, share = _LIMB_BONES[stem]
            found.append((f"{'left' if side == 'L' else 'right'}_{joint}", share))
        else:
            found.append(found[parent] if parent >= 0 else ("pelvis", 1.0))
    return tuple(found)


def _hanging(body: Body) -> dict[str, Rotation]:
    """What brings each limb from anny's rest, arms apart, to hanging straight down."""
    found = dict.fromkeys(("pelvis", *_CHAIN), Rotation.identity())
    for side in SIDES:
        for joint, (start, end) in _HANGING.items():
            along = body.keypoints[KEYPOINT_INDEX[f"{side}_{end}"]]
            along = along - body.keypoints[KEYPOINT_INDEX[f"{side}_{start}"]]
            found[f"{side}_{joint}"] = _shortest(along / np.linalg.norm(along))
        found[f"{side}_wrist"] = found[f"{side}_elbow"]
    return found


def _shortest(direction: np.ndarray) -> Rotation:
    """The shortest turn of a unit vector to straight down."""
    axis = np.cross(direction, _DOWN)
    sine = np.linalg.norm(axis)
    angle = np.arctan2(sine, direction @ _DOWN)
    return Rotation.from_rotvec(axis / max(sine, 1e-9) * angle)


def _apply(move: np.ndarray, point: np.ndarray) -> np.ndarray:
    return np.asarray(move[:, :3] @ point + move[:, 3])


def _skin(body: Body, moves: np.ndarray) -> Array:
    """Linear blend skinning: each vertex is moved by the mean of its bones' moves."""
    blended = (body.model.weights @ moves.reshape(len(moves), 12).astype(np.float32)).reshape(
        -1, 3, 4
    )
    turned = (blended[:, :, :3] @ body.vertices[:, :, None])[:, :, 0]
    return np.asarray(turned + blended[:, :, 3], np.float32)


def _carry(body: Body, moves: np.ndarray) -> Array:
    keypoints = np.empty((len(KEYPOINT_INDEX), 3), np.float32)
    for name, index in KEYPOINT_INDEX.items():
        side, _, joint = name.partition("_")
        carriers = _CARRIERS.get(joint)
        bones = [f"{bone}.{side[0].upper()}" for bone in carriers] if carriers else ["head"]
        places = [_apply(moves[body.model.bone(bone)], body.keypoints[index]) for bone in bones]
        keypoints[index] = np.mean(places, axis=0)
    return keypoints
