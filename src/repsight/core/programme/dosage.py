"""How much and how hard, by goal, phase and experience: repetitions, reserve, rest, tempo, sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from repsight.core.history.log import Experience, Goal
from repsight.core.programme.movements import Movement
from repsight.core.programme.types import Phase

Tempo = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Dose:
    """Repetitions `low` to `high` with `reserve` left, seconds of `rest` after a set."""

    low: int
    high: int
    reserve: float
    rest: int


_Doses = Mapping[tuple[Goal, Phase], Dose]

# Exercises of several joints. Strength: 80 % and more of the maximum in the end, rests of three
# minutes; muscle: any load near failure; endurance: 15 repetitions and more (rules
# `load_and_reps`, `effort`, `rest_between_sets`).
MAIN: Final[_Doses] = {
    ("strength", "accumulation"): Dose(5, 8, 2, 180),
    ("strength", "intensification"): Dose(3, 5, 2, 210),
    ("strength", "test"): Dose(3, 5, 1, 240),
    ("hypertrophy", "accumulation"): Dose(8, 12, 2, 120),
    ("hypertrophy", "intensification"): Dose(6, 10, 1, 150),
    ("endurance", "accumulation"): Dose(15, 20, 3, 60),
    ("endurance", "intensification"): Dose(20, 30, 2, 45),
    ("mobility", "accumulation"): Dose(8, 12, 4, 30),
}
# Exercises of one joint, and of the trunk.
SINGLE: Final[_Doses] = {
    ("strength", "accumulation"): Dose(8, 12, 2, 90),
    ("strength", "intensification"): Dose(8, 12, 2, 90),
    ("strength", "test"): Dose(8, 12, 3, 90),
    ("hypertrophy", "accumulation"): Dose(10, 15, 1, 75),
    ("hypertrophy", "intensification"): Dose(8, 12, 1, 75),
    ("endurance", "accumulation"): Dose(15, 20, 3, 45),
    ("endurance", "intensification"): Dose(20, 30, 2, 45),
    ("mobility", "accumulation"): Dose(8, 12, 4, 30),
}
# Without a load the repetitions are what changes: the range is wide, and low enough to begin in.
BODY: Final[Mapping[Goal, tuple[int, int]]] = {
    "strength": (5, 15),
    "hypertrophy": (6, 20),
    "endurance": (10, 30),
    "mobility": (8, 12),
}
# Beginners and the older begin with loads for 8 to 12 (ACSM 2009, novices; Fragala 2019).
CAREFUL_STRENGTH: Final = {"accumulation": (8, 12), "intensification": (6, 8), "test": (5, 6)}
# Lighter sets of 8 and more need less: two minutes do for beginners (Grgic 2018).
CAREFUL_REST: Final = 120

TEMPO: Final[Mapping[Goal, Tempo]] = {
    "strength": (2, 0, 1, 0),
    "hypertrophy": (3, 0, 1, 0),
    "endurance": (2, 0, 2, 0),
    "mobility": (4, 2, 4, 0),
}
# Percent that repetitions slow in a set before it ends (rule `velocity_loss`).
VELOCITY_LOSS: Final[Mapping[Goal, float]] = {
    "strength": 20.0,
    "hypertrophy": 40.0,
    "endurance": 40.0,
    "mobility": 20.0,
}
# Hard sets a muscle and week that are aimed at; secondary work counts half. Schoenfeld 2017: more
# than 9 for the trained, gains from 4 on for beginners; strength takes less (Pelland et al., 2024).
WEEKLY_SETS: Final[Mapping[Goal, Mapping[Experience, float]]] = {
    "strength": {"beginner": 5, "intermediate": 8, "advanced": 10},
    "hypertrophy": {"beginner": 7, "intermediate": 11, "advanced": 15},
    "endurance": {"beginner": 5, "intermediate": 7, "advanced": 9},
    "mobility": {"beginner": 2, "intermediate": 2, "advanced": 2},
}
# Sets of one exercise: to begin with, and at most.
SETS: Final[Mapping[Experience, tuple[int, int]]] = {
    "beginner": (2, 3),
    "intermediate": (3, 4),
    "advanced": (3, 5),
}
HOLD_SECONDS: Final[Mapping[Goal, int]] = {
    "strength": 30,
    "hypertrophy": 30,
    "endurance": 45,
    "mobility": 30,
}


def dose_of(goal: Goal, phase: Phase, movement: Movement, careful: bool) -> Dose:
    """The dose of a movement in a phase; a deload has that of the accumulation."""
    wanted: Phase = "accumulation" if phase == "deload" or goal == "mobility" else phase
    table = MAIN if movement.compound else SINGLE
    dose = table.get((goal, wanted)) or table[goal, "intensification"]
    low, high = dose.low, dose.high
    if movement.pattern == "mobility":
        low, high = BODY["mobility"]
    elif movement.step == 0 or movement.assisted or movement.added_load:
        low, high = BODY[goal]
    elif careful and goal == "strength" and movement.compound:
        low, high = CAREFUL_STRENGTH[wanted]
    reserve = max(dose.reserve, 2.0 if careful else 1.0)
    return Dose(low, high, reserve, min(dose.rest, CAREFUL_REST) if careful else dose.rest)


def set_share(movement: Movement, muscle: str) -> float:
    """What a set of it counts for a muscle: 1 for the prime mover, a half for those that help.

    Halves predict growth and strength best: Pelland et al., Sports Med, 2026.
    """
    if movement.muscles[0] == muscle:
        return 1.0
    return 0.5 if muscle in (*movement.muscles[1:], *movement.also) else 0.0
