"""How an exercise looks: the pose at the start and at the turn, in ranges of traits.

    [[look]]
    about = "lying on the back"
    always = { torso = [65, 115] }
    start = { elbow = 165, wrists = [0.7, 1.1] }
    turn = { elbow = [50, 100], wrists = [0.1, 0.5] }

`always` is short for the same range at both ends. An exercise may have several looks: with the
hands on a bench and on the floor, from the side and from the front. The best one counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from repsight.core.counting.traits import TRAITS
from repsight.core.errors import ExerciseError

Range = tuple[float, float]

_KEYS = ("about", "always", "start", "turn")


@dataclass(frozen=True, slots=True)
class Look:
    """Ranges (low, high) by trait, at the start and at the turn."""

    start: Mapping[str, Range]
    turn: Mapping[str, Range]
    about: str = ""


def parse_look(source: str, entry: Any) -> Look:
    """The look that a `[[look]]` table describes; raises ExerciseError naming `source`."""
    if not isinstance(entry, dict):
        raise ExerciseError(f"{source}: look is {entry!r}; write it as a [[look]] table")
    if unknown := sorted(set(entry) - set(_KEYS)):
        raise ExerciseError(
            f"{source}: unknown key {unknown[0]!r} in [[look]]; allowed: {', '.join(_KEYS)}"
        )
    about = entry.get("about", "")
    if not isinstance(about, str):
        raise ExerciseError(f"{source}: about of a look is {about!r}; a text is needed")
    always = _parse_ranges(source, entry.get("always", {}))
    start = {**always, **_parse_ranges(source, entry.get("start", {}))}
    turn = {**always, **_parse_ranges(source, entry.get("turn", {}))}
    if not start or not turn:
        raise ExerciseError(f"{source}: a [[look]] says nothing; give start and turn, or always")
    return Look(start, turn, about)


def _parse_ranges(source: str, table: Any) -> dict[str, Range]:
    if not isinstance(table, dict):
        raise ExerciseError(f"{source}: {table!r} in a [[look]]; a table of traits is needed")
    if unknown := sorted(set(table) - set(TRAITS)):
        raise ExerciseError(
            f"{source}: unknown trait {unknown[0]!r} in [[look]]; allowed: {', '.join(TRAITS)}"
        )
    return {name: _parse_range(source, name, value) for name, value in table.items()}


def _parse_range(source: str, name: str, value: Any) -> Range:
    ends = value if isinstance(value, list) else [value, value]
    numbers = [v for v in ends if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(ends) != 2 or len(numbers) != 2 or not numbers[0] <= numbers[1]:
        raise ExerciseError(
            f"{source}: {name} is {value!r} in a [[look]]; a number or [low, high] is needed"
        )
    return float(numbers[0]), float(numbers[1])
