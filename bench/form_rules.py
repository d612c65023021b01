"""Form judged by the exercises' own rules: the score of each repetition, and what scoring costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from form_cost import Cost, cost_of
from form_sets import Array, LabelledSequence, repetitions
from repsight.core.assessment import Assessment
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


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What the rules said of a movement's sequences, and what that took.

    `scores` (N,), NaN where nothing was measurable; `gap` is the largest difference of deductions
    and missing points.
    """

    scores: Array
    correct: Array
    cost: Cost
    gap: float

    @property
    def auc(self) -> float:
        """AUC of the scores; a sequence that could not be scored takes the middle place."""
        middle = float(np.nanmedian(self.scores))
        return auc(self.correct.astype(bool), np.nan_to_num(self.scores, nan=middle))


def score_by_rules(movement: str, sequences: Sequence[LabelledSequence]) -> Scored:
    """Score each sequence by itself, its repetitions as one set."""
    exercise = load_exercise(EXERCISES[movement])
    found, gaps = [], [0.0]
    sets = [
        SetSummary(exercise.name, reps[0].start, max(rep.end for rep in reps), tuple(reps))
        for reps in map(repetitions, sequences)
    ]
    scored = [
        score_sets(sequence.track, [exercise], [one])[0]
        for sequence, one in zip(sequences, sets, strict=True)
    ]
    costs = [
        cost_of(sequence.track, exercise, (one,))
        for sequence, one in zip(sequences, sets, strict=True)
    ]
    for one in scored:
        parts = [rep.assessment for rep in one.reps if rep.assessment is not None]
        gaps += [_gap(part) for part in parts]
        found.append(np.nan if one.score is None else one.score)
    correct = np.array([sequence.correct for sequence in sequences])
    cost = Cost(sum(c.seconds for c in costs), sum(c.repetitions for c in costs))
    return Scored(np.array(found), correct, cost, max(gaps))


def _gap(part: Assessment) -> float:
    if part.total is None:
        return 0.0
    return abs(sum(deduction.points for deduction in part.deductions) - (100 - part.total))
