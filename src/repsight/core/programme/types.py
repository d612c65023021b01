"""A training programme as data: weeks of workouts of prescriptions, each with its reasons."""

from dataclasses import dataclass
from typing import Literal

from repsight.core.history.log import Experience, Goal

Phase = Literal["accumulation", "intensification", "deload", "test"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is recommended: `rule`, its literature `source`, the `data` it was applied to,
    and `changes`: what would change it."""

    rule: str
    source: str
    data: str
    changes: str


@dataclass(frozen=True, slots=True)
class Prescription:
    """What to do of one exercise: sets of `reps_low` to `reps_high`, at a load or an effort.

    `load_kg` is None where it is not known or there is none; `reps_in_reserve` says how hard.
    `tempo` as the seconds of eccentric, pause, concentric, pause. A hold has `seconds`, not reps.
    `exercise` is a movement's name, `aim` the repetitions to try this time, within the range.
    """

    exercise: str
    sets: int
    reps_low: int
    reps_high: int
    load_kg: float | None
    reps_in_reserve: float
    rest_seconds: int
    tempo: tuple[float, float, float, float] | None = None
    seconds: int | None = None
    reasons: tuple[Reason, ...] = ()
    aim: int | None = None


@dataclass(frozen=True, slots=True)
class Workout:
    """One day's training: `day` as days since 1970-01-01, `done` the session that fulfilled it.

    `drawn` is as it was drawn up; `prescriptions` what adapting made of it.
    """

    day: int
    name: str
    prescriptions: tuple[Prescription, ...]
    done: int | None = None
    missed: bool = False
    drawn: tuple[Prescription, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a programme, `start` its first day."""

    start: int
    phase: Phase
    workouts: tuple[Workout, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """A periodised programme for a goal; `notes` say what was adapted and why, newest last.

    `reasons` are those of the whole. The rest is what it was drawn up for: `equipment`, `injuries`,
    `minutes` a session, `experience` as said or as the history shows.
    """

    goal: Goal
    days_per_week: int
    weeks: tuple[Week, ...]
    policy: str = "double_progression"
    notes: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()
    equipment: tuple[str, ...] = ()
    injuries: tuple[str, ...] = ()
    minutes: int | None = None
    experience: Experience = "beginner"
