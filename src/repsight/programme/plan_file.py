"""A workout as a plan that `repsight live --plan` runs: what can be counted of it."""

from pathlib import Path

from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.programme.movements import Movement
from repsight.core.programme.types import Prescription, Workout
from repsight.core.programme.wording import kg
from repsight.programme.catalogue import load_movements


def plan_text(workout: Workout) -> str:
    """The plan as TOML, a `[[step]]` for each exercise that RepSight counts; a comment for others.

    Of a movement of one side each side is a set. Raises InvalidInputError where nothing of it is
    counted.
    """
    catalogue = load_movements()
    pairs = [(one, catalogue.named(one.exercise)) for one in workout.prescriptions]
    if not any(movement.counted_as for _, movement in pairs):
        raise InvalidInputError(
            f"nothing of {workout.name} can be counted by the camera; log it with"
            " `repsight history add`"
        )
    parts = [f"# {workout.name}"]
    for asked, movement in pairs:
        parts.append(_step(asked, movement) if movement.counted_as else _comment(asked, movement))
    return "\n\n".join(parts) + "\n"


def write_plan(workout: Workout, path: Path) -> None:
    """Writes the plan of a workout. Raises OutputError, InvalidInputError."""
    text = plan_text(workout)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: the plan cannot be written ({error.strerror})") from None


def _step(asked: Prescription, movement: Movement) -> str:
    sides = 2 if movement.unilateral else 1
    load = "" if asked.load_kg is None else f", {kg(asked.load_kg)}"
    lines = [
        f"[[step]] # {movement.title}{load}{', each side a set' * (sides > 1)}",
        f'exercise = "{movement.counted_as}"',
        f"sets = {asked.sets * sides}",
        f"reps = {asked.seconds or asked.aim or asked.reps_low}",
        f"rest = {asked.rest_seconds}",
    ]
    if asked.tempo is not None:
        lines.append(f'tempo = "{"-".join(f"{x:g}" for x in asked.tempo)}"')
    return "\n".join(lines)


def _comment(asked: Prescription, movement: Movement) -> str:
    amount = f"{asked.seconds} s" if asked.seconds else f"{asked.aim or asked.reps_low}"
    load = "" if asked.load_kg is None else f" at {kg(asked.load_kg)}"
    return f"# Not counted: {movement.title}, {asked.sets} × {amount}{load}"
