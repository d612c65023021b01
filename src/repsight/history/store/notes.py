"""Body weight, pain, and what analyses and programmes leave to be kept."""

import time
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, select

from repsight.core.history.log import BodyWeight, PainNote
from repsight.history.store.rows import storable
from repsight.history.store.tables import BODY_WEIGHT, FINDINGS, PAIN, PROGRAMMES
from repsight.history.store.times import from_columns, to_columns

MOST_FINDINGS: Final = 500
"""Kept of a kind: those of every exercise, and of a few states of the log before this one."""


def add_body_weight(connection: Connection, user: int, weight: BodyWeight) -> None:
    """Keep a body weight, in place of one of the same moment."""
    moment = to_columns(weight.at, "at")
    _put(connection, BODY_WEIGHT, {"user_id": user, **moment, "mass_kg": weight.mass_kg})


def add_pain(connection: Connection, user: int, pain: PainNote) -> None:
    """Keep a note of pain, in place of one of the same moment and place."""
    told = {"place": storable(pain.place), "level": pain.level, "note": storable(pain.note)}
    _put(connection, PAIN, {"user_id": user, **to_columns(pain.at, "at"), **told})


def body_weight(connection: Connection, user: int) -> tuple[BodyWeight, ...]:
    """All body weights of a user, in order of time."""
    rows = connection.execute(_of(BODY_WEIGHT, user).order_by(BODY_WEIGHT.c.at))
    return tuple(
        BodyWeight(from_columns(row.at, row.utc_offset, row.zone), row.mass_kg) for row in rows
    )


def pain(connection: Connection, user: int) -> tuple[PainNote, ...]:
    """All notes of pain of a user, in order of time."""
    rows = connection.execute(_of(PAIN, user).order_by(PAIN.c.at, PAIN.c.place))
    return tuple(
        PainNote(from_columns(row.at, row.utc_offset, row.zone), row.place, row.level, row.note)
        for row in rows
    )


def finding(connection: Connection, user: int, kind: str, key: str) -> dict[str, Any] | None:
    """What was kept of a slow analysis; None where it was not, or of something else."""
    wanted = _of(FINDINGS, user).where(FINDINGS.c.kind == kind, FINDINGS.c.key == key)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else row.data


def keep_finding(
    connection: Connection, user: int, kind: str, key: str, data: Mapping[str, Any]
) -> None:
    """Keep the result of a slow analysis; the oldest of its kind give way."""
    row = {"user_id": user, "kind": kind, "key": key, "data": dict(data)}
    _put(connection, FINDINGS, {**row, "kept": time.time_ns() // 1000})
    mine = (FINDINGS.c.user_id == user, FINDINGS.c.kind == kind)
    newest = select(FINDINGS.c.kept).where(*mine).order_by(FINDINGS.c.kept.desc())
    oldest = connection.execute(newest.offset(MOST_FINDINGS).limit(1)).scalar()
    if oldest is not None:
        connection.execute(delete(FINDINGS).where(*mine, FINDINGS.c.kept <= oldest))


def forget_findings(connection: Connection, user: int) -> None:
    """Remove all findings of a user."""
    connection.execute(delete(FINDINGS).where(FINDINGS.c.user_id == user))


def programme(connection: Connection, user: int) -> dict[str, Any] | None:
    """The user's programme; None where there is none."""
    row = connection.execute(_of(PROGRAMMES, user)).one_or_none()
    return None if row is None else row.data


def keep_programme(connection: Connection, user: int, data: Mapping[str, Any]) -> None:
    """Keep a programme, in place of the one before."""
    _put(connection, PROGRAMMES, {"user_id": user, "data": dict(data)})


def _of(table: Table, user: int) -> Any:
    return select(table).where(table.c.user_id == user)


def _put(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Insert a row in place of the one with its key. The user's row is locked by then."""
    key = [column == row[column.name] for column in table.primary_key]
    connection.execute(delete(table).where(*key))
    connection.execute(insert(table).values(**row))
