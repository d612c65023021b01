"""Forecasts of a kept history: the light models each time, the slow ones when they were asked for.

    with open_store() as store:
        forecast_exercise(store, "ada", "squat", today=20_782)

The slow models (statsforecast's and the recurrent network) are run by `full=True` and kept as a
finding under a fingerprint of what they were made of: after the next session they are not used.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Forecast, NotYet, Series
from repsight.core.history.forecast import HORIZON, forecast, forecasts
from repsight.core.history.overview import DORMANT_DAYS
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import SetTable

if TYPE_CHECKING:
    from repsight.history.store.store import Store

__all__ = ["forecast_all", "forecast_exercise"]

_SUGGESTED: Final = 5


def forecast_exercise(
    store: "Store",
    user: str,
    exercise: str,
    measure: str | None = None,
    *,
    today: int,
    horizon: int = HORIZON,
    full: bool = False,
) -> Forecast | NotYet:
    """The next sessions of an exercise, in its main measure or another; `today` is a day's number.

    `full` computes the slow models first and keeps what they say. Raises InvalidInputError for an
    exercise or a measure that is not there, HistoryError, and OutputError where `full` needs a
    library that is not installed.
    """
    from repsight.history.forecast.kept import keep_paths, kept_paths

    sets = store.history(user).sets
    known = sets.exercises()
    if exercise not in known:
        raise InvalidInputError(_unknown(exercise, known, user))
    every = {one.exercise: one for one in main_series(sets)}
    others = [one for name, one in every.items() if name != exercise]
    if measure is None and exercise in every:
        series = every[exercise]
    else:
        mine = sets.of(exercise)
        series = session_series(mine, exercise, measure or main_measure(mine))
    if full:
        keep_paths(store, user, series, horizon)
    return forecast(series, others, horizon, today, kept_paths(store, user, series, horizon))


def forecast_all(
    store: "Store", user: str, *, today: int, horizon: int = HORIZON
) -> list[Forecast | NotYet]:
    """The next sessions of every exercise a user does now, most done first, in its main measure.

    Left out is what was not done for six weeks. Raises InvalidInputError, HistoryError.
    """
    every = main_series(store.history(user).sets)
    found = forecasts(every, horizon, today)
    return [f for f, one in zip(found, every, strict=True) if today - one.day[-1] <= DORMANT_DAYS]


def main_series(sets: SetTable) -> list[Series]:
    """Every exercise in its main measure, the one of most sessions first; none without any."""
    rows: dict[str, list[int]] = {}
    for n, name in enumerate(sets.exercise.tolist()):  # one pass: ten years have many exercises
        rows.setdefault(name, []).append(n)
    parts = {name: sets.where(np.array(rows[name])) for name in sets.exercises()}
    found = [session_series(mine, name, main_measure(mine)) for name, mine in parts.items()]
    return [one for one in found if len(one)]


def _unknown(exercise: str, known: Sequence[str], user: str) -> str:
    if not known:
        return f"{user} has no sessions yet; `repsight history import` reads those of other apps"
    close = get_close_matches(exercise, known, _SUGGESTED, 0.5) or known[:_SUGGESTED]
    return f"{user} has no exercise {exercise!r}; it may be one of: {', '.join(close)}"
