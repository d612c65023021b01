"""What two models count in the same videos."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from repsight.pipeline import count
from repsight.pose.backend import PoseBackend


@dataclass(frozen=True, slots=True)
class ClipCount:
    """Repetitions of everybody in one video, as each model sees them."""

    video: str
    ours: int
    theirs: int


def count_clips(
    model: PoseBackend, reference: PoseBackend, videos: Sequence[Path], exercise: str = "auto"
) -> list[ClipCount]:
    """The count of every video with both models. Raises SourceError, ExerciseError."""
    return [
        ClipCount(video.name, _count(video, model, exercise), _count(video, reference, exercise))
        for video in videos
    ]


def _count(video: Path, backend: PoseBackend, exercise: str) -> int:
    return count(video, exercise=exercise, model=backend, score=False, poses=False).count


def different(counts: Sequence[ClipCount]) -> str | None:
    """Which counts are not the same, in words; None where all are."""
    wrong = [f"{each.video} {each.ours} for {each.theirs}" for each in counts
             if each.ours != each.theirs]  # fmt: skip
    return f"counts differ: {', '.join(wrong)}" if wrong else None
