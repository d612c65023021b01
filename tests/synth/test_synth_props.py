"""Hands hold what is lifted, seats are under who sits on them, and a clip shows it all."""

from typing import Any

import numpy as np
import pytest

from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.synth.motion.make import make_motion
from repsight.synth.placing import lowest_pose, place_motion
from repsight.synth.posing import PosedBody, pose_body
from repsight.synth.props import Prop, add_props, props_of
from repsight.synth.scenery import Scenery


def _placed(person: Any, exercise: str, prop: Prop) -> tuple[PosedBody, np.ndarray]:
    motion = make_motion(exercise, np.random.default_rng(0), repetitions=1, fps=10)
    anchor = lowest_pose(person.body, motion)
    scenery = Scenery()
    add_props(scenery, anchor, (prop,), anchor)
    return anchor, scenery.vertices()[:, :3]


@pytest.mark.parametrize(
    ("exercise", "prop"), [("deadlift", "barbell"), ("bicep_curl", "dumbbells"), ("pull_up", "bar")]
)
def test_what_is_held_is_within_a_hand_of_both_wrists(
    person: Any, exercise: str, prop: Prop
) -> None:
    posed, vertices = _placed(person, exercise, prop)
    ends = vertices.reshape(-1, 3, 3).mean(1)
    for side in ("left", "right"):
        wrist = posed.keypoints[KEYPOINT_INDEX[f"{side}_wrist"]]
        along = ends.max(0) - ends.min(0)
        # A bar's triangles are as long as the bar: its axis counts, not its corners.
        line = along / np.linalg.norm(along) if prop != "dumbbells" else np.zeros(3)
        off = (ends - wrist) - ((ends - wrist) @ line)[:, None] * line
        assert np.linalg.norm(off, axis=1).min() < 0.2


def test_a_seat_is_under_the_hips_and_stands_on_the_floor(person: Any) -> None:
    posed, vertices = _placed(person, "sit_to_stand", "seat")
    hips = posed.keypoints[[KEYPOINT_INDEX["left_hip"], KEYPOINT_INDEX["right_hip"]]].mean(0)
    assert vertices[:, 1].min() == pytest.approx(0, abs=1e-6)
    assert vertices[:, 1].max() < hips[1]
    assert vertices[:, [0, 2]].mean(0) == pytest.approx(hips[[0, 2]], abs=0.02)


def test_an_exercise_without_weights_has_none() -> None:
    motion = make_motion("push_up", np.random.default_rng(0), repetitions=1, fps=10)
    assert props_of(motion, np.random.default_rng(0)) == ()


def test_a_grip_brings_the_finger_tips_to_the_palm_and_moves_nothing_else(person: Any) -> None:
    still: dict[str, np.ndarray] = {}
    flat, closed = (pose_body(person.body, np.zeros(3), still, grip=grip) for grip in (False, True))
    model = person.body.model
    wrist, tip = model.bone("wrist.L"), model.bone("finger3-3.L")
    reach = [np.linalg.norm(np.diff(posed.heads([wrist, tip]), axis=0)) for posed in (flat, closed)]
    assert reach[1] < 0.8 * reach[0]
    assert closed.keypoints == pytest.approx(flat.keypoints)


def test_a_clip_has_every_frame_with_the_angles_of_its_body(person: Any, gl: Any) -> None:
    from repsight.synth.clip import render_clip
    from repsight.synth.shooting import View
    from repsight.synth.truth import joint_angles

    motion = make_motion("squat", np.random.default_rng(1), repetitions=1, fps=10)
    view = View(azimuth=40, fill=0.8)
    frames = list(render_clip(motion, view, size=(96, 128), seed=3, fps=2, person=person))
    bodies = place_motion(person.body, motion, [round(frame.t * motion.fps) for frame in frames])
    assert len(frames) == -(-len(motion) // 5)
    for frame, posed in zip(frames, bodies, strict=True):
        assert frame.image.shape == (128, 96, 3)
        assert frame.points == pytest.approx(posed.keypoints, abs=1e-5)
        assert frame.angles == joint_angles(frame.points)
        assert frame.person is not None
        seen = frame.camera.project(frame.points)[:, :2]
        placed = frame.person.keypoints[:, 2] > 0
        assert frame.person.keypoints[placed, :2] == pytest.approx(seen[placed], abs=1e-2)
    knees = [min(frame.angles["knee"]) for frame in frames]
    assert max(knees) - min(knees) > 40
