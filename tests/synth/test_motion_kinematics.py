"""Joint angles to places and back: the rest pose and single joints have answers that are known."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from repsight.core.skeleton import ANGLES
from repsight.synth.motion.angles import ANGLE_NAMES, swing, to_rotations, to_vectors
from repsight.synth.motion.kinematics import (
    centre_of_mass,
    flatten_feet,
    forward,
    keypoints_3d,
    motion_points,
    place,
    project,
)
from repsight.synth.motion.skeleton import HEIGHT_M
from repsight.synth.motion.types import BodyMotion


def posed(**degrees: float) -> dict[str, np.ndarray]:
    """The places (1, 3) of a body with the angles given and all others 0."""
    angles = {name: np.array([degrees.get(name, 0.0)]) for name in ANGLE_NAMES}
    return forward(to_rotations(angles))


def interior(places: dict[str, np.ndarray], joint: str, side: int) -> float:
    """The interior angle in degrees that three keypoints span in space."""
    first, middle, last = (keypoints_3d(places)[0, index] for index in ANGLES[joint][side])
    a, b = first - middle, last - middle
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)))


def test_at_rest_the_body_stands_upright_with_hanging_arms() -> None:
    places = posed()
    up = {name: round(float(place_[0, 1]), 3) for name, place_ in places.items()}
    assert up["nose"] > up["left_shoulder"] > up["left_elbow"] > up["left_wrist"] > up["left_knee"]
    assert up["left_wrist"] == pytest.approx(
        up["left_shoulder"] - (0.186 + 0.146) * HEIGHT_M, abs=1e-3
    )
    # Drillis & Contini: hips at 0.53 and eyes at 0.936 of the height above the soles.
    soles = up["left_ball"] - 0.007 * HEIGHT_M
    assert -soles == pytest.approx(0.53 * HEIGHT_M, abs=0.01)
    assert up["left_eye"] - soles == pytest.approx(0.936 * HEIGHT_M, abs=0.015)
    for joint in ("knee", "elbow"):
        assert interior(places, joint, 0) == pytest.approx(180, abs=1e-4)


def test_left_is_left_and_forward_is_forward() -> None:
    places = posed()
    assert places["left_hip"][0, 0] > 0 > places["right_hip"][0, 0]
    assert places["nose"][0, 2] > 0
    assert places["left_ball"][0, 2] > places["left_heel"][0, 2]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("degrees", [10.0, 60.0, 130.0])
def test_a_bent_knee_and_elbow_span_what_is_left_of_180_degrees(side: str, degrees: float) -> None:
    number = 0 if side == "left" else 1
    for joint in ("knee", "elbow"):
        places = posed(**{f"{side}_{joint}_flexion": degrees})
        assert interior(places, joint, number) == pytest.approx(180 - degrees, abs=1e-4)
        assert interior(places, joint, 1 - number) == pytest.approx(180, abs=1e-4)


def test_flexion_goes_forward_and_a_knee_bends_backward() -> None:
    places = posed(left_hip_flexion=90)
    assert places["left_knee"][0] - places["left_hip"][0] == pytest.approx(
        [0, 0, 0.245 * HEIGHT_M], abs=1e-6
    )
    assert posed(left_knee_flexion=60)["left_ankle"][0, 2] < -0.2
    assert posed(left_elbow_flexion=60)["left_wrist"][0, 2] > 0.1
    assert posed(left_ankle_dorsiflexion=20)["left_ball"][0, 1] > posed()["left_ball"][0, 1]
    assert posed(spine_flexion=40)["nose"][0, 2] > posed()["nose"][0, 2]
    assert posed(pelvis_pitch=40)["nose"][0, 2] > posed()["nose"][0, 2]


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_abduction_and_outward_rotation_are_the_same_for_both_sides(side: str, sign: int) -> None:
    leg = posed(**{f"{side}_hip_abduction": 30})
    assert sign * (leg[f"{side}_ankle"] - leg[f"{side}_hip"])[0, 0] > 0.3
    arm = posed(**{f"{side}_shoulder_elevation": 90, f"{side}_shoulder_plane": 0})
    assert sign * (arm[f"{side}_wrist"] - arm[f"{side}_shoulder"])[0, 0] > 0.5
    # Arm out, elbow bent: the forearm points forward, and up once turned outward by 90 degrees.
    bent = {f"{side}_shoulder_elevation": 90, f"{side}_elbow_flexion": 90}
    flat, raised = posed(**bent), posed(**bent, **{f"{side}_shoulder_rotation": 90})
    assert (flat[f"{side}_wrist"] - flat[f"{side}_elbow"])[0, 2] > 0.2
    assert (raised[f"{side}_wrist"] - raised[f"{side}_elbow"])[0, 1] > 0.2


def test_a_raised_arm_does_not_twist() -> None:
    for plane in (-80, -30, 0, 45, 90):
        vector = Rotation.from_matrix(swing([70.0], [float(plane)], 1)).as_rotvec()[0]
        assert vector[1] == pytest.approx(0, abs=1e-9)
        assert np.degrees(np.linalg.norm(vector)) == pytest.approx(70)


def test_flat_feet_are_flat_whatever_the_leg_does() -> None:
    angles = {name: np.zeros(1) for name in ANGLE_NAMES}
    bent = {"pelvis_pitch": 25, "left_hip_flexion": 80, "left_knee_flexion": 95,
            "left_hip_abduction": 15}  # fmt: skip
    angles |= {name: np.array([float(degrees)]) for name, degrees in bent.items()}
    none = {"left": np.zeros(1), "right": np.zeros(1)}
    out = {"left": np.full(1, 20.0), "right": np.zeros(1)}
    places = forward(flatten_feet(to_rotations(angles), out, none))
    foot = (places["left_ball"] - places["left_heel"])[0]
    assert foot[1] == pytest.approx(0.002 * HEIGHT_M, abs=1e-6)
    assert np.degrees(np.arctan2(foot[0], foot[2])) == pytest.approx(20)
    raised = forward(flatten_feet(to_rotations(angles), out, none | {"left": np.full(1, 40.0)}))
    assert (raised["left_heel"] - raised["left_ball"])[0, 1] > 0.1


def test_the_centre_of_mass_lies_in_the_trunk_and_moves_with_the_arms() -> None:
    rest = centre_of_mass(posed())[0]
    # Winter: 0.55 to 0.57 of the height above the floor; the hips are at 0.53.
    assert 0.0 < rest[1] < 0.05 * HEIGHT_M
    forward_ = posed(left_shoulder_elevation=90, left_shoulder_plane=90)
    assert centre_of_mass(forward_)[0, 2] > rest[2] + 0.005


def test_a_body_is_put_on_the_floor_with_its_anchor_in_place() -> None:
    angles = {name: np.zeros(5) for name in ANGLE_NAMES}
    angles["pelvis_pitch"] = np.linspace(0, 80, 5)
    placed = place(forward(to_rotations(angles)), "pelvis", floor=True)
    assert placed["pelvis"][:, [0, 2]] == pytest.approx(np.zeros((5, 2)), abs=1e-9)
    lowest = min(p[:, 1].min() for p in placed.values())
    assert 0 <= lowest < 0.06


def test_a_hanging_body_keeps_the_height_of_its_hands() -> None:
    angles = {name: np.zeros(5) for name in ANGLE_NAMES}
    for side in ("left", "right"):
        angles[f"{side}_shoulder_elevation"] = np.full(5, 170.0)
        angles[f"{side}_hip_flexion"] = np.linspace(0, 90, 5)
    placed = place(forward(to_rotations(angles)), "hands", floor=False)
    assert np.ptp(placed["left_wrist"], axis=0) == pytest.approx([0, 0, 0], abs=1e-9)
    assert min(p[:, 1].min() for p in placed.values()) > 0.05


def test_a_motion_comes_back_from_its_rotation_vectors() -> None:
    angles = {name: np.array([0.0, 30.0]) for name in ANGLE_NAMES}
    vectors = to_vectors(to_rotations(angles))
    motion = BodyMotion("m", "squat", 30.0, vectors.pop("pelvis"), vectors, "pelvis")
    direct = place(forward(to_rotations(angles)), "pelvis", floor=True)
    again = motion_points(motion)
    for name, expected in direct.items():
        assert again[name] == pytest.approx(expected, abs=1e-9)


def test_the_camera_sees_the_front_the_left_and_the_back() -> None:
    points = keypoints_3d(posed())[0]
    left, right, nose = points[5], points[6], points[0]
    front = project(points, azimuth=0)
    assert front[5, 0] > front[6, 0]
    assert front[0, 1] < front[11, 1]
    from_left = project(np.stack([left, right, nose, points[3]]), azimuth=90)
    assert from_left[2, 0] < from_left[3, 0]  # the nose is ahead of the ear, to the left
    back = project(points, azimuth=180)
    assert back[5, 0] < back[6, 0]
