"""People who never were, exercising in front of a camera: to learn from besides recordings.

The motions are those of `repsight.synth.motion`, so nobody's data are in them. What makes them look
like a detector's output is random: build, camera, noise, and what is hidden or cut off.
"""

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from repsight.core.counting.auto import WINDOW_SECONDS
from repsight.core.counting.sequence import STEPS_PER_SECOND, pose_sequence
from repsight.core.skeleton import MIRRORED
from repsight.core.types import Track
from repsight.synth.motion.kinematics import keypoints_3d, motion_points, project
from repsight.synth.motion.make import make_motion
from repsight.synth.motion.movement import load_movement
from repsight.synth.motion.types import JOINTS, SIDES, BodyMotion
from repsight.train.recogniser_data import Windows

Array = npt.NDArray[np.float64]

FPS: Final = 2.0 * STEPS_PER_SECOND
MOTIONS: Final = 8
"""Of each exercise: working one out takes a quarter of a second, filming it again next to none."""
NO_EXERCISE_SHARE: Final = 3
TEMPO_SPREAD: Final = 0.2
"""Log-normal, of a motion that is filmed again."""
REPETITIONS: Final = 5
FAULT_CHANCE: Final = 0.3
"""An exercise done badly is still that exercise."""
SHORT_CHANCE: Final = 0.3
"""Live, the first windows are only half full."""
BONE_SPREAD: Final = 0.06
"""Standard deviation of a limb's length about the average, as a part of it."""
_LIMBS: Final = ((5, 7, 9), (6, 8, 10), (11, 13, 15), (12, 14, 16))
_SIZE: Final = (720, 720)
_BODY_PIXELS: Final = 180.0
"""A trunk's length in such a picture, for noise given in trunks."""


def synthetic_windows(
    names: Sequence[str], people: int, rng: np.random.Generator, motions: int = MOTIONS
) -> Windows:
    """`people` windows of each exercise and thrice as many of no exercise, whose label is the last.

    `motions` is how many ways of doing each exercise there are; every window shows one of them by
    another body from another side. Raises ExerciseError for an exercise without a movement.
    """
    cast = {name: [_exercise(name, rng) for _ in range(motions)] for name in names}
    known = [motion for each in cast.values() for motion in each]
    steps, labels = [], []
    for label, name in enumerate([*names, *[None] * NO_EXERCISE_SHARE]):
        for _ in range(people):
            ways = cast[name] if name else [_no_exercise(known, rng)]
            found = pose_sequence(filmed(ways[int(rng.integers(len(ways)))], rng))
            if found is not None:
                steps.append(found)
                labels.append(min(label, len(names)))
    number = np.arange(len(labels))
    unknown = np.zeros((len(labels), len(names) + 1))
    unknown[:, -1] = 1.0
    nobody = np.full(len(labels), "nobody")
    return Windows(np.stack(steps), np.array(labels), number, nobody, unknown)


def filmed(motion: BodyMotion, rng: np.random.Generator) -> Track:
    """A window of a motion as a pose model would see it, keypoints in pixels."""
    points = _built(keypoints_3d(motion_points(motion)), rng)
    length = WINDOW_SECONDS * (rng.uniform(0.5, 1) if rng.random() < SHORT_CHANCE else 1)
    count = min(len(points), int(length * FPS))
    first = int(rng.integers(len(points) - count + 1))
    points = points[first : first + count]
    azimuth = rng.uniform(0, 360)
    # Most telephones stand at hip height or lie on the floor; some hang above.
    elevation = rng.normal(8, 6) if rng.random() < 0.6 else rng.uniform(-8, 40)
    towards = (points.min(axis=(0, 1)) + points.max(axis=(0, 1))) / 2
    pixels = project(
        points,
        azimuth=azimuth,
        elevation=float(elevation),
        distance_m=rng.uniform(2.5, 8.0),
        size=_SIZE,
        towards=towards,
    )
    trunk = np.hypot(*(pixels[:, 5:7].mean(1) - pixels[:, 11:13].mean(1)).T).max()
    xy = np.asarray(pixels, np.float64) * _BODY_PIXELS / max(float(trunk), 1.0)
    keypoints = _detected(xy, _hidden(points, azimuth), rng)
    fps = FPS * np.exp(rng.normal(0, TEMPO_SPREAD))
    return Track(np.arange(count) / fps, keypoints.astype(np.float32))


def _exercise(name: str, rng: np.random.Generator) -> BodyMotion:
    """Enough of an exercise to cut a window from anywhere in it."""
    movement = load_movement(name)
    faults = list(movement.faults)
    wrong = [str(rng.choice(faults))] if faults and rng.random() < FAULT_CHANCE else []
    return make_motion(name, rng, repetitions=REPETITIONS, faults=wrong, fps=FPS)


def _no_exercise(known: Sequence[BodyMotion], rng: np.random.Generator) -> BodyMotion:
    """Walking; being idle; from pose to pose without a plan; between two poses and back."""
    kind = int(rng.integers(4))
    if kind == 0:
        return _walk(rng)
    poses = [_some_pose(known, rng) for _ in range(2 if kind == 3 else int(rng.integers(3, 8)))]
    if kind == 1:
        return _through([poses[0]] * 2, rng, sway=0.03)
    return _through(poses * (int(rng.integers(1, 4)) if kind == 3 else 1), rng, sway=0.02)


