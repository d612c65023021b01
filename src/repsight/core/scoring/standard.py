"""What good looks like, as data: the criteria and the tempo that an exercise's TOML gives.

A criterion reads one measure at one part of a repetition. From `good` on it costs nothing, from
`poor` on it costs all it can; between them the cost grows evenly. Which way is worse is told by
which of the two is larger. A criterion with a `weight` is a share of its component (how deep, how
straight); one with a `severity` is a fault, and takes points only when it is there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final, Literal, get_args

from repsight.core.errors import ExerciseError
from repsight.core.scoring.builtin import NAMES
from repsight.core.scoring.measures import UNITS
from repsight.core.scoring.weights import DEFAULT_WEIGHTS, Component, check_weights

Part = Literal[
    "start", "turn", "end", "first", "second", "eccentric", "concentric", "drive", "whole"
]
Take = Literal["value", "max", "min", "range", "change", "rise", "fall"]
Sides = Literal["seen", "higher", "lower"]
ViewName = Literal["side", "oblique", "front"]
Severity = Literal["minor", "moderate", "major"]
PathName = Literal["shoulders", "hips", "wrists", "ankles"]
Kind = Literal["reps", "hold"]

SEVERITY_POINTS: Final[Mapping[Severity, float]] = {"minor": 12.0, "moderate": 25.0, "major": 40.0}
"""Points of its component that a fault costs at most."""
DEFAULT_TEMPO: Final = (2.0, 0.0, 1.0, 0.0)
"""Seconds: eccentric, pause at the turn, concentric, pause at the start. Eccentric slower than
concentric, both controlled: ACSM position stand on progression models, 2009."""

MAX_VALUE: Final = 1e6
"""No measure has values like this."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A second measure of the same thing, with the values that are good and poor by it."""

    measure: str
    good: float
    poor: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to look at. `good` and `poor` in the measure's unit; see the module's docstring.

    `at` is the part of the repetition, `take` what of it: its value, extremes, range, the change
    since the start of the repetition, or how far it rises or falls within that part. `side` says
    which of left and right counts: as seen, or the higher or lower value. Where a `witness` says
    better of it, that is believed: one camera sees a limb that points at it wrongly by one measure
    and rightly by the other. `fault` is said of it, `cue` to the person; `proxy` what is not
    measured itself but inferred.
    """

    name: str
    title: str
    component: Component
    measure: str
    at: Part
    good: float
    poor: float
    cue: str
    fault: str
    take: Take = "value"
    side: Sides = "seen"
    weight: float | None = None
    severity: Severity | None = None
    views: tuple[ViewName, ...] = ("side", "oblique", "front")
    proxy: str | None = None
    witness: Witness | None = None

    @property
    def unit(self) -> str:
        """Unit of the measure."""
        return UNITS[self.measure]


@dataclass(frozen=True, slots=True)
class Standard:
    """What an exercise is scored by; the defaults serve an exercise that says nothing.

    `path` is the point whose way is looked at (the one that moves most when it is not given),
    `level` says that the body stays level, as in a push-up.
    """

    weights: Mapping[Component, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    tempo: tuple[float, float, float, float] = DEFAULT_TEMPO
    path: PathName | None = None
    level: bool = False
    criteria: tuple[Criterion, ...] = ()


_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "component": get_args(Component),
    "at": get_args(Part),
    "take": get_args(Take),
    "side": get_args(Sides),
    "severity": get_args(Severity),
    "measure": tuple(UNITS),
}
_NUMBERS: Final = ("good", "poor", "weight")
_REQUIRED: Final = tuple(f.name for f in fields(Criterion) if f.default is MISSING)


def parse_standard(source: str, scoring: Any, criteria: Any) -> Standard:
    """The standard in the tables `[scoring]` and `[[criterion]]`. Raises ExerciseError."""
    if not isinstance(scoring, dict):
        raise ExerciseError(f"{source}: scoring is a table; write it as [scoring]")
    if unknown := sorted(set(scoring) - {"weights", "tempo", "path", "level"}):
        raise ExerciseError(
            f"{source}: unknown key {unknown[0]!r} in [scoring];"
            " allowed: level, path, tempo, weights"
        )
    if not isinstance(criteria, list):
        raise ExerciseError(f"{source}: criterion is one table; write it as [[criterion]]")
    path = scoring.get("path")
    if path is not None and path not in get_args(PathName):
        raise ExerciseError(f"{source}: path is {path!r}; allowed: {', '.join(get_args(PathName))}")
    level = scoring.get("level", False)
    if not isinstance(level, bool):
        raise ExerciseError(f"{source}: level is {level!r}; true or false is needed")
    return Standard(
        level=level,
        weights=check_weights(scoring.get("weights", {}), source, ExerciseError),
        tempo=check_tempo(scoring.get("tempo", DEFAULT_TEMPO), source),
        path=path,
        criteria=_parse_criteria(source, criteria),
    )


def check_tempo(value: Any, source: str) -> tuple[float, float, float, float]:
    """Four durations in seconds. Raises ExerciseError."""
    numbers = isinstance(value, list | tuple) and all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in value
    )
    if not numbers or len(value) != 4 or not all(0 <= v <= 60 for v in value):
        raise ExerciseError(
            f"{source}: tempo is {value!r}; four numbers of seconds from 0 to 60 are needed:"
            " eccentric, pause at the turn, concentric, pause at the start"
        )
    if value[0] == 0 or value[2] == 0:
        raise ExerciseError(f"{source}: tempo is {value!r}; a phase cannot last 0 seconds")
    return float(value[0]), float(value[1]), float(value[2]), float(value[3])


def _parse_criteria(source: str, entries: Sequence[Any]) -> tuple[Criterion, ...]:
    criteria = tuple(_parse_criterion(source, entry) for entry in entries)
    taken = set(NAMES)
    for criterion in criteria:
        if criterion.name in taken:
            raise ExerciseError(
                f"{source}: criterion {criterion.name!r}: another criterion has this name;"
                " choose one of its own"
            )
        taken.add(criterion.name)
    return criteria


def _parse_criterion(source: str, entry: Any) -> Criterion:
    allowed = {f.name for f in fields(Criterion)}
    if not isinstance(entry, dict):
        raise ExerciseError(f"{source}: criterion is a table; write it as [[criterion]]")
    where = f"{source}: criterion {entry.get('name', '?')!r}"
    if unknown := sorted(set(entry) - allowed):
        raise ExerciseError(
            f"{where}: unknown key {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}"
        )
    if missing := [key for key in _REQUIRED if key not in entry]:
        raise ExerciseError(f"{where}: key {missing[0]!r} is missing; add it")
    values = {key: _checked(where, key, value) for key, value in entry.items()}
    if ("weight" in values) == ("severity" in values):
        raise ExerciseError(f"{where} needs either a weight or a severity, not both")
    if values["good"] == values["poor"]:
        raise ExerciseError(f"{where}: good and poor are both {values['good']}; they must differ")
    return Criterion(**values)


def _parse_witness(where: str, entry: Any) -> Witness:
    if not isinstance(entry, dict) or set(entry) != {"measure", "good", "poor"}:
        raise ExerciseError(f"{where}: witness is {entry!r}; measure, good and poor are needed")
    values = {key: _checked(f"{where}: witness", key, value) for key, value in entry.items()}
    if values["good"] == values["poor"]:
        raise ExerciseError(f"{where}: good and poor of its witness must differ")
    return Witness(**values)


def _checked(where: str, key: str, value: Any) -> Any:
    if key == "witness":
        return _parse_witness(where, value)
    if key == "views":
        known = get_args(ViewName)
        if not isinstance(value, list) or not value or any(view not in known for view in value):
            raise ExerciseError(
                f"{where}: views is {value!r}; a list of {', '.join(known)} is needed"
            )
        return tuple(value)
    if key in _NUMBERS:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not abs(value) <= MAX_VALUE:
            raise ExerciseError(f"{where}: {key} is {value!r}; a number is needed")
        if key == "weight" and not 0 < value <= 10:
            raise ExerciseError(f"{where}: weight is {value!r}; above 0 and up to 10 is allowed")
        return float(value)
    if not isinstance(value, str):
        raise ExerciseError(f"{where}: {key} is {value!r}; text is needed")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ExerciseError(f"{where}: {key} is {value!r}; allowed: {', '.join(_CHOICES[key])}")
    return value
