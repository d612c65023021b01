"""Every movement: plausible as a body, counted and scored as what it is."""

import numpy as np
import numpy.typing as npt
import pytest

from repsight.core.counting.offline import count_sets
from repsight.core.scoring.score import score_exercise
from repsight.core.types import Track
from repsight.exercises import exercise_names, load_all, load_exercise
from repsight.synth.motion.kinematics import (
    ANCHOR_POINTS,
    centre_of_mass,
    keypoints_3d,
    motion_points,
    project,
)
from repsight.synth.motion.make import make_motion
from repsight.synth.motion.movement import load_movement, movement_names
from repsight.synth.motion.types import BodyMotion

VIEWS = {
    "front_raise": 70, "lateral_raise": 20, "jumping_jack": 10, "shoulder_abduction": 10,
    "shoulder_press": 20, "side_lunge": 10, "pull_up": 160,
}  # fmt: skip
"""Degrees from the front from which an exercise is seen well, where that is not the side."""
SIDE = 75
PIXEL_NOISE = 1.5

REPEATED = [name for name in movement_names() if not load_movement(name).is_hold]
STYLES = [(name, style.about) for name in REPEATED for style in load_movement(name).styles]

RECOGNISED = [name for name in movement_names() if load_exercise(name).auto]


def seen(
    motion: BodyMotion, azimuth: float, rng: np.random.Generator, noise: float = PIXEL_NOISE
) -> Track:
    """What a good detector makes of the motion: the projected keypoints, trembling."""
    flat = project(keypoints_3d(motion_points(motion)), azimuth=azimuth)
    flat = flat + rng.normal(0, noise, flat.shape)
    sure = np.full((*flat.shape[:2], 1), 0.9)
    return Track(motion.t, np.concatenate([flat, sure], axis=2).astype(np.float32))


def counted(motion: BodyMotion, rng: np.random.Generator) -> int:
    track = seen(motion, VIEWS.get(motion.exercise, SIDE), rng)
    return sum(len(one.reps) for one in count_sets(track, [load_exercise(motion.exercise)]))


def test_every_exercise_has_a_movement() -> None:
    assert set(movement_names()) == set(exercise_names())


