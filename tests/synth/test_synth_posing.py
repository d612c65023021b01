"""A posed body has the joint angles that its rotations say, in metres of a real person."""

from typing import Any

import numpy as np
import pytest

from repsight.core.skeleton import KEYPOINT_INDEX, MIRRORED
from repsight.synth.motion.types import PAIRED, SIDES, BodyMotion
from repsight.synth.placing import SOLE, place_motion
from repsight.synth.posing import between, moved, pose_body
from repsight.synth.surface import vertex_normals
from repsight.synth.truth import joint_angles

STILL = np.zeros(3)
MIRROR = np.array((-1.0, 1.0, 1.0))


def _both(joint: str, vector: tuple[float, float, float]) -> dict[str, np.ndarray]:
    """The same turn of a joint on both sides: mirrored, y and z turn the other way."""
    left = np.array(vector)
    return {f"left_{joint}": left, f"right_{joint}": left * (1, -1, -1)}


def test_at_rest_arms_and_legs_hang_straight_down(person: Any) -> None:
    points = pose_body(person.body, STILL, {}).keypoints
    angles = joint_angles(points)
    assert angles["knee"] == pytest.approx((180, 180), abs=0.1)
    # A shoulder's keypoint lies between two bones, a centimetre beside where the arm turns.
    assert angles["elbow"] == pytest.approx((180, 180), abs=1.5)
    for side in SIDES:
        for start, end in (("shoulder", "wrist"), ("hip", "ankle")):
            along = (
                points[KEYPOINT_INDEX[f"{side}_{end}"]] - points[KEYPOINT_INDEX[f"{side}_{start}"]]
            )
            assert np.abs(along[[0, 2]]).max() < 0.02 * abs(along[1])


@pytest.mark.parametrize("degrees", [20, 90, 140])
@pytest.mark.parametrize(("joint", "sign"), [("knee", 1), ("elbow", -1)])
def test_a_bent_joint_measures_what_it_was_bent_by(
    person: Any, joint: str, sign: int, degrees: float
) -> None:
    bent = _both(joint, (sign * np.radians(degrees), 0, 0))
    angles = joint_angles(pose_body(person.body, STILL, bent).keypoints)
    assert angles[joint] == pytest.approx((180 - degrees, 180 - degrees), abs=1.5)


@pytest.mark.parametrize("degrees", [30, 90, 110])
def test_a_lifted_thigh_turns_about_the_hip(person: Any, degrees: float) -> None:
    posed = pose_body(person.body, STILL, _both("hip", (-np.radians(degrees), 0, 0)))
    for side in SIDES:
        hip, knee = (posed.keypoints[KEYPOINT_INDEX[f"{side}_{name}"]] for name in ("hip", "knee"))
        along = (knee - hip) / np.linalg.norm(knee - hip)
        expected = (0, -np.cos(np.radians(degrees)), np.sin(np.radians(degrees)))
        assert along == pytest.approx(expected, abs=0.01)


def test_a_lifted_arm_points_where_it_was_lifted_to(person: Any) -> None:
    for degrees in (45, 90, 170):
        posed = pose_body(
            person.body, STILL, {"left_shoulder": np.array((0, 0, np.radians(degrees)))}
        )
        elbow, wrist = (
            posed.keypoints[KEYPOINT_INDEX[f"left_{name}"]] for name in ("elbow", "wrist")
        )
        along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
        assert along == pytest.approx(
            (np.sin(np.radians(degrees)), -np.cos(np.radians(degrees)), 0), abs=0.01
        )


def test_bones_keep_their_length_in_any_pose(person: Any) -> None:
    rest = pose_body(person.body, STILL, {}).keypoints
    rng = np.random.default_rng(1)
    turned = {f"{side}_{joint}": rng.normal(0, 0.6, 3) for side in SIDES for joint in PAIRED}
    posed = pose_body(person.body, rng.normal(0, 1, 3), turned).keypoints
    for start, end in ((11, 13), (13, 15), (12, 14), (14, 16), (7, 9), (8, 10)):
        length = np.linalg.norm(rest[start] - rest[end])
        assert np.linalg.norm(posed[start] - posed[end]) == pytest.approx(length, rel=1e-4)


