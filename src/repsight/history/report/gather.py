"""Everything that a page shows of one person: light analyses are run, slow ones were kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.table import History
from repsight.history.report.view import ExerciseView, HistoryView

if TYPE_CHECKING:
    from repsight.history import Store

MOST_EXERCISES: Final = 6
"""More exercises than these make a page that nobody reads to its end."""
_LATELY_DAYS: Final = 182


def gather(
    store: "Store", user: str, today: int, since: int | None = None, exercise: str | None = None
) -> HistoryView:
    """What is found for a user on day `today`; of one exercise only, where it is named.

    The past before `since` is not shown, but trends know of it. Raises InvalidInputError for an
    unknown user or exercise.
    """
    history = store.history(user)
    names = shown_exercises(history, exercise)
    return HistoryView(
        _from(history, since),
        today,
        tuple(_exercise(history, name) for name in names),
        history.sets.exercises(),
        since=since,
    )


def shown_exercises(history: History, exercise: str | None = None) -> tuple[str, ...]:
    """The exercise that is named, or those done in most sessions of the last half year."""
    every = history.sets.exercises()
    if exercise is not None:
        if exercise not in every:
            known = ", ".join(every) or "none yet"
            raise InvalidInputError(f"there is no exercise {exercise!r}; there are: {known}")
        return (exercise,)
    if not every:
        return ()
    lately = history.sets.where(history.sets.day > history.sets.day[-1] - _LATELY_DAYS)
    return lately.exercises()[:MOST_EXERCISES]


def _exercise(history: History, name: str) -> ExerciseView:
    sets = history.sets.of(name)
    return ExerciseView(name, len(np.unique(sets.session)), int(sets.day[-1]), ())


def _from(history: History, since: int | None) -> History:
    if since is None:
        return history
    table = history.sessions
    keep = table.day >= since
    columns = {name: getattr(table, name)[keep] for name in ("id", "t", "day", "seconds", "rpe")}
    sets = history.sets.where(history.sets.day >= since)
    return replace(history, sets=sets, sessions=replace(table, **columns))
