"""A movement as data: one TOML file an exercise, read into poses, styles, faults and ranges.

docs/motions.md describes the format.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from repsight.core.errors import ExerciseError
from repsight.synth.motion.angles import CENTRAL, SIDED
from repsight.synth.motion.kinematics import ANCHOR_POINTS
from repsight.synth.motion.skeleton import PARENTS, POINTS
from repsight.synth.motion.solve import Contacts
from repsight.synth.motion.types import ANCHORS, SIDES, Anchor

Curve = Mapping[float, float]
"""Phase of the repetition -> degrees: 0 is the start, 1 the turn, 2 the end."""
Curves = Mapping[str, Curve]
"""Angle name -> curve; a name may begin with left_, right_, lead_ or trail_, or mean both sides."""
Range = tuple[float, float]

PARTS: Final = ("first", "turn", "second", "rest", "hold")
"""What takes time: from start to turn, at the turn, back, before the next one; or all of a hold."""
ROLES: Final = (*SIDES, "lead", "trail")
NAMES: Final = frozenset(
    (*CENTRAL, *SIDED, *(f"{role}_{name}" for role in ROLES for name in SIDED))
)
PLACES: Final = frozenset((*PARENTS, *POINTS))


@dataclass(frozen=True, slots=True)
class Style:
    """One way of doing an exercise: its curves replace the movement's, angle by angle.

    `in_turn`: the leading side changes with each repetition. `anchor`, `floor` and `contacts` are
    the movement's where the style does not give its own.
    """

    about: str
    curves: Curves
    in_turn: bool
    anchor: str
    floor: bool
    contacts: Contacts


@dataclass(frozen=True, slots=True)
class Fault:
    """What a fault changes: degrees added to the curves, factors of the depth and of the times."""

    name: str
    add: Curves = field(default_factory=dict)
    depth: float = 1.0
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Movement:
    """How an exercise is done, how that varies, and how it is done wrong.

    `seconds`: how long each part takes, one of PARTS. `depth`: how much of the way to the turn.
    `vary`: degrees to either side by which people differ in an angle.
    """

    exercise: str
    seconds: Mapping[str, Range]
    depth: Range
    vary: Mapping[str, float]
    styles: tuple[Style, ...]
    faults: Mapping[str, Fault]

    @property
    def is_hold(self) -> bool:
        """Whether it is held still instead of repeated."""
        return "hold" in self.seconds


def movement_names() -> tuple[str, ...]:
    """Every exercise that there is a movement for."""
    folder = files("repsight.synth.motion")
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        )
    )


@cache
def load_movement(exercise: str) -> Movement:
    """The movement of an exercise by name. Raises ExerciseError when there is none."""
    if exercise not in movement_names():
        raise ExerciseError(
            f"there is no movement for {exercise!r}; there is one for {', '.join(movement_names())}"
        )
    file = files("repsight.synth.motion") / f"{exercise}.toml"
    return parse_movement(file.read_text(encoding="utf-8"), f"{exercise}.toml")


def parse_movement(text: str, source: str = "movement") -> Movement:
    """The movement in a TOML text. Raises ExerciseError with what is wrong and where."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"{source}: this is no TOML ({error})") from None
    try:
        return _movement(table)
    except (KeyError, TypeError, ValueError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ExerciseError(f"{source}: {what}; see docs/motions.md for the format") from None


def _movement(table: Mapping[str, Any]) -> Movement:
    _only(
        table,
        ("exercise", "anchor", "floor", "depth", "seconds", "pose", "vary", "contacts")
        + ("style", "fault"),
        "the file",
    )
    seconds = {part: _range(part, value) for part, value in table["seconds"].items()}
    _only(seconds, PARTS, "seconds")
    if "hold" not in seconds and not {"first", "second"} <= set(seconds):
        raise ValueError("seconds needs first and second, or hold")
    whole = Style(
        about="usual",
        curves=_curves(table["pose"]),
        in_turn=False,
        anchor=_anchor(table["anchor"]),
        floor=bool(table.get("floor", True)),
        contacts=_contacts(table.get("contacts", {})),
    )
    return Movement(
        exercise=str(table["exercise"]),
        seconds=seconds,
        depth=_range("depth", table.get("depth", [1, 1])),
        vary=_degrees(table.get("vary", {}), "vary"),
        styles=tuple(_style(whole, each) for each in table.get("style", ())) or (whole,),
        faults={name: _fault(name, each) for name, each in table.get("fault", {}).items()},
    )


def _style(whole: Style, table: Mapping[str, Any]) -> Style:
    _only(table, ("about", "pose", "in_turn", "anchor", "floor", "contacts"), "a style")
    return Style(
        about=str(table["about"]),
        curves={**whole.curves, **_curves(table.get("pose", ()))},
        in_turn=bool(table.get("in_turn", False)),
        anchor=_anchor(table.get("anchor", whole.anchor)),
        floor=bool(table.get("floor", whole.floor)),
        contacts=_contacts(table["contacts"]) if "contacts" in table else whole.contacts,
    )


def _fault(name: str, table: Mapping[str, Any]) -> Fault:
    _only(table, ("pose", "depth", "seconds"), f"fault {name}")
    return Fault(
        name,
        add=_curves(table.get("pose", ())),
        depth=float(table.get("depth", 1)),
        seconds=float(table.get("seconds", 1)),
    )


def _contacts(table: Mapping[str, Any]) -> Contacts:
    _only(table, ("free", "level", "still", "balance", "flat_feet"), "contacts")
    places = [*table.get("level", ()), *table.get("still", ())]
    unknown = sorted(set(places) - PLACES)
    if unknown:
        raise ValueError(f"no point is called {', '.join(unknown)}")
    return Contacts(
        free=tuple(each for name in table.get("free", ()) for each in _both(_name(name))),
        level=tuple(table.get("level", ())),
        still=tuple(table.get("still", ())),
        balance=_support(table["balance"]) if "balance" in table else None,
        flat_feet=bool(table.get("flat_feet", False)),
    )


def _curves(poses: Any) -> Curves:
    curves: dict[str, dict[float, float]] = {}
    for pose in poses:
        at = float(pose["at"])
        if not 0 <= at <= 2:
            raise ValueError(f"a pose is at {at:g}; 0 (start) to 1 (turn) to 2 (end) is allowed")
        angles = {name: value for name, value in pose.items() if name != "at"}
        for name, degrees in _degrees(angles, f"the pose at {at:g}").items():
            curves.setdefault(name, {})[at] = degrees
    return curves


def _degrees(table: Mapping[str, Any], where: str) -> dict[str, float]:
    for name, value in table.items():
        _name(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{name} in {where} is {value!r}; degrees are needed")
    return {name: float(value) for name, value in table.items()}


def _name(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"no angle is called {name!r}; there are {', '.join((*CENTRAL, *SIDED))}")
    return name


def _both(name: str) -> tuple[str, ...]:
    return tuple(f"{side}_{name}" for side in SIDES) if name in SIDED else (name,)


def _range(name: str, value: Any) -> Range:
    if not (isinstance(value, list) and len(value) == 2 and 0 <= value[0] <= value[1]):
        raise ValueError(f"{name} is {value!r}; [least, most] is needed")
    return float(value[0]), float(value[1])


def _anchor(value: Any) -> str:
    allowed = (*ANCHORS, "lead_foot", "trail_foot")
    if value not in allowed:
        raise ValueError(f"anchor is {value!r}; one of {', '.join(allowed)} is needed")
    return str(value)


def _support(value: Any) -> Anchor:
    if value not in ANCHOR_POINTS:
        raise ValueError(f"balance is {value!r}; one of {', '.join(ANCHORS)} is needed")
    return value  # type: ignore[no-any-return]


def _only(table: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        raise ValueError(f"{where} has {', '.join(unknown)}; {', '.join(allowed)} are allowed")


