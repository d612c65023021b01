"""What every model said at each origin of a series, which was chosen there, and how wide it was.

A forecast is the last origin of a backtest: what is measured is what is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import BacktestScore, Floats, Series
from repsight.core.history.forecast import scores
from repsight.core.history.forecast.intervals import LEAST, Residuals, bounds, in_order, weighted
from repsight.core.history.forecast.models import LIGHT, NAIVES
from repsight.core.history.forecast.origins import Origins

DEFAULT: Final = "comeback"
# A model is judged by the last so many origins of the series, and its residuals are theirs.
RECENT: Final = 40
# So many origins show what it said at those, and its residuals at the first of them.
SHOWN: Final = 2 * RECENT + 1
LEVELS: Final = np.array([0.8, 0.95])
# Fewer outcomes than these choose nothing: five origins with their four horizons.
LEAST_OUTCOMES: Final = 20
# Another model must have been wrong by a fifth less than the default. On real logs taking the best
# each time was 3 % worse than always taking the default, and a margin of a tenth no better.
MARGIN: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A forecast at one origin, in steps: `low`, `high` (2, H) at 80 and 95 %, `spread` by horizon.

    `spread` holds the residuals and their weights that the bounds are quantiles of.
    """

    model: str
    steps: Floats
    low: Floats
    high: Floats
    spread: tuple[tuple[Floats, Floats], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """The origins of a series, the `steps` (O, H) that each model said there, `others`' residuals.

    A row of NaN is an origin at which a model said nothing.
    """

    origins: Origins
    steps: Mapping[str, Floats]
    own: Mapping[str, tuple[Residuals, ...]]
    others: tuple[Residuals, ...]

    def ratios(self, at: int) -> dict[str, float]:
        """Of each model the error relative to the default's, at the origins known at `at`.

        Left out are models that said too little there, all where too little is known.
        """
        before = slice(max(0, at - RECENT), at)
        came = self.origins.came[before]
        known = self.origins.seen[before] <= self.origins.day[at]
        default = np.abs(came - self.steps[DEFAULT][before])
        found = {DEFAULT: 1.0}
        for name, steps in self.steps.items():
            both = known & np.isfinite(steps[before])
            if both.sum() >= LEAST_OUTCOMES and default[both].any():
                wrong = np.abs(came - steps[before])[both].sum()
                found[name] = float(wrong / default[both].sum())
        return found

    def chosen(self, at: int) -> str:
        """The model to use at an origin: the default, or one that was clearly better before it."""
        ratios = self.ratios(at)
        said = [name for name in ratios if self.residuals(at, name) >= LEAST or name == DEFAULT]
        said = [name for name in said if np.isfinite(self.steps[name][at]).all()]
        best = min(said, key=lambda name: (ratios[name], name))
        return best if ratios[best] <= 1 - MARGIN else DEFAULT

    def spread(self, model: str, horizon: int, at: int) -> tuple[Floats, Floats]:
        """The residuals of a model at a horizon (0 is the next session) known at an origin."""
        own, others = self.own[model][horizon], self.others[horizon]
        return weighted(own, others, float(self.origins.day[at]), RECENT)

    def residuals(self, at: int, model: str = DEFAULT) -> int:
        """How many residuals are known at an origin for the furthest horizon, the fewest."""
        return len(self.spread(model, len(self.others) - 1, at)[0])

    def said(self, at: int, model: str | None = None) -> Said:
        """The forecast at an origin, by `model` or else the one that is chosen there.

        Bounds are NaN where too few residuals are known.
        """
        model = model or self.chosen(at)
        steps = self.steps[model][at]
        spread = tuple(self.spread(model, h, at) for h in range(len(steps)))
        limits = np.array([_limits(*one) for one in spread])
        return Said(model, steps, steps + limits[:, 0].T, steps + limits[:, 1].T, spread)


def _limits(wrong: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The lower and the upper bound at each of `LEVELS`."""
    unknown = np.full(len(LEVELS), np.nan)
    return bounds(wrong, weight, LEVELS) if len(wrong) >= LEAST else (unknown, unknown)


def backtest(
    series: Series,
    rows: Sequence[Origins],
    comeback: Sequence[Floats],
    which: int,
    recent: int | None = None,
    slow: Mapping[str, Floats] | None = None,
) -> Backtest:
    """The backtest of a series, the `which`-th of its user's, from the origins of all of them.

    `rows` and `comeback` are those of all; `recent`: light models at the last so many origins only.
    `slow`: paths (R, H) of further models at the last R origins, in the unit of the series.
    """
    own, horizon = rows[which], rows[which].came.shape[1]
    counts = own.count[-(recent or len(own)) :]
    said = {name: model(series.values, counts, horizon) for name, model in LIGHT.items()}
    steps = {DEFAULT: comeback[which]}
    for name, path in {**said, **(slow or {})}.items():
        steps[name] = np.full(own.came.shape, np.nan)
        steps[name][-len(path) :] = own.scaled(path)
    away = [n for n in range(len(rows)) if n != which]
    wrong = [rows[n].came - comeback[n] for n in away] or [np.empty((0, horizon))]
    seen = [rows[n].seen for n in away] or [np.empty((0, horizon))]
    return Backtest(
        own,
        steps,
        {name: _by_horizon(own.came - one, own.seen) for name, one in steps.items()},
        _by_horizon(np.concatenate(wrong), np.concatenate(seen)),
    )


def _by_horizon(wrong: Floats, seen: Floats) -> tuple[Residuals, ...]:
    return tuple(in_order(wrong[:, h], seen[:, h]) for h in range(wrong.shape[1]))


def scored(test: Backtest, series: Series, origins: Sequence[int]) -> tuple[BacktestScore, ...]:
    """How well each model would have done at those origins, the least wrong first.

    Each is compared with the best naive model where both said anything.
    """
    at = [n for n in origins if np.isfinite(test.origins.came[n]).any()]
    found = [_score(test, series, name, at) for name in test.steps] if at else []
    said = [one for one in found if one is not None]
    return tuple(sorted(said, key=lambda one: (one.relative, one.model)))


def _score(test: Backtest, series: Series, name: str, at: Sequence[int]) -> BacktestScore | None:
    came, scale = test.origins.came[at], test.origins.scale[at, None]
    said = np.isfinite(test.steps[name][at])
    wrong = {
        one: np.where(said, (came - test.steps[one][at]) * scale, np.nan) for one in (name, *NAIVES)
    }
    best = min(scores.mean_absolute(wrong[one]) for one in NAIVES)
    tallies = judged(test, at, lambda n: test.said(n, name))
    if not best > 0 or not len(tallies):  # nothing was said, or nothing could be wrong
        return None
    error = scores.mean_absolute(wrong[name])
    cover80, cover95, crps = tallies.mean(axis=0).tolist()
    mase = scores.mase(wrong[name], series.values)
    return BacktestScore(name, mase, error / best, cover80, cover95, crps, len(tallies))


def judged(test: Backtest, at: Sequence[int], said: Callable[[int], Said]) -> Floats:
    """Of each known outcome (N, 3): inside 80 %, inside 95 %, CRPS in the unit of the series.

    Outcomes without a range are left out.
    """
    found = []
    for n in at:
        forecast = said(n)
        for h in np.flatnonzero(
            np.isfinite(test.origins.came[n] + forecast.steps + forecast.low[0])
        ):
            came = test.origins.came[n, h]
            inside = (forecast.low[:, h] <= came) & (came <= forecast.high[:, h])
            wrong = came - forecast.steps[h]
            crps = scores.crps(*forecast.spread[h], wrong) * test.origins.scale[n]
            found.append((*inside, crps))
    return np.array(found, float).reshape(-1, 3)
