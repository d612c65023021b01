"""Sets and repetitions as rows, and back."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from repsight.core.history.log import LoggedRep, LoggedSession, LoggedSet
from repsight.core.history.table import SET_MEASURES
from repsight.history.store.times import local_day, to_columns

_SET_COLUMNS: Final = ("exercise", "kind", "reps", "load_kg", "rpe", "seconds", "distance_m")
_DIGEST_BYTES: Final = 16
READ_FROM_SETS: Final = (*_SET_COLUMNS, "score", "note", "measures", *SET_MEASURES)


def session_row(session: LoggedSession) -> dict[str, Any]:
    """The columns of a session, its user and its number apart."""
    return {
        **to_columns(session.started, "started"),
        "day": local_day(session.started),
        "name": storable(session.name),
        "seconds": session.seconds,
        "rpe": session.rpe,
        "note": storable(session.note),
        "source": storable(session.source),
        # NULL is equal to nothing: sessions without a key are all different ones.
        "key": storable(session.key) or None,
        "recording": session.recording,
    }


def set_row(position: int, one: LoggedSet) -> dict[str, Any]:
    """The columns of a set, its session apart."""
    measures = known(one.measures)
    return {
        "position": position,
        **{name: getattr(one, name) for name in _SET_COLUMNS},
        "exercise": storable(one.exercise),
        "score": one.score,
        **{name: measures.pop(name, None) for name in SET_MEASURES},
        "measures": measures or None,
        "note": storable(one.note),
    }


def repetition_rows(set_position: int, one: LoggedSet) -> list[dict[str, Any]]:
    """The columns of a set's repetitions, their session apart."""
    return [
        {
            "set_position": set_position,
            "position": position,
            "start": rep.start,
            "turn": rep.turn,
            "end": rep.end,
            "score": rep.score,
            "measures": known(rep.measures) or None,
        }
        for position, rep in enumerate(one.repetitions)
    ]


def to_set(values: Sequence[Any], repetitions: tuple[LoggedRep, ...] = ()) -> LoggedSet:
    """The set that the values of `READ_FROM_SETS` describe.

    By place, not by name: a history has 30,000 of them.
    """
    exercise, kind, reps, load_kg, rpe, seconds, distance_m, score, note, measures, *named = values
    told = {name: v for name, v in zip(SET_MEASURES, named, strict=True) if v is not None}
    return LoggedSet(
        exercise, reps, load_kg, kind, rpe, seconds, distance_m, score,
        {**told, **measures} if measures else told, note, repetitions,
    )  # fmt: skip


def digest(session: LoggedSession) -> str:
    """A fingerprint of all that is stored of a session: equal means nothing has changed."""
    sets = [
        [set_row(n, one), [[*row.values()] for row in repetition_rows(n, one)]]
        for n, one in enumerate(session.sets)
    ]
    text = json.dumps([session_row(session), sets], sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def known(measures: Mapping[str, float]) -> dict[str, float]:
    """The measures that are numbers; PostgreSQL's JSON has no other."""
    return {str(k): float(v) for k, v in measures.items() if v is not None and math.isfinite(v)}


def storable(text: str) -> str:
    """The text without what no database takes: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
