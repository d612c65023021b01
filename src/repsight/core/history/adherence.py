"""How regularly somebody trains: sessions a week, weeks in a row, gaps, planned against done."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.load import monday_of
from repsight.core.history.table import History
from repsight.core.programme.types import Programme

_WEEK: Final = 7
# Longer than anybody's week of training: a holiday, an illness, a lost habit.
GAP_DAYS: Final = 10
# Over how many weeks the present habit is measured.
_LATELY: Final = 8


@dataclass(frozen=True, slots=True)
class Gap:
    """No session for `days` after day `start`, the last session before it."""

    start: int
    days: int


@dataclass(frozen=True, slots=True)
class Adherence:
    """How regularly: `per_week` lately (8 weeks) and `usual_per_week` over all; streaks in weeks.

    `streak` is that of weeks with training up to now, the running week not held against it;
    `planned` and `done` workouts of a programme up to today, None without one.
    """

    sessions: int
    per_week: float
    usual_per_week: float
    streak: int
    longest_streak: int
    since_last: int
    gaps: tuple[Gap, ...]
    planned: int | None = None
    done: int | None = None


def adherence(history: History, today: int, programme: Programme | None = None) -> Adherence | None:
    """How regularly somebody trained up to the day `today`; None before the first session."""
    days = np.unique(history.sessions.day[history.sessions.day <= today])
    if not len(days):
        return None
    weeks = max((today - int(days[0]) + 1) / _WEEK, 1.0)
    lately = min(weeks, float(_LATELY))
    sessions = history.sessions.day[history.sessions.day <= today]
    streak, longest = _streaks(days, today)
    away = np.diff(np.append(days, today))
    gaps = tuple(Gap(int(days[n]), int(away[n])) for n in np.flatnonzero(away > GAP_DAYS))
    planned, done = (None, None) if programme is None else _fulfilled(programme, days, today)
    return Adherence(
        sessions=len(sessions),
        per_week=float(np.sum(sessions > today - lately * _WEEK)) / lately,
        usual_per_week=len(sessions) / weeks,
        streak=streak,
        longest_streak=longest,
        since_last=today - int(days[-1]),
        gaps=gaps,
        planned=planned,
        done=done,
    )


def _streaks(days: np.ndarray, today: int) -> tuple[int, int]:
    """Weeks in a row with training: up to now, and at most."""
    trained = np.unique(monday_of(days))
    breaks = np.flatnonzero(np.diff(trained) > _WEEK) + 1
    runs = [len(run) for run in np.split(trained, breaks)]
    running = int(monday_of(today)) - int(trained[-1]) <= _WEEK
    return (runs[-1] if running else 0), max(runs)


def _fulfilled(programme: Programme, days: np.ndarray, today: int) -> tuple[int, int]:
    """Workouts planned up to today, and how many of them were done: as noted, or on their day."""
    due = [one for week in programme.weeks for one in week.workouts if one.day <= today]
    trained = set(days.tolist())
    return len(due), sum(one.done is not None or one.day in trained for one in due)
