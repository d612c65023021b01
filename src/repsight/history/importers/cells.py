"""Cells of a table as values: numbers with either decimal sign, durations, units."""

import math
import re
from typing import Final, Literal

from repsight.history.importers.imported import NUMBER, BadRowError

Unit = Literal["kg", "lb"]

KG_PER_LB: Final = 0.45359237
"""The international pound, 1959."""
# Both signs and all spellings that the exports of the two programs are known to use.
WEIGHTS: Final[dict[str, float]] = {
    "kg": 1.0, "kgs": 1.0, "kilograms": 1.0,
    "lb": KG_PER_LB, "lbs": KG_PER_LB, "pounds": KG_PER_LB,
}  # fmt: skip
DISTANCES: Final[dict[str, float]] = {
    "m": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0, "kilometers": 1000.0,
    "mi": 1609.344, "mi.": 1609.344, "miles": 1609.344, "yd": 0.9144, "yards": 0.9144,
    "ft": 0.3048, "feet": 0.3048,
}  # fmt: skip
# A tenth of a gram: a load in pounds can be told from it again, 185.00000000000003 cannot stay.
_DECIMALS: Final = 4

_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\Z", re.ASCII)
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})+(?!\1)[.,]\d+\Z", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})\Z", re.ASCII)
_PART: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h|m|s)[a-z]*\.?\s*", re.ASCII)
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0}
_SPACES: Final = str.maketrans({" ": "", "\u00a0": "", "\u202f": "", "'": "", "−": "-"})


def number(text: str, what: str) -> float | None:
    """The number in a cell, None where it is empty. A lone comma or point is a decimal sign.

    Raises BadRowError.
    """
    if not text:
        return None
    if not _PLAIN.match(text):
        text = text.translate(_SPACES)
        if _GROUPED.match(text):
            decimal = max(text.rfind("."), text.rfind(","))
            text = re.sub("[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
        elif not _PLAIN.match(text):
            raise BadRowError(NUMBER, f"{what} is {shown(text)}; a number is needed")
    value = float(text.replace(",", "."))
    if not math.isfinite(value):  # more digits than a number holds
        raise BadRowError(NUMBER, f"{what} is {shown(text)}; a number is needed")
    return value


def whole(text: str, what: str) -> int | None:
    """The whole number in a cell ("10", "10.0"), None where it is empty. Raises BadRowError."""
    value = number(text, what)
    if value is None:
        return None
    if value != int(value):
        raise BadRowError(NUMBER, f"{what} is {value:g}; a whole number is needed")
    return int(value)


def scaled(value: float | None, factor: float) -> float | None:
    """A load or a distance in our unit; None for nothing: these programs write 0 for no value."""
    return None if not value else round(value * factor, _DECIMALS)


def duration(text: str) -> float | None:
    """Seconds of "1h 14min", "56m", "45s", "1:14:00" or "3600"; None where it is none of them."""
    text = text.strip().lower()
    if clock := _CLOCK.match(text):
        hours, minutes, seconds = clock.groups()
        return int(hours) * 3600.0 + int(minutes) * 60.0 + int(seconds)
    if _PLAIN.match(text):
        return _none_for_zero(float(text.replace(",", ".")))
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text):
        return None
    return _none_for_zero(sum(float(n.replace(",", ".")) * _SECONDS[u] for n, u in parts))


def _none_for_zero(seconds: float) -> float | None:
    return seconds if 0 < seconds < math.inf else None


def shown(text: str) -> str:
    """A text of a file in a message: quoted, one line, not long."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
