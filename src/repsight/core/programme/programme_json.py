"""A programme as plain data for JSON, schema `repsight.programme/1`, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, get_args

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import Goal
from repsight.core.programme.types import Phase, Prescription, Programme, Reason, Week, Workout

SCHEMA: Final = "repsight.programme/1"


def programme_to_dict(programme: Programme) -> dict[str, Any]:
    """The programme as dicts, lists, numbers and texts, with its `schema`."""
    return {"schema": SCHEMA, **asdict(programme)}


def programme_from_dict(data: Mapping[str, Any]) -> Programme:
    """The programme that such data describe. Raises InvalidInputError for anything else."""
    schema = data.get("schema")
    if schema != SCHEMA:
        raise InvalidInputError(
            f"the programme is of schema {schema!r}; this version reads {SCHEMA};"
            " draw a new one up with `repsight plan new`"
        )
    try:
        values = {k: v for k, v in data.items() if k != "schema"}
        made = Programme(
            **values
            | {
                "weeks": tuple(_week(one) for one in data["weeks"]),
                "notes": _reasons(data.get("notes", ())),
                "reasons": _reasons(data.get("reasons", ())),
                "equipment": tuple(data.get("equipment", ())),
                "injuries": tuple(data.get("injuries", ())),
            }
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise InvalidInputError(
            f"the programme is damaged ({error}); draw a new one up with `repsight plan new`"
        ) from None
    phases = {week.phase for week in made.weeks} - set(get_args(Phase))
    if phases or made.goal not in get_args(Goal):
        raise InvalidInputError(
            f"the programme names {next(iter(phases), made.goal)!r}, which is no phase and no goal;"
            " draw a new one up with `repsight plan new`"
        )
    return made


def _week(data: Mapping[str, Any]) -> Week:
    workouts = tuple(_workout(one) for one in data["workouts"])
    return Week(data["start"], data["phase"], workouts, _reasons(data["reasons"]))


def _workout(data: Mapping[str, Any]) -> Workout:
    asked = {k: tuple(_asked(one) for one in data[k]) for k in ("prescriptions", "drawn")}
    return Workout(**{**data, **asked})


def _asked(data: Mapping[str, Any]) -> Prescription:
    tempo = None if data["tempo"] is None else tuple(data["tempo"])
    return Prescription(**{**data, "tempo": tempo, "reasons": _reasons(data["reasons"])})


def _reasons(data: Any) -> tuple[Reason, ...]:
    return tuple(Reason(**one) for one in data)
