"""What a pose model is for: counts on clips that were counted by hand, before and after."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.offline import count_sets
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.geometry import SURE
from repsight.core.skeleton import ANGLES
from repsight.core.types import Track
from repsight.exercises import load_exercise
from repsight.pipeline.record import record_poses
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording
from repsight.train.labelled_clips import NOTHING_TO_COUNT, Clip, count_figures, track_of

ALL: Final = "all"
_BODY: Final = "hip"
"""The joint whose points must be seen where an exercise counts by no joint angle."""


@dataclass(frozen=True, slots=True)
class ClipCount:
    """One person of one clip: what is right, what was counted, frames in which the points of the
    working joint were lost on both sides, and frames in all.
    """

    name: str
    exercise: str
    truth: int
    count: int
    lost_frames: int
    frames: int


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """Exact and off-by-one 0..1, MAE, and lost frames, of the clips of one exercise or of all."""

    exercise: str
    clips: int
    exact: float
    off_by_one: float
    mae: float
    lost_frames: int
    frames: int


def count_clips(
    backend: PoseBackend, clips: Sequence[Clip], say: Callable[[str], None]
) -> tuple[ClipCount, ...]:
    """Counts of every clip that has something to count, its exercise given.

    Raises InvalidInputError where there is none, ExerciseError, SourceError.
    """
    counted = []
    recordings: dict[Path, Recording] = {}
    with tempfile.TemporaryDirectory(prefix="repsight-clips-") as scratch:
        for clip in clips:
            if clip.exercise in NOTHING_TO_COUNT:
                continue
            exercise = load_exercise(clip.exercise)
            if clip.source not in recordings:
                target = Path(scratch, f"{len(recordings)}.poses.npz")
                recordings[clip.source], error = record_poses(clip.source, target, backend)
                if error is not None:
                    say(f"{clip.name}: {error}")
            counted.append(count_clip(clip, recordings[clip.source], exercise))
            say(f"{clip.title}: {counted[-1].count} counted, {counted[-1].truth} are right")
    if not counted:
        raise InvalidInputError("no clip has repetitions to count; label some in labels.csv")
    return tuple(counted)


def count_clip(clip: Clip, recording: Recording, exercise: Exercise) -> ClipCount:
    """The labelled person's repetitions and lost frames."""
    track = track_of(clip, recording)
    sets = count_sets(track, [exercise]) if track is not None else ()
    count = sum(one.count for one in sets if one.kind == "reps")
    frames = len(recording)
    seen = 0 if track is None else int(working_joint_seen(track, exercise).sum())
    return ClipCount(clip.title, clip.exercise, clip.truth(count), count, frames - seen, frames)


def working_joint_seen(track: Track, exercise: Exercise) -> npt.NDArray[np.bool_]:
    """In which frames (T,) all three points of the working joint are sure on one side at least."""
    joint = next((s.measure for s in exercise.signals if s.measure in ANGLES), _BODY)
    confidence = np.nan_to_num(track.keypoints[:, :, 2])
    sides = [(confidence[:, list(points)] >= SURE).all(axis=1) for points in ANGLES[joint]]
    return np.asarray(sides[0] | sides[1])


def summarise(counts: Sequence[ClipCount]) -> tuple[ClipFigures, ...]:
    """The figures of all clips, then of the clips of each exercise."""
    names = sorted({each.exercise for each in counts})
    groups = [(ALL, counts), *((n, [c for c in counts if c.exercise == n]) for n in names)]
    return tuple(_figures(name, some) for name, some in groups)


def _figures(name: str, counts: Sequence[ClipCount]) -> ClipFigures:
    figures = count_figures([c.count for c in counts], [c.truth for c in counts])
    return ClipFigures(
        name,
        len(counts),
        figures["exact"],
        figures["obo"],
        figures["mae"],
        sum(c.lost_frames for c in counts),
        sum(c.frames for c in counts),
    )
