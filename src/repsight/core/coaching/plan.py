"""What somebody wants to do: exercises, sets, repetitions, tempo, rest."""

from dataclasses import dataclass
from typing import Final, Literal

from repsight.core.errors import InvalidInputError
from repsight.core.scoring.options import ScoreOptions

Command = Literal["start", "pause", "resume", "skip", "finish"]
"""`start` counting without waiting, `pause`, `resume`, `skip` the rest or the step under way,
`finish` the workout."""

MAX_STEPS: Final = 50
MAX_SETS: Final = 50
MAX_TARGET: Final = 1000
MAX_REST_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Step:
    """One exercise of a workout.

    `target` repetitions (seconds for a hold) end a set, None leaves that to the person, who rests;
    `sets` None goes on until the workout is finished. `tempo` in seconds is eccentric, pause at the
    turn, concentric, pause at the start; None takes the exercise's own. Raises InvalidInputError.
    """

    exercise: str
    sets: int | None = None
    target: int | None = None
    rest: float = 60.0
    tempo: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        _check("sets", self.sets, MAX_SETS)
        _check("target", self.target, MAX_TARGET)
        if not 0 <= self.rest <= MAX_REST_SECONDS:
            raise InvalidInputError(
                f"rest is {self.rest:g} s; 0 to {MAX_REST_SECONDS:g} seconds are allowed"
            )
        if self.tempo is not None:
            checked = ScoreOptions(tempo=self.tempo).tempo
            object.__setattr__(self, "tempo", checked)


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order. Raises InvalidInputError."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.steps) <= MAX_STEPS:
            raise InvalidInputError(
                f"the plan has {len(self.steps)} steps; 1 to {MAX_STEPS} are allowed"
            )


def _check(name: str, value: int | None, most: int) -> None:
    if value is not None and (isinstance(value, bool) or not 1 <= value <= most):
        raise InvalidInputError(f"{name} is {value!r}; 1 to {most} is allowed, or nothing")