@pytest.mark.parametrize("exercise", REPEATED)
def test_the_counter_finds_exactly_the_repetitions(exercise: str) -> None:
    seed = REPEATED.index(exercise)
    rng = np.random.default_rng(seed)
    motion = make_motion(exercise, rng, repetitions=3 + seed % 4)
    assert counted(motion, rng) == len(motion.repetitions) == 3 + seed % 4


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("exercise", "style"), STYLES)
def test_the_counter_finds_exactly_the_repetitions_of_every_style(
    exercise: str, style: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    motion = make_motion(exercise, rng, repetitions=4 + seed, style=style)
    assert counted(motion, rng) == 4 + seed


@pytest.mark.slow
@pytest.mark.parametrize("exercise", RECOGNISED)
def test_the_recogniser_names_the_exercise(exercise: str) -> None:
    rng = np.random.default_rng(0)
    style = load_movement(exercise).styles[0].about
    motion = make_motion(exercise, rng, repetitions=4, style=style)
    sets = count_sets(seen(motion, VIEWS.get(exercise, SIDE), rng), load_all())
    assert {one.exercise for one in sets} == {exercise}


def test_a_held_plank_is_found_for_as_long_as_it_lasts() -> None:
    rng = np.random.default_rng(0)
    motion = make_motion("plank", rng)
    held = count_sets(seen(motion, SIDE, rng), [load_exercise("plank")])
    assert motion.repetitions == ()
    assert sum(one.end - one.start for one in held) == pytest.approx(motion.t[-1], abs=0.5)


def test_the_turn_is_where_the_body_is_lowest() -> None:
    motion = make_motion("squat", np.random.default_rng(4), repetitions=4)
    hips = motion_points(motion)["pelvis"][:, 1]
    for start, turn, end in motion.repetitions:
        inside = (motion.t >= start) & (motion.t <= end)
        lowest = motion.t[inside][np.argmin(hips[inside])]
        assert turn == pytest.approx(lowest, abs=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", movement_names())
def test_no_joint_jumps(exercise: str) -> None:
    for style in load_movement(exercise).styles:
        motion = make_motion(
            exercise, np.random.default_rng(7), repetitions=2, style=style.about, fps=30
        )
        places = keypoints_3d(motion_points(motion))
        # Hands of a jumping jack move at 5 m/s; a jump of the solver would be far above.
        speed = np.linalg.norm(np.diff(places, axis=0), axis=2).max() * motion.fps
        assert speed < 9, style.about


@pytest.mark.parametrize("exercise", movement_names())
def test_what_should_stay_stays(exercise: str) -> None:
    for style in load_movement(exercise).styles:
        motion = make_motion(exercise, np.random.default_rng(3), repetitions=2, style=style.about)
        points = motion_points(motion)
        if style.contacts.still:
            still = np.stack([points[name][:, [0, 2]] for name in style.contacts.still], axis=1)
            apart = still - still.mean(axis=1, keepdims=True)
            assert np.ptp(apart, axis=0).max() < 0.03, style.about
        if style.contacts.balance:
            support = [points[name] for name in ANCHOR_POINTS[style.contacts.balance]]
            ahead = centre_of_mass(points)[:, 2] - np.mean(support, axis=0)[:, 2]
            # A foot reaches 20 cm back from its ball; hands bear the body where they are.
            assert ahead.min() > -0.2, style.about
            assert ahead.max() < 0.05, style.about
        if motion.floor:
            lowest = np.min([place[:, 1] for place in points.values()], axis=0)
            assert (lowest > -1e-9).all()
            assert (lowest < 0.1).all()


@pytest.mark.parametrize("style", [style.about for style in load_movement("squat").styles])
def test_a_squat_bends_the_ankles_no_further_than_ankles_go(style: str) -> None:
    motion = make_motion("squat", np.random.default_rng(2), repetitions=2, style=style)
    points = motion_points(motion)
    for side in ("left", "right"):
        shin = points[f"{side}_knee"] - points[f"{side}_ankle"]
        lean = np.degrees(np.arctan2(shin[:, 2], shin[:, 1]))
        # Weight-bearing dorsiflexion reaches 40 to 45 degrees in healthy adults.
        assert lean.max() < 45


def test_the_same_seed_gives_the_same_motion_and_another_one_a_different() -> None:
    first, again, other = (make_motion("lunge", np.random.default_rng(s)) for s in (5, 5, 6))
    assert first.repetitions == again.repetitions != other.repetitions
    assert (first.rotations["left_hip"] == again.rotations["left_hip"]).all()


def test_lunges_lead_with_either_leg() -> None:
    anchors = {make_motion("lunge", np.random.default_rng(s), repetitions=1).anchor
               for s in range(5)}  # fmt: skip
    assert anchors == {"left_foot", "right_foot"}


def test_arms_take_turns_where_the_style_says_so() -> None:
    motion = make_motion(
        "bicep_curl", np.random.default_rng(1), repetitions=4, style="arms in turn"
    )
    elbow = {s: np.linalg.norm(motion.rotations[f"{s}_elbow"], axis=1) for s in ("left", "right")}
    working = [
        max(elbow, key=lambda side: elbow[side][round(turn * motion.fps)])
        for _, turn, _ in motion.repetitions
    ]
    assert working[0] != working[1]
    assert working[:2] == working[2:]


def test_a_fast_set_is_faster_and_a_shallow_one_shallower() -> None:
    def made(*faults: str) -> BodyMotion:
        rng = np.random.default_rng(9)
        return make_motion("squat", rng, repetitions=3, faults=faults, style="arms down")

    usual, fast, shallow = made(), made("fast"), made("depth")
    assert fast.t[-1] < 0.7 * usual.t[-1]
    assert fast.faults == ("fast",)
    drop = [np.ptp(motion_points(motion)["pelvis"][:, 1]) for motion in (usual, shallow)]
    assert drop[1] < 0.6 * drop[0]


# A fault's criterion, and the view from which the scorer judges it.
JUDGED = [
    ("squat", "depth", 85), ("squat", "knees_in", 5), ("squat", "trunk_lean", 85),
    ("squat", "hips_first", 85), ("squat", "stance", 5),
    ("push_up", "depth", 85), ("push_up", "sag", 85), ("push_up", "pike", 85),
    ("sit_up", "up", 85), ("deadlift", "bar_path", 85), ("deadlift", "lockout", 85),
    ("shoulder_press", "lockout", 20),
    ("shoulder_press", "lean_back", 85), ("bicep_curl", "up", 75), ("lunge", "trunk_lean", 75),
    ("leg_raise", "bent_knees", 85), ("pull_up", "swing", 85), ("side_lunge", "hips_level", 5),
]  # fmt: skip


def points_lost(exercise: str, fault: str, azimuth: float, faults: tuple[str, ...]) -> float:
    rng = np.random.default_rng(0)
    style = load_movement(exercise).styles[0].about
    motion = make_motion(exercise, rng, repetitions=3, faults=faults, style=style)
    sets = score_exercise(seen(motion, azimuth, rng, noise=0.8), load_exercise(exercise))
    lost = [
        sum(each.points for each in rep.assessment.deductions if each.name == fault)
        for one in sets
        for rep in one.reps
        if rep.assessment
    ]
    return float(np.mean(lost)) if lost else float("nan")


@pytest.mark.parametrize(("exercise", "fault", "azimuth"), JUDGED)
def test_a_fault_is_what_the_scorer_takes_points_for(
    exercise: str, fault: str, azimuth: float
) -> None:
    wrong = points_lost(exercise, fault, azimuth, (fault,))
    right = points_lost(exercise, fault, azimuth, ())
    assert wrong > right + 0.5


def test_faults_are_named_as_the_criteria_are() -> None:
    own = {"fast", "asymmetry", "knees_in"}
    for exercise in movement_names():
        criteria = {c.name for c in load_exercise(exercise).standard.criteria}
        assert criteria <= set(load_movement(exercise).faults), exercise
        assert set(load_movement(exercise).faults) - criteria <= own, exercise


def values_of(motion: BodyMotion) -> npt.NDArray[np.float64]:
    return np.concatenate([motion.rotations[joint] for joint in sorted(motion.rotations)])


@pytest.mark.slow
@pytest.mark.parametrize("exercise", movement_names())
def test_every_fault_changes_the_motion(exercise: str) -> None:
    movement = load_movement(exercise)
    style = movement.styles[0].about
    usual = make_motion(exercise, np.random.default_rng(1), repetitions=1, style=style, fps=5)
    for fault in movement.faults:
        wrong = make_motion(
            exercise, np.random.default_rng(1), repetitions=1, faults=[fault], style=style, fps=5
        )
        same = len(wrong) == len(usual) and np.allclose(values_of(wrong), values_of(usual))
        assert not same, fault
