"""Made-up athletes: daily loads with weeks and breaks, and injuries of a hazard that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from repsight.core.history.risk.daily import DailyLog
from repsight.core.history.risk.features import FEATURES, features


def athlete(seed: int, days: int = 300, channels: int = 1, measured: bool = True) -> DailyLog:
    """Nobody injured: three to five sessions a week, harder and lighter weeks, one break."""
    rng = np.random.default_rng(seed)
    week = np.repeat(rng.lognormal(0, 0.35, days // 7 + 1), 7)[:days]
    trains = rng.random(days) < rng.uniform(0.4, 0.7)
    load = week * trains * rng.lognormal(0, 0.4, (channels, days)) * rng.uniform(50, 5000)
    away = int(rng.integers(60, days - 40))
    load[:, away : away + 20] = 0.0
    pain = np.where(rng.random(days) < 0.05, rng.integers(1, 8, days), np.nan)
    pain[0] = 0.0
    measures = {}
    if measured:
        drift = np.cumsum(rng.normal(0, 0.3, days))
        score = np.where(trains, 80 + drift + rng.normal(0, 3, days), np.nan)
        measures = {"score": score[None], "rom": score[None] + 5}
    return DailyLog(f"a{seed:03d}", 0, load, pain, np.zeros(days, bool), measures)


def injure(log: DailyLog, weights: Mapping[str, float], intercept: float, seed: int) -> DailyLog:
    """The same athlete, injured each day with a probability whose log-odds are a line in the
    features of the day before."""
    values = np.nan_to_num(features(log))
    odds = intercept + sum(w * values[:, list(FEATURES).index(n)] for n, w in weights.items())
    hurt = np.random.default_rng(seed).random(len(log)) < 1 / (1 + np.exp(-odds))
    return replace(log, injured=np.concatenate([[False], hurt[:-1]]))


def squad(
    count: int, weights: Mapping[str, float], intercept: float, days: int = 300, seed: int = 0
) -> Sequence[DailyLog]:
    """Several such athletes."""
    return [injure(athlete(seed + n, days), weights, intercept, seed + n) for n in range(count)]
