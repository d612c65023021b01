"""What was counted of one person, as it is kept."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from repsight.core.assessment import Assessment
from repsight.core.errors import InvalidInputError
from repsight.core.history.log import LoggedRep, LoggedSession, LoggedSet
from repsight.core.types import PersonSummary, Repetition, Session, SetSummary

# What scoring calls the measures that a set table has columns for.
_VELOCITY: Final = "concentric_velocity_m"
_SYMMETRY: Final = "symmetry"


@dataclass(frozen=True, slots=True)
class Details:
    """What no camera sees of a session: the load on the bar, exertion (0 to 10), a note, when.

    They hold for every set. `when` None: when the video was recorded. Raises InvalidInputError.
    """

    load_kg: float | None = None
    rpe: float | None = None
    note: str = ""
    when: datetime | None = None

    def __post_init__(self) -> None:
        LoggedSet("any", load_kg=self.load_kg, rpe=self.rpe)  # has the limits


def exercisers(session: Session) -> tuple[PersonSummary, ...]:
    """Who did anything in a session, who fills most of it first."""
    return tuple(person for person in session.people if person.sets)


def chosen_person(session: Session, person: int | None) -> PersonSummary:
    """The person of that id, or for None the first with sets. Raises InvalidInputError."""
    people = exercisers(session)
    for one in people:
        if person in (None, one.id):
            return one
    if not people:
        raise InvalidInputError(f"nothing was counted in {session.source}; there is nothing to add")
    ids = ", ".join(str(one.id) for one in people)
    raise InvalidInputError(f"there is no person {person} with sets in it; there are: {ids}")


def logged_session(
    person: PersonSummary,
    started: datetime,
    key: str,
    details: Details,
    recording: str | None = None,
) -> LoggedSession:
    """One person's sets as a session that began at `started` and is known again by `key`.

    `recording` is what their poses are kept as.
    """
    return LoggedSession(
        started=started,
        sets=tuple(logged_set(one, details) for one in person.sets),
        seconds=max((one.end for one in person.sets), default=None),
        note=details.note,
        key=key,
        recording=recording,
    )


def logged_set(one: SetSummary, details: Details) -> LoggedSet:
    """A set that was counted; where in the source it was is among its measures."""
    hold = one.kind == "hold"
    return LoggedSet(
        exercise=one.exercise,
        reps=None if hold else one.count,
        load_kg=details.load_kg,
        rpe=details.rpe,
        seconds=one.end - one.start if hold else None,
        score=one.score,
        measures={
            **one.measures,
            **dict(_named(one)),
            **_components(one.assessment),
            "start": one.start,
            "end": one.end,
        },
        repetitions=tuple(_logged_rep(rep) for rep in one.reps),
    )


def _named(one: SetSummary) -> Iterator[tuple[str, float]]:
    """The measures of a set under the names that trends know."""
    if _VELOCITY in one.measures:
        yield "velocity", one.measures[_VELOCITY]
    uneven = [rep.measures[_SYMMETRY] for rep in one.reps if _SYMMETRY in rep.measures]
    if uneven:
        yield "asymmetry", statistics.median(uneven)


def _logged_rep(rep: Repetition) -> LoggedRep:
    measures = {**rep.measures, **_components(rep.assessment), "confidence": rep.confidence}
    return LoggedRep(rep.start, rep.turn, rep.end, rep.score, measures)


def _components(part: Assessment | None) -> dict[str, float]:
    """The components that could be measured, 0 to 100."""
    if part is None:
        return {}
    return {name: value for name, value in part.components.items() if value is not None}
