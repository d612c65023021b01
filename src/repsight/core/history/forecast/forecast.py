"""The forecast of a series: the model that its own past chose, with intervals from that past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
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
    found, test = next(_each([series, *others], horizon, today, slow))
    if test is None or isinstance(found, NotYet):
        return found
    last = len(test.origins) - 1
    return replace(found, scores=scored(test, series, range(max(0, last - RECENT), last)))


def forecasts(
    series: Sequence[Series], horizon: int = HORIZON, today: int | None = None
) -> list[Forecast | NotYet]:
    """The forecasts of all of a user's exercises, without their scores, which take longer.

    Raises InvalidInputError.
    """
    return [found for found, _ in _each(series, horizon, today)]


def _each(
    series: Sequence[Series],
    horizon: int,
    today: int | None,
    slow: Mapping[str, Floats] | None = None,
) -> Iterator[tuple[Forecast | NotYet, Backtest | None]]:
    """The forecast of each series with its backtest; `slow` is of the first."""
    if not 1 <= horizon <= MAX_HORIZON:
        raise InvalidInputError(f"horizon is {horizon}; 1 to {MAX_HORIZON} sessions are allowed")
    rows = [origins_of(one, horizon) for one in series]
    comeback = comeback_steps(rows)
    for n, one in enumerate(series):
        if len(one) < NEED:
            yield _not_yet(one, NEED), None
            continue
        test = backtest(one, rows, comeback, n, SHOWN, slow if n == 0 else None)
        missing = LEAST - test.residuals(len(test.origins) - 1)
        if missing > 0:
            yield _not_yet(one, len(one) + missing), None
            continue
        said = test.said(len(test.origins) - 1)
        yield (
            replace(
                _in_units(one, test, said, today), why=_why(said.model, test) + _break(one, today)
            ),
            test,
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
        naive = min(ratios[name] for name in NAIVES)
        return (
            f"{DEFAULT}: none of {tried} other models was a fifth less wrong over the last"
            f" sessions; its error was {1 / naive:.2f} of the best naive one's"
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
