"""Everything that a page shows of one person: light analyses are run, slow ones were kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Forecast, NotYet
from repsight.core.history.table import History
from repsight.core.programme.types import Programme
from repsight.history.report.kept import Studied, keep_study, kept_study, study_key
from repsight.history.report.view import ExerciseView, HistoryView

if TYPE_CHECKING:
    from repsight.history import Store

MOST_EXERCISES: Final = 6
"""More exercises than these make a page that nobody reads to its end."""
_LATELY_DAYS: Final = 182
_FORM: Final = ("score", "velocity")
"""Beside the main measure: how well, and how fast, where a camera saw that."""


def gather(
    store: "Store",
    user: str,
    today: int,
    since: int | None = None,
    exercise: str | None = None,
    *,
    wait: bool = True,
) -> HistoryView:
    """What is found for a user on day `today`; of one exercise only, where it is named.

    The past before `since` is not shown, but trends know of it. Without `wait` what takes long and
    was not kept is left out, and the view is `pending`. Raises InvalidInputError for an unknown
    user or exercise.
    """
    from repsight.core.history.adherence import adherence
    from repsight.core.history.load import LOAD_UNITS, load_measure, weekly_load
    from repsight.core.history.risk import risk_report

    history = store.history(user)
    names = shown_exercises(history, exercise)
    programme = _programme(store, user)
    view = HistoryView(
        _from(history, since),
        today,
        tuple(_unstudied(history, name) for name in names),
        history.sets.exercises(),
        programme=programme,
        since=since,
    )
    if not len(history.sessions):
        return view
    study = _studied(store, user, history, names, today, wait=wait)
    view = replace(
        view,
        weeks=tuple(week for week in weekly_load(history, today) if _shown(week.start, since)),
        load_unit=LOAD_UNITS[load_measure(history)],
        adherence=adherence(history, today, programme),
        risk=risk_report(history, today),
        pending=study is None,
    )
    if study is None:
        return view
    return replace(view, exercises=study.exercises, overreaching=study.overreaching)


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


def _studied(
    store: "Store",
    user: str,
    history: History,
    names: tuple[str, ...],
    today: int,
    *,
    wait: bool,
) -> Studied | None:
    key = study_key(history, names, today)
    if not wait:
        return kept_study(store, key, user)
    return keep_study(store, key, user, lambda: _study(store, user, history, names, today))


def _study(
    store: "Store", user: str, history: History, names: tuple[str, ...], today: int
) -> Studied:
    from repsight.core.history.risk import overreaching

    ahead = _ahead(store, user, history, names, today)
    exercises = tuple(_exercise(history, name, today, ahead.get(name)) for name in names)
    return Studied(exercises, overreaching(history, today))


def _ahead(
    store: "Store", user: str, history: History, names: tuple[str, ...], today: int
) -> dict[str, Forecast | NotYet]:
    """The forecasts, with what slow models said of exactly these series, where that was kept."""
    from repsight.core.history.forecast import HORIZON, forecasts
    from repsight.history.forecast import main_series
    from repsight.history.forecast.kept import kept_paths

    every = main_series(history.sets)
    slow = {
        one.exercise: kept_paths(store, user, one, HORIZON)
        for one in every
        if one.exercise in names
    }
    found = forecasts(every, HORIZON, today, names, slow)
    return {one.exercise: ahead for one, ahead in zip(every, found, strict=True)}


def _exercise(
    history: History, name: str, today: int, ahead: Forecast | NotYet | None
) -> ExerciseView:
    from repsight.core.history.overview import exercise_overview
    from repsight.history.changes import changes

    experience = history.profile.experience
    found = exercise_overview(history.sets, name, today, experience, changes)
    form = (trend for trend in found.others if trend.series.measure in _FORM)
    main = (found.main,) if len(found.main.series) else ()
    # Of an exercise that is given up nothing is awaited.
    asked = () if found.dormant else (found.plateau, ahead)
    return ExerciseView(
        name,
        found.sessions,
        found.last_day,
        (*main, *form),
        ahead if isinstance(ahead, Forecast) and not found.dormant else None,
        found.records,
        tuple(each for each in asked if isinstance(each, NotYet)),
    )


def _unstudied(history: History, name: str) -> ExerciseView:
    sets = history.sets.of(name)
    return ExerciseView(name, len(np.unique(sets.session)), int(sets.day[-1]))


def _programme(store: "Store", user: str) -> Programme | None:
    from repsight.core.programme.programme_json import programme_from_dict

    data = store.programme(user)
    return None if data is None else programme_from_dict(data)


def _shown(day: int, since: int | None) -> bool:
    return since is None or day >= since


def _from(history: History, since: int | None) -> History:
    if since is None:
        return history
    table = history.sessions
    keep = table.day >= since
    columns = {name: getattr(table, name)[keep] for name in ("id", "t", "day", "seconds", "rpe")}
    sets = history.sets.where(history.sets.day >= since)
    return replace(history, sets=sets, sessions=replace(table, **columns))
