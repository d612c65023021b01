"""What the target pose of an exercise is, as data: how each bone points at its start and turn.

A bone's direction is two angles: degrees forward of hanging down (90 level, 180 up), then degrees
out to its own side. The trunk's is its lean forward of upright (90 face down, -90 face up). `lead`
is the side that does more, where the two sides differ; it may be the left or the right one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from repsight.core.errors import ExerciseError

Direction = tuple[float, float]
Bone = Literal["upper_arm", "forearm", "thigh", "shin"]
Fixed = Literal[
    "ankles",
    "lead_ankle",
    "other_ankle",
    "hands_and_feet",
    "elbows_and_feet",
    "hands_and_knees",
    "wrists",
    "hips",
    "shoulders",
]
Mover = Literal["head", "shoulders", "wrists", "hips", "knees", "ankles"]

BONES: Final[tuple[Bone, ...]] = get_args(Bone)
STANDING: Final[Mapping[str, float | Direction]] = {
    "trunk": 0.0,
    "upper_arm": (0.0, 8.0),
    "forearm": (8.0, 5.0),
    "thigh": (0.0, 5.0),
    "shin": (0.0, 3.0),
}
"""How what a start pose does not mention is held."""
MAX_DEGREES: Final = 360.0


@dataclass(frozen=True, slots=True)
class Posture:
    """The trunk's lean and the directions of the four `BONES`, in their order, of either side."""

    trunk: float
    lead: tuple[Direction, ...]
    other: tuple[Direction, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which an exercise is done, from `start` over `halfway`, if need be, to `turn`.

    `fixed` stays where it is, from halfway on `fixed_later` does. `line` is what a depth line is
    drawn for, None for no line.
    """

    about: str
    fixed: Fixed
    start: Posture
    turn: Posture
    halfway: Posture | None = None
    fixed_later: Fixed | None = None
    line: Mover | None = None

    @property
    def lopsided(self) -> bool:
        """Whether it matters which side leads."""
        poses = (self.start, self.turn, *([self.halfway] if self.halfway else ()))
        return any(pose.lead != pose.other for pose in poses)


_KEYS: Final = ("about", "fixed", "line", "start", "halfway", "turn")
_POSTURE_KEYS: Final = ("trunk", *BONES, *(f"lead_{bone}" for bone in BONES))


def parse_form(source: str, entry: Any) -> Form:
    """The form in one `[[ghost]]` table. Raises ExerciseError."""
    where = f"{source}: a [[ghost]]"
    if not isinstance(entry, dict):
        raise ExerciseError(f"{source}: ghost is {entry!r}; write it as [[ghost]] tables")
    _check_keys(where, entry, _KEYS)
    for key in ("about", "fixed", "start"):
        if key not in entry:
            raise ExerciseError(f"{where} lacks {key!r}; add it")
    if not isinstance(entry["about"], str):
        raise ExerciseError(f"{where}: about is {entry['about']!r}; text is needed")
    where = f"{where} ({entry['about']})"
    start = _parse_posture(f"{where}: start", entry["start"], dict(STANDING))
    later = dict(entry["halfway"]) if isinstance(entry.get("halfway"), dict) else {}
    fixed_later = later.pop("fixed", None)
    halfway = None
    if "halfway" in entry:
        table = later if isinstance(entry["halfway"], dict) else entry["halfway"]
        halfway = _parse_posture(f"{where}: halfway", table, start)
    turn = _parse_posture(f"{where}: turn", entry.get("turn", {}), halfway or start)
    return Form(
        about=entry["about"],
        fixed=_choice(where, "fixed", entry["fixed"], get_args(Fixed)),
        start=_posture(start),
        turn=_posture(turn),
        halfway=None if halfway is None else _posture(halfway),
        fixed_later=None
        if fixed_later is None
        else _choice(f"{where}: halfway", "fixed", fixed_later, get_args(Fixed)),
        line=_choice(where, "line", entry["line"], get_args(Mover)) if "line" in entry else None,
    )


def _parse_posture(where: str, table: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a pose; what is not mentioned is as in the pose before."""
    if not isinstance(table, dict):
        raise ExerciseError(
            f"{where} is {table!r}; a table of {', '.join(_POSTURE_KEYS)} is needed"
        )
    _check_keys(where, table, _POSTURE_KEYS)
    return {**before, **{key: _degrees(where, key, value) for key, value in table.items()}}


def _posture(values: Mapping[str, Any]) -> Posture:
    return Posture(
        trunk=values["trunk"],
        lead=tuple(values.get(f"lead_{bone}", values[bone]) for bone in BONES),
        other=tuple(values[bone] for bone in BONES),
    )


def _degrees(where: str, key: str, value: Any) -> float | Direction:
    if key == "trunk":
        return _number(where, key, value)
    if not isinstance(value, list) or len(value) != 2:
        raise ExerciseError(
            f"{where}: {key} is {value!r}; two numbers of degrees are needed, [forward, outward]"
        )
    forward, outward = (_number(where, key, each) for each in value)
    return forward, outward


def _number(where: str, key: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not abs(value) <= MAX_DEGREES:
        raise ExerciseError(
            f"{where}: {key} has {value!r}; degrees from {-MAX_DEGREES:g} to {MAX_DEGREES:g} are"
            " allowed"
        )
    return float(value)


def _choice(where: str, key: str, value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        raise ExerciseError(f"{where}: {key} is {value!r}; allowed: {', '.join(allowed)}")
    return value


def _check_keys(where: str, table: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    if unknown := sorted(set(table) - set(allowed)):
        raise ExerciseError(
            f"{where}: unknown key {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}"
        )
