"""When somebody trained: a square a day over one year, and a square a week over all years."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from repsight.core.history.table import History
from repsight.history.report.dates import MONTHS, WEEK, date_of, monday_of, weekday_words
from repsight.report.numbers import plural
from repsight.report.svg import Svg

LEVELS: Final = 4
WEEKS: Final = 54
"""A year, in three equal parts."""
_BANDS: Final = {"wide": 1, "narrow": 3}
"""On a phone a year is three rows of four months, so that a day can still be seen."""
_WIDTH: Final = {"wide": 860, "narrow": 358}
_LEFT, _TOP, _GAP = 44, 26, 3
_TEXT: Final = 18.0
"""A row with a word of its own is at least as high as the word."""
_LETTER: Final = 9.0
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


def year_calendar(sets: dict[int, int], today: int, label: str) -> Calendar:
    """The days of the last year, Monday on top, this week last."""
    first = monday_of(today) - (WEEKS - 1) * WEEK
    bounds = _quarters(list(sets.values()))
    cells = tuple(
        Cell((day - first) // WEEK, (day - first) % WEEK, _level(sets.get(day), bounds), say)
        for day in range(first, today + 1)
        for say in (_said(day, sets.get(day)),)
    )
    above = []
    for column in range(WEEKS):
        month = date_of(first + column * WEEK + WEEK - 1)
        if month.day <= WEEK:
            above.append((column, str(month.year) if month.month == 1 else MONTHS[month.month - 1]))
    return Calendar(WEEKS, cells, tuple(above), ((0, "Mon"), (2, "Wed"), (4, "Fri")), label)


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
    rows = 1 + max((cell.row for cell in calendar.cells), default=0)
    bands = 1 if len(calendar.before) == rows else _BANDS[size]
    columns = calendar.columns // bands
    pitch = (_WIDTH[size] - _LEFT - 2) / columns
    high = max(pitch, _TEXT) if len(calendar.before) == rows else pitch
    band = _TOP + rows * high + 6
    svg = Svg(_WIDTH[size], round(bands * band), calendar.label, size)
    for column, word in calendar.above:
        x = _LEFT + column % columns * pitch
        if x + _LETTER * len(word) <= _WIDTH[size]:
            svg.text(x, column // columns * band + 17, word)
    for row, word in calendar.before:
        for place in range(bands):
            svg.text(0, place * band + _TOP + (row + 0.5) * high + 5, word)
    gap = min(_GAP, 0.3 * pitch)
    for cell in calendar.cells:
        x = _LEFT + cell.column % columns * pitch
        y = cell.column // columns * band + _TOP + cell.row * high
        say = cell.say if cell.level else None
        svg.rect(x, y, pitch - gap, high - gap, f"day l{cell.level}", say)
    return svg


def _quarters(counts: list[int]) -> list[float]:
    """Where the sets of a day pass a quarter, half and three quarters of this person's days."""
    return [float(b) for b in np.percentile(counts, (25, 50, 75))] if counts else []


def _level(sets: int | None, bounds: list[float]) -> int:
    return 0 if sets is None else 1 + sum(sets >= bound for bound in bounds)


def _said(day: int, sets: int | None) -> str:
    return f"{weekday_words(day)} {date_of(day).year}: {plural(sets or 0, 'set')}"
