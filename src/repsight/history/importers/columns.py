"""Columns of a table by what they mean, whatever they are called."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from repsight.core.errors import SourceError
from repsight.history.importers.imported import BROKEN, BadRowError

# "Weight (kg)", "weight_lbs", "Duration (sec)": a name, and what it is measured in.
_UNIT: Final = re.compile(r"(weight|distance|duration)\s*(?:_|\()\s*([a-z.]+)\)?\Z")


class Columns:
    """Where each meaning is in a row, and the unit that the header states for it."""

    def __init__(self, header: Sequence[str], meanings: Mapping[str, str]) -> None:
        """`meanings`: the name of a column in small letters to what is in it."""
        self.width = len(header)
        self.units: dict[str, str] = {}
        self.others: dict[str, int] = {}
        self._at: dict[str, list[int]] = {}
        self._unit_at: dict[int, str] = {}
        for at, written in enumerate(header):
            self._place(at, written.strip().lower(), meanings)

    def _place(self, at: int, name: str, meanings: Mapping[str, str]) -> None:
        unit = _UNIT.match(name)
        if name in meanings:
            meaning = meanings[name]
        elif unit is not None and unit[1] in meanings:
            meaning = meanings[unit[1]]
            self._unit_at[at] = unit[2]
            self.units.setdefault(meaning, unit[2])
        else:
            self.others[name] = at
            return
        self._at.setdefault(meaning, []).append(at)

    def __contains__(self, meaning: str) -> bool:
        return meaning in self._at

    def __len__(self) -> int:
        return len(self._at)

    def cell(self, cells: Sequence[str], meaning: str) -> str:
        """The text of the first column of that meaning that has one, else ""."""
        for at in self._at.get(meaning, ()):
            if at < len(cells) and cells[at]:
                return cells[at]
        return ""

    def cell_and_unit(self, cells: Sequence[str], meaning: str) -> tuple[str, str]:
        """The same, with the unit in the header of the column it is from, else ""."""
        for at in self._at.get(meaning, ()):
            if at < len(cells) and cells[at]:
                return cells[at], self._unit_at.get(at, "")
        return "", ""

    def check_units(self, path: Path, known: Mapping[str, Mapping[str, float]]) -> None:
        """Raises SourceError where the header names a unit that is not among the known ones."""
        for meaning, units in known.items():
            for at in self._at.get(meaning, ()):
                unit = self._unit_at.get(at)
                if unit is not None and unit not in units:
                    raise SourceError(
                        f"{path} has {meaning} in {unit!r}; allowed: {', '.join(units)}"
                    )

    def require(self, path: Path, program: str, names: Mapping[str, str]) -> None:
        """Raises SourceError that names the columns that are not there; `names` by meaning."""
        missing = [name for meaning, name in names.items() if meaning not in self]
        if missing:
            raise SourceError(
                f"{path} looks like an export of {program} without the column"
                f" {', '.join(missing)}; export it again and leave the first line as it is"
            )

    def check_width(self, cells: Sequence[str], separator: str) -> None:
        """Raises BadRowError for a row of more cells than the header has.

        Empty ones at the end may be, but not where a comma separates: "82,5" without quotation
        marks makes two cells of one, and all that follow are read as something else.
        """
        more = cells[self.width :]
        if not more or (separator != "," and not any(more)):
            return
        hint = ": a comma both separates and is a decimal sign" if separator == "," else ""
        raise BadRowError(BROKEN, f"the row has {len(cells)} cells, the header {self.width}{hint}")
