"""Motions out of two-dimensional pose recordings, filmed from the side.

A picture from the side shows the joint angles in the sagittal plane. What happens across it is not
seen: knees that fall inward, flared elbows and turns of the trunk are lost, and a limb that points
at the camera looks bent. A side of the body that the camera does not see moves as the other does.
"""

from typing import Final

import numpy as np

from repsight.core.counting.offline import count_given
from repsight.core.errors import InvalidInputError
from repsight.core.geometry import EARS, facing, torso_length
from repsight.core.signals import resample, smooth, uniform_times
from repsight.core.skeleton import KEYPOINT_INDEX
from repsight.core.tracking import track_people
from repsight.core.types import Track
from repsight.exercises import load_exercise
from repsight.recording import Recording
from repsight.synth.motion.make import FPS
from repsight.synth.motion.movement import load_movement, movement_names
from repsight.synth.motion.retarget import NEEDED, motion_from_joints
from repsight.synth.motion.skeleton import OFFSETS
from repsight.synth.motion.types import Anchor, Array, BodyMotion

SEEN: Final = 0.5
"""Median confidence from which a joint moves as it was seen, not as the one on the other side."""
SMOOTH_SECONDS: Final = 0.08
"""Detectors tremble by some pixels from frame to frame; people do not move faster than 2 Hz."""
LEAST_SEEN: Final = 0.5
"""Share of the frames in which a joint must have been seen on either side."""
TORSO: Final = OFFSETS["spine"][1] + OFFSETS["chest"][1] + OFFSETS["left_shoulder"][1]
"""Length of our body's torso, as a part of height, to which its widths are put in proportion."""


def motion_from_recording(recording: Recording, exercise: str, fps: float = FPS) -> BodyMotion:
    """The motion of the person who fills most of a recording, filmed from the side.

    Raises InvalidInputError where nobody was seen well enough, ExerciseError for an unknown name.
    """
    tracks = track_people(
        recording.t, recording.frame, recording.keypoints, recording.boxes, recording.scores
    )
    if not tracks:
        raise InvalidInputError("nobody is in this recording; film one person from the side")
    return motion_from_track(tracks[0], exercise, fps)


def motion_from_track(track: Track, exercise: str, fps: float = FPS) -> BodyMotion:
    """The motion of one person's track, seen from the side; its repetitions are counted.

    Raises InvalidInputError where a joint is hardly seen on either side, ExerciseError for an
    unknown exercise.
    """
    standard = load_exercise(exercise)
    seen = np.isfinite(track.keypoints[..., 0]).any(axis=1)
    if seen.sum() < 2:
        raise InvalidInputError("nobody is in this track; film one person from the side")
    first, last = np.flatnonzero(seen)[[0, -1]]
    inside = Track(track.t[first : last + 1], track.keypoints[first : last + 1])
    grid = np.asarray(uniform_times(inside.t, fps), np.float64)
    start = float(grid[0])
    counted = [rep for one in count_given(inside, standard) for rep in one.reps]
    anchor, floor = _held(exercise)
    return motion_from_joints(
        _places(inside, grid, fps),
        fps,
        name=f"{exercise}, recorded",
        exercise=exercise,
        anchor=anchor,
        floor=floor,
        repetitions=tuple((r.start - start, r.turn - start, r.end - start) for r in counted),
    )


def _held(exercise: str) -> tuple[Anchor, bool]:
    """What stays in its place in an exercise, and whether it is done on the floor."""
    if exercise not in movement_names():
        return "feet", True
    usual = load_movement(exercise).styles[0]
    return ("feet" if usual.anchor.endswith("_foot") else usual.anchor), usual.floor  # type: ignore[return-value]


def _places(track: Track, grid: Array, fps: float) -> dict[str, Array]:
    """Places of the joints in torso lengths: seen in the plane, at an average body's widths."""
    ahead = facing(track.keypoints) or 1.0
    scale = torso_length(track.keypoints)
    if not scale > 0:
        raise InvalidInputError(
            "shoulders and hips were hardly seen; film one person from the side"
        )
    places = {}
    for name in NEEDED:
        flat = _curve(track, name, grid, fps) / scale
        width = OFFSETS[name][0] if name in OFFSETS and OFFSETS[name][0] else _carried(name)
        across = np.full(len(grid), width / TORSO)
        places[name] = np.stack([across, -flat[:, 1], ahead * flat[:, 0]], axis=1)
    if np.isfinite(track.keypoints[:, EARS, 0]).any(axis=1).mean() >= LEAST_SEEN:
        flat = _curve(track, "left_ear", grid, fps) / scale
        places["head"] = np.stack([np.zeros(len(grid)), -flat[:, 1], ahead * flat[:, 0]], axis=1)
    return places


def _carried(name: str) -> float:
    """How far to the side a joint of a hanging limb is: as far as its shoulder or hip."""
    side, joint = name.split("_")
    return OFFSETS[f"{side}_{'shoulder' if joint in ('elbow', 'wrist') else 'hip'}"][0]


def _curve(track: Track, name: str, grid: Array, fps: float) -> Array:
    """Pixels (G, 2) of a joint over the grid, of the surer side where its own is hardly seen."""
    own = KEYPOINT_INDEX[name]
    side, _, joint = name.partition("_")
    other = KEYPOINT_INDEX[f"{'right' if side == 'left' else 'left'}_{joint}"]
    sure = [_sureness(track, index) for index in (own, other)]
    index = own if sure[0] >= SEEN or sure[0] >= sure[1] else other
    points = track.keypoints[:, index, :2]
    if np.isfinite(points[:, 0]).mean() < LEAST_SEEN:
        raise InvalidInputError(
            f"the {name.replace('_', ' ')} was seen in less than half of the frames, on either"
            " side; film the whole person from the side"
        )
    columns = [
        smooth(resample(track.t, points[:, axis], grid), SMOOTH_SECONDS, fps) for axis in (0, 1)
    ]
    return np.stack(columns, axis=1)


def _sureness(track: Track, index: int) -> float:
    sure = track.keypoints[:, index, 2]
    return float(np.median(np.where(np.isfinite(sure), sure, 0.0)))
