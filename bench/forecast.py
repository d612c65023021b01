"""How well the next sessions are forecast: MASE, coverage of the intervals, CRPS.

    python bench/forecast.py DIR [--light] [--from N]

Reads every CSV of Strong or Hevy under DIR/history, each the log of one user, and takes every
exercise with 20 sessions or more, in its main measure. At every session from the twelfth on
the next four are forecast from what was known then: own and other exercises, the choice of the
model, the residuals of the intervals. Then it is set against what came.

The ratio that counts is the mean over the series of our MASE over that of the single naive method
that is best overall. The harder one, against the best of the three for each series in hindsight, is
told beside it. Exit code 1 when a figure is missed; the last line sums up.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import RepSightError
from repsight.core.history.findings import Floats, Series
from repsight.core.history.forecast.backtest import Backtest, backtest, judged
from repsight.core.history.forecast.comeback import comeback_steps
from repsight.core.history.forecast.forecast import NEED
from repsight.core.history.forecast.models import NAIVES
from repsight.core.history.forecast.origins import HORIZON, origins_of
from repsight.core.history.forecast.scores import mean_absolute, naive_error
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import SetTable, history_of
from repsight.history.forecast.recurrent import Network, inputs_of, network_steps
from repsight.history.forecast.statistical import statistical_paths
from repsight.history.forecast.training import cut_day, train_network
from repsight.history.importers import read_log

LEAST_SESSIONS: Final = 20
# What else is forecast of an exercise: its best set's repetitions, and load times repetitions.
BESIDE: Final = ("reps", "volume")
WANTED_RATIO: Final = 0.95
WANTED_80: Final = (0.75, 0.88)
DRAWS: Final = 2000
CHOSEN: Final = "chosen"
GRU: Final = "gru"


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A series: mean absolute errors by method and by horizon (H,), as MASE, and its intervals."""

    user: str
    series: Series
    mase: Mapping[str, float]
    by_horizon: Mapping[str, Floats]
    intervals: Floats
    models: Sequence[str]


def read_users(folder: Path) -> dict[str, SetTable]:
    """The sets of each log that can be read."""
    users: dict[str, SetTable] = {}
    for path in sorted((folder / "history").rglob("*.csv")):
        try:
            sets = history_of(read_log(path, tz="UTC").sessions).sets
        except RepSightError as error:
            print(f"left out {path.relative_to(folder)}: {error}")
            continue
        name = str(path.relative_to(folder / "history").with_suffix(""))
        users[name] = sets
    return users


def series_of(sets: SetTable, measure: str | None = None) -> list[Series]:
    """Every exercise of a user in its main measure, or in another that is not its main one."""
    main = {one: main_measure(sets.of(one)) for one in sets.exercises()}
    chosen = {one: measure or own for one, own in main.items() if own != measure}
    found = [session_series(sets, one, name) for one, name in chosen.items()]
    return [one for one in found if len(one)]


def judge_user(
    user: str, every: list[Series], first: int, network: Network | None, light: bool
) -> list[Judged]:
    """The series of a user that are long enough, judged from session `first` on."""
    rows = [origins_of(one) for one in every]
    comeback = comeback_steps(rows)
    found = []
    for n, series in enumerate(every):
        if len(series) < LEAST_SESSIONS or naive_error(series.values) == 0:
            continue
        slow: dict[str, Floats] = {}
        if not light:
            slow = statistical_paths(series.values, rows[n].count.tolist(), HORIZON)
        if network is not None:
            said = rows[n].unscaled(network_steps(network, inputs_of(series, rows[n])))
            slow[GRU] = np.where(rows[n].day[:, None] >= network.cut, said, np.nan)
        test = backtest(series, rows, comeback, n, slow=slow)
        judged = judge(user, series, test, first)
        if judged is not None:
            found.append(judged)
    return found


