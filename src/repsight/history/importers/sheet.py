"""A training log in a text file, row by row."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from repsight.core.errors import SourceError
from repsight.history.importers import hevy, strong
from repsight.history.importers.cells import Unit, shown
from repsight.history.importers.collect import Collector, SetRow
from repsight.history.importers.columns import Columns
from repsight.history.importers.dates import Dates
from repsight.history.importers.imported import (
    BROKEN,
    CUT,
    NO_SET,
    BadRowError,
    Imported,
    Skipped,
    grouped,
)
from repsight.history.importers.table import Table, opened
from repsight.history.importers.zones import LocalTimes

ALLOWED: Final = (
    "CSV exports of Strong and Hevy, FIT activities, and the JSON, CSV and zip files of RepSight"
    " are allowed"
)
_WESTERN: Final = ("cp1252", "latin-1")


class Rows(Protocol):
    """Reads the rows of one program's export."""

    source: str
    partial: bool

    @property
    def columns(self) -> Columns:
        """Where things are."""

    @property
    def unit_guessed(self) -> bool:
        """Whether weights were taken as kilograms because nothing says what they are."""

    def row(self, cells: Sequence[str]) -> SetRow:
        """The row's set. Raises BadRowError."""

    def is_remark(self, row: SetRow) -> bool:
        """Whether it is a note on its exercise, not a set."""

    def notes(self) -> tuple[str, ...]:
        """What was assumed, a line each."""


def read_sheet(path: Path, times: LocalTimes, unit: Unit | None, now: datetime) -> Imported:
    """The sessions in a CSV. Raises SourceError where there is none to be read."""
    with opened(path) as table:
        rows = _rows_for(table, Dates(now), unit)
        collector = Collector(rows.source, times)
        skipped = _read(table, rows, collector)
        notes = rows.notes()
        if table.encoding in _WESTERN:
            notes = (*notes, "the text is no UTF-8; it was read as Western European")
    sessions = collector.sessions()
    if not sessions:
        raise SourceError(f"{path} has no usable row{_why(skipped)}")
    return Imported(
        sessions,
        tuple(skipped),
        rows.source,
        (*notes, *times.notes(), *collector.notes()),
        partial=rows.partial,
        unit_guessed=rows.unit_guessed,
    )


def _rows_for(table: Table, dates: Dates, unit: Unit | None) -> Rows:
    """The reader of the program whose columns these are. Raises SourceError."""
    known = {program: len(Columns(table.header, program.MEANINGS)) for program in (strong, hevy)}
    program = max(known, key=lambda one: known[one])
    if known[program] < 2:  # a word such as "date" is in many tables
        header = shown(table.separator.join(table.header))
        raise SourceError(f"{table.path} is no training log: it begins with {header}; {ALLOWED}")
    if program is hevy:
        return hevy.HevyRows(table.path, table.header, dates, unit)
    return strong.StrongRows(table.path, table.header, dates, unit)


def _read(table: Table, rows: Rows, collector: Collector) -> list[Skipped]:
    """Collect every row; those that were left out come back."""
    skipped: list[Skipped] = []
    last: tuple[int, list[str]] | None = None
    for line, cells in table.rows():
        if last is not None:
            _take(*last, table, rows, collector, skipped)
            last = None
        if cells is None:
            skipped.append(Skipped(line, BROKEN, "a quotation mark is never closed"))
        elif cells == table.header:
            collector.start_again()
        else:
            last = line, cells
    if last is None:
        return skipped
    # Only now it is known whether the file ends where it should.
    if table.open_quote or (not table.ends and len(last[1]) < rows.columns.width):
        skipped.append(Skipped(last[0], CUT, "the file ends in the middle of this row"))
    else:
        _take(*last, table, rows, collector, skipped)
    return skipped


def _take(
    line: int,
    cells: list[str],
    table: Table,
    rows: Rows,
    collector: Collector,
    skipped: list[Skipped],
) -> None:
    """Collect one row, or say why not."""
    try:
        rows.columns.check_width(cells, table.separator)
        row = rows.row(cells)
        if rows.is_remark(row):
            collector.remark(row)
            return
        done = row.logged
        if done.reps is None and done.seconds is None and done.distance_m is None:
            raise BadRowError(NO_SET, "neither repetitions nor time nor distance")
        collector.add(row, cells)
    except BadRowError as bad:
        skipped.append(Skipped(line, bad.kind, bad.reason))


def _why(skipped: list[Skipped]) -> str:
    """What is wrong with the rows of a file without any good one."""
    if not skipped:
        return ": there is nothing below its first line; export the log again"
    most = next(iter(grouped(skipped).values()))
    return f"; line {most[0].line}: {most[0].reason} ({len(most)} of {len(skipped)} rows)"
