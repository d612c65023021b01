"""What a history says about each movement, as a programme needs it: how strong, how used to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.log import MAX_RPE, Experience
from repsight.core.history.one_rep_max import wathan
from repsight.core.history.table import Column, History, SetTable
from repsight.core.programme.movements import Catalogue, Movement

# The recent level is the best of so many sessions: what is lifted with some in reserve tells less
# than could be, never more; what was best long ago tells nothing of today.
RECENT_SESSIONS: Final = 3
# Reserve is told well near failure only (Zourdos 2016; Halperin et al., Sports Med 52, 2022).
MAX_TOLD_RESERVE: Final = 4.0
# What was last done longer ago says little about today.
RECENT_DAYS: Final = 180
# What a muscle is used to is looked for here, and needs so many sessions.
USED_TO_DAYS: Final = 56
USED_TO_SESSIONS: Final = 4
# Years of training are told from the log: sessions and days between the first and the last.
INTERMEDIATE: Final = (40, 180)
ADVANCED: Final = (200, 730)


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody did of a movement: `sessions` in half a year, the `last` day.

    `level_kg` is the recent e1RM, body included where it moves (None: never with a load or a known
    body mass); `reps` and `seconds` the recent best sets.
    """

    movement: Movement
    sessions: int
    last: int
    level_kg: float | None
    reps: int | None
    seconds: float | None


def movements_done(sets: SetTable, catalogue: Catalogue) -> dict[str, list[str]]:
    """Logged names by the movement they are; names of none of them are under ""."""
    found: dict[str, list[str]] = {}
    for name in sets.exercises():
        rows = sets.load_kg[sets.exercise == name]
        loaded = bool(np.mean(rows > 0) >= 0.5)
        movement = catalogue.logged(name, loaded)
        found.setdefault(movement.name if movement else "", []).append(name)
    return found


def known_movements(history: History, catalogue: Catalogue, today: int) -> dict[str, Known]:
    """What is known of each movement that was done in the last half year up to today."""
    sets = history.sets.working()
    sets = sets.where((sets.day <= today) & (sets.day > today - RECENT_DAYS))
    body = body_mass(history)
    known = {}
    for name, logged in movements_done(sets, catalogue).items():
        if name:
            # Of several names for it the one done most: their loads may not be alike.
            most = max(logged, key=lambda one: len(np.unique(sets.session[sets.exercise == one])))
            known[name] = known_of(sets.of(most), catalogue.named(name), body)
    return known


def body_mass(history: History) -> float | None:
    """Body mass in kg: the last one noted, else that of the profile."""
    if history.body_weight:
        return max(history.body_weight, key=lambda one: one.at).mass_kg
    return history.profile.mass_kg


def body_moved(movement: Movement, mass: float | None) -> float:
    """Kilograms of the body that are moved with the load: 0 where the mass is not known."""
    return movement.body_share * mass if mass is not None else 0.0


def e1rm_of(sets: SetTable, body: float, reserve: float = 0.0) -> Column:
    """The e1RM of each set in kg, (N,): repetitions in reserve count as if they had been done.

    They are told by the logged exertion, up to four, else `reserve`. Helms et al., 2016.
    """
    felt = np.clip(MAX_RPE - sets.rpe, 0, MAX_TOLD_RESERVE)
    reps = sets.reps + np.where(np.isfinite(felt), felt, min(reserve, MAX_TOLD_RESERVE))
    return np.where(sets.reps > 0, wathan(np.nan_to_num(sets.load_kg) + body, reps), np.nan)


def level_of(sets: SetTable, body: float, reserve: float = 0.0) -> float | None:
    """The recent e1RM in kg of the sets of one exercise, `body` kg moved with the load."""
    values = e1rm_of(sets, body, reserve)
    told = np.isfinite(values) & (values > 0)
    sessions = np.unique(sets.t[told])[-RECENT_SESSIONS:]
    if not len(sessions):
        return None
    return float(np.max(values[told & np.isin(sets.t, sessions)]))


def used_to(history: History, catalogue: Catalogue, today: int) -> Mapping[str, float] | None:
    """Weekly working sets by prime mover, over the weeks with training of the last eight.

    None where there is too little to say.
    """
    sets = history.sets.working()
    sets = sets.where((sets.day <= today) & (sets.day > today - USED_TO_DAYS))
    if len(np.unique(sets.session)) < USED_TO_SESSIONS:
        return None
    weeks = len(np.unique((sets.day - today) // 7))
    totals: dict[str, float] = {}
    for name, logged in movements_done(sets, catalogue).items():
        if name:
            muscle = catalogue.named(name).muscles[0]
            count = sum(int(np.sum(sets.exercise == one)) for one in logged)
            totals[muscle] = totals.get(muscle, 0.0) + count / weeks
    return totals


def experience_of(history: History) -> Experience:
    """As the profile says, else as long as the log: half a year, two years."""
    if history.profile.experience is not None:
        return history.profile.experience
    days = history.sessions.day
    span = int(days[-1] - days[0]) if len(days) else 0
    if len(days) >= ADVANCED[0] and span >= ADVANCED[1]:
        return "advanced"
    long = len(days) >= INTERMEDIATE[0] and span >= INTERMEDIATE[1]
    return "intermediate" if long else "beginner"


def age_of(history: History, today: int) -> int | None:
    """Age in years on a day, to a year; None where the year of birth is not known."""
    born = history.profile.birth_year
    return None if born is None else 1970 + int(today / 365.2425) - born


def known_of(sets: SetTable, movement: Movement, mass: float | None, reserve: float = 0.0) -> Known:
    """What the sets of a movement, of which there are some, tell; `mass` of the body in kg.

    `reserve` is what was left in each where nobody said.
    """
    last = np.unique(sets.t)[-RECENT_SESSIONS:]
    recent = sets.where(np.isin(sets.t, last))
    reps, seconds = _best(recent.reps), _best(recent.seconds)
    body = body_moved(movement, mass)
    carried = bool(np.any(recent.load_kg > 0)) or body > 0
    return Known(
        movement,
        len(np.unique(sets.session)),
        int(sets.day[-1]),
        level_of(sets, body, reserve) if carried and not movement.assisted else None,
        None if reps is None else int(reps),
        seconds,
    )


def _best(values: Column) -> float | None:
    told = values[np.isfinite(values) & (values > 0)]
    return float(np.max(told)) if len(told) else None
