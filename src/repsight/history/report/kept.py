"""Findings as JSON and back, so that what took seconds is computed once for each history."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from repsight.core.history import findings
from repsight.core.history.table import History
from repsight.history.report.view import ExerciseView

if TYPE_CHECKING:
    from repsight.history import Store

_KIND: Final = "page"
_VERSION: Final = 1
"""Of what is computed: after a change here or in an analysis, what was kept before is no answer."""
_TYPE: Final = "type"
_ARRAY: Final = "array"


@dataclass(frozen=True, slots=True)
class Studied:
    """What takes too long to be computed each time."""

    exercises: tuple[ExerciseView, ...]
    overreaching: findings.Overreaching | findings.NotYet


_TYPES: Final = {
    one.__name__: one
    for one in (Studied, ExerciseView, *vars(findings).values())
    if isinstance(one, type) and is_dataclass(one)
}


def kept_study(store: "Store", key: str, user: str) -> Studied | None:
    """What was kept under a key of `study_key`; None where nothing was."""
    data = store.finding(user, _KIND, key)
    try:
        found = from_json(data)
    except (KeyError, TypeError):  # a finding that this version does not know, or knows otherwise
        return None
    return found if isinstance(found, Studied) else None


def keep_study(store: "Store", key: str, user: str, study: Callable[[], Studied]) -> Studied:
    """What was kept under a key, or what `study` finds, which is kept then."""
    found = kept_study(store, key, user)
    if found is None:
        found = study()
        store.keep_finding(user, _KIND, key, to_json(found))
    return found


def study_key(history: History, names: tuple[str, ...], today: int) -> str:
    """A key that another session, day, profile or choice of exercises changes."""
    made = hashlib.sha256()
    sets = history.sets
    for column in (sets.session, sets.t, sets.reps, sets.load_kg, sets.rpe, sets.score):
        made.update(np.ascontiguousarray(column).tobytes())
    texts = ("\0".join(sets.exercise), "\0".join(sets.kind), repr(history.profile), repr(names))
    made.update("\1".join(texts).encode())
    made.update(history.sessions.rpe.tobytes() + history.sessions.seconds.tobytes())
    return f"{_VERSION}:{today}:{made.hexdigest()}"


def to_json(value: Any) -> Any:
    """Findings as JSON: a dataclass as its name and fields, an array as its type and values."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: to_json(getattr(value, one.name)) for one in fields(value)}
        return {_TYPE: type(value).__name__, **named}
    if isinstance(value, np.ndarray):
        return {_ARRAY: value.dtype.str, "values": value.tolist()}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, tuple | list):
        return [to_json(each) for each in value]
    if isinstance(value, dict):
        return {key: to_json(each) for key, each in value.items()}
    return value


def from_json(data: Any) -> Any:
    """What `to_json` was given. Raises KeyError or TypeError for what this version has not."""
    if isinstance(data, list):
        return tuple(from_json(each) for each in data)
    if not isinstance(data, dict):
        return data
    if _ARRAY in data:
        return np.array(data["values"], data[_ARRAY])
    named = {key: from_json(each) for key, each in data.items() if key != _TYPE}
    if _TYPE not in data:
        return named
    return _TYPES[data[_TYPE]](**named)
