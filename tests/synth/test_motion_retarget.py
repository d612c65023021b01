"""Motions out of recordings: what goes in as angles comes back as angles."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from repsight.core.counting.offline import count_sets
from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import ANGLES
from repsight.core.types import Track
from repsight.exercises import load_exercise
from repsight.recording import read_recording
from repsight.synth.motion.kinematics import keypoints_3d, motion_points, project
from repsight.synth.motion.make import make_motion
from repsight.synth.motion.recorded import motion_from_recording, motion_from_track
from repsight.synth.motion.retarget import NEEDED, motion_from_joints
from repsight.synth.motion.types import BodyMotion

Array = npt.NDArray[np.float64]


def joint_angles(points: Array, joint: str, side: int = 0) -> Array:
    """Interior angles (T,) in degrees of keypoints (T, 17, 2 or 3)."""
    first, middle, last = (points[:, index] for index in ANGLES[joint][side])
    a, b = first - middle, last - middle
    cosine = (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def filmed(motion: BodyMotion, azimuth: float) -> Track:
    flat = project(keypoints_3d(motion_points(motion)), azimuth=azimuth, elevation=0, distance_m=8)
    sure = np.full((*flat.shape[:2], 1), 0.9)
    return Track(motion.t, np.concatenate([flat, sure], axis=2).astype(np.float32))


@pytest.mark.parametrize(
    "exercise", ["squat", "push_up", "sit_up", "lunge", "shoulder_press", "jumping_jack"]
)
def test_the_places_of_joints_give_back_the_motion_that_they_came_from(exercise: str) -> None:
    motion = make_motion(exercise, np.random.default_rng(2), repetitions=1)
    points = motion_points(motion)
    places = {name: points[name] for name in NEEDED} | {
        "left_toes": points["left_ball"], "right_toes": points["right_ball"]
    }  # fmt: skip
    again = motion_from_joints(
        places, motion.fps, name="again", exercise=exercise, anchor=motion.anchor
    )
    before, after = keypoints_3d(points), keypoints_3d(motion_points(again))
    for joint in ("knee", "elbow", "shoulder", "hip"):
        for side in (0, 1):
            off = joint_angles(after, joint, side) - joint_angles(before, joint, side)
            # The trunk's own bend is taken from hips and shoulders alone.
            assert np.abs(off).max() < (1.5 if joint in ("knee", "elbow") else 6.0), joint
    # A motion without wrists and palms stands on the floor a little otherwise: seen from the hips.
    limbs = list(range(5, 17))
    moved = [p[:, limbs] - p[:, 11:13].mean(axis=1)[:, None] for p in (before, after)]
    gap = np.linalg.norm(moved[1] - moved[0], axis=2)
    assert np.median(gap) < 0.05


def test_a_motion_that_is_turned_about_the_vertical_stays_the_same() -> None:
    points = motion_points(make_motion("squat", np.random.default_rng(1), repetitions=1))
    quarter = np.array([[0.0, 0, 1], [0, 1, 0], [-1, 0, 0]])
    first, second = (
        motion_from_joints(
            {name: points[name] @ turn for name in NEEDED}, 30, name="t", exercise="squat"
        )
        for turn in (np.eye(3), quarter)
    )
    for joint, rotation in first.rotations.items():
        assert second.rotations[joint] == pytest.approx(rotation, abs=1e-6)


def test_a_missing_or_unknown_joint_is_refused() -> None:
    places = {name: np.zeros((4, 3)) for name in NEEDED}
    with pytest.raises(InvalidInputError, match="the place of left_knee is missing"):
        motion_from_joints(
            {name: p for name, p in places.items() if name != "left_knee"},
            30, name="t", exercise="squat",
        )  # fmt: skip
    with pytest.raises(InvalidInputError, match=r"right_wrist has shape \(3, 3\); \(4, 3\)"):
        motion_from_joints(
            places | {"right_wrist": np.zeros((3, 3))}, 30, name="t", exercise="squat"
        )
    with pytest.raises(InvalidInputError, match="left_hip is not known in every frame"):
        motion_from_joints(
            places | {"left_hip": np.full((4, 3), np.nan)}, 30, name="t", exercise="squat"
        )


@pytest.mark.parametrize("azimuth", [90, -90])
@pytest.mark.parametrize("exercise", ["squat", "push_up", "deadlift"])
def test_a_film_from_the_side_gives_back_knees_and_hips(exercise: str, azimuth: float) -> None:
    motion = make_motion(exercise, np.random.default_rng(3), repetitions=3)
    again = motion_from_track(filmed(motion, azimuth), exercise, fps=motion.fps)
    assert len(again.repetitions) == 3
    near = 0 if azimuth > 0 else 1
    before = keypoints_3d(motion_points(motion))[: len(again)]
    after = keypoints_3d(motion_points(again))
    for joint in ("knee", "hip"):
        off = joint_angles(after, joint, near) - joint_angles(before, joint, near)
        assert np.median(np.abs(off)) < 8, joint


def test_a_side_that_is_not_seen_moves_as_the_other_one() -> None:
    motion = make_motion("squat", np.random.default_rng(3), repetitions=2)
    track = filmed(motion, 90)
    keypoints = track.keypoints.copy()
    keypoints[:, [8, 10, 14, 16]] = np.nan
    again = motion_from_track(Track(track.t, keypoints), "squat")
    left, right = (joint_angles(keypoints_3d(motion_points(again)), "knee", s) for s in (0, 1))
    assert np.abs(left - right).max() < 5


def test_a_track_without_legs_is_refused() -> None:
    track = filmed(make_motion("squat", np.random.default_rng(3), repetitions=1), 90)
    keypoints = track.keypoints.copy()
    keypoints[:, 13:] = np.nan
    with pytest.raises(InvalidInputError, match="knee was seen in less than half of the frames"):
        motion_from_track(Track(track.t, keypoints), "squat")


UI_PRMD = (
    "waist", "spine", "chest", "neck", "head", "head_tip",
    "l_collar", "l_shoulder", "l_elbow", "l_wrist", "r_collar", "r_shoulder", "r_elbow", "r_wrist",
    "l_hip", "l_knee", "l_ankle", "l_toe", "r_hip", "r_knee", "r_ankle", "r_toe",
)  # fmt: skip


def test_squats_that_a_depth_camera_recorded_keep_their_joint_angles(shared: Path) -> None:
    with np.load(shared / "poses" / "ui_prmd" / "poses.npz") as poses:
        name = next(n for n in poses.files if "squat" in n and n.endswith("/correct"))
        joints = poses[name].astype(float) / 5000  # fiftieths of a centimetre
    index = {joint: place for place, joint in enumerate(UI_PRMD)}
    sides = {"left": "l", "right": "r"}
    places = {each: joints[:, index[f"{sides[each.split('_')[0]]}_{each.split('_')[1]}"]]
              for each in NEEDED}  # fmt: skip
    motion = motion_from_joints(places, 30.0, name=name, exercise="squat")
    after = keypoints_3d(motion_points(motion))
    for side, letter in enumerate("lr"):
        recorded = np.zeros((len(joints), 17, 3))
        for coco, own in zip(ANGLES["knee"][side], ("hip", "knee", "ankle"), strict=True):
            recorded[:, coco] = joints[:, index[f"{letter}_{own}"]]
        off = joint_angles(after, "knee", side) - joint_angles(recorded, "knee", side)
        assert np.abs(off).max() < 1.0


def test_a_filmed_set_of_push_ups_becomes_a_motion_with_its_repetitions(shared: Path) -> None:
    recording = read_recording(shared / "recordings" / "joelo_pushup.poses.npz")
    motion = motion_from_recording(recording, "push_up")
    standard = load_exercise("push_up")
    again = count_sets(filmed(motion, 90), [standard])
    assert len(motion.repetitions) > 2
    assert sum(len(one.reps) for one in again) == pytest.approx(len(motion.repetitions), abs=1)
