"""A person's history as columns: what every analysis reads.

Ten years are 30,000 sets; as columns they are read and summed in milliseconds, as objects not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import BodyWeight, LoggedSession, PainNote, UserProfile

Column = npt.NDArray[Any]
EPOCH: Final = date(1970, 1, 1)
# Measures that a set table carries beside `score`.
SET_MEASURES: Final = ("rom", "stability", "tempo", "velocity", "velocity_loss", "asymmetry")


@dataclass(frozen=True, slots=True, eq=False)
class SetTable:
    """One row a set, in order of time: all columns (N,); what is not known is NaN.

    `session` its id; `t` start of the session, seconds since 1970 UTC; `day` local date as days
    since 1970-01-01; `exercise` names; `kind` of set; `measures` columns of `SET_MEASURES`.
    """

    session: Column
    t: Column
    day: Column
    exercise: Column
    kind: Column
    reps: Column
    load_kg: Column
    rpe: Column
    seconds: Column
    score: Column
    measures: Mapping[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.session)
        columns = [getattr(self, f.name) for f in fields(self) if f.name != "measures"]
        for column in (*columns, *self.measures.values()):
            if column.shape != (n,):
                raise InvalidInputError(f"a column has shape {column.shape}; ({n},) is needed")

    def __len__(self) -> int:
        return len(self.session)

    def where(self, rows: Column) -> "SetTable":
        """The rows that a mask (N,) or indices choose."""
        taken = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "measures"}
        return SetTable(**taken, measures={k: v[rows] for k, v in self.measures.items()})

    def of(self, exercise: str) -> "SetTable":
        """The rows of one exercise."""
        return self.where(self.exercise == exercise)

    def working(self) -> "SetTable":
        """The rows without warm-up sets."""
        return self.where(self.kind != "warm_up")

    def exercises(self) -> tuple[str, ...]:
        """Names of the exercises, by how many sessions they were done in, most first."""
        pairs = set(zip(self.exercise.tolist(), self.session.tolist(), strict=True))
        counts: dict[str, int] = {}
        for name, _session in pairs:
            counts[name] = counts.get(name, 0) + 1
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


@dataclass(frozen=True, slots=True, eq=False)
class SessionTable:
    """One row a session, in order of time: `id`, `t`, `day` as in `SetTable`; `seconds`, `rpe`."""

    id: Column
    t: Column
    day: Column
    seconds: Column
    rpe: Column

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Everything kept of one person, as the analyses read it."""

    user: str
    sets: SetTable
    sessions: SessionTable
    profile: UserProfile = field(default_factory=UserProfile)
    body_weight: tuple[BodyWeight, ...] = ()
    pain: tuple[PainNote, ...] = ()


def history_of(
    sessions: Iterable[LoggedSession],
    user: str = "",
    profile: UserProfile | None = None,
    body_weight: Iterable[BodyWeight] = (),
    pain: Iterable[PainNote] = (),
) -> History:
    """The history that such sessions make; those without an id are numbered in order of time."""
    ordered = sorted(sessions, key=lambda one: one.started)
    ids = [n if one.id is None else one.id for n, one in enumerate(ordered)]
    rows = [(n, one, s) for n, one in zip(ids, ordered, strict=True) for s in one.sets]
    sets = SetTable(
        session=np.array([n for n, _, _ in rows], np.int64),
        t=np.array([one.started.timestamp() for _, one, _ in rows], np.float64),
        day=np.array([day_of(one) for _, one, _ in rows], np.int64),
        exercise=np.array([s.exercise for *_, s in rows], object),
        kind=np.array([s.kind for *_, s in rows], object),
        reps=_floats(s.reps for *_, s in rows),
        load_kg=_floats(s.load_kg for *_, s in rows),
        rpe=_floats(s.rpe for *_, s in rows),
        seconds=_floats(s.seconds for *_, s in rows),
        score=_floats(s.score for *_, s in rows),
        measures={m: _floats(s.measures.get(m) for *_, s in rows) for m in SET_MEASURES},
    )
    table = SessionTable(
        id=np.array(ids, np.int64),
        t=np.array([one.started.timestamp() for one in ordered], np.float64),
        day=np.array([day_of(one) for one in ordered], np.int64),
        seconds=_floats(one.seconds for one in ordered),
        rpe=_floats(one.rpe for one in ordered),
    )
    return History(user, sets, table, profile or UserProfile(), tuple(body_weight), tuple(pain))


def day_of(session: LoggedSession) -> int:
    """The local date of a session, as days since 1970-01-01."""
    return (session.started.date() - EPOCH).days


def _floats(values: Iterable[float | None]) -> Column:
    return np.array([np.nan if v is None else v for v in values], np.float64)
