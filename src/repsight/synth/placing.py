"""Where a moving body is in the room: on the floor, what carries it staying in its place."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.synth.body import Body
from repsight.synth.motion.types import Anchor, BodyMotion
from repsight.synth.posing import PosedBody, moved, pose_frame

SOLE: Final = 0.008
"""Metres of shoe under the foot: the skin is so far above the floor."""

_ANCHOR_BONES: Final[dict[Anchor, tuple[str, ...]]] = {
    "feet": ("toe1-1.L", "toe1-1.R"),
    "left_foot": ("toe1-1.L",),
    "right_foot": ("toe1-1.R",),
    "hands": ("wrist.L", "wrist.R"),
    "hands_and_feet": ("wrist.L", "wrist.R", "toe1-1.L", "toe1-1.R"),
    "pelvis": ("root",),
}


def place_motion(
    body: Body, motion: BodyMotion, frames: Sequence[int], yaw: float = 0.0
) -> list[PosedBody]:
    """The body in some frames of a motion, in the room: y up, the floor at 0, metres.

    In the motion's first frame the middle of the keypoints stands over the origin, and `yaw`
    radians turn everything about it. `frames` are indices into the motion.
    """
    first = pose_frame(body, motion, 0)
    anchor, home = _anchor(first, motion.anchor), first.keypoints.mean(0)
    height = SOLE - first.vertices[:, 1].min()
    turn = np.array(((np.cos(yaw), 0, np.sin(yaw)), (0, 1, 0), (-np.sin(yaw), 0, np.cos(yaw))))
    return [
        _placed(pose_frame(body, motion, frame), motion, anchor, home, height, turn)
        for frame in frames
    ]


def _placed(
    posed: PosedBody,
    motion: BodyMotion,
    anchor: np.ndarray,
    home: np.ndarray,
    height: float,
    turn: np.ndarray,
) -> PosedBody:
    shift = anchor - _anchor(posed, motion.anchor)
    shift[1] = SOLE - posed.vertices[:, 1].min() if motion.floor else shift[1] + height
    shift[[0, 2]] -= home[[0, 2]]
    return moved(posed, turn, turn @ shift)


def _anchor(posed: PosedBody, anchor: Anchor) -> np.ndarray:
    model = posed.body.model
    indices = [model.bone(name) for name in _ANCHOR_BONES[anchor]]
    return np.asarray(posed.heads(indices).mean(0))
