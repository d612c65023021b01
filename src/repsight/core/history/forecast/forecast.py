"""The forecast of a series: the model that its own past chose, with intervals from that past."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Floats, Forecast, NotYet, Series
from repsight.core.history.forecast.backtest import (
    DEFAULT,
    MARGIN,
    RECENT,
    SHOWN,
    Backtest,
    Said,
    backtest,
    scored,
)
from repsight.core.history.forecast.comeback import comeback_steps
from repsight.core.history.forecast.intervals import LEAST
from repsight.core.history.forecast.models import NAIVES
from repsight.core.history.forecast.origins import HORIZON, origins_of
from repsight.core.history.forecast.rhythm import next_days

# With fewer sessions no model beat the last value on real logs; from here on the default did.
NEED: Final = 12
# Further ahead the intervals say no more than that anything may happen.
MAX_HORIZON: Final = 8
# Strength is kept for three to four weeks without training, then lost (McMaster et al., Sports Med
# 43, 2013): no residual of a steady week says how much.
KEPT_DAYS: Final = 28
# Measures that are shares of a hundred.
TO_100: Final = ("score", "rom", "stability", "tempo")


def forecast(
    series: Series,
    others: Sequence[Series] = (),
    horizon: int = HORIZON,
    today: int | None = None,
    slow: Mapping[str, Floats] | None = None,
) -> Forecast | NotYet:
    """The next `horizon` sessions of a series, or how many sessions are missing.

    `others` are the user's other exercises, each in its main measure: they tell how somebody comes
    back from a drop, and how wide intervals are, until the series can itself. `slow` are the paths
    (R, H) of further models at the last R sessions, the last one included, NaN where they say
    nothing. Raises InvalidInputError.
    """
    kept = {} if slow is None else {0: slow}
    return next(_each([series, *others], horizon, today, (0,), kept))


def forecasts(
    series: Sequence[Series],
    horizon: int = HORIZON,
    today: int | None = None,
    scored_of: Collection[str] = (),
    slow: Mapping[str, Mapping[str, Floats]] = MappingProxyType({}),
) -> list[Forecast | NotYet]:
    """The forecasts of all of a user's exercises.

    Those of the exercises `scored_of` have their scores, which take longer; `slow` holds by
    exercise what `forecast` is given. Raises InvalidInputError.
    """
    at = {one.exercise: n for n, one in enumerate(series)}
    judged = {at[name] for name in scored_of if name in at}
    kept = {at[name]: paths for name, paths in slow.items() if name in at}
    return list(_each(series, horizon, today, judged, kept))


def _each(
    series: Sequence[Series],
    horizon: int,
    today: int | None,
    judged: Collection[int] = (),
    slow: Mapping[int, Mapping[str, Floats]] = MappingProxyType({}),
) -> Iterator[Forecast | NotYet]:
    """The forecast of each series; `judged` and `slow` are by its place."""
    if not 1 <= horizon <= MAX_HORIZON:
        raise InvalidInputError(f"horizon is {horizon}; 1 to {MAX_HORIZON} sessions are allowed")
    rows = [origins_of(one, horizon) for one in series]
    comeback = comeback_steps(rows)
    for n, one in enumerate(series):
        if len(one) < NEED:
            yield _not_yet(one, NEED)
            continue
        test = backtest(one, rows, comeback, n, SHOWN, slow.get(n))
        last = len(test.origins) - 1
        missing = LEAST - test.residuals(last)
        if missing > 0:
            yield _not_yet(one, len(one) + missing)
            continue
        said = test.said(last)
        found = _in_units(one, test, said, today)
        past = range(max(0, last - RECENT), last)
        yield replace(
            found,
            why=_why(said.model, test) + _break(one, today),
            scores=scored(test, one, past) if n in judged else (),
        )


def _not_yet(series: Series, need: int) -> NotYet:
    return NotYet(f"a forecast of {series.exercise}", len(series), need)


def _in_units(series: Series, test: Backtest, said: Said, today: int | None) -> Forecast:
    floor = 0.0 if (series.values >= 0).all() else -np.inf
    ceiling = 100.0 if series.measure in TO_100 else np.inf
    scale, last = test.origins.scale[-1], test.origins.last[-1]

    def unit(steps: Floats) -> Floats:
        return np.asarray(np.clip(last + steps * scale, floor, ceiling))

    return Forecast(
        series=series,
        model=said.model,
        day=next_days(series.day, len(said.steps), today),
        mean=unit(said.steps),
        low80=unit(said.low[0]),
        high80=unit(said.high[0]),
        low95=unit(said.low[1]),
        high95=unit(said.high[1]),
        scores=(),
    )


def _why(model: str, test: Backtest) -> str:
    """A sentence that says why this model."""
    ratios = test.ratios(len(test.origins) - 1)
    if len(ratios) == 1:
        return f"{DEFAULT}: too few forecasts could be checked to choose another model"
    tried = len(ratios) - 1
    if model == DEFAULT:
        best = min(NAIVES, key=lambda name: ratios[name])
        return (
            f"{DEFAULT}: none of {tried} other models was a fifth less wrong over the last"
            f" sessions; the best naive one, {best}, had {ratios[best]:.2f} of its error"
        )
    return (
        f"{model}: its error over the last sessions was {ratios[model]:.2f} of"
        f" {DEFAULT}'s, the best of {tried} others; {1 - MARGIN:.2f} or less is asked for"
    )


def _break(series: Series, today: int | None) -> str:
    """What to bear in mind where the last session is long ago; nothing else."""
    away = 0 if today is None else today - int(series.day[-1])
    if away <= KEPT_DAYS:
        return ""
    return (
        f"; the last session was {away} days ago, and after such a break the first ones may lie"
        " lower than these ranges say"
    )
