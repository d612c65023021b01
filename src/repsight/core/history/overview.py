"""All that is told of a history: of every exercise, and over all.

What commands print, pages draw and programmes read, so that they agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.adherence import Adherence, adherence
from repsight.core.history.findings import (
    Change,
    LoadWeek,
    NotYet,
    PersonalRecord,
    Plateau,
    Series,
    Trend,
)
from repsight.core.history.levers import levers
from repsight.core.history.load import LoadMeasure, load_measure, weekly_load
from repsight.core.history.log import Experience
from repsight.core.history.plateau import plateau
from repsight.core.history.records import records
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import History, SetTable
from repsight.core.history.trend import trend
from repsight.core.programme.types import Programme

# Form and speed, where a camera saw them; "volume" of every exercise.
SIDE_MEASURES: Final = (
    "volume", "score", "rom", "stability", "tempo", "velocity", "velocity_loss", "asymmetry",
)  # fmt: skip
# An exercise not done for so long is no longer trained: no word on whether it stands still.
DORMANT_DAYS: Final = 42

ChangesOf = Callable[[Series], Sequence[Change]]


@dataclass(frozen=True, slots=True, eq=False)
class ExerciseOverview:
    """How one exercise goes: the trend of its main measure, of the others, and its records.

    `plateau` is a NotYet where the history is too short, None where it moves or is not trained any
    more (`dormant`).
    """

    exercise: str
    sessions: int
    last_day: int
    dormant: bool
    main: Trend
    others: tuple[Trend, ...]
    plateau: Plateau | NotYet | None
    records: tuple[PersonalRecord, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """A history up to `today`: regularity, weekly load, and its exercises, most done first."""

    user: str
    today: int
    adherence: Adherence
    load_measure: LoadMeasure
    weeks: tuple[LoadWeek, ...]
    exercises: tuple[ExerciseOverview, ...]


def overview(
    history: History,
    today: int,
    *,
    exercises: Sequence[str] | None = None,
    programme: Programme | None = None,
    changes_of: ChangesOf | None = None,
) -> Overview | NotYet:
    """Everything told of a history, of those exercises or all; `NotYet` before the first session.

    `changes_of` finds the change points of a series. Raises InvalidInputError for an exercise that
    was not done.
    """
    regular = adherence(history, today, programme)
    if regular is None:
        return NotYet("statistics", 0, 1)
    experience = history.profile.experience
    wanted = history.sets.exercises() if exercises is None else tuple(exercises)
    return Overview(
        user=history.user,
        today=today,
        adherence=regular,
        load_measure=load_measure(history),
        weeks=weekly_load(history, today),
        exercises=tuple(
            exercise_overview(history.sets, name, today, experience, changes_of) for name in wanted
        ),
    )


def exercise_overview(
    sets: SetTable,
    exercise: str,
    today: int,
    experience: Experience | None = None,
    changes_of: ChangesOf | None = None,
) -> ExerciseOverview:
    """How an exercise goes up to `today`. Raises InvalidInputError where it was never done."""
    own = sets.of(exercise)
    if not len(own):
        known = ", ".join(sets.exercises()[:8]) or "none"
        raise InvalidInputError(f"exercise is {exercise!r}; most done here: {known}")
    series = session_series(own, exercise, main_measure(own.working()))
    last = int(own.day[-1])
    dormant = today - last > DORMANT_DAYS
    loads = session_series(own, exercise, "load")
    stuck = None if dormant else plateau(series, experience, loads)
    if isinstance(stuck, Plateau):
        stuck = _with_levers(stuck, own)
    others = (session_series(own, exercise, measure) for measure in SIDE_MEASURES)
    return ExerciseOverview(
        exercise=exercise,
        sessions=len(np.unique(own.session)),
        last_day=last,
        dormant=dormant,
        main=_trend(series, stuck, changes_of),
        others=tuple(_trend(one, None, None) for one in others if len(one)),
        plateau=stuck,
        records=records(own, exercise),
    )


def _with_levers(stuck: Plateau, own: SetTable) -> Plateau:
    return Plateau(
        stuck.exercise,
        stuck.measure,
        stuck.since,
        stuck.weeks,
        stuck.slope,
        stuck.smallest,
        levers(own, stuck),
    )


def _trend(series: Series, stuck: Plateau | NotYet | None, changes_of: ChangesOf | None) -> Trend:
    found = trend(series, changes_of(series) if changes_of else ())
    on = stuck if isinstance(stuck, Plateau) else None
    return Trend(found.series, found.level, found.slope, found.changes, on)
