"""What a risk is judged by, day by day, from the days until then alone.

Everything is set against the athlete's own past, so that kilograms lifted and metres run, or two
cameras, give the same kind of number. The ratio of acute to chronic load is not among them: it
rescales the recent load by noise and predicts no better than chance (Impellizzeri et al., Sports
Med 51, 2021); the long-term mean that loads are divided by here only takes their unit away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.core.history.risk.daily import DailyLog

WEEK: Final = 7
RECENT_DAYS: Final = 14
"""Movement and pain are judged over two weeks: few train an exercise more than twice in one."""
USUAL_DAYS: Final = 182
"""What is usual is the mean of half a year before: long enough that one hard month moves it little,
short enough to follow a person who gets stronger."""
MIN_USUAL_DAYS: Final = 28
MIN_USUAL_MEASURED: Final = 5
"""Days with a measurement before a mean of them is called usual."""
BREAK_DAYS: Final = 14
"""A break: what training gains begins to be lost within a few weeks of none (Mujika & Padilla,
Sports Med 30, 2000)."""
MAX_WEEKS_SINCE_BREAK: Final = 12.0
PREVIOUS_DAYS: Final = 365
"""A previous injury is one of the last year: the studies compare a season with the next."""
MAX_MONOTONY: Final = 5.0
"""Seven equal days have no spread and no bound; values above 2 are already called high."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing looked at: its title, the unit, and its values (D,) of a daily log."""

    title: str
    unit: str
    of: Callable[[DailyLog], Floats]


def features(log: DailyLog) -> Floats:
    """Values (D, F) of `FEATURES` at the end of each day; NaN where not known."""
    return np.stack([feature.of(log) for feature in FEATURES.values()], axis=1)


def injured_within(log: DailyLog, days: int) -> Floats:
    """Of each day (D,): 1 when an injury happened in the `days` days after it, 0 when none did.

    NaN where the log ends before.
    """
    counts = np.concatenate([[0], np.cumsum(log.injured)])
    after = np.minimum(np.arange(len(log)) + 1 + days, len(log))
    happened = (counts[after] - counts[1:]) > 0
    told = happened | (np.arange(len(log)) + days < len(log))
    return np.where(told, happened.astype(float), np.nan)


def week_load(log: DailyLog) -> Floats:
    """Load of the 7 days until each, (C, D); NaN where a day of them was not observed."""
    total, known = _window(log.load, WEEK)
    return np.where(known == WEEK, total, np.nan)


def _usual_week(log: DailyLog) -> Floats:
    """Mean of the 7-day loads of half a year that ended before this week, (C, D)."""
    total, known = _window(week_load(log), USUAL_DAYS, before=WEEK)
    enough = (known >= MIN_USUAL_DAYS) & (total > 0)
    return np.where(enough, total / np.maximum(known, 1), np.nan)


def _load(log: DailyLog) -> Floats:
    return _mean(week_load(log) / _usual_week(log))


def _change(log: DailyLog) -> Floats:
    week = week_load(log)
    before = np.full_like(week, np.nan)
    before[:, WEEK:] = week[:, :-WEEK]
    return _mean((week - before) / _usual_week(log))


def _monotony(log: DailyLog) -> Floats:
    return _mean(_monotonies(log))


def _strain(log: DailyLog) -> Floats:
    return _mean(week_load(log) / _usual_week(log) * _monotonies(log))


def _monotonies(log: DailyLog) -> Floats:
    """Mean over standard deviation of the loads of 7 days, (C, D), bounded. Foster 1998."""
    padded = np.pad(log.load, ((0, 0), (WEEK - 1, 0)), constant_values=np.nan)
    days = np.lib.stride_tricks.sliding_window_view(padded, WEEK, axis=1)
    mean, spread = days.mean(axis=2), days.std(axis=2, ddof=1)
    # The floor bounds the ratio; a week without load has no monotony, but is no unknown one.
    floor = np.where(mean > 0, mean / MAX_MONOTONY, 1.0)
    return np.asarray(mean / np.maximum(spread, floor))