def _walk(rng: np.random.Generator) -> BodyMotion:
    """Walking on the spot of the camera that goes along; see Winter for the ranges."""
    t = np.arange(int(WINDOW_SECONDS * FPS)) / FPS
    swing = 2 * np.pi * t / rng.uniform(0.8, 1.6) + rng.uniform(0, 2 * np.pi)
    rotations = {joint: np.zeros((len(t), 3)) for joint in JOINTS}
    hip, knee, arm = rng.uniform(12, 28), rng.uniform(35, 60), rng.uniform(0, 30)
    bent = rng.uniform(5, 35)
    for side, phase in zip(SIDES, (0.0, np.pi), strict=True):
        rotations[f"{side}_hip"][:, 0] = np.radians(-hip * np.sin(swing + phase) - 5)
        rotations[f"{side}_knee"][:, 0] = np.radians(
            knee * np.clip(np.cos(swing + phase), 0, 1) ** 2 + 5
        )
        rotations[f"{side}_shoulder"][:, 0] = np.radians(arm * np.sin(swing + phase))
        rotations[f"{side}_elbow"][:, 0] = np.radians(-bent)
    return BodyMotion("walk", "none", FPS, np.zeros((len(t), 3)), rotations)


Pose = dict[str, Array]


def _some_pose(known: Sequence[BodyMotion], rng: np.random.Generator) -> Pose:
    """A moment of some exercise; often with the arms of another."""
    motions = [known[int(rng.integers(len(known)))] for _ in range(2)]
    frames = [int(rng.integers(len(each.root_rotation))) for each in motions]
    pose = {joint: motions[0].rotations[joint][frames[0]] for joint in JOINTS}
    if rng.random() < 0.5:
        for side in SIDES:
            for joint in (f"{side}_shoulder", f"{side}_elbow"):
                pose[joint] = motions[1].rotations[joint][frames[1]]
    return {**pose, "pelvis": motions[0].root_rotation[frames[0]]}


def _through(poses: Sequence[Pose], rng: np.random.Generator, sway: float) -> BodyMotion:
    """Poses one after the other in a window's time, in some rhythm, with radians of sway."""
    count = int(WINDOW_SECONDS * FPS)
    stops = np.concatenate([[0.0], np.cumsum(rng.uniform(0.3, 1.0, len(poses) - 1))])
    at = np.linspace(0, stops[-1], count)
    place = np.clip(np.searchsorted(stops, at, side="right") - 1, 0, len(stops) - 2)
    part = (at - stops[place]) / (stops[place + 1] - stops[place])
    eased = (part**2 * (3 - 2 * part))[:, None]
    moved = {}
    for joint in poses[0]:
        ways = np.stack([pose[joint] for pose in poses])
        moved[joint] = ways[place] + (ways[place + 1] - ways[place]) * eased
        moved[joint] += _slow(rng, (count, 3), 0.5) * sway
    return BodyMotion("about", "none", FPS, moved.pop("pelvis"), moved)


def _slow(rng: np.random.Generator, shape: tuple[int, ...], seconds: float) -> Array:
    """Noise of about unit deviation that wanders over so many seconds."""
    noise = gaussian_filter1d(rng.normal(0, 1, shape), seconds * FPS, axis=0, mode="wrap")
    return np.asarray(noise * np.sqrt(2 * np.sqrt(np.pi) * seconds * FPS))


def _built(points: Array, rng: np.random.Generator) -> Array:
    """The same motion of somebody with other limbs."""
    built = points.copy()
    for limb in _LIMBS:
        for near, far in itertools.pairwise(limb):
            bone = (points[:, far] - points[:, near]) * (1 + rng.normal(0, BONE_SPREAD))
            built[:, far] = built[:, near] + bone
    return built


def _hidden(points: Array, azimuth: float) -> npt.NDArray[np.bool_]:
    """Which points (T, 17) the body itself hides: those behind their other side."""
    angle = np.radians(azimuth)
    near = points @ np.array([np.sin(angle), 0.0, np.cos(angle)])
    return np.asarray(near[:, list(MIRRORED)] - near > 0.1)


def _detected(xy: Array, hidden: npt.NDArray[np.bool_], rng: np.random.Generator) -> Array:
    """Keypoints (T, 17, 3) with what a detector does to them."""
    count = len(xy)
    noise = rng.uniform(0.005, 0.04) * _BODY_PIXELS * (1 + 2.0 * hidden[..., None])
    xy = xy + noise * rng.normal(0, 1, xy.shape)
    xy += noise * rng.uniform(0, 1.5) * _slow(rng, xy.shape, 0.4)
    roll = np.radians(rng.normal(0, 4))  # a telephone leans
    xy = xy @ np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    xy += rng.uniform(0, 12) * _slow(rng, (count, 1, 2), 0.5)  # or is held in the hand
    sure = np.where(hidden, rng.uniform(0.2, 0.8, 17), rng.uniform(0.65, 0.95))
    sure = sure + rng.normal(0, 0.06, sure.shape)
    _cut_off(sure, rng)
    if rng.random() < 0.08:  # left and right swapped for a while
        part = _some_time(count, 2.0, rng)
        xy[part] = xy[part][:, list(MIRRORED)]
    return np.concatenate([xy, np.clip(sure, 0.02, 0.98)[..., None]], axis=2)


def _cut_off(sure: Array, rng: np.random.Generator) -> None:
    """Points that are out of the picture, behind something, or lost for a while; in place."""
    for first, chance in ((15, 0.15), (13, 0.12), (11, 0.05)):
        if rng.random() < chance:
            sure[:, first:] = 0.05
            break
    if rng.random() < 0.06:
        sure[:, :5] = 0.05
    for _ in range(int(rng.poisson(0.4))):
        sure[_some_time(len(sure), 4.0, rng), int(rng.integers(5, 17))] = 0.05
    if rng.random() < 0.2:
        sure[_some_time(len(sure), 2.0, rng)] = 0.05


def _some_time(count: int, longest: float, rng: np.random.Generator) -> slice:
    first = int(rng.integers(count))
    return slice(first, first + int(rng.uniform(0.2, longest) * FPS))
