"""When the next sessions of an exercise are to be expected."""

from typing import Final

import numpy as np

from repsight.core.history.findings import Days

# The rhythm is that of the last so many sessions: a change of plan shows within weeks.
SESSIONS: Final = 12


def next_days(day: Days, horizon: int, today: int | None = None) -> Days:
    """The expected days (H,) of the next sessions, none before `today`.

    The usual gap is the median of the last ones, so that a holiday does not count as one.
    """
    gaps = np.diff(day[-SESSIONS - 1 :])
    usual = max(float(np.median(gaps)), 1.0) if len(gaps) else 7.0
    first = day[-1] + usual
    if today is not None:
        first = max(first, today)
    days = np.round(first + usual * np.arange(horizon))
    return np.asarray(days, np.int64)
