"""One athlete day by day: what every risk feature is made from, whoever kept the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Floats
from repsight.core.history.load import session_load
from repsight.core.history.table import EPOCH, History, SessionTable, SetTable

MEASURES: Final = ("asymmetry", "rom", "score", "velocity_loss")
"""Measures of movement that a daily log may hold."""
UNSEEN_DAYS: Final = 28
"""A gap without any entry that is longer was not observed; a shorter one is time off.

Nobody keeps two logs of holidays: after four weeks of silence it is as likely that the log stopped
as that the training did."""


@dataclass(frozen=True, slots=True, eq=False)
class DailyLog:
    """The D days of one athlete from day `first` on. Raises InvalidInputError.

    `load` (C, D): C ways of measuring load, 0 on a day off, NaN where not observed. `pain` (D,) is
    0 to 10, NaN where nothing was said. `injured` (D,): an injury happened. `measures` of
    `MEASURES` (C, D), a row an exercise, NaN where not measured. `injured_before` the log began.
    """

    athlete: str
    first: int
    load: Floats
    pain: Floats
    injured: npt.NDArray[np.bool_]
    measures: Mapping[str, Floats] = field(default_factory=dict)
    injured_before: bool = False

    def __post_init__(self) -> None:
        days = len(self.injured)
        if self.load.ndim != 2 or not len(self.load):
            raise InvalidInputError(f"load has shape {self.load.shape}; (measures, days) is needed")
        for name, values in {"load": self.load, "pain": self.pain, **self.measures}.items():
            if values.shape[-1] != days:
                raise InvalidInputError(f"{name} has {values.shape[-1]} days; {days} are needed")
        if (self.load < 0).any():
            raise InvalidInputError("a load is below 0; it is 0 on a day off, and above on others")

    def __len__(self) -> int:
        return len(self.injured)

    def until(self, days: int) -> "DailyLog":
        """Only the first `days` days."""
        return DailyLog(
            self.athlete,
            self.first,
            self.load[:, :days],
            self.pain[:days],
            self.injured[:days],
            {name: values[:, :days] for name, values in self.measures.items()},
            self.injured_before,
        )


def fill_days_off(values: Floats) -> Floats:
    """Loads (C, D) with days without an entry (NaN) as days off, but for gaps not observed."""
    seen = np.flatnonzero(np.isfinite(values).any(axis=0))
    filled = np.where(np.isfinite(values), values, 0.0)
    ends = np.append(seen, values.shape[1])
    for before, after in pairwise(ends.tolist()):
        if after - before - 1 > UNSEEN_DAYS:
            filled[:, before + 1 : after] = np.nan
    filled[:, : seen[0] if len(seen) else None] = np.nan
    return filled


def daily_log(history: History, today: int) -> DailyLog:
    """The days of a person from the first session to `today`; nothing after it is looked at.

    Load is that of `core/history/load.py`: exertion times minutes, else volume, else sets. The
    profile knows injuries but not when they were, so they count as before the log.
    """
    history = _until(history, today)
    sets = history.sets.working()
    first = int(history.sessions.day[0]) if len(history.sessions) else today
    days = today - first + 1
    return DailyLog(
        athlete=history.user,
        first=first,
        load=fill_days_off(_loads(history, first, days)),
        pain=_pain(history, first, days),
        injured=np.zeros(days, bool),
        measures={name: _channels(sets, name, first, days) for name in MEASURES},
        injured_before=bool(history.profile.injuries),
    )


def _pain(history: History, first: int, days: int) -> Floats:
    """The worst pain noted each day."""
    pain = np.full(days, np.nan)
    for note in history.pain:
        at = (note.at.date() - EPOCH).days - first
        if 0 <= at < days:
            pain[at] = np.fmax(pain[at], note.level)
    return pain


def _channels(sets: SetTable, name: str, first: int, days: int) -> Floats:
    """The mean of a measure each day (C, D), one row for every exercise that has it."""
    values = sets.score if name == "score" else sets.measures.get(name, np.full(len(sets), np.nan))
    known = np.isfinite(values)
    names, row = np.unique(sets.exercise[known].astype(str), return_inverse=True)
    shape = (len(names), days)
    place = (row, sets.day[known] - first)
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, place, values[known])
    np.add.at(count, place, 1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _loads(history: History, first: int, days: int) -> Floats:
    """The load of each day (1, D), NaN on days without a session."""
    load = np.full((1, days), np.nan)
    done, row = np.unique(history.sessions.day - first, return_inverse=True)
    load[0, done] = np.bincount(row, session_load(history), len(done))
    return load


def _until(history: History, today: int) -> History:
    """The history without what came after a day."""
    sessions = history.sessions
    kept = sessions.day <= today
    return replace(
        history,
        sets=history.sets.where(history.sets.day <= today),
        sessions=SessionTable(*(getattr(sessions, f.name)[kept] for f in fields(sessions))),
    )
