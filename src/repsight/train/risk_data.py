"""Daily loads and injuries of athletes, from a CSV file."""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.history.risk.daily import MEASURES, UNSEEN_DAYS, DailyLog, fill_days_off
from repsight.core.history.table import EPOCH

NEEDED: Final = ("athlete", "date", "load", "injury")
OPTIONAL: Final = ("season", "pain", *MEASURES)
# The columns of the public hamstring sample (Jovanović 2018) and what they are here.
JOVANOVIC: Final = {
    "Player.Name": "athlete", "Date": "date", "Season": "season", "Injury.Type": "injury",
    "LoadMetric01": "load_1", "LoadMetric02": "load_2", "LoadMetric03": "load_3",
}  # fmt: skip
NO: Final = ("", "0", "no", "none", "false", "na", "non.injured")
MAX_DAYS: Final = 40_000
"""Longer than a life: a date was mistyped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a day of an athlete. `day` counts from 1970, or from wherever the file does."""

    athlete: str
    day: int
    season: str
    load: tuple[float, ...]
    injured: bool
    pain: float
    measures: tuple[float, ...]


def read_daily_logs(path: str | Path) -> tuple[DailyLog, ...]:
    """The athletes of a CSV file, by name. Raises SourceError, InvalidInputError with the line."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: the loads cannot be read ({error})") from None
    try:
        entries = list(_entries(path, csv.DictReader(text.splitlines())))
    except csv.Error as error:
        raise InvalidInputError(f"{path} is no table of comma-separated values: {error}") from None
    if not entries:
        raise InvalidInputError(f"{path} holds no days; write one line a day and athlete")
    starts = _season_starts(entries)
    names = sorted({entry.athlete for entry in entries})
    return tuple(
        _log(path, name, [e for e in entries if e.athlete == name], starts) for name in names
    )


def _entries(path: Path, table: "csv.DictReader[str]") -> Iterator[Entry]:
    names = {name: JOVANOVIC.get(name, name.strip().lower()) for name in table.fieldnames or ()}
    loads = [name for name in names.values() if name == "load" or name.startswith("load_")]
    missing = [n for n in NEEDED if n not in names.values() and not (n == "load" and loads)]
    if missing:
        raise InvalidInputError(
            f"{path}: the column {missing[0]!r} is missing; needed: {', '.join(NEEDED)} (or load_1,"
            f" load_2 …); optional: {', '.join(OPTIONAL)}"
        )
    for line in table:
        row = {names[k]: (v or "").strip() for k, v in line.items() if isinstance(k, str)}
        try:
            yield _entry(row, loads)
        except ValueError as error:
            raise InvalidInputError(f"{path}, line {table.line_num}: {error}") from None


def _entry(row: Mapping[str, str], loads: list[str]) -> Entry:
    if not row["athlete"]:
        raise ValueError("athlete is empty")
    return Entry(
        athlete=row["athlete"],
        day=_day(row["date"]),
        season=row.get("season", ""),
        load=tuple(_number(row[name], name, 0, math.inf) for name in loads),
        injured=row["injury"].lower() not in NO,
        pain=_number(row.get("pain", ""), "pain", 0, 10),
        measures=tuple(_number(row.get(name, ""), name, -math.inf, math.inf) for name in MEASURES),
    )


def _day(text: str) -> int:
    if text.isdigit() and len(text) <= 5:
        return int(text)
    try:
        return (date.fromisoformat(text) - EPOCH).days
    except ValueError:
        raise ValueError(f"date is {text!r}; YYYY-MM-DD or the number of a day is needed") from None


def _number(text: str, name: str, low: float, high: float) -> float:
    """The number, NaN where there is none."""
    if text.lower() in ("", "na", "nan"):
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} is {text!r}; a number is needed") from None
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} is {text}; {low:g} to {high:g} is allowed")
    return value


def _season_starts(entries: list[Entry]) -> dict[str, int]:
    """The day that each season's days are counted from: far enough apart not to touch.

    Dates tell themselves; seasons matter where each counts its days from the first. What was
    between them is not known, so the gap is longer than what counts as days off.
    """
    seasons = sorted({entry.season for entry in entries})
    spans = {s: [e.day for e in entries if e.season == s] for s in seasons}
    ranges = [(min(days), max(days)) for days in spans.values()]
    if all(a[1] < b[0] or b[1] < a[0] for i, a in enumerate(ranges) for b in ranges[:i]):
        return dict.fromkeys(seasons, 0)
    starts, start = {}, 0
    for season, (first, last) in zip(seasons, ranges, strict=True):
        starts[season] = start - first
        start += max(365, last - first + UNSEEN_DAYS + 2)
    return starts


def _log(path: Path, athlete: str, entries: list[Entry], starts: Mapping[str, int]) -> DailyLog:
    days = np.array([entry.day + starts[entry.season] for entry in entries], np.int64)
    first, length = int(days.min()), int(days.max() - days.min()) + 1
    if length > MAX_DAYS:
        raise InvalidInputError(f"{path}: {athlete} has {length} days; is a date wrong?")
    unique, counts = np.unique(days, return_counts=True)
    if (counts > 1).any():
        raise InvalidInputError(
            f"{path}: {athlete} has {counts.max()} lines of one day (number"
            f" {unique[counts.argmax()] - first + 1} of theirs); write one line a day"
        )
    at = days - first
    columns = np.full((len(entries[0].load) + 1 + len(MEASURES), length), np.nan)
    columns[:, at] = np.array([(*e.load, e.pain, *e.measures) for e in entries]).T
    loads, pain, measures = np.split(columns, [-1 - len(MEASURES), -len(MEASURES)])
    injured = np.zeros(length, bool)
    injured[at] = [entry.injured for entry in entries]
    return DailyLog(
        athlete=athlete,
        first=first,
        load=fill_days_off(loads),
        pain=pain[0],
        injured=injured,
        measures={name: row[None] for name, row in zip(MEASURES, measures, strict=True)},
    )
