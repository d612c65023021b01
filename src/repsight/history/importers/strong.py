"""Rows of an export of Strong, and of RepSight's own CSV, which has the same columns and more.

Strong has written five forms, by platform and version: with and without units, with `,` and `;`.
All have one row a set, and rows that are none: rest timers and notes.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import LoggedSet, SetKind
from repsight.history.formulas import unguarded
from repsight.history.importers.cells import (
    DISTANCES,
    WEIGHTS,
    Unit,
    duration,
    number,
    scaled,
    shown,
    whole,
)
from repsight.history.importers.collect import SetRow
from repsight.history.importers.columns import Columns
from repsight.history.importers.dates import Dates
from repsight.history.importers.imported import IMPOSSIBLE, NO_SET, BadRowError
from repsight.history.importers.loads import load_of
from repsight.history.importers.units import Units

SOURCE: Final = "strong"
OURS: Final = "repsight"
MEANINGS: Final = {
    "date": "date", "workout name": "name", "duration": "duration", "workout duration": "duration",
    "exercise name": "exercise", "set order": "order", "weight": "weight",
    "weight unit": "weight unit", "reps": "reps", "distance": "distance",
    "distance unit": "distance unit", "seconds": "seconds", "notes": "note",
    "workout notes": "session note", "rpe": "rpe",
    # Only in our own.
    "started": "started", "workout rpe": "session rpe", "score": "score", "source": "source",
    "key": "key",
}  # fmt: skip
REQUIRED: Final = {
    "date": "Date", "exercise": "Exercise Name", "order": "Set Order", "weight": "Weight",
    "reps": "Reps",
}  # fmt: skip
# The oldest form names two columns by their unit alone.
_OLDEST: Final = {
    "kg": "weight (kg)", "lbs": "weight (lbs)", "km": "distance (km)", "mi.": "distance (mi.)",
}  # fmt: skip
MEASURE: Final = "measure "
"""What columns of measures begin with, in our own."""

KINDS: Final[dict[str, SetKind]] = {"w": "warm_up", "d": "drop", "f": "failure"}
_REST: Final = "rest timer"
_NOTE: Final = "note"


class StrongRows:
    """Makes a `SetRow` of the cells of a row."""

    def __init__(self, path: Path, header: Sequence[str], dates: Dates, unit: Unit | None) -> None:
        """Raises SourceError where a column is missing or in an unknown unit."""
        self._columns = columns = Columns(_units_as_columns(header), MEANINGS)
        self.partial = "key" in columns
        self.source = OURS if self.partial else SOURCE
        columns.require(path, "Strong", REQUIRED)
        columns.check_units(path, {"weight": WEIGHTS, "distance": DISTANCES})
        self._dates = dates
        self._units = Units(unit)
        self._measures = {
            name.removeprefix(MEASURE): at
            for name, at in columns.others.items()
            if name.startswith(MEASURE)
        }

    @property
    def columns(self) -> Columns:
        """Where things are."""
        return self._columns

    def row(self, cells: Sequence[str]) -> SetRow:
        """The set, or a remark where `order` says so. Raises BadRowError."""
        order = self._columns.cell(cells, "order")
        if order.lower() == _REST:
            raise BadRowError(NO_SET, "a rest timer")
        started = self._started(cells)
        logged = self._set(cells, order)
        return SetRow(
            started,
            self._text(cells, "name"),
            logged,
            order,
            duration(self._columns.cell(cells, "duration")),
            self._text(cells, "session note"),
            number(self._columns.cell(cells, "session rpe"), "workout rpe"),
            self._text(cells, "source"),
            self._text(cells, "key"),
        )

    def is_remark(self, row: SetRow) -> bool:
        """Whether the row is a note on its exercise, not a set."""
        return row.order.lower() == _NOTE

    def _text(self, cells: Sequence[str], meaning: str) -> str:
        cell = self._columns.cell(cells, meaning)
        return unguarded(cell) if self.partial else cell

    def _started(self, cells: Sequence[str]) -> datetime:
        exact = self._columns.cell(cells, "started")
        return self._dates(exact or self._columns.cell(cells, "date"))

    def _set(self, cells: Sequence[str], order: str) -> LoggedSet:
        text, unit = self._columns.cell_and_unit(cells, "weight")
        weight = number(text, "weight")
        factor = self._units.weight(weight, self._columns.cell(cells, "weight unit") or unit)
        far, far_unit = self._columns.cell_and_unit(cells, "distance")
        distance = number(far, "distance")
        metres = self._units.distance(
            distance, self._columns.cell(cells, "distance unit") or far_unit
        )
        seconds = number(self._columns.cell(cells, "seconds"), "seconds") or None
        reps = whole(self._columns.cell(cells, "reps"), "reps")
        exercise = self._text(cells, "exercise")
        try:
            return LoggedSet(
                exercise,
                None if reps == 0 and (seconds or distance) else reps,
                load_of(exercise, scaled(weight, factor)),
                _kind(order),
                number(self._columns.cell(cells, "rpe"), "rpe"),
                seconds,
                scaled(distance, metres),
                number(self._columns.cell(cells, "score"), "score"),
                self._measured(cells),
                self._text(cells, "note"),
            )
        except InvalidInputError as error:
            raise BadRowError(IMPOSSIBLE, str(error)) from None

    def _measured(self, cells: Sequence[str]) -> dict[str, float]:
        if not self._measures:
            return {}
        values = (
            (name, number(cells[at], name))
            for name, at in self._measures.items()
            if at < len(cells)
        )
        return {name: value for name, value in values if value is not None}

    @property
    def unit_guessed(self) -> bool:
        """Whether weights were taken as kilograms because nothing says what they are."""
        return self._units.guessed

    def notes(self) -> tuple[str, ...]:
        """What was assumed, a line each."""
        return self._units.notes()


def _units_as_columns(header: Sequence[str]) -> list[str]:
    """The header with `lbs` and `mi.` of the oldest form as the columns of today."""
    return [_OLDEST.get(name.strip().lower(), name) for name in header]


def _kind(order: str) -> SetKind:
    if not order or order.isdecimal() or order.lower() == _NOTE:
        return "working"
    kind = KINDS.get(order.lower())
    if kind is None:
        raise BadRowError(IMPOSSIBLE, f"set order is {shown(order)}; a number, W, D or F is a set")
    return kind
