"""What is kept of a person: who they are, and every session, set and repetition.

Loads are kilograms, distances metres, durations seconds, heights metres. What is not known is
None, never zero: a set without a load is one of body weight.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal, get_args

from repsight.core.errors import InvalidInputError

Sex = Literal["female", "male"]
Experience = Literal["beginner", "intermediate", "advanced"]
Goal = Literal["strength", "hypertrophy", "endurance", "mobility"]
SetKind = Literal["working", "warm_up", "drop", "failure"]

SETS: tuple[SetKind, ...] = get_args(SetKind)
# No record of any lift, and no set of any exercise, comes near these.
MAX_LOAD_KG = 1000.0
MAX_REPS = 10_000
# Borg's category-ratio scale of perceived exertion, 0 to 10.
MAX_RPE = 10.0


@dataclass(frozen=True, slots=True)
class UserProfile:
    """What somebody says of themselves; everything may be left out. Raises InvalidInputError.

    `goals` in order of weight; `equipment` and `injuries` in plain words of the catalogue of
    movements ("barbell", "dumbbell"; "knee", "shoulder").
    """

    height: float | None = None
    mass_kg: float | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    experience: Experience | None = None
    goals: tuple[Goal, ...] = ()
    equipment: tuple[str, ...] = ()
    injuries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check("height", self.height, 0.5, 2.6, "m")
        _check("mass_kg", self.mass_kg, 10, 400, "kg")
        _check("birth_year", self.birth_year, 1900, 2100, "")
        _choice("sex", self.sex, Sex)
        _choice("experience", self.experience, Experience)
        for goal in self.goals:
            _choice("goal", goal, Goal)


@dataclass(frozen=True, slots=True)
class LoggedRep:
    """One repetition: seconds from the session's start, its measures, score 0 to 100."""

    start: float
    turn: float
    end: float
    score: float | None = None
    measures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedSet:
    """One set. Raises InvalidInputError for what no set can be.

    `exercise` is the name under which it was logged: RepSight's ("squat") or another program's
    ("Squat (Barbell)"). `load_kg` is the load on the bar, without the body. `measures` are the
    set's: `rom`, `stability`, `tempo` (components, 0 to 100), `velocity` (m/s), `asymmetry` (%) and
    whatever else was measured.
    """

    exercise: str
    reps: int | None = None
    load_kg: float | None = None
    kind: SetKind = "working"
    rpe: float | None = None
    seconds: float | None = None
    distance_m: float | None = None
    score: float | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    repetitions: tuple[LoggedRep, ...] = ()

    def __post_init__(self) -> None:
        if not self.exercise.strip():
            raise InvalidInputError("the exercise of a set is empty; a name is needed")
        _check("reps", self.reps, 0, MAX_REPS, "")
        _check("load_kg", self.load_kg, -MAX_LOAD_KG, MAX_LOAD_KG, "kg")  # below 0: assisted
        _check("rpe", self.rpe, 0, MAX_RPE, "")
        _check("seconds", self.seconds, 0, 86_400, "s")
        _check("distance_m", self.distance_m, 0, 1e6, "m")
        _check("score", self.score, 0, 100, "")
        _choice("kind", self.kind, SetKind)


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """One visit: `started` with its time zone, sets in order. Raises InvalidInputError.

    `source` says which program it is from ("repsight", "strong", "hevy", "fit") and `key` tells it
    from others of that source: the same key again is the same session. `rpe` is the exertion of
    the whole session; `recording` names the kept poses, relative to the folder of recordings.
    `id` is given by the store.
    """

    started: datetime
    sets: tuple[LoggedSet, ...] = ()
    name: str = ""
    seconds: float | None = None
    rpe: float | None = None
    note: str = ""
    source: str = "repsight"
    key: str = ""
    recording: str | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        if self.started.tzinfo is None:
            raise InvalidInputError(f"the session of {self.started} has no time zone; give one")
        _check("seconds", self.seconds, 0, 7 * 86_400, "s")
        _check("rpe", self.rpe, 0, MAX_RPE, "")


@dataclass(frozen=True, slots=True)
class BodyWeight:
    """Body mass at a time (with its time zone)."""

    at: datetime
    mass_kg: float

    def __post_init__(self) -> None:
        _check("mass_kg", self.mass_kg, 10, 400, "kg")


@dataclass(frozen=True, slots=True)
class PainNote:
    """Pain at a place of the body ("knee"), 0 to 10, at a time (with its time zone)."""

    at: datetime
    place: str
    level: float
    note: str = ""

    def __post_init__(self) -> None:
        _check("level", self.level, 0, 10, "")


def _check(name: str, value: float | None, low: float, high: float, unit: str) -> None:
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise InvalidInputError(
            f"{name} is {value:g} {unit}".rstrip() + f"; {low:g} to {high:g} is allowed"
        )


def _choice(name: str, value: str | None, kind: object) -> None:
    if value is not None and value not in _allowed(kind):
        raise InvalidInputError(f"{name} is {value!r}; allowed: {', '.join(_allowed(kind))}")


@cache
def _allowed(kind: object) -> tuple[str, ...]:
    return get_args(kind)
