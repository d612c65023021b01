"""A session as plain data and back: the form that is written as JSON.

The form is `repsight.session/1`, published as `docs/session.schema.json`. Times are seconds with
millisecond precision. A number that is not known is null, never NaN: JSON has none.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from repsight.core.assessment import Assessment, assessment_from_dict, assessment_to_dict
from repsight.core.errors import InvalidInputError
from repsight.core.types import PersonSummary, Provenance, Repetition, Session, SetSummary

SESSION_SCHEMA: Final = "repsight.session/1"
# A video frame lasts 8 ms or more; a thousandth says all there is to say.
_DECIMALS: Final = 3


def session_to_dict(session: Session) -> dict[str, Any]:
    """The session as dicts, lists, strings and finite numbers, in the order people read it."""
    return {
        "schema": SESSION_SCHEMA,
        "source": session.source,
        "complete": session.complete,
        "poses": session.poses,
        "provenance": _provenance_to_dict(session.provenance),
        "people": [
            {
                "id": person.id,
                "frames_seen": person.frames_seen,
                "sets": [_set_to_dict(s) for s in person.sets],
            }
            for person in session.people
        ],
    }


def session_from_dict(data: Mapping[str, Any]) -> Session:
    """The session that such data describes; keys this version does not know are ignored.

    Raises InvalidInputError where the schema is another one or a key is missing or wrong.
    """
    schema = data.get("schema") if isinstance(data, Mapping) else None
    if schema != SESSION_SCHEMA:
        raise InvalidInputError(
            f"the session's schema is {schema!r}; this version reads {SESSION_SCHEMA!r}"
        )
    try:
        return Session(
            source=str(data["source"]),
            provenance=_provenance_from_dict(data["provenance"]),
            people=tuple(_person_from_dict(person) for person in data["people"]),
            complete=bool(data.get("complete", True)),
            poses=_path(data.get("poses")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise InvalidInputError(f"this is no valid {SESSION_SCHEMA}: {what}") from None


def _provenance_to_dict(provenance: Provenance) -> dict[str, Any]:
    return {
        "version": provenance.version,
        "model": provenance.model,
        "model_sha256": provenance.model_sha256,
        "runtime": provenance.runtime,
        "device": provenance.device,
        "exercise": provenance.exercise,
        "exercise_sha256": provenance.exercise_sha256,
        "options": {
            key: _number(value) if isinstance(value, float) else value
            for key, value in provenance.options.items()
        },
    }


def _set_to_dict(one: SetSummary) -> dict[str, Any]:
    return {
        "exercise": one.exercise,
        "kind": one.kind,
        "count": one.count,
        "confidence": _number(one.confidence),
        "start": _number(one.start),
        "end": _number(one.end),
        "score": None if one.score is None else _number(one.score),
        "measures": _measures_to_dict(one.measures),
        "assessment": _assessment_to_dict(one.assessment),
        "reps": [_rep_to_dict(rep) for rep in one.reps],
    }


def _rep_to_dict(rep: Repetition) -> dict[str, Any]:
    return {
        "index": rep.index,
        "start": _number(rep.start),
        "turn": _number(rep.turn),
        "end": _number(rep.end),
        "counted": _number(rep.counted),
        "confidence": _number(rep.confidence),
        "score": None if rep.score is None else _number(rep.score),
        "measures": _measures_to_dict(rep.measures),
        "assessment": _assessment_to_dict(rep.assessment),
    }


def _measures_to_dict(measures: Mapping[str, float]) -> dict[str, float | None]:
    return {name: _number(value) for name, value in measures.items()}


def _assessment_to_dict(part: Assessment | None) -> dict[str, Any] | None:
    return None if part is None else assessment_to_dict(part)


def _number(value: float) -> float | None:
    number = float(value)
    return round(number, _DECIMALS) if math.isfinite(number) else None


def _provenance_from_dict(data: Mapping[str, Any]) -> Provenance:
    return Provenance(
        version=str(data["version"]),
        model=str(data["model"]),
        model_sha256=data["model_sha256"],
        runtime=str(data["runtime"]),
        device=str(data["device"]),
        exercise=str(data["exercise"]),
        exercise_sha256=data["exercise_sha256"],
        options=dict(data["options"]),
    )


def _person_from_dict(data: Mapping[str, Any]) -> PersonSummary:
    sets = tuple(_set_from_dict(one) for one in data["sets"])
    return PersonSummary(id=int(data["id"]), frames_seen=int(data["frames_seen"]), sets=sets)


def _set_from_dict(data: Mapping[str, Any]) -> SetSummary:
    kind = data.get("kind", "reps")
    if kind not in ("reps", "hold"):
        raise ValueError(f"kind of a set is {kind!r}; allowed: reps, hold")
    return SetSummary(
        exercise=str(data["exercise"]),
        start=_float(data["start"]),
        end=_float(data["end"]),
        reps=tuple(_rep_from_dict(rep) for rep in data["reps"]),
        confidence=_float(data["confidence"]),
        kind=kind,
        measures=_measures_from_dict(data),
        assessment=_assessment_from_dict(data),
    )


def _rep_from_dict(data: Mapping[str, Any]) -> Repetition:
    return Repetition(
        index=int(data["index"]),
        start=_float(data["start"]),
        turn=_float(data["turn"]),
        end=_float(data["end"]),
        counted=_float(data.get("counted", data["end"])),
        confidence=_float(data.get("confidence", 1.0)),
        measures=_measures_from_dict(data),
        assessment=_assessment_from_dict(data),
    )


def _measures_from_dict(data: Mapping[str, Any]) -> dict[str, float]:
    return {name: _float(value) for name, value in data.get("measures", {}).items()}


def _assessment_from_dict(data: Mapping[str, Any]) -> Assessment | None:
    part = data.get("assessment")
    return None if part is None else assessment_from_dict(part)


def _path(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"poses is {value!r}; the path of a pose recording or null is needed")


def _float(value: float | None) -> float:
    return math.nan if value is None else float(value)
