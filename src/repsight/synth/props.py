"""What people hold, hang from, sit or lie on while they train."""

from typing import Final, Literal

import numpy as np

from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.synth.motion.types import SIDES, BodyMotion
from repsight.synth.posing import PosedBody
from repsight.synth.scenery import Look, Scenery

Prop = Literal["barbell", "back_barbell", "dumbbells", "bar", "bench", "seat", "rails"]

_STEEL: Final = Look("plain", (0.25, 0.25, 0.27))
_PLATE: Final = Look("plain", (0.03, 0.03, 0.035))
_PAD: Final = Look("plain", (0.04, 0.04, 0.045))

_PROPS: Final[dict[str, tuple[Prop, ...]]] = {
    "deadlift": ("barbell",), "overhead_squat": ("barbell",), "bench_press": ("barbell", "bench"),
    "bicep_curl": ("dumbbells",), "shoulder_press": ("dumbbells",), "lateral_raise": ("dumbbells",),
    "front_raise": ("dumbbells",), "pull_up": ("bar",), "dip": ("rails",),
    "sit_to_stand": ("seat",),
}  # fmt: skip
_STYLED: Final[dict[str, Prop]] = {
    "bar on the back": "back_barbell", "seated": "seat", "hanging": "bar",
}  # fmt: skip
"""By what a motion's name says of its style."""

GRIPPED: Final[frozenset[Prop]] = frozenset(
    ("barbell", "back_barbell", "dumbbells", "bar", "rails")
)
"""What hands close about."""

SEAT_M: Final = 0.11
"""From the hips' joints down to what somebody sits on."""
_BACK_M: Final = 0.14
"""From the trunk's middle down to what somebody lies on."""
_PALM: Final = "finger3-1"


def props_of(motion: BodyMotion, rng: np.random.Generator) -> tuple[Prop, ...]:
    """What is used in a motion; weights are left out now and then, as a beginner does."""
    props = list(_PROPS.get(motion.exercise, ()))
    props += [prop for words, prop in _STYLED.items() if words in motion.name and prop not in props]
    if motion.exercise not in ("bench_press", "overhead_squat") and rng.random() < 0.2:
        props = [prop for prop in props if prop not in ("barbell", "dumbbells")]
    return tuple(props)


def add_props(
    scenery: Scenery, posed: PosedBody, props: tuple[Prop, ...], anchor: PosedBody
) -> None:
    """Put what a posed body uses where its hands, seat or back are.

    What stands on the floor is placed by `anchor`, the body in a pose in which it is used.
    """
    for prop in props:
        if prop == "barbell":
            _barbell(scenery, *_palms(posed))
        elif prop == "back_barbell":
            left, right = (posed.keypoints[KEYPOINT_INDEX[f"{side}_shoulder"]] for side in SIDES)
            behind = _backwards(posed) * 0.09
            _barbell(scenery, left + behind, right + behind)
        elif prop == "dumbbells":
            _dumbbells(scenery, posed)
        elif prop == "bar":
            left, right = _palms(posed)
            reach = (left - right) * 0.8
            scenery.rod(right - reach, left + reach, 0.016, _STEEL)
        else:
            _stand(scenery, anchor, prop)


def _stand(scenery: Scenery, anchor: PosedBody, prop: Prop) -> None:
    hips, shoulders = (
        np.mean([anchor.keypoints[KEYPOINT_INDEX[f"{side}_{name}"]] for side in SIDES], axis=0)
        for name in ("hip", "shoulder")
    )
    if prop == "seat":
        _block(scenery, hips, 0.2, 0.2, hips[1] - SEAT_M, 0.0)
    elif prop == "bench":
        middle, along = (hips + shoulders) / 2, shoulders - hips
        turn = float(np.arctan2(along[2], along[0]))
        _block(scenery, middle, 0.6, 0.14, middle[1] - _BACK_M, turn)
    else:
        for hand in _palms(anchor):
            ahead = _backwards(anchor) * 0.4
            scenery.rod(hand - ahead, hand + ahead, 0.02, _STEEL)
            for end in (hand - ahead, hand + ahead):
                scenery.rod(end * (1, 0, 1), end, 0.02, _STEEL)


def _block(
    scenery: Scenery, middle: np.ndarray, length: float, width: float, top: float, turn: float
) -> None:
    """A padded top on two feet."""
    if top < 0.1:
        return  # too low to sit on: it would be in the body
    pad = np.array((middle[0], top - 0.03, middle[2]))
    scenery.box(pad, np.array((length, 0.03, width)), turn, _PAD)
    along = np.array((np.cos(turn), 0.0, np.sin(turn))) * (length - 0.05)
    for way in (-1, 1):
        foot = (pad + way * along) * (1, 0, 1)
        scenery.rod(foot, foot + (0, top - 0.03, 0), 0.03, _STEEL)  # noqa: RUF005


def _barbell(scenery: Scenery, left: np.ndarray, right: np.ndarray) -> None:
    middle, along = (left + right) / 2, (left - right) / np.linalg.norm(left - right)
    scenery.rod(middle - 1.1 * along, middle + 1.1 * along, 0.014, _STEEL, 8)
    for side in (-0.8, 0.8):
        scenery.rod(middle + side * along, middle + side * 1.08 * along, 0.2, _PLATE, 20)


def _dumbbells(scenery: Scenery, posed: PosedBody) -> None:
    for side, palm in zip(SIDES, _palms(posed), strict=True):
        along = _across_palm(posed, side)
        scenery.rod(palm - 0.1 * along, palm + 0.1 * along, 0.014, _STEEL, 8)
        for way in (-0.13, 0.07):
            scenery.rod(palm + way * along, palm + (way + 0.06) * along, 0.05, _PLATE)


def _palms(posed: PosedBody) -> list[np.ndarray]:
    """The middle of what each hand closes about, left and right (3,)."""
    model = posed.body.model
    found = []
    for side in SIDES:
        letter = side[0].upper()
        wrist, knuckle = posed.heads(
            [model.bone(f"wrist.{letter}"), model.bone(f"{_PALM}.{letter}")]
        )
        inward = np.cross(knuckle - wrist, _across_palm(posed, side))
        inward *= (1 if side == "left" else -1) * 0.03 / np.linalg.norm(inward)
        found.append(knuckle + inward)
    return found


def _across_palm(posed: PosedBody, side: str) -> np.ndarray:
    """From the little finger's knuckle towards the forefinger's, a unit vector."""
    model, letter = posed.body.model, side[0].upper()
    fore, little = posed.heads([model.bone(f"finger{k}-1.{letter}") for k in (2, 5)])
    return np.asarray((fore - little) / np.linalg.norm(fore - little))


def _backwards(posed: PosedBody) -> np.ndarray:
    move = posed.bones[posed.body.model.bone("spine01"), :, :3]
    return np.asarray(move @ np.array((0.0, 0.0, -1.0)))