def judge(user: str, series: Series, test: Backtest, first: int) -> Judged | None:
    """The forecasts of one series; None where nothing could be wrong."""
    at = np.flatnonzero((test.origins.count >= first) & np.isfinite(test.origins.came[:, 0]))
    models = [test.chosen(int(n)) for n in at]
    chosen = np.array([test.steps[model][n] for model, n in zip(models, at, strict=True)])
    scale = naive_error(series.values)
    unit = test.origins.scale[at, None] / scale
    wrong = {name: (test.origins.came[at] - one[at]) * unit for name, one in test.steps.items()}
    wrong[CHOSEN] = (test.origins.came[at] - chosen) * unit
    if not mean_absolute(wrong["naive"]) > 0:
        return None
    intervals = judged(
        test, at.tolist(), lambda n: test.said(n, models[int(np.searchsorted(at, n))])
    )
    intervals[:, 2] /= scale
    by_horizon = {
        name: np.array([mean_absolute(one[:, h]) for h in range(HORIZON)])
        for name, one in wrong.items()
    }
    mase = {name: mean_absolute(one) for name, one in wrong.items()}
    return Judged(user, series, mase, by_horizon, intervals, models)


def ratios(rows: Sequence[Judged], name: str = CHOSEN) -> tuple[str, Floats, Floats]:
    """The naive method that is best overall, and the ratios (N,) to it and to the hardest."""
    best = min(NAIVES, key=lambda naive: float(np.mean([one.mase[naive] for one in rows])))
    ours = np.array([one.mase[name] for one in rows])
    hardest = np.array([min(one.mase[naive] for naive in NAIVES) for one in rows])
    one_for_all = np.array([one.mase[best] for one in rows])
    return best, ours / one_for_all, ours / np.maximum(hardest, np.finfo(float).tiny)


def bootstrap(values: Floats) -> tuple[float, float]:
    """A 95 % interval of the mean, over series drawn anew."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(0, len(values), (DRAWS, len(values)))].mean(1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def print_methods(rows: Sequence[Judged]) -> None:
    print(f"\n{'method':12} {'MASE':>6} {'/naive':>7}   by horizon 1 to {HORIZON}")
    for name in sorted({name for one in rows for name in one.mase}):
        said = [one for one in rows if np.isfinite(one.mase.get(name, np.nan))]
        if len(said) < len(rows):
            continue  # it said nothing at some origins: see below
        means = np.mean([one.by_horizon[name] for one in said], axis=0)
        mase = np.mean([one.mase[name] for one in said])
        ratio = mase / np.mean([one.mase["naive"] for one in said])
        print(f"{name:12} {mase:6.3f} {ratio:7.3f}   " + " ".join(f"{one:.3f}" for one in means))


def print_users(rows: Sequence[Judged]) -> None:
    for user in dict.fromkeys(one.user for one in rows):
        mine = [one for one in rows if one.user == user]
        best, ratio, hardest = ratios(mine)
        low, high = bootstrap(ratio)
        inside = np.concatenate([one.intervals for one in mine]).mean(axis=0)
        print(
            f"{user}: {len(mine)} series, ratio to {best} {ratio.mean():.3f}"
            f" ({low:.3f} to {high:.3f}), to the hardest {hardest.mean():.3f};"
            f" 80 % covers {inside[0]:.1%}, 95 % {inside[1]:.1%}, CRPS {inside[2]:.3f}"
        )


def print_networks(users: Mapping[str, list[Series]], first: int) -> Network | None:
    """Tells how the network does on users it has not seen; the one for all, trained to a cut."""
    for user, mine in users.items() if len(users) > 1 else ():
        rest = [one for name, every in users.items() if name != user for one in every]
        network = train_network(rest, max(int(one.day[-1]) for one in rest) + 1)
        if network is not None:
            print(f"{GRU}, trained on the other users only, {user}: {_alone(network, mine, first)}")
    every = [one for mine in users.values() for one in mine]
    network = train_network(every, cut_day(every))
    if network is not None:
        for user, mine in users.items():
            print(f"{GRU}, trained on all users to a cut, after it, {user}:"
                  f" {_alone(network, mine, first, network.cut)}")  # fmt: skip
    return network


def _alone(network: Network, mine: list[Series], first: int, since: int = 0) -> str:
    """The network's and the default model's errors over the naive one's, at the same origins."""
    rows = [origins_of(one) for one in mine]
    totals = []
    for series, row, steps in zip(mine, rows, comeback_steps(rows), strict=True):
        at = (row.count >= first) & (row.day >= since) & np.isfinite(row.came[:, 0])
        scale = naive_error(series.values)
        if len(series) < LEAST_SESSIONS or not at.any() or scale == 0:
            continue
        said = network_steps(network, inputs_of(series, row))
        unit = row.scale[at, None] / scale
        totals.append([mean_absolute((row.came - one)[at] * unit) for one in (said, steps, 0.0)])
    if not totals:
        return "no series"
    gru, default, naive = np.mean(totals, axis=0)
    return f"{gru / naive:.3f} of naive in {len(totals)} series (comeback: {default / naive:.3f})"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--light", action="store_true", help="our own models only")
    parser.add_argument("--from", dest="first", type=int, default=NEED, metavar="SESSIONS")
    options = parser.parse_args()
    sets = read_users(options.dir)
    users = {name: series_of(one) for name, one in sets.items()}
    network = None if options.light else print_networks(users, options.first)
    rows = [
        one
        for user, every in users.items()
        for one in judge_user(user, every, options.first, network, options.light)
    ]
    if not rows:
        print(f"no exercise with {LEAST_SESSIONS} sessions under {options.dir / 'history'}")
        return 1
    for measure in BESIDE:
        beside = [
            found
            for user, one in sets.items()
            for found in judge_user(user, series_of(one, measure), options.first, None, True)
        ]
        print_measure(measure, beside)
    return report(rows)


