"""Labelled sequences of correct and incorrect form, as pictures of them would look.

DIR/poses/ui_prmd/poses.npz: 3-D joints, filmed here by a made-up camera from the side and at 45°.
DIR/poses/form_landmarks/poses.npz: landmarks as shares of a picture whose shape is not known; 16:9
is assumed, in which push-ups have arms as long as trunks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.repetitions import find_repetitions
from repsight.core.counting.segment import find_spans
from repsight.core.signals import smooth
from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.core.types import Repetition, Track
from repsight.exercises import load_exercise

Array = npt.NDArray[np.floating[Any]]

MOVEMENTS: Final = (
    "deep_squat", "inline_lunge", "side_lunge", "sit_to_stand", "shoulder_abduction",
)  # fmt: skip
VIEWS: Final = {"side": 90.0, "oblique": 45.0}
"""Where the camera stands, in degrees from the person's front towards the person's left."""
FPS: Final = 30.0
WIDTH, HEIGHT = 1280, 720
CAMERA_METRES, CAMERA_HEIGHT_METRES, FOCAL_PIXELS = 3.5, 1.0, 900.0
CONFIDENCE: Final = 0.9
UNITS_PER_METRE: Final = 5000.0
SMOOTH_SECONDS: Final = 0.1
SAME_PLACE: Final = 20.0
"""Pixels within which wrists and ankles have not moved."""

UI_PRMD: Final = (
    "waist", "spine", "chest", "neck", "head", "head_tip",
    "l_collar", "l_shoulder", "l_elbow", "l_wrist", "r_collar", "r_shoulder", "r_elbow", "r_wrist",
    "l_hip", "l_knee", "l_ankle", "l_toe", "r_hip", "r_knee", "r_ankle", "r_toe",
)  # fmt: skip
LANDMARKS: Final = (
    "nose", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
    "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee",
    "left_ankle", "right_ankle",
)  # fmt: skip
_LIMBS: Final = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
TO_COCO: Final = {
    "nose": "head_tip",
    **{f"{side}_{limb}": f"{side[0]}_{limb}" for side in ("left", "right") for limb in _LIMBS},
}


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSequence:
    """One recording of one repetition; `group` is its subject, or its scene where none is known."""

    name: str
    movement: str
    group: str
    correct: bool
    track: Track


def read_ui_prmd(folder: Path, movement: str, degrees: float) -> Iterator[LabelledSequence]:
    """The sequences of one movement, filmed from `degrees` off the front."""
    with np.load(folder / "poses" / "ui_prmd" / "poses.npz") as poses:
        for name in poses.files:
            kind, subject, _, label = name.split("/")
            if kind == movement:
                keypoints = film(poses[name] / UNITS_PER_METRE, degrees)
                yield LabelledSequence(
                    name, movement, subject, label == "correct", track_of(keypoints)
                )


def film(joints: Array, degrees: float) -> Array:
    """Keypoints (T, 17, 3) of a pinhole camera 3.5 m away, 1 m high, level, 720p."""
    index = {name: place for place, name in enumerate(UI_PRMD)}
    up = np.array([0.0, 1.0, 0.0])
    front = facing(joints, index)
    left = np.cross(up, front)
    toward = np.cos(np.radians(degrees)) * front + np.sin(np.radians(degrees)) * left
    centre = joints[:, index["waist"]].mean(axis=0)
    toes = joints[:, [index["l_toe"], index["r_toe"]], 1]
    centre[1] = np.percentile(toes, 5) + CAMERA_HEIGHT_METRES
    seen = joints - (centre + CAMERA_METRES * toward)
    depth = -(seen @ toward)
    x = WIDTH / 2 + FOCAL_PIXELS * (seen @ np.cross(-toward, up)) / depth
    y = HEIGHT / 2 - FOCAL_PIXELS * seen[..., 1] / depth
    keypoints = np.full((len(joints), len(KEYPOINT_INDEX), 3), np.nan)
    for ours, theirs in TO_COCO.items():
        keypoints[:, KEYPOINT_INDEX[ours], 0] = x[:, index[theirs]]
        keypoints[:, KEYPOINT_INDEX[ours], 1] = y[:, index[theirs]]
        keypoints[:, KEYPOINT_INDEX[ours], 2] = CONFIDENCE
    return keypoints


def facing(joints: Array, index: dict[str, int]) -> Array:
    """Level unit vector (3,) that hips and shoulders face over the whole sequence."""
    across = sum(
        joints[:, index[f"l_{joint}"]] - joints[:, index[f"r_{joint}"]]
        for joint in ("hip", "shoulder")
    )
    front = np.cross(np.mean(across, axis=0), [0.0, 1.0, 0.0])
    front[1] = 0.0
    feet = sum(joints[:, index[f"{side}_toe"]] - joints[:, index[f"{side}_ankle"]] for side in "lr")
    front *= np.sign(np.mean(feet, axis=0) @ front)
    return np.asarray(front / np.linalg.norm(front))


def track_of(keypoints: Array) -> Track:
    """A track at 30 Hz."""
    return Track(np.arange(len(keypoints)) / FPS, keypoints)


def read_push_ups(folder: Path) -> list[LabelledSequence]:
    """The push-ups among the form landmarks; `group` is the scene, for nobody is named.

    Wrists and ankles stay where they are in a push-up: sequences in which they are at the same
    place are of the same scene, often of the same set.
    """
    found: list[tuple[str, Array]] = []
    with np.load(folder / "poses" / "form_landmarks" / "poses.npz") as poses:
        for name in sorted(poses.files):
            if name.startswith("pushup/"):
                found.append((name, from_landmarks(poses[name])))
    places = [np.nanmedian(k[:, (9, 10, 15, 16), :2], axis=0).ravel() for _, k in found]
    scenes: list[int] = []
    for at, place in enumerate(places):
        near = [scenes[i] for i in range(at) if np.abs(places[i] - place).max() < SAME_PLACE]
        scenes.append(near[0] if near else at)
    return [
        LabelledSequence(
            name, "push_up", f"scene {scene}", "/correct/" in name, track_of(keypoints)
        )
        for (name, keypoints), scene in zip(found, scenes, strict=True)
    ]


def from_landmarks(landmarks: Array) -> Array:
    """COCO keypoints (T, 17, 3) of landmarks (T, 17, 3) in shares of a 16:9 picture."""
    keypoints = np.full(landmarks.shape, np.nan)
    for theirs, name in enumerate(LANDMARKS):
        keypoints[:, KEYPOINT_INDEX[name]] = landmarks[:, theirs]
    keypoints[..., :2] *= WIDTH, HEIGHT
    return keypoints


def repetitions(sequence: LabelledSequence) -> list[Repetition]:
    """What to judge in a sequence: its one repetition, or the push-ups that counting finds."""
    if sequence.movement != "push_up":
        return [the_repetition(sequence.track, sequence.movement)]
    spans = find_repetitions(sequence.track, load_exercise("push_up"))
    found = [Repetition(1, s.start, s.turn, s.end, s.counted) for s in spans]
    return found or [the_repetition(sequence.track, sequence.movement)]


def the_repetition(track: Track, movement: str) -> Repetition:
    """The one repetition of a sequence: from where the body leaves its start to where it is back.

    Told by the movement itself: how far the hips sink, or the higher wrist rises.
    """
    way = smooth(_way(track, movement), SMOOTH_SECONDS)
    spans = find_spans(track.t, way, "end")
    if not spans:
        turn = float(track.t[int(way.argmax())])
        return Repetition(1, float(track.t[0]), turn, float(track.t[-1]), float(track.t[-1]))
    largest = max(spans, key=lambda span: span.amplitude)
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    return Repetition(1, start, largest.turn, end, end)


def _way(track: Track, movement: str) -> Array:
    y = track.keypoints[:, :, 1].astype(np.float64)
    if movement == "shoulder_abduction":
        return np.asarray(-np.nanmin(y[:, 9:11], axis=1))
    if movement == "push_up":
        return np.asarray(np.nanmean(y[:, 5:7], axis=1))
    return np.asarray(np.nanmean(y[:, 11:13], axis=1))