def _weeks_since_break(log: DailyLog) -> Floats:
    day = np.arange(len(log))
    active = np.nansum(log.load, axis=0) > 0
    last = np.maximum.accumulate(np.where(active, day, -1))
    previous = np.concatenate([[-1], last[:-1]])
    returned = active & (previous >= 0) & (day - previous > BREAK_DAYS)
    since = day - np.maximum.accumulate(np.where(returned, day, -len(day) - 1000))
    weeks = np.minimum(since / WEEK, MAX_WEEKS_SINCE_BREAK)
    return np.where(day - last >= BREAK_DAYS, 0.0, weeks)


def _previous(log: DailyLog) -> Floats:
    count, _ = _window(log.injured.astype(float), PREVIOUS_DAYS)
    return np.where((count > 0) | log.injured_before, 1.0, 0.0)


def _pain(log: DailyLog) -> Floats:
    """The worst of two weeks; unknown until pain was first noted, and none where not noted since.

    Who never notes pain may have none, or not note it.
    """
    noted = np.maximum.accumulate(np.isfinite(log.pain))
    padded = np.pad(np.nan_to_num(log.pain), (RECENT_DAYS - 1, 0))
    worst = np.lib.stride_tricks.sliding_window_view(padded, RECENT_DAYS).max(axis=1)
    return np.where(noted, worst, np.nan)


def _recent(log: DailyLog, measure: str) -> Floats:
    total, known = _window(log.measures.get(measure, _nothing(log)), RECENT_DAYS)
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)


def _usual(log: DailyLog, measure: str) -> Floats:
    values = log.measures.get(measure, _nothing(log))
    total, known = _window(values, USUAL_DAYS, before=RECENT_DAYS)
    return np.where(known >= MIN_USUAL_MEASURED, total / np.maximum(known, 1), np.nan)


def _rise(measure: str) -> Callable[[DailyLog], Floats]:
    """How far a measure of the last two weeks is above its usual."""
    return lambda log: _mean(_recent(log, measure) - _usual(log, measure))


def _fall(measure: str) -> Callable[[DailyLog], Floats]:
    """How far a measure of the last two weeks is below its usual."""
    return lambda log: _mean(_usual(log, measure) - _recent(log, measure))


def _rom_loss(log: DailyLog) -> Floats:
    """How far the last two weeks are below the best two weeks so far."""
    recent = _recent(log, "rom")
    best = np.fmax.accumulate(recent, axis=1)
    known = np.isfinite(_usual(log, "rom"))
    return _mean(np.where(known, best - recent, np.nan))


def _nothing(log: DailyLog) -> Floats:
    return np.full((1, len(log)), np.nan)


def _window(values: Floats, days: int, before: int = 0) -> tuple[Floats, Floats]:
    """Sum of what is known of the `days` days that end `before` days before each; how many are."""
    known = np.isfinite(values)
    end = np.maximum(np.arange(values.shape[-1]) + 1 - before, 0)
    start = np.maximum(end - days, 0)
    sums = []
    for each in (np.where(known, values, 0.0), known.astype(float)):
        running = np.concatenate([np.zeros((*each.shape[:-1], 1)), np.cumsum(each, -1)], -1)
        sums.append(running[..., end] - running[..., start])
    return sums[0], sums[1]


def _mean(values: Floats) -> Floats:
    """Mean over the rows (C, D) that are known; NaN where none is."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


FEATURES: Final[Mapping[str, Feature]] = {
    "load": Feature("load of the last 7 days", "× usual", _load),
    "change": Feature("change from the week before", "× usual", _change),
    "monotony": Feature("monotony of the last 7 days", "", _monotony),
    "strain": Feature("strain of the last 7 days", "× usual", _strain),
    "since_break": Feature("time since the last break", "weeks", _weeks_since_break),
    "previous_injury": Feature("previous injury", "", _previous),
    "pain": Feature("worst pain of the last 14 days", "of 10", _pain),
    "asymmetry": Feature("asymmetry above the usual", "points", _rise("asymmetry")),
    "rom_loss": Feature("range of motion below the best", "points", _rom_loss),
    "form_decay": Feature("score below the usual", "points", _fall("score")),
    "velocity_loss": Feature("velocity loss above the usual", "points", _rise("velocity_loss")),
}
