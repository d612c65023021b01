"""Dates as training logs write them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from repsight.history.importers.cells import shown
from repsight.history.importers.imported import DATE, BadRowError

EARLIEST: Final = 1950
"""No log is older: people type their paper diaries in, but not their grandparents'."""

# Beginnings of the names of months, in the languages that Hevy writes its dates in, as far as they
# are in Latin letters: en de fr es it pt tr. None of them is two months.
_MONTHS: Final = {
    1: "jan ene gen oca jän", 2: "feb fév fev şub", 3: "mar mär mrz", 4: "apr avr abr nis",
    5: "may mai mag", 6: "jun juin giu haz", 7: "jul juil lug tem", 8: "aug aoû aou ago ağu",
    9: "sep set eyl", 10: "oct okt ott out eki", 11: "nov kas", 12: "dec dez déc dic ara",
}  # fmt: skip
_MONTH_OF: Final = {name: n for n, names in _MONTHS.items() for name in names.split()}

_TIME: Final = r"(?:[T,\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap])?\.?(?:m\.?)?)?"
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME + r"\Z", re.I | re.ASCII)
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _TIME + r"\Z", re.I | re.ASCII)
# "12 Jan 2024, 17:30", "3 févr. 2026, 18:00", "2 de mar. de 2025, 18:05"
_DAY_NAME: Final = re.compile(
    r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]+)\.?\s+(?:de\s+)?(\d{4})" + _TIME + r"\Z", re.I
)
_NAME_DAY: Final = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2}),?\s+(\d{4})" + _TIME + r"\Z", re.I)
_SLASHED: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}\b")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")


class Dates:
    """Reads the dates of one file; `now` (with a zone) is what the future starts after."""

    def __init__(self, now: datetime) -> None:
        # A day of grace: where it is tomorrow already, it is not the future.
        self._latest = (now + timedelta(days=1)).astimezone(UTC).replace(tzinfo=None)
        self._known: dict[str, datetime] = {}

    def __call__(self, text: str) -> datetime:
        """The time in a cell: naive, or aware where an offset is written. Raises BadRowError."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self.check(parse(text))
        return known

    def check(self, moment: datetime) -> datetime:
        """The moment, if anybody can have trained then. Raises BadRowError."""
        plain = moment.replace(tzinfo=None)
        if not datetime(EARLIEST, 1, 1) <= plain <= self._latest + timedelta(hours=14):
            raise BadRowError(
                DATE, f"the date is {plain:%Y-%m-%d}; {EARLIEST}-01-01 to today is allowed"
            )
        return moment


def parse(text: str) -> datetime:
    """The time in a text, to the second. Raises BadRowError."""
    text = _SPACES.sub(" ", text).strip()
    try:
        moment = _fields(text)
        if moment is None:
            moment = datetime.fromisoformat(text).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise BadRowError(DATE, _complaint(text)) from None
    return moment


def _fields(text: str) -> datetime | None:
    if found := _ISO.match(text):
        year, month, day, *time = found.groups()
        return _moment(int(year), int(month), int(day), time)
    if found := _DOTTED.match(text):
        day, month, year, *time = found.groups()
        return _moment(int(year), int(month), int(day), time)
    if found := _DAY_NAME.match(text):
        day, name, year, *time = found.groups()
        return _moment(int(year), _month(name), int(day), time)
    if found := _NAME_DAY.match(text):
        name, day, year, *time = found.groups()
        return _moment(int(year), _month(name), int(day), time)
    return None


def _moment(year: int, month: int, day: int, time: list[str | None]) -> datetime:
    hour, minute, second = (int(part or 0) for part in time[:3])
    half = (time[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a clock with two halves")
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime(year, month, day, hour, minute, second)


def _month(name: str) -> int:
    # Four letters first: juin and juillet.
    low = name.lower()
    month = _MONTH_OF.get(low[:4]) or _MONTH_OF.get(low[:3])
    if month is None:
        raise ValueError("no month")
    return month


def _complaint(text: str) -> str:
    if not text:
        return "the date is empty"
    if _SLASHED.match(text):
        return (
            f"the date is {shown(text)}, which does not say whether day or month is first;"
            " write it as 2024-01-31"
        )
    return f"the date is {shown(text)}; as 2024-01-31 17:30:00 or 31 Jan 2024, 17:30 is allowed"
