"""When somebody trained: a square a day over one year, and a square a week over all years."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.table import History
from repsight.history.report.dates import MONTHS, WEEK, date_of, monday_of, weekday_words
from repsight.report.numbers import plural
from repsight.report.svg import Svg

LEVELS: Final = 4
WEEKS: Final = {"wide": 53, "narrow": 18}
"""A year; on a phone four months, so that a day is still large enough for a finger's width."""
_WIDTH: Final = {"wide": 860, "narrow": 358}
_LEFT, _TOP, _GAP = 40, 26, 3
_YEAR_WEEKS: Final = 53


@dataclass(frozen=True, slots=True)
class Cell:
    """A square: its column and row, how full it is (0 for nothing to `LEVELS`), what it says."""

    column: int
    row: int
    level: int
    say: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Squares in `columns`, with words above columns and before rows."""

    columns: int
    cells: tuple[Cell, ...]
    above: tuple[tuple[int, str], ...]
    before: tuple[tuple[int, str], ...]
    label: str


def sets_by_day(history: History) -> dict[int, int]:
    """Working sets of each day with a session; a session without sets counts as none."""
    found = {int(day): 0 for day in history.sessions.day}
    days, counts = np.unique(history.sets.working().day, return_counts=True)
    found.update({int(day): int(n) for day, n in zip(days, counts, strict=True)})
    return found


def year_calendar(sets: dict[int, int], today: int, weeks: int, label: str) -> Calendar:
    """The days of the last `weeks` weeks, Monday on top, this week last."""
    first = monday_of(today) - (weeks - 1) * WEEK
    bounds = _quarters(list(sets.values()))
    cells = tuple(
        Cell((day - first) // WEEK, (day - first) % WEEK, _level(sets.get(day), bounds), say)
        for day in range(first, today + 1)
        for say in (_said(day, sets.get(day)),)
    )
    above = []
    for column in range(weeks):
        month = date_of(first + column * WEEK + WEEK - 1)
        if month.day <= WEEK:
            word = MONTHS[month.month - 1]
            above.append((column, f"{word} {month.year}" if month.month == 1 else word))
    return Calendar(weeks, cells, tuple(above), ((0, "Mon"), (2, "Wed"), (4, "Fri")), label)


def years_calendar(sets: dict[int, int], today: int, label: str) -> Calendar:
    """A row a year, a column a week: how many days were trained in each."""
    by_week: dict[tuple[int, int], int] = {}
    for day in sets:
        when = date_of(day)
        week = (when.timetuple().tm_yday - 1) // WEEK
        by_week[when.year, week] = by_week.get((when.year, week), 0) + 1
    first, last = date_of(min(sets, default=today)).year, date_of(today).year
    cells = tuple(
        Cell(week, year - first, min(days, LEVELS), f"{year}, week {week + 1}: {said}")
        for year in range(first, last + 1)
        for week in range(_YEAR_WEEKS)
        for days in (by_week.get((year, week), 0),)
        for said in (plural(days, "training day"),)
    )
    above = tuple((round(m * _YEAR_WEEKS / 12), MONTHS[m]) for m in range(0, 12, 3))
    before = tuple((year - first, str(year)) for year in range(first, last + 1))
    return Calendar(_YEAR_WEEKS, cells, above, before, label)


def draw_calendar(calendar: Calendar, size: str) -> Svg:
    """The picture; `size` is wide or narrow. Days without training are hollow."""
    left = _LEFT + 4
    pitch = (_WIDTH[size] - left - 2) / calendar.columns
    gap = min(_GAP, 0.3 * pitch)
    high = max(pitch, 17.0) if calendar.before and len(calendar.before) > 3 else pitch
    rows = 1 + max((cell.row for cell in calendar.cells), default=0)
    svg = Svg(_WIDTH[size], round(_TOP + rows * high + 4), calendar.label, size)
    for column, word in calendar.above:
        at = left + column * pitch
        if at + 8 * len(word) <= _WIDTH[size]:
            svg.text(at, 16, word)
    for row, word in calendar.before:
        svg.text(0, _TOP + (row + 0.5) * high + 5, word)
    for cell in calendar.cells:
        x, y = left + cell.column * pitch, _TOP + cell.row * high
        say = cell.say if cell.level else None
        svg.rect(x, y, pitch - gap, high - gap, f"day l{cell.level}", say)
    return svg


def _quarters(counts: list[int]) -> list[float]:
    """Where the sets of a day pass a quarter, half and three quarters of this person's days."""
    return [float(b) for b in np.percentile(counts, (25, 50, 75))] if counts else []


def _level(sets: int | None, bounds: list[float]) -> int:
    return 0 if sets is None else 1 + sum(sets > bound for bound in bounds)


def _said(day: int, sets: int | None) -> str:
    return f"{weekday_words(day)} {date_of(day).year}: {plural(sets or 0, 'set')}"
