"""Where each point of a body's skin lies on the body: what clothes are cut and labels told by."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from scipy import sparse

from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.synth.body import Array, Body, BodyModel
from repsight.synth.motion.types import SIDES

PARTS: Final = (
    "trunk", "head", "left_upper_arm", "right_upper_arm", "left_forearm", "right_forearm",
    "left_hand", "right_hand", "left_thigh", "right_thigh", "left_shank", "right_shank",
    "left_foot", "right_foot",
)  # fmt: skip

_PART_BONES: Final = {
    "neck": "head", "head": "head", "eye": "head", "upperarm": "upper_arm",
    "lowerarm": "forearm", "wrist": "hand", "finger": "hand", "metacarpal": "hand",
    "upperleg": "thigh", "lowerleg": "shank", "foot": "foot", "toe": "foot",
}  # fmt: skip
"""Part by how a bone's name begins; every other bone is in the trunk."""

HEIGHT: Final = 1.75
"""Metres: clothes are cut for a body of this height, and grow with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Of each vertex (V, ...): `rest` and `head` (3,), places in metres on a body of HEIGHT from
    the base of the neck and from the middle between the eyes; `place` (4,): along the arm, along
    the leg, up the trunk, up the head; `region` (4,): how much it is arm, leg, head, eye; `part`:
    index into PARTS.
    """

    rest: Array
    head: Array
    place: Array
    region: Array
    part: Array


def body_surface(body: Body) -> Surface:
    """Where the vertices of a body lie on it."""
    scale = HEIGHT / body.height
    rest = (body.vertices - body.heads[body.model.bone("neck01")]) * scale
    eyes = body.keypoints[[KEYPOINT_INDEX["left_eye"], KEYPOINT_INDEX["right_eye"]]].mean(0)
    part, region = _regions(body.model)
    return Surface(
        rest.astype(np.float32),
        ((body.vertices - eyes) * scale).astype(np.float32),
        _places(body),
        region,
        part,
    )


@cache
def _regions(model: BodyModel) -> tuple[Array, Array]:
    """The part of each vertex (V,) and its share of arm, leg, head and eye (V, 4)."""
    names = [_part_of(bone) for bone in model.bones]
    member = np.zeros((len(names), len(PARTS)), np.float32)
    member[np.arange(len(names)), [PARTS.index(name) for name in names]] = 1
    shares = np.asarray(model.weights @ member)
    arm, leg = (
        shares[:, [index for index, name in enumerate(PARTS) if name.endswith(kind)]].sum(1)
        for kind in (("arm", "hand"), ("thigh", "shank", "foot"))
    )
    is_eye = np.array([bone.startswith("eye.") for bone in model.bones], np.float32)
    eye = np.asarray(model.weights @ is_eye)
    region = np.stack((arm, leg, shares[:, 1], eye), axis=1).astype(np.float32)
    return shares.argmax(1).astype(np.float32), region


def _part_of(bone: str) -> str:
    for start, part in _PART_BONES.items():
        if bone.startswith(start):
            side = "left_" if bone.endswith(".L") else "right_"
            return part if part == "head" else side + part
    return "trunk"


def _places(body: Body) -> Array:
    arms, legs = (
        np.where(
            body.vertices[:, 0] > 0,
            *(_along(body, [f"{side}_{joint}" for joint in joints]) for side in SIDES),
        )
        for joints in (("shoulder", "elbow", "wrist"), ("hip", "knee", "ankle"))
    )
    low = body.keypoints[[KEYPOINT_INDEX[f"{side}_hip"] for side in SIDES], 1].mean()
    high = body.heads[body.model.bone("neck01"), 1]
    trunk = (body.vertices[:, 1] - low) / (high - low)
    chin, crown = body.heads[body.model.bone("head"), 1], body.vertices[:, 1].max()
    head = (body.vertices[:, 1] - chin) / (crown - chin)
    return np.stack((arms, legs, trunk, head), axis=1).astype(np.float32)


def _along(body: Body, joints: list[str]) -> Array:
    """How far along a limb of two bones each vertex lies: 0, 1 and 2 at the joints."""
    points = body.keypoints[[KEYPOINT_INDEX[name] for name in joints]]
    first, second = (
        (body.vertices - start) @ (end - start) / ((end - start) @ (end - start))
        for start, end in pairwise(points)
    )
    upper, lower = ((end - start) / np.linalg.norm(end - start) for start, end in pairwise(points))
    beyond = (body.vertices - points[1]) @ (upper + lower) > 0
    return np.asarray(np.where(beyond, 1 + np.maximum(second, 0), np.minimum(first, 1)))


@cache
def _face_sums(model: BodyModel) -> sparse.csr_matrix:
    count = len(model.triangles)
    rows, columns = model.triangles.ravel(), np.repeat(np.arange(count), 3)
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((ones, (rows, columns)))


def vertex_normals(model: BodyModel, vertices: Array) -> Array:
    """Unit normals (V, 3): the mean of the triangles about each vertex, weighed by their area."""
    corners = vertices[model.triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = _face_sums(model) @ across
    return np.asarray(
        normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12), np.float32
    )
