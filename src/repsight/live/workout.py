"""What is to be trained: named on the command line or written in a file."""

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from repsight.core.coaching import Plan, Step
from repsight.core.errors import ExerciseError, InvalidInputError, SourceError
from repsight.core.exercise import Exercise
from repsight.core.scoring.options import parse_tempo
from repsight.exercises import load_all, load_exercise
from repsight.pipeline.options import AUTO

Tempo = tuple[float, float, float, float]

_STEP: Final = "step"
_KEYS: Final = ("exercise", "sets", "reps", "rest", "tempo")
_MAX_BYTES: Final = 1 << 20
"""The longest plan there may be has 50 steps; what is larger is no plan."""


@dataclass(frozen=True, slots=True)
class Workout:
    """The exercises to tell apart or to do in order.

    `named` is what the session says was counted: an exercise's name or path, or "auto" where there
    are several. `plan` None only counts.
    """

    exercises: tuple[Exercise, ...]
    named: str = AUTO
    plan: Plan | None = None

    def as_text(self) -> str | None:
        """The plan in one line, as `squat 3×10, plank 2×30`; None without one."""
        return None if self.plan is None else ", ".join(map(_step_text, self.plan.steps))


def one_exercise(
    exercise: str,
    sets: int | None = None,
    reps: int | None = None,
    rest: float | None = None,
    tempo: Tempo | None = None,
) -> Workout:
    """A workout of one exercise, or of whatever is recognised ("auto").

    Raises ExerciseError and InvalidInputError.
    """
    exercises = load_all() if exercise == AUTO else (load_exercise(exercise),)
    name = AUTO if exercise == AUTO else exercises[0].name
    if exercise == AUTO and (sets, reps, rest, tempo) == (None,) * 4:
        return Workout(exercises)
    return Workout(exercises, exercise, Plan((_step(name, sets, reps, rest, tempo),)))


def read_workout(path: Path) -> Workout:
    """The workout in a TOML file with a `[[step]]` for each exercise.

    Paths of exercises are relative to the file. Raises SourceError where it cannot be read,
    InvalidInputError for what is wrong in it, ExerciseError.
    """
    steps = _tables(path)
    loaded = [_exercise(path, number, step) for number, step in enumerate(steps, 1)]
    try:
        made = [
            _made(path, number, exercise, step)
            for number, (exercise, step) in enumerate(zip(loaded, steps, strict=True), 1)
        ]
        plan = Plan(tuple(made))
    except InvalidInputError as error:
        prefix = "" if str(error).startswith(str(path)) else f"{path}: "
        raise InvalidInputError(f"{prefix}{error}") from None
    known = {exercise.name: exercise for exercise in loaded}
    only = _place(path, steps[0]["exercise"]) if len(known) == 1 else AUTO
    return Workout(tuple(known.values()), only, plan)


def _tables(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            data = tomllib.loads(file.read(_MAX_BYTES).decode())
    except OSError as error:
        raise SourceError(f"{path}: the plan cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{path} is not valid TOML: {error}") from None
    unknown = [key for key in data if key != _STEP]
    steps = data.get(_STEP)
    listed = isinstance(steps, list) and steps and all(isinstance(one, dict) for one in steps)
    if unknown or not listed:
        what = f"holds {unknown[0]!r}" if unknown else "holds no steps"
        raise InvalidInputError(f"{path} {what}; write a [[step]] for each exercise, nothing else")
    return list(steps or ())


def _exercise(path: Path, number: int, step: dict[str, Any]) -> Exercise:
    for key in step:
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, 1)
            meant = f"; did you mean {close[0]}?" if close else ""
            raise InvalidInputError(
                f"{path}, step {number}: {key!r} is unknown; allowed: {', '.join(_KEYS)}{meant}"
            )
    name = step.get("exercise")
    if not isinstance(name, str):
        raise InvalidInputError(
            f'{path}, step {number}: exercise is {name!r}; write a name, as exercise = "squat"'
        )
    try:
        return load_exercise(_place(path, name))
    except ExerciseError as error:
        raise ExerciseError(f"{path}, step {number}: {error}") from None


def _place(path: Path, name: str) -> str:
    """An exercise's name, or where its file is seen from here."""
    return str(path.parent / name) if name.endswith(".toml") else name


def _made(path: Path, number: int, exercise: Exercise, step: dict[str, Any]) -> Step:
    tempo = step.get("tempo")
    if tempo is not None and not isinstance(tempo, str):
        raise InvalidInputError(
            f'{path}, step {number}: tempo is {tempo!r}; write a text, as tempo = "3-1-1-0"'
        )
    for key, kinds, wanted in (
        ("sets", int, "a whole number"), ("reps", int, "a whole number"),
        ("rest", (int, float), "seconds"),
    ):  # fmt: skip
        value = step.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
            raise InvalidInputError(f"{path}, step {number}: {key} is {value!r}; write {wanted}")
    return _step(
        exercise.name, step.get("sets"), step.get("reps"), step.get("rest"),
        None if tempo is None else parse_tempo(tempo),
    )  # fmt: skip


def _step(
    name: str, sets: int | None, reps: int | None, rest: float | None, tempo: Tempo | None
) -> Step:
    step = Step(name, sets, reps, tempo=tempo)
    return step if rest is None else Step(name, sets, reps, float(rest), tempo)


def _step_text(step: Step) -> str:
    sets = "" if step.sets is None else f" {step.sets}"
    target = "" if step.target is None else f"×{step.target}" if sets else f" ×{step.target}"
    return f"{step.exercise}{sets}{target}"
