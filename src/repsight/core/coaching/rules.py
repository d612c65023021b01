"""What everybody in a stream has in common, and what is known of a frame besides its poses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repsight.core.coaching.plan import Plan, Step
from repsight.core.counting.auto import Recogniser, window_chances
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions

Tempo = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rules:
    """How everybody is coached; see `Coach`."""

    exercises: tuple[Exercise, ...]
    plan: Plan | None
    score: ScoreOptions | None
    setup: bool
    guided: bool
    recogniser: Recogniser = window_chances

    def exercises_at(self, step: Step | None) -> tuple[Exercise, ...]:
        """What may be done in a step of the plan, or without one."""
        return choose(self.exercises, step.exercise if step else None)

    def only_at(self, step: Step | None) -> Exercise | None:
        """The one exercise of a step; None where it is to be recognised."""
        exercises = self.exercises_at(step)
        return exercises[0] if len(exercises) == 1 else None

    def score_at(self, tempo: Tempo | None) -> ScoreOptions | None:
        """How to score where that tempo is asked for."""
        if self.score is None or tempo is None:
            return self.score
        return replace(self.score, tempo=tempo)


@dataclass(frozen=True, slots=True)
class Picture:
    """Size in pixels, mean brightness 0..1 and frames a second; None where it is not known."""

    size: tuple[int, int]
    light: float | None = None
    rate: float | None = None


def choose(exercises: Sequence[Exercise], name: str | None) -> tuple[Exercise, ...]:
    """The exercise of that name; all for None and "auto"; none where it is not there."""
    if name is None or name == "auto":
        return tuple(exercises)
    return tuple(each for each in exercises if each.name == name)
