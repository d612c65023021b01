"""An exercise as data: what moves, which way, and how far. One TOML file each, no code.

A signal is a measure of the body (the dictionary of measures is `MEASURES` in `core/geometry.py`)
with the value it has in the start position and the value at the turn: a squat's knee goes from
170° to 80° and back. Dividing by that range makes signals of different units comparable: 0 at the
start, 1 at the turn. The values are what is typical, not thresholds: a person's own range is
learned from the track.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from repsight.core.errors import ExerciseError
from repsight.core.geometry import MEASURES
from repsight.core.ghost import Form, parse_form
from repsight.core.look import Look, parse_look
from repsight.core.scoring.standard import Standard, parse_standard

Kind = Literal["reps", "hold"]
FirstPhase = Literal["eccentric", "concentric"]
CountedAt = Literal["turn", "end"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A measure by name, and its typical value in the start position and at the turn."""

    measure: str
    start: float
    turn: float


@dataclass(frozen=True, slots=True)
class Exercise:
    """What the counter, the recogniser and the overlay need to know of an exercise.

    `first_phase` says which phase begins a repetition: "eccentric" (squat: down first) or
    "concentric" (curl: up first); `counted_at` at which moment it counts: "end" (squat: standing
    again) or "turn" (curl: the weight is up). The first signal is the working joint, the one shown.
    `alternating` allows one side to work alone or both in turn. `looks` are for recognising it;
    without any, its signals serve; one with `auto` false is never recognised, it must be named: it
    looks too much like another. `standard` is what it is scored by, `ghosts` the ways in which its
    target pose is shown; without any there is none.
    """

    name: str
    title: str
    kind: Kind
    first_phase: FirstPhase
    counted_at: CountedAt
    signals: tuple[Signal, ...]
    alternating: bool = False
    min_rep_seconds: float = 0.4
    max_rep_seconds: float = 15.0
    auto: bool = True
    looks: tuple[Look, ...] = ()
    standard: Standard = field(default_factory=Standard)
    ghosts: tuple[Form, ...] = ()


_TYPES: Mapping[str, tuple[type, ...]] = {
    "name": (str,),
    "title": (str,),
    "kind": (str,),
    "first_phase": (str,),
    "counted_at": (str,),
    "alternating": (bool,),
    "auto": (bool,),
    "min_rep_seconds": (int, float),
    "max_rep_seconds": (int, float),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "first_phase": get_args(FirstPhase),
    "counted_at": get_args(CountedAt),
}
_REQUIRED = ("name", "title", "kind", "first_phase", "counted_at", "signal")


def parse_exercise(text: str, source: str = "exercise") -> Exercise:
    """The exercise that a TOML text describes; `source` is named in messages.

    Raises ExerciseError for broken TOML, unknown or missing keys, and values that are not allowed.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"{source} is not valid TOML: {error}") from None
    allowed = {*_TYPES, "signal", "look", "scoring", "criterion", "ghost"}
    if unknown := sorted(set(table) - allowed):
        raise ExerciseError(
            f"{source}: unknown key {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}"
        )
    if missing := [key for key in _REQUIRED if key not in table]:
        raise ExerciseError(f"{source}: key {missing[0]!r} is missing; add it")
    values = {key: _checked_value(source, key, table[key]) for key in _TYPES if key in table}
    signals = table["signal"]
    if not isinstance(signals, list) or not signals:
        raise ExerciseError(f"{source}: at least one [[signal]] table is needed")
    values["signals"] = tuple(_parse_signal(source, entry) for entry in signals)
    looks = table.get("look", [])
    if not isinstance(looks, list):
        raise ExerciseError(f"{source}: look is one table; write it as [[look]]")
    values["looks"] = tuple(parse_look(source, entry) for entry in looks)
    ghosts = table.get("ghost", [])
    if not isinstance(ghosts, list):
        raise ExerciseError(f"{source}: ghost is one table; write it as [[ghost]]")
    values["ghosts"] = tuple(parse_form(source, entry) for entry in ghosts)
    values["standard"] = parse_standard(
        source, table.get("scoring", {}), table.get("criterion", [])
    )
    exercise = Exercise(**values)
    _check_sense(source, exercise)
    return exercise


def _checked_value(source: str, key: str, value: Any) -> Any:
    wanted = _TYPES[key]
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        kinds = " or ".join(kind.__name__ for kind in wanted)
        raise ExerciseError(f"{source}: {key} is {value!r}; a {kinds} is needed")
    if key in _CHOICES and value not in _CHOICES[key]:
        choices = ", ".join(_CHOICES[key])
        raise ExerciseError(f"{source}: {key} is {value!r}; allowed: {choices}")
    return value


def _parse_signal(source: str, entry: Any) -> Signal:
    names = {field.name for field in fields(Signal)}
    if not isinstance(entry, dict) or set(entry) != names:
        raise ExerciseError(f"{source}: each [[signal]] needs exactly {', '.join(sorted(names))}")
    if entry["measure"] not in MEASURES:
        raise ExerciseError(
            f"{source}: unknown measure {entry['measure']!r}; allowed: {', '.join(MEASURES)}"
        )
    for key in ("start", "turn"):
        if isinstance(entry[key], bool) or not isinstance(entry[key], int | float):
            raise ExerciseError(
                f"{source}: {key} of a signal is {entry[key]!r}; a number is needed"
            )
    return Signal(entry["measure"], float(entry["start"]), float(entry["turn"]))


def _check_sense(source: str, exercise: Exercise) -> None:
    if not exercise.name.isidentifier():
        raise ExerciseError(
            f"{source}: name is {exercise.name!r}; letters, digits and underscores are allowed"
        )
    if not 0 < exercise.min_rep_seconds < exercise.max_rep_seconds:
        raise ExerciseError(
            f"{source}: repetitions last {exercise.min_rep_seconds} to"
            f" {exercise.max_rep_seconds} s; the first must be positive and the smaller"
        )
    still = [s.measure for s in exercise.signals if s.start == s.turn]
    if exercise.kind == "reps" and still:
        raise ExerciseError(f"{source}: {still[0]} has the same start and turn; it must move")
