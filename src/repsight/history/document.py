"""A whole history as plain data and back: the form of its JSON file.

The form is `repsight.history/1`, published as `docs/history.schema.json`. What is not known is
left out. Keys that this version does not know are ignored.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import (
    BodyWeight,
    LoggedRep,
    LoggedSession,
    LoggedSet,
    PainNote,
    UserProfile,
)

SCHEMA: Final = "repsight.history/1"

_Made = TypeVar("_Made")
_TEXTS: Final = frozenset(
    {"name", "note", "source", "key", "recording", "exercise", "kind", "place", "sex", "experience"}
)
_LISTS: Final = frozenset({"goals", "equipment", "injuries"})
_WHOLE: Final = frozenset({"reps", "birth_year"})
_MOMENTS: Final = frozenset({"started", "at"})

_REQUIRED: Final[Mapping[type, tuple[str, ...]]] = {
    UserProfile: (),
    LoggedSession: ("started",),
    LoggedSet: ("exercise",),
    LoggedRep: ("start", "turn", "end"),
    BodyWeight: ("at", "mass_kg"),
    PainNote: ("at", "place", "level"),
}
# Names and defaults of the fields; `id` is the database's own.
_FIELDS: Final[Mapping[type, tuple[tuple[str, Any], ...]]] = {
    kind: tuple((f.name, f.default) for f in fields(kind) if f.name != "id")
    for kind in (UserProfile, LoggedSession, LoggedSet, LoggedRep, BodyWeight, PainNote)
}


@dataclass(frozen=True, slots=True)
class Document:
    """All that is kept of one person."""

    user: str = ""
    profile: UserProfile = field(default_factory=UserProfile)
    sessions: tuple[LoggedSession, ...] = ()
    body_weight: tuple[BodyWeight, ...] = ()
    pain: tuple[PainNote, ...] = ()


def document_lines(document: Document) -> Iterator[str]:
    """The document as JSON, in pieces that end in a line feed: one line a session."""
    head = {
        "schema": SCHEMA,
        "user": document.user,
        "profile": _plain(document.profile),
        "body_weight": [_plain(one) for one in document.body_weight],
        "pain": [_plain(one) for one in document.pain],
    }
    yield _text(head)[:-1] + ',\n"sessions": ['
    for n, session in enumerate(document.sessions):
        yield ("," if n else "") + "\n" + _text(_plain(session))
    yield "\n]}\n"


def _text(data: Any) -> str:
    # allow_nan=False: a NaN that slipped through must fail here, not in somebody's reader.
    return json.dumps(data, ensure_ascii=False, allow_nan=False, check_circular=False)


def _plain(made: Any) -> dict[str, Any]:
    """The fields of a dataclass that say something."""
    data: dict[str, Any] = {}
    kind = type(made)
    for name, default in _FIELDS[kind]:
        value = getattr(made, name)
        if isinstance(value, int | float) or name in _REQUIRED[kind]:
            data[name] = value.isoformat() if isinstance(value, datetime) else value
        elif value is not None and (value or default not in (value, MISSING)):
            data[name] = _plain_value(value)
    if isinstance(made, LoggedSession) and (zone := getattr(made.started.tzinfo, "key", None)):
        data["zone"] = zone
    return data


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        if value and isinstance(value[0], LoggedRep):
            return [_plain_repetition(one) for one in value]
        return [one if isinstance(one, str) else _plain(one) for one in value]
    if isinstance(value, Mapping):
        return _known(value)
    return value


def _plain_repetition(one: LoggedRep) -> dict[str, Any]:
    """As `_plain`, field by field: there are 100,000 of them."""
    data: dict[str, Any] = {"start": one.start, "turn": one.turn, "end": one.end}
    if one.score is not None:
        data["score"] = one.score
    if one.measures:
        data["measures"] = _known(one.measures)
    return data


def _known(measures: Mapping[str, float]) -> Mapping[str, float]:
    """The measures that are numbers; JSON has no other."""
    if all(map(math.isfinite, measures.values())):
        return measures
    return {name: value for name, value in measures.items() if math.isfinite(value)}


def document_from_dict(data: Mapping[str, Any]) -> Document:
    """The history that such data describes. Raises InvalidInputError that says what is wrong."""
    if data.get("schema") != SCHEMA:
        raise InvalidInputError(
            f"the schema is {data.get('schema')!r}; this version reads {SCHEMA!r}"
        )
    return Document(
        _as_text(data.get("user", ""), "user"),
        _made(UserProfile, data.get("profile", {}), "profile"),
        tuple(_session(one, where) for one, where in _each(data, "sessions", "")),
        tuple(_made(BodyWeight, one, where) for one, where in _each(data, "body_weight", "")),
        tuple(_made(PainNote, one, where) for one, where in _each(data, "pain", "")),
    )


def _session(data: Any, where: str) -> LoggedSession:
    return _made(LoggedSession, data, where, sets=lambda: _sets(data, where))


def _sets(data: Mapping[str, Any], where: str) -> tuple[LoggedSet, ...]:
    return tuple(_set(one, place) for one, place in _each(data, "sets", where))


def _set(data: Any, where: str) -> LoggedSet:
    return _made(LoggedSet, data, where, repetitions=lambda: _repetitions(data, where))


def _repetitions(data: Mapping[str, Any], where: str) -> tuple[LoggedRep, ...]:
    return tuple(_made(LoggedRep, one, at) for one, at in _each(data, "repetitions", where))


def _each(data: Mapping[str, Any], key: str, where: str) -> Iterable[tuple[Any, str]]:
    """The elements of a list in `data`, with the place of each."""
    place = f"{where}.{key}" if where else key
    found = data.get(key, [])
    if not isinstance(found, list):
        raise InvalidInputError(f"{place} is no list")
    return ((one, f"{place}[{n}]") for n, one in enumerate(found))


def _made(
    kind: type[_Made], data: Any, where: str, **parts: Callable[[], tuple[Any, ...]]
) -> _Made:
    """The dataclass of that data; `parts` make its fields that hold other dataclasses."""
    if not isinstance(data, dict):
        raise InvalidInputError(f"{where} is no object with keys")
    names = [name for name, _ in _FIELDS[kind] if name in data]
    values = {n: parts[n]() if n in parts else _value(data, n, where) for n in names}
    try:
        return kind(**{name: value for name, value in values.items() if value is not None})
    except InvalidInputError as error:
        raise InvalidInputError(f"{where}: {error}") from None
    except TypeError:
        missing = [n for n in _REQUIRED[kind] if values.get(n) is None]
        raise InvalidInputError(f"{where} lacks {', '.join(missing)}") from None


def _value(data: Mapping[str, Any], name: str, where: str) -> Any:
    value, place = data[name], f"{where}.{name}"
    if value is None:
        return None
    if name in _MOMENTS:
        return _as_moment(value, data.get("zone"), place)
    if name in _TEXTS:
        return _as_text(value, place)
    if name in _LISTS:
        return tuple(_as_text(one, at) for one, at in _each(data, name, where))
    if name == "measures":
        return _as_measures(value, place)
    number = _as_number(value, place)
    if name not in _WHOLE:
        return number
    if number != int(number):
        raise InvalidInputError(f"{place} is {value!r}; a whole number is needed")
    return int(number)


def _as_text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(f"{place} is {value!r}; a text is needed"[:200])
    return value


def _as_number(value: Any, place: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e300:
        raise InvalidInputError(f"{place} is {str(value)[:40]!r}; a number is needed")
    return float(value)


def _as_measures(value: Any, place: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise InvalidInputError(f"{place} is no object with keys")
    return {name: _as_number(one, f"{place}.{name}") for name, one in value.items()}


def _as_moment(value: Any, zone: Any, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_as_text(value, place))
    except ValueError:
        raise InvalidInputError(
            f"{place} is {value!r}; an ISO 8601 time with an offset is needed"
        ) from None
    if moment.tzinfo is None:
        raise InvalidInputError(f"{place} is {value!r}, without an offset from UTC; add one")
    if not isinstance(zone, str):
        return moment
    try:
        local = moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError, OverflowError):
        return moment  # the offset says when it was; the name of the zone is more than is needed
    return local if local.utcoffset() == moment.utcoffset() else moment
