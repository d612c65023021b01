"""How days and loads are written in reasons."""

from datetime import timedelta

from repsight.core.history.table import EPOCH


def day_text(day: int) -> str:
    """A day since 1970-01-01 as a date: 2026-11-20."""
    return (EPOCH + timedelta(days=int(day))).isoformat()


def kg(load: float) -> str:
    """A load in kilograms, without needless zeros."""
    return f"{round(load, 2):g} kg"


def sessions_text(count: int) -> str:
    """ "1 session", "2 sessions"."""
    return f"{count} session{'s' * (count != 1)}"