def test_a_mirrored_pose_has_mirrored_keypoints(person: Any) -> None:
    turns = {
        "left_knee": np.array((1.2, 0.1, 0.0)), "left_hip": np.array((-0.9, 0.2, 0.3)),
        "left_shoulder": np.array((-0.4, 0.3, 1.1)), "left_elbow": np.array((-1.0, 0.0, 0.2)),
        "spine": np.array((0.2, 0.1, -0.2)), "neck": np.array((0.1, -0.3, 0.1)),
    }  # fmt: skip
    flipped = {
        name.replace("left", "right"): vector * (1, -1, -1) for name, vector in turns.items()
    }
    one = pose_body(person.body, np.array((0.1, 0.2, -0.3)), turns).keypoints
    other = pose_body(person.body, np.array((0.1, -0.2, 0.3)), flipped).keypoints
    assert other[list(MIRRORED)] * MIRROR == pytest.approx(one, abs=2e-3)


def test_turning_and_shifting_a_body_moves_mesh_and_keypoints_alike(person: Any) -> None:
    posed = pose_body(person.body, STILL, _both("knee", (1.0, 0, 0)))
    turn = np.array(((0.0, 0, 1), (0, 1, 0), (-1, 0, 0)))
    shift = np.array((1.0, 2.0, 3.0))
    after = moved(posed, turn, shift)
    assert after.vertices == pytest.approx(posed.vertices @ turn.T + shift, abs=1e-5)
    knee = person.body.model.bone("lowerleg01.L")
    assert after.heads([knee])[0] == pytest.approx(
        after.keypoints[KEYPOINT_INDEX["left_knee"]], abs=1e-5
    )


def test_halfway_between_two_poses_is_their_mean(person: Any) -> None:
    first = pose_body(person.body, STILL, {})
    second = moved(first, np.eye(3), np.array((0.0, 0.0, 0.2)))
    half = between(first, second, 0.5)
    assert half.keypoints[:, 2] - first.keypoints[:, 2] == pytest.approx(np.full(17, 0.1), abs=1e-6)


def test_the_skin_faces_outward(person: Any) -> None:
    posed = pose_body(person.body, STILL, {})
    normals = vertex_normals(person.body.model, posed.vertices)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(np.ones(len(normals)), abs=1e-3)
    crown, front = posed.vertices[:, 1].argmax(), posed.vertices[:, 2].argmax()
    assert normals[crown, 1] > 0.8
    assert normals[front, 2] > 0.3


def _motion(**fields: Any) -> BodyMotion:
    frames = np.linspace(0, 1, 6)[:, None]
    bent = {
        f"{side}_{joint}": frames * (sign * 1.5, 0, 0)
        for side in SIDES
        for joint, sign in (("hip", -1), ("knee", 1))
    }
    usual = {"name": "sink", "exercise": "squat", "fps": 5.0,
             "root_rotation": np.zeros((6, 3)), "rotations": bent}  # fmt: skip
    return BodyMotion(**(usual | fields))


def test_a_body_on_the_floor_stands_on_its_soles_in_every_frame(person: Any) -> None:
    motion = _motion()
    for posed in place_motion(person.body, motion, range(len(motion))):
        assert posed.vertices[:, 1].min() == pytest.approx(SOLE, abs=1e-4)


def test_what_anchors_a_body_keeps_its_place(person: Any) -> None:
    motion = _motion()
    toes = [person.body.model.bone(name) for name in ("toe1-1.L", "toe1-1.R")]
    places = [posed.heads(toes).mean(0) for posed in place_motion(person.body, motion, range(6))]
    assert np.ptp(places, axis=0)[[0, 2]] == pytest.approx((0, 0), abs=1e-4)


def test_a_body_that_hangs_keeps_its_hands_where_they_are(person: Any) -> None:
    motion = _motion(anchor="hands", floor=False)
    hands = [person.body.model.bone(name) for name in ("wrist.L", "wrist.R")]
    bodies = place_motion(person.body, motion, range(6))
    places = [posed.heads(hands).mean(0) for posed in bodies]
    assert np.ptp(places, axis=0) == pytest.approx((0, 0, 0), abs=1e-4)
    assert bodies[-1].vertices[:, 1].min() > 0.1


def test_a_body_turned_about_is_seen_from_its_other_side(person: Any) -> None:
    (front,) = place_motion(person.body, _motion(), (3,))
    (back,) = place_motion(person.body, _motion(), (3,), yaw=np.pi)
    assert back.keypoints == pytest.approx(front.keypoints * (-1, 1, -1), abs=1e-4)
