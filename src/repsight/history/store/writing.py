"""Adding sessions: whole, many at once, or set by set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from repsight.core.errors import InvalidInputError
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.history.store.rows import digest, repetition_rows, session_row, set_row
from repsight.history.store.tables import REPETITIONS, SESSIONS, SETS

_FEW: Final = 100
"""Up to so many keys are asked for by name; with more, all of the user's are read."""


@dataclass(frozen=True, slots=True)
class Added:
    """The ids of the sessions that were `added`, `updated` and found `unchanged`."""

    added: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.added, *self.updated, *self.unchanged)


@dataclass(frozen=True, slots=True)
class _New:
    """A session with its columns, the fingerprint among them."""

    session: LoggedSession
    row: dict[str, Any]

    @property
    def name(self) -> tuple[str, str | None]:
        return self.row["source"], self.row["key"]


@dataclass(frozen=True, slots=True)
class _Old:
    """What is known of a session that is there."""

    id: int
    digest: str
    recording: str | None


def add_sessions(
    connection: Connection, user: int, sessions: Iterable[LoggedSession]
) -> tuple[Added, tuple[str, ...]]:
    """Add sessions of one user; of one that is there by source and key the new content counts.

    What became of them, and the recordings that gave way to others.
    """
    given = [_New(one, {**session_row(one), "digest": digest(one)}) for one in sessions]
    # The same session twice in one file: the later one counts.
    last = {each.name: each for each in given if each.name[1] is not None}
    new = [each for each in given if each.name[1] is None or last[each.name] is each]
    there = _there(connection, user, [each.row["key"] for each in new])
    fresh = [each for each in new if each.name not in there]
    changed = [e for e in new if e.name in there and there[e.name].digest != e.row["digest"]]
    same = [e for e in new if e.name in there and there[e.name].digest == e.row["digest"]]
    ids = _insert(connection, user, fresh)
    for each in changed:
        _replace(connection, there[each.name].id, each)
    added = Added(
        added=ids,
        updated=tuple(there[each.name].id for each in changed),
        unchanged=tuple(there[each.name].id for each in same),
    )
    old = (there[each.name].recording for each in changed)
    return added, tuple(name for name in old if name is not None)


def append_set(connection: Connection, user: int, number: int, one: LoggedSet) -> int:
    """Add a set to the end of a session; how many it has now. Raises InvalidInputError."""
    _own(connection, user, number)
    last = select(func.max(SETS.c.position)).where(SETS.c.session_id == number)
    position = connection.execute(last).scalar()
    position = 0 if position is None else int(position) + 1
    _insert_sets(connection, [(number, position, one)])
    return position + 1


def update_session(connection: Connection, user: int, session: LoggedSession) -> None:
    """Put a session in place of the one with its id, which is still the same as its source's.

    Reading that source once more changes nothing of what was put in place here.
    """
    number = session.id or 0
    _own(connection, user, number)
    row = session_row(session)
    values = {name: row[name] for name in row if name not in ("source", "key")}
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == number).values(**values))
    _replace_sets(connection, number, session.sets)


def no_session(number: int) -> InvalidInputError:
    """What to say where there is no session of that number."""
    return InvalidInputError(
        f"there is no session {number} of theirs; `repsight history list` shows which there are"
    )


def _own(connection: Connection, user: int, number: int) -> None:
    """Raise InvalidInputError where a session is not there or somebody else's."""
    mine = select(SESSIONS.c.id).where(SESSIONS.c.id == number, SESSIONS.c.user_id == user)
    if connection.execute(mine.with_for_update()).scalar() is None:
        raise no_session(number)


def _there(
    connection: Connection, user: int, keys: list[str | None]
) -> dict[tuple[str, str | None], _Old]:
    """The user's sessions with such keys."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    names = ("source", "key", "id", "digest", "recording")
    mine = select(*(SESSIONS.c[name] for name in names)).where(
        SESSIONS.c.user_id == user, SESSIONS.c.key.is_not(None)
    )
    if len(wanted) <= _FEW:
        mine = mine.where(SESSIONS.c.key.in_(wanted))
    rows = connection.execute(mine)
    return {(source, key): _Old(int(number), *rest) for source, key, number, *rest in rows}


def _insert(connection: Connection, user: int, new: Sequence[_New]) -> tuple[int, ...]:
    if not new:
        return ()
    added = insert(SESSIONS).returning(SESSIONS.c.id, sort_by_parameter_order=True)
    rows = [{"user_id": user, **each.row} for each in new]
    ids = tuple(int(number) for number in connection.execute(added, rows).scalars())
    _insert_sets(
        connection,
        [
            (number, n, one)
            for number, each in zip(ids, new, strict=True)
            for n, one in enumerate(each.session.sets)
        ],
    )
    return ids


def _insert_sets(connection: Connection, sets: Sequence[tuple[int, int, LoggedSet]]) -> None:
    rows = [{"session_id": number, **set_row(n, one)} for number, n, one in sets]
    _insert_all(connection, SETS, rows)
    repetitions = [
        {"session_id": number, **row} for number, n, one in sets for row in repetition_rows(n, one)
    ]
    _insert_all(connection, REPETITIONS, repetitions)


def _insert_all(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _replace(connection: Connection, number: int, new: _New) -> None:
    values = dict(new.row)
    if values["recording"] is None:
        del values["recording"]  # what was kept of it is still of it
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == number).values(**values))
    _replace_sets(connection, number, new.session.sets)


def _replace_sets(connection: Connection, number: int, sets: Sequence[LoggedSet]) -> None:
    connection.execute(delete(SETS).where(SETS.c.session_id == number))
    _insert_sets(connection, [(number, n, one) for n, one in enumerate(sets)])


def remove_session(connection: Connection, user: int, number: int) -> None:
    """Remove a session. Raises InvalidInputError where it is not there."""
    _own(connection, user, number)
    connection.execute(delete(SESSIONS).where(SESSIONS.c.id == number))
