"""Days as people write them, and which of them stand below a plot."""

import math
from datetime import date
from typing import Final

from repsight.core.history.table import EPOCH

MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS: Final = (1, 2, 7, 14)
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60)
_MONTH_DAYS: Final = 30.44
WEEK: Final = 7
_EPOCH: Final = EPOCH.toordinal()


def date_of(day: float) -> date:
    """The date of a day since 1970-01-01."""
    return date.fromordinal(_EPOCH + math.floor(day))


def day_number(when: date) -> int:
    """The days of a date since 1970-01-01."""
    return (when - EPOCH).days


def day_words(day: float) -> str:
    """ "3 Mar 2026"."""
    when = date_of(day)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short_words(day: float) -> str:
    """ "3 Mar"."""
    when = date_of(day)
    return f"{when.day} {MONTHS[when.month - 1]}"


def weekday_words(day: float) -> str:
    """ "Tue 3 Mar"."""
    return f"{WEEKDAYS[date_of(day).weekday()]} {short_words(day)}"


def monday_of(day: int) -> int:
    """The Monday of the week of a day."""
    return day - date_of(day).weekday()


def ticks_of(low: float, high: float, wanted: int) -> list[tuple[float, str]]:
    """Days from `low` to `high` with what to write: at most about `wanted`, evenly in the year."""
    span = max(high - low, 1.0)
    step = next((each for each in _DAYS if span / each <= wanted), None)
    if step is not None:
        return _by_days(low, high, step)
    months = next((m for m in _MONTHS if span / (m * _MONTH_DAYS) <= wanted), _MONTHS[-1])
    return _by_months(low, high, months)


def _by_days(low: float, high: float, step: int) -> list[tuple[float, str]]:
    first = math.ceil(low)
    if step >= WEEK:
        first = monday_of(first + WEEK - 1)
    return [(float(day), short_words(day)) for day in range(first, math.floor(high) + 1, step)]


def _by_months(low: float, high: float, step: int) -> list[tuple[float, str]]:
    begin = date_of(low)
    count = begin.year * 12 + begin.month - 1
    count += -count % step
    found: list[tuple[float, str]] = []
    while (day := (date(count // 12, count % 12 + 1, 1) - EPOCH).days) <= high:
        if day >= low:
            found.append((float(day), _month_words(count, first=not found)))
        count += step
    return found


def _month_words(count: int, *, first: bool) -> str:
    """The year at its beginning, else the month; the first says both."""
    year, month = divmod(count, 12)
    if month == 0:
        return str(year)
    return f"{MONTHS[month]} {year}" if first else MONTHS[month]
