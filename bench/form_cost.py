"""What scoring and explaining a repetition costs, on the sets of the labelled clips."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from clips import Clip, read_clips
from repsight.core.counting.offline import count_sets
from repsight.core.exercise import Exercise
from repsight.core.scoring.explain import explain
from repsight.core.scoring.score import score_sets
from repsight.core.types import SetSummary, Track
from repsight.exercises import load_exercise
from repsight.recording import read_recording
from repsight.train.labelled_clips import NOTHING_TO_COUNT, track_of

ROUNDS: Final = 3
"""The fastest of so many rounds is what it costs; the others tell of what else ran."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time in s of scoring and explaining so many repetitions."""

    seconds: float
    repetitions: int

    @property
    def milliseconds(self) -> float:
        """Of one repetition."""
        return 1000 * self.seconds / self.repetitions


def cost_of(track: Track, exercise: Exercise, sets: tuple[SetSummary, ...]) -> Cost:
    """Of all repetitions in these sets, at the fastest of three rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for one in score_sets(track, [exercise], sets):
            for part in (one.assessment, *(rep.assessment for rep in one.reps)):
                if part is not None:
                    explain(part)
        rounds.append(time.process_time() - began)
    return Cost(min(rounds), sum(one.count for one in sets))


def cost_on_clips(folder: Path) -> Cost | None:
    """Of all sets of the labelled clips; None where there are none."""
    clips, _ = read_clips(folder, folder / "recordings")
    costs = [
        cost
        for clip in clips
        if clip.exercise not in NOTHING_TO_COUNT and (cost := _cost_of_clip(clip)) is not None
    ]
    if not costs:
        return None
    return Cost(sum(c.seconds for c in costs), sum(c.repetitions for c in costs))


def _cost_of_clip(clip: Clip) -> Cost | None:
    track, exercise = track_of(clip, read_recording(clip.source)), load_exercise(clip.exercise)
    sets = () if track is None else count_sets(track, [exercise])
    return cost_of(track, exercise, sets) if track is not None and sets else None
