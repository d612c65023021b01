"""The unit of weights that a file leaves open."""

from typing import Final

from repsight.history.importers.cells import DISTANCES, WEIGHTS, Unit

# In pounds plates step by 5 and more; kilograms have 2.5, 12, 14, 16 and so on. Of the two real
# logs at hand the one in pounds has 99.99 % of its loads on steps of 5, the other 94 %.
_STEP: Final = 5.0
_SPEAKS_FOR_POUNDS: Final = 0.99
_ENOUGH: Final = 50

_NAME: Final[dict[float, Unit]] = {WEIGHTS["kg"]: "kg", WEIGHTS["lb"]: "lb"}


class Units:
    """Which factor makes a weight kilograms and a distance metres, where the file may not say.

    A unit in the row counts first, then the header's, then `unit` as asked for, then what other
    rows said, then kilograms. Distances without one are kilometres with kilograms, else miles.
    """

    def __init__(self, unit: Unit | None) -> None:
        self._asked = unit
        self._seen: Unit | None = None
        self._guessed = 0
        self._on_step = 0
        self._borrowed = 0
        self._distances = 0

    def weight(self, value: float | None, unit: str) -> float:
        """Kilograms in one of the unit of this value; `unit` is "" where none is written."""
        named = WEIGHTS.get(unit.lower())
        if named is not None:
            self._seen = _NAME[named]
            return named
        if not value:
            return 1.0
        if self._asked is None and self._seen is None:
            self._guessed += 1
            self._on_step += round(value, 4) % _STEP == 0
        elif self._asked is None:
            self._borrowed += 1
        return WEIGHTS[self._unit]

    def distance(self, value: float | None, unit: str) -> float:
        """Metres in one of the unit of this value."""
        named = DISTANCES.get(unit.lower())
        if named is not None or not value:
            return named or 1.0
        self._distances += 1
        return DISTANCES["km" if self._unit == "kg" else "mi"]

    @property
    def guessed(self) -> bool:
        """Whether weights were taken as kilograms because nothing says what they are."""
        return self._guessed > 0

    @property
    def _unit(self) -> Unit:
        return self._asked or self._seen or "kg"

    def notes(self) -> tuple[str, ...]:
        """What was assumed, a line each."""
        lines = []
        if self._guessed:
            lines.append(
                "the file does not name its unit of weight: kg is taken; if it is in pounds, import"
                f" it again with --unit lb, which corrects these sessions{self._hint()}"
            )
        if self._borrowed:
            lines.append(f"{self._borrowed} weights name no unit; {self._unit} is taken")
        if self._asked is not None and self._seen not in (None, self._asked):
            lines.append(
                f"the file names its unit, {self._seen}; --unit {self._asked} is for others"
            )
        if self._distances:
            name = "kilometres" if self._unit == "kg" else "miles"
            lines.append(f"{self._distances} distances name no unit; {name} are taken")
        return tuple(lines)

    def _hint(self) -> str:
        share = self._on_step / self._guessed
        if self._guessed < _ENOUGH or share < _SPEAKS_FOR_POUNDS:
            return ""
        return " (nearly all weights are multiples of 5, which speaks for pounds)"
