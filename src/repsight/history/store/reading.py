"""Reading a history: as columns for analyses, as sessions for people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, Select, exists, func, select

from repsight.core.history.log import LoggedRep, LoggedSession, LoggedSet
from repsight.core.history.table import (
    EPOCH,
    SET_MEASURES,
    History,
    SessionTable,
    SetTable,
)
from repsight.history.store import notes, users
from repsight.history.store.rows import (
    READ_FROM_SETS,
    to_set,
)
from repsight.history.store.tables import REPETITIONS, SESSIONS, SETS
from repsight.history.store.times import from_columns
from repsight.history.store.writing import no_session

_MICRO: Final = 1e-6
_NUMBERS: Final = ("reps", "load_kg", "rpe", "seconds", "score", *SET_MEASURES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions: from `since` to `until`, both included, with a set of `exercise`; only the
    `last` so many of them."""

    since: date | None = None
    until: date | None = None
    exercise: str | None = None
    last: int | None = None

    def of(self, user: int) -> Select[Any]:
        """The sessions of a user that are wanted, the newest first."""
        chosen = select(SESSIONS).where(SESSIONS.c.user_id == user)
        if self.since is not None:
            chosen = chosen.where(SESSIONS.c.day >= (self.since - EPOCH).days)
        if self.until is not None:
            chosen = chosen.where(SESSIONS.c.day <= (self.until - EPOCH).days)
        if self.exercise is not None:
            same = func.lower(SETS.c.exercise) == self.exercise.lower()
            chosen = chosen.where(exists().where(SETS.c.session_id == SESSIONS.c.id, same))
        newest = chosen.order_by(SESSIONS.c.started.desc(), SESSIONS.c.id.desc())
        return newest.limit(self.last)


def sessions(
    connection: Connection, user: int, wanted: Wanted, *, repetitions: bool
) -> tuple[LoggedSession, ...]:
    """The sessions that are wanted, with all their sets, in order of time."""
    rows = connection.execute(wanted.of(user)).all()[::-1]
    return _with_sets(connection, rows, wanted.of(user), repetitions=repetitions)


def session(connection: Connection, user: int, number: int) -> LoggedSession:
    """One session, whole. Raises InvalidInputError where it is not there."""
    one = select(SESSIONS).where(SESSIONS.c.user_id == user, SESSIONS.c.id == number)
    rows = connection.execute(one).all()
    if not rows:
        raise no_session(number)
    return _with_sets(connection, rows, one, repetitions=True)[0]


def _with_sets(
    connection: Connection, rows: Sequence[Any], chosen: Select[Any], *, repetitions: bool
) -> tuple[LoggedSession, ...]:
    ids = select(chosen.with_only_columns(SESSIONS.c.id).subquery())
    reps = _repetitions(connection, ids) if repetitions else {}
    sets: defaultdict[int, list[LoggedSet]] = defaultdict(list)
    columns = ("session_id", "position", *READ_FROM_SETS)
    of_them = select(*(SETS.c[name] for name in columns)).where(SETS.c.session_id.in_(ids))
    for number, position, *values in connection.execute(
        of_them.order_by(SETS.c.session_id, SETS.c.position)
    ):
        sets[number].append(to_set(values, tuple(reps.get((number, position), ()))))
    return tuple(_to_session(row, tuple(sets.get(row.id, ()))) for row in rows)


def _repetitions(
    connection: Connection, ids: Select[Any]
) -> dict[tuple[int, int], list[LoggedRep]]:
    found: defaultdict[tuple[int, int], list[LoggedRep]] = defaultdict(list)
    columns = REPETITIONS.c
    names = ("session_id", "set_position", "start", "turn", "end", "score", "measures")
    rows = connection.execute(
        select(*(columns[name] for name in names))
        .where(columns.session_id.in_(ids))
        .order_by(columns.session_id, columns.set_position, columns.position)
    )
    for number, position, start, turn, end, score, measures in rows.all():
        one = LoggedRep(start, turn, end, score, measures or {})
        found[number, position].append(one)
    return found


def _to_session(row: Any, sets: tuple[LoggedSet, ...]) -> LoggedSession:
    return LoggedSession(
        started=from_columns(row.started, row.utc_offset, row.zone),
        sets=sets,
        name=row.name,
        seconds=row.seconds,
        rpe=row.rpe,
        note=row.note,
        source=row.source,
        key=row.key or "",
        recording=row.recording,
        id=int(row.id),
    )


def recordings(connection: Connection, user: int, number: int | None = None) -> tuple[str, ...]:
    """Names of the recordings kept of a user's session `number`, or of all."""
    kept = select(SESSIONS.c.recording).where(
        SESSIONS.c.user_id == user, SESSIONS.c.recording.is_not(None)
    )
    chosen = kept if number is None else kept.where(SESSIONS.c.id == number)
    return tuple(connection.execute(chosen).scalars())


def is_kept(connection: Connection, recording: str) -> bool:
    """Whether any session has that recording."""
    any_of = select(SESSIONS.c.id).where(SESSIONS.c.recording == recording).limit(1)
    return connection.execute(any_of).scalar() is not None


def history(connection: Connection, user: int) -> History:
    """Everything of a user as columns; one query a table, no object for a set."""
    return History(
        user=users.name_of(connection, user),
        sets=_set_table(connection, user),
        sessions=_session_table(connection, user),
        profile=users.profile(connection, user),
        body_weight=notes.body_weight(connection, user),
        pain=notes.pain(connection, user),
    )


def _session_table(connection: Connection, user: int) -> SessionTable:
    names = ("id", "started", "day", "seconds", "rpe")
    columns = _columns(
        connection,
        select(*(SESSIONS.c[name] for name in names))
        .where(SESSIONS.c.user_id == user)
        .order_by(SESSIONS.c.started, SESSIONS.c.id),
        names,
    )
    return SessionTable(
        id=np.array(columns["id"], np.int64),
        t=np.array(columns["started"], np.float64) * _MICRO,
        day=np.array(columns["day"], np.int64),
        seconds=np.array(columns["seconds"], np.float64),
        rpe=np.array(columns["rpe"], np.float64),
    )


def _set_table(connection: Connection, user: int) -> SetTable:
    names = ("session_id", "started", "day", "exercise", "kind", *_NUMBERS)
    of_session = ("started", "day")
    columns = _columns(
        connection,
        select(*(SESSIONS.c[n] if n in of_session else SETS.c[n] for n in names))
        .join_from(SESSIONS, SETS, SETS.c.session_id == SESSIONS.c.id)
        .where(SESSIONS.c.user_id == user)
        .order_by(SESSIONS.c.started, SESSIONS.c.id, SETS.c.position),
        names,
    )
    # An array of floats takes None for NaN.
    numbers = {name: np.array(columns[name], np.float64) for name in _NUMBERS}
    return SetTable(
        session=np.array(columns["session_id"], np.int64),
        t=np.array(columns["started"], np.float64) * _MICRO,
        day=np.array(columns["day"], np.int64),
        exercise=np.array(columns["exercise"], object),
        kind=np.array(columns["kind"], object),
        measures={name: numbers.pop(name) for name in SET_MEASURES},
        **numbers,
    )


def _columns(
    connection: Connection, query: Select[Any], names: Sequence[str]
) -> dict[str, Sequence[Any]]:
    """What a query finds, column by column."""
    rows = connection.execute(query).all()
    columns: Sequence[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * len(names)
    return dict(zip(names, columns, strict=True))
