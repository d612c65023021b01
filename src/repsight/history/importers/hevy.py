"""Rows of an export of Hevy: one a set; units are in the header, by the account's setting."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import LoggedSet, SetKind
from repsight.history.importers.cells import (
    DISTANCES,
    WEIGHTS,
    Unit,
    number,
    scaled,
    shown,
    whole,
)
from repsight.history.importers.collect import SetRow
from repsight.history.importers.columns import Columns
from repsight.history.importers.dates import Dates
from repsight.history.importers.imported import IMPOSSIBLE, BadRowError
from repsight.history.importers.loads import load_of
from repsight.history.importers.units import Units

SOURCE: Final = "hevy"
MEANINGS: Final = {
    "title": "name", "start_time": "date", "end_time": "end", "description": "session note",
    "exercise_title": "exercise", "superset_id": "superset", "exercise_notes": "note",
    "set_index": "order", "set_type": "kind", "weight": "weight", "reps": "reps",
    "distance": "distance", "duration_seconds": "seconds", "rpe": "rpe",
}  # fmt: skip
REQUIRED: Final = {
    "date": "start_time", "exercise": "exercise_title", "weight": "weight_kg or weight_lbs",
    "reps": "reps",
}  # fmt: skip
KINDS: Final[dict[str, SetKind]] = {
    "": "working", "normal": "working", "warmup": "warm_up", "dropset": "drop",
    "failure": "failure",
}  # fmt: skip


class HevyRows:
    """Makes a `SetRow` of the cells of a row."""

    source = SOURCE
    partial = False

    def __init__(self, path: Path, header: Sequence[str], dates: Dates, unit: Unit | None) -> None:
        """Raises SourceError where a column is missing or in an unknown unit."""
        self._columns = Columns(header, MEANINGS)
        self._columns.require(path, "Hevy", REQUIRED)
        self._columns.check_units(path, {"weight": WEIGHTS, "distance": DISTANCES})
        self._dates = dates
        self._units = Units(unit)
        self._noted: tuple[datetime, str, str] | None = None
        self._other_kinds: dict[str, int] = {}

    @property
    def columns(self) -> Columns:
        """Where things are."""
        return self._columns

    def row(self, cells: Sequence[str]) -> SetRow:
        """The set. Raises BadRowError."""
        started = self._dates(self._columns.cell(cells, "date"))
        return SetRow(
            started,
            self._columns.cell(cells, "name"),
            self._set(cells, started),
            self._columns.cell(cells, "order"),
            self._lasted(started, self._columns.cell(cells, "end")),
            self._columns.cell(cells, "session note"),
        )

    def is_remark(self, _row: SetRow) -> bool:
        """Hevy has notes in a column, none in rows."""
        return False

    def _lasted(self, started: datetime, end: str) -> float | None:
        if not end:
            return None
        try:
            seconds = (self._dates(end) - started).total_seconds()
        except (BadRowError, TypeError):  # the sets are worth more than when they ended
            return None
        return seconds if seconds > 0 else None

    def _set(self, cells: Sequence[str], started: datetime) -> LoggedSet:
        text, unit = self._columns.cell_and_unit(cells, "weight")
        weight = number(text, "weight")
        far, far_unit = self._columns.cell_and_unit(cells, "distance")
        distance = number(far, "distance")
        seconds = number(self._columns.cell(cells, "seconds"), "duration_seconds") or None
        reps = whole(self._columns.cell(cells, "reps"), "reps")
        exercise = self._columns.cell(cells, "exercise")
        try:
            return LoggedSet(
                exercise,
                None if reps == 0 and (seconds or distance) else reps,
                load_of(exercise, scaled(weight, self._units.weight(weight, unit))),
                self._kind(self._columns.cell(cells, "kind").lower()),
                number(self._columns.cell(cells, "rpe"), "rpe"),
                seconds,
                scaled(distance, self._units.distance(distance, far_unit)),
                note=self._note(started, exercise, self._columns.cell(cells, "note")),
            )
        except InvalidInputError as error:
            raise BadRowError(IMPOSSIBLE, str(error)) from None

    def _kind(self, written: str) -> SetKind:
        kind = KINDS.get(written)
        if kind is None:
            self._other_kinds[written] = self._other_kinds.get(written, 0) + 1
        return kind or "working"

    def _note(self, started: datetime, exercise: str, note: str) -> str:
        """The note on the exercise, which every row repeats, once."""
        if (started, exercise, note) == self._noted:
            return ""
        self._noted = (started, exercise, note)
        return note

    @property
    def unit_guessed(self) -> bool:
        """Whether weights were taken as kilograms because nothing says what they are."""
        return self._units.guessed

    def notes(self) -> tuple[str, ...]:
        """What was assumed, a line each."""
        others = ", ".join(f"{n} of {shown(kind)}" for kind, n in self._other_kinds.items())
        lines = (f"sets of an unknown type are working sets: {others}",) if others else ()
        return (*self._units.notes(), *lines)
