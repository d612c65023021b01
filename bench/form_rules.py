"""Form judged by the exercises' own rules: the score of each repetition, and what scoring costs."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from form_sets import Array, LabelledSequence, repetitions
from repsight.core.assessment import Assessment
from repsight.core.scoring.explain import explain
from repsight.core.scoring.score import score_sets
from repsight.core.types import SetSummary
from repsight.exercises import load_exercise
from repsight.train.metrics import auc

EXERCISES: Final = {
    "deep_squat": "overhead_squat",
    "inline_lunge": "inline_lunge",
    "side_lunge": "side_lunge",
    "sit_to_stand": "sit_to_stand",
    "shoulder_abduction": "shoulder_abduction",
    "push_up": "push_up",
}
"""The bundled exercise that scores each movement."""
ROUNDS: Final = 3
"""The fastest of so many rounds is what scoring costs; the others tell of what else ran."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What the rules said of a movement's sequences, and what that took.

    `scores` (N,), NaN where nothing was measurable; `seconds` of processor time for all
    `repetitions`; `gap` is the largest difference of deductions and missing points.
    """

    scores: Array
    correct: Array
    seconds: float
    repetitions: int
    gap: float

    @property
    def auc(self) -> float:
        """AUC of the scores; a sequence that could not be scored takes the middle place."""
        middle = float(np.nanmedian(self.scores))
        return auc(self.correct.astype(bool), np.nan_to_num(self.scores, nan=middle))


def score_by_rules(movement: str, sequences: Sequence[LabelledSequence]) -> Scored:
    """Score each sequence by itself, its repetitions as one set."""
    exercise = load_exercise(EXERCISES[movement])
    found, gaps, count = [], [0.0], 0
    sets = [
        SetSummary(exercise.name, reps[0].start, max(rep.end for rep in reps), tuple(reps))
        for reps in map(repetitions, sequences)
    ]
    seconds = math.inf
    scored: list[SetSummary] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        scored = [
            score_sets(sequence.track, [exercise], [one])[0]
            for sequence, one in zip(sequences, sets, strict=True)
        ]
        lines = [explain(rep.assessment) for one in scored for rep in one.reps if rep.assessment]
        seconds = min(seconds, time.process_time() - began)
        assert all(lines), "an explanation says nothing"
    for one in scored:
        parts = [rep.assessment for rep in one.reps if rep.assessment is not None]
        gaps += [_gap(part) for part in parts]
        count += len(one.reps)
        found.append(np.nan if one.score is None else one.score)
    correct = np.array([sequence.correct for sequence in sequences])
    return Scored(np.array(found), correct, seconds, count, max(gaps))


def _gap(part: Assessment) -> float:
    if part.total is None:
        return 0.0
    return abs(sum(deduction.points for deduction in part.deductions) - (100 - part.total))
