"""Strength activities of sports watches, in Garmin's FIT format.

Fields, categories and names of exercises are those of the FIT profile, 21.x: message `set`, with
`exercise_title` for what a watch calls an exercise. Loads there are kilograms, times UTC; the
offset of the local clock is the one that `activity` states.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.export.extras import import_extra
from repsight.history.importers.collect import key_of
from repsight.history.importers.dates import Dates
from repsight.history.importers.imported import (
    IMPOSSIBLE,
    NO_SET,
    BadRowError,
    Imported,
    Skipped,
)
from repsight.history.importers.zones import LocalTimes

SOURCE: Final = "fit"
_INVALID: Final = frozenset({"unknown", 65534, 65535})
_LARGEST_OFFSET: Final = timedelta(hours=14)
_MINUTE: Final = timedelta(minutes=1)
_WANTED: Final = frozenset({"set", "exercise_title", "session", "activity", "workout"})

Fields = Mapping[str, Any]


@dataclass(slots=True)
class _Activity:
    sets: list[Fields] = field(default_factory=list)
    titles: dict[tuple[Any, Any], str] = field(default_factory=dict)
    found: dict[str, Fields] = field(default_factory=dict)
    """The first `session`, `activity` and `workout`."""


def read_fit(path: Path, times: LocalTimes, now: datetime) -> Imported:
    """The session in a FIT file. Raises SourceError, and OutputError without the library."""
    activity = _activity(path)
    skipped: list[Skipped] = []
    sets = []
    for number, fields in enumerate(activity.sets, 1):
        try:
            sets.append(_set(fields, activity.titles))
        except BadRowError as bad:
            if bad.kind != NO_SET:  # every second message is a rest
                skipped.append(Skipped(None, bad.kind, f"set {number}: {bad.reason}"))
    if not sets:
        why = f": {skipped[0].reason}" if skipped else "; strength activities have them"
        raise SourceError(f"{path} is a FIT file without sets{why}")
    return Imported((_session(path, activity, sets, times, now),), tuple(skipped), SOURCE)


def _activity(path: Path) -> _Activity:
    fitdecode = import_extra("fitdecode", "reading FIT")
    activity = _Activity()
    try:
        with fitdecode.FitReader(
            str(path),
            check_crc=fitdecode.CrcCheck.RAISE,
            error_handling=fitdecode.ErrorHandling.IGNORE,
        ) as reader:
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage) and frame.name in _WANTED:
                    _take(activity, frame.name, {f.name: f.value for f in frame.fields})
    except OSError:
        raise
    except Exception as error:  # a damaged file may trip the decoder anywhere
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise SourceError(
            f"{path} is a damaged FIT file ({reason[:120]}); fetch it from the watch again"
        ) from None
    return activity


def _take(activity: _Activity, name: str, fields: Fields) -> None:
    if name == "set":
        activity.sets.append(fields)
    elif name == "exercise_title":
        where = _named(fields.get("exercise_category"), fields.get("exercise_name"))
        activity.titles[where] = str(fields.get("wkt_step_name") or "")
    else:
        activity.found.setdefault(name, fields)


def _set(fields: Fields, titles: Mapping[tuple[Any, Any], str]) -> LoggedSet:
    if fields.get("set_type") in ("rest", 0):
        raise BadRowError(NO_SET, "a rest")
    try:
        return LoggedSet(
            _exercise(fields, titles),
            fields.get("repetitions"),
            _number(fields.get("weight")) or None,
            seconds=_number(fields.get("duration")),
        )
    except (InvalidInputError, TypeError) as error:
        raise BadRowError(IMPOSSIBLE, str(error)) from None


def _exercise(fields: Fields, titles: Mapping[tuple[Any, Any], str]) -> str:
    """The watch's own title, else the profile's name, else the category's, in words."""
    category, subtype = _named(fields.get("category"), fields.get("category_subtype"))
    if category is None:
        return "Unknown"
    if title := titles.get((category, subtype)):
        return title
    name = _enum(f"{category}_exercise_name").get(subtype, category)
    return str(name).replace("_", " ").title()


def _named(categories: Any, subtypes: Any) -> tuple[Any, Any]:
    """Category and name of the first guess that says something: a watch lists several."""
    for category, subtype in zip_longest(_listed(categories), _listed(subtypes)):
        if category is not None and category not in _INVALID:
            # The library names what stands alone, not what is in a list.
            name = _enum("exercise_category").get(category, category)
            return name, None if subtype in _INVALID else subtype
    return None, None


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _enum(name: str) -> Mapping[Any, str]:
    """What the numbers of a type of the profile stand for; nothing for no such type."""
    from fitdecode.profile import FIELD_TYPES

    known = FIELD_TYPES.get(name)
    return {} if known is None else known.enum or {}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _session(
    path: Path, activity: _Activity, sets: list[LoggedSet], times: LocalTimes, now: datetime
) -> LoggedSession:
    summary = activity.found.get("session", {})
    started = summary.get("start_time") or activity.sets[0].get("start_time")
    if not isinstance(started, datetime):
        raise SourceError(f"{path} does not say when it began; fetch it from the watch again")
    try:
        Dates(now).check(started)
    except BadRowError as bad:
        raise SourceError(f"{path}: {bad.reason}") from None
    name = activity.found.get("workout", {}).get("wkt_name") or summary.get("sport_profile_name")
    return LoggedSession(
        times.at(started, _offset(activity.found.get("activity", {}))),
        tuple(sets),
        str(name or ""),
        _lasted(summary),
        source=SOURCE,
        key=key_of(started),
    )


def _lasted(summary: Fields) -> float | None:
    seconds = _number(summary.get("total_elapsed_time"))
    return seconds if seconds is not None and 0 < seconds <= 7 * 86_400 else None


def _offset(activity: Fields) -> timedelta | None:
    """How far the watch's clock was from UTC, where it says so."""
    here, there = activity.get("local_timestamp"), activity.get("timestamp")
    if not isinstance(here, datetime) or not isinstance(there, datetime):
        return None
    minutes = round((here - there) / _MINUTE)
    offset = timedelta(minutes=minutes)
    return offset if abs(offset) <= _LARGEST_OFFSET else None
