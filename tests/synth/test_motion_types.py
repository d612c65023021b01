"""The door of BodyMotion."""

from typing import Any

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.synth.motion.types import JOINTS, BodyMotion


def still(**given: Any) -> BodyMotion:
    fields: dict[str, Any] = {
        "name": "stand", "exercise": "squat", "fps": 10.0,
        "root_rotation": np.zeros((20, 3)), "rotations": {},
    }  # fmt: skip
    return BodyMotion(**(fields | given))


def test_joints_that_are_left_out_are_at_rest() -> None:
    motion = still(rotations={"left_knee": np.ones((20, 3))})
    assert set(motion.rotations) == set(JOINTS)
    assert (motion.rotations["left_knee"] == 1).all()
    assert (motion.rotations["right_knee"] == 0).all()


def test_times_follow_the_frame_rate() -> None:
    motion = still()
    assert len(motion) == 20
    assert motion.t[-1] == pytest.approx(1.9)


def test_its_arrays_are_copies_that_cannot_be_written() -> None:
    root = np.zeros((20, 3))
    motion = still(root_rotation=root)
    root[:] = 5
    assert (motion.root_rotation == 0).all()
    with pytest.raises(ValueError, match="read-only"):
        motion.root_rotation[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        motion.rotations["neck"][0] = 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fps": 0.0}, "fps is 0.0"),
        ({"fps": float("nan")}, "fps is nan"),
        ({"anchor": "nose"}, "anchor is 'nose'; one of feet"),
        ({"rotations": {"tail": np.zeros((20, 3))}}, "no joint is called tail"),
        ({"rotations": {"neck": np.zeros((19, 3))}}, r"neck has shape \(19, 3\); \(20, 3\)"),
        ({"root_rotation": np.zeros((0, 3))}, r"root_rotation has shape \(0, 3\)"),
        ({"root_rotation": np.full((20, 3), np.nan)}, "not finite"),
        ({"repetitions": ((0.1, 0.5, 0.4),)}, "repetition 1 is at"),
        ({"repetitions": ((0.1, 0.5, 0.9), (0.8, 1.0, 1.2))}, "repetition 2 is at"),
        ({"repetitions": ((0.1, 0.5, 2.5),)}, "between 0 and 2 s"),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        still(**given)