def print_measure(measure: str, rows: Sequence[Judged]) -> None:
    """How well a measure is forecast that is not the exercises' main one."""
    if rows:
        best, ratio, hardest = ratios(rows)
        inside = np.concatenate([one.intervals for one in rows]).mean(axis=0)
        print(f"beside the main measure, {measure}: {len(rows)} series, ratio to {best}"
              f" {ratio.mean():.3f}, to the hardest {hardest.mean():.3f};"
              f" 80 % covers {inside[0]:.1%}, 95 % {inside[1]:.1%}")  # fmt: skip


def report(rows: Sequence[Judged]) -> int:
    print_methods(rows)
    used = [model for one in rows for model in one.models]
    shares = {name: used.count(name) / len(used) for name in sorted(set(used))}
    print("\nchosen: " + ", ".join(f"{name} {share:.1%}" for name, share in shares.items()))
    print_users(rows)
    best, ratio, hardest = ratios(rows)
    pooled = np.mean([one.mase[CHOSEN] for one in rows]) / np.mean([one.mase[best] for one in rows])
    inside = np.concatenate([one.intervals for one in rows]).mean(axis=0)
    each = np.array([one.intervals[:, 0].mean() for one in rows])
    print(f"mean MASE over mean MASE of {best}: {pooled:.3f}; of the hardest for each series:"
          f" {hardest.mean():.3f} ({bootstrap(hardest)[0]:.3f} to {bootstrap(hardest)[1]:.3f});"
          f" 80 % coverage a series, 10th to 90th percentile: {np.quantile(each, 0.1):.0%}"
          f" to {np.quantile(each, 0.9):.0%}")  # fmt: skip
    missed = []
    if not ratio.mean() < WANTED_RATIO:
        missed.append(f"MASE ratio {ratio.mean():.3f} is not below {WANTED_RATIO}")
    if not WANTED_80[0] <= inside[0] <= WANTED_80[1]:
        missed.append(f"80 % coverage {inside[0]:.1%} is not in {WANTED_80}")
    low, high = bootstrap(ratio)
    print(
        f"{'missed: ' + '; '.join(missed) if missed else 'reached'} | {len(rows)} series: MASE"
        f" {np.mean([one.mase[CHOSEN] for one in rows]):.3f}, {ratio.mean():.3f} of the best naive"
        f" ({best}; 95 % {low:.3f} to {high:.3f}), 80 % interval covers {inside[0]:.1%},"
        f" 95 % {inside[1]:.1%}, CRPS {inside[2]:.3f} naive steps"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
