"""Rows, one a set, as sessions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.history.importers.imported import DUPLICATE, BadRowError
from repsight.history.importers.zones import LocalTimes

MAX_SETS: Final = 1_000_000
"""Sixty sets a day for 45 years. It keeps a file that is something else out of the memory."""


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row that is a set: when and in which session it was, and what was done.

    `order` is what the program numbers sets by; `seconds`, `note`, `rpe`, `source` and `key` are
    the session's.
    """

    started: datetime
    name: str
    logged: LoggedSet
    order: str = ""
    seconds: float | None = None
    note: str = ""
    rpe: float | None = None
    source: str = ""
    key: str = ""


@dataclass(slots=True)
class _Draft:
    row: SetRow
    sets: list[LoggedSet] = field(default_factory=list)
    prints: list[int] = field(default_factory=list)
    run: set[int] = field(default_factory=set)
    """Rows of the exercise under way: one of them again is a row written twice."""
    again: Counter[int] = field(default_factory=Counter)
    """Rows of the first copy, where a second copy of the session is under way."""
    note: str = ""
    remarks: dict[str, str] = field(default_factory=dict)
    """Notes on exercises whose sets are yet to come."""


class Collector:
    """Sessions out of rows in the order of a file, which keeps the rows of a session together."""

    def __init__(self, source: str, times: LocalTimes) -> None:
        self._source = source
        self._times = times
        self._drafts: dict[tuple[datetime, str, str], _Draft] = {}
        self._now: _Draft | None = None
        self._sets = 0
        self._too_long = 0

    def start_again(self) -> None:
        """A second header: what follows may be a copy of what was there."""
        self._now = None

    def add(self, row: SetRow, cells: Iterable[str]) -> None:
        """Append a set to its session. Raises BadRowError for a row that was there already.

        The same exercise may come twice in a session, with the same sets: only a row within one
        run of an exercise, with the same number, is a duplicate; and one that a second copy of
        the session repeats. Raises SourceError for more sets than anybody does.
        """
        draft, mark = self._draft(row), hash(tuple(cells))
        if draft.again[mark] > 0:
            draft.again[mark] -= 1
            raise BadRowError(DUPLICATE, "the same row is there already")
        if draft.sets and draft.sets[-1].exercise != row.logged.exercise:
            draft.run.clear()
        if mark in draft.run and row.order.isdecimal():
            raise BadRowError(DUPLICATE, "the same row is there already")
        draft.run.add(mark)
        draft.prints.append(mark)
        draft.sets.append(_noted(row.logged, draft))
        draft.note = draft.note or row.note
        self._sets += 1
        if self._sets > MAX_SETS:
            raise SourceError(
                f"the file has more than {MAX_SETS:,} sets, which is no log of one person; split it"
            )

    def remark(self, row: SetRow) -> None:
        """A note on an exercise that has a row of its own."""
        draft = self._draft(row)
        draft.remarks[row.logged.exercise] = row.logged.note

    def _draft(self, row: SetRow) -> _Draft:
        where = (row.started, row.name, row.key)
        draft = self._drafts.get(where)
        if draft is None:
            draft = self._drafts[where] = _Draft(row)
        elif draft is not self._now:
            draft.again = Counter(draft.prints)
            draft.run.clear()
        self._now = draft
        return draft

    def sessions(self) -> tuple[LoggedSession, ...]:
        """The sessions in order of time."""
        starts: Counter[datetime] = Counter()
        found = []
        for draft in self._drafts.values():
            if draft.sets:
                starts[draft.row.started] += 1
                found.append(self._session(draft, starts[draft.row.started]))
        return tuple(sorted(found, key=lambda one: one.started))

    def _session(self, draft: _Draft, nth: int) -> LoggedSession:
        row = draft.row
        for exercise, text in draft.remarks.items():
            _note_last(draft.sets, exercise, text)
        session = LoggedSession(
            self._times(row.started),
            tuple(draft.sets),
            row.name,
            rpe=row.rpe,
            note=draft.note,
            source=row.source or self._source,
            key=row.key or key_of(row.started, nth),
        )
        try:
            return replace(session, seconds=row.seconds)
        except InvalidInputError:
            self._too_long += 1
            return session

    def notes(self) -> tuple[str, ...]:
        """What was changed, a line each."""
        if not self._too_long:
            return ()
        return (
            f"{self._too_long} sessions lasted longer than a week; their durations are left out",
        )


def key_of(started: datetime, nth: int = 1) -> str:
    """What tells a session from others of its program: its start as written, then a number.

    Not its name: a session that was renamed is the same.
    """
    zone = ""
    if started.tzinfo is not None:
        started, zone = started.astimezone(UTC), "Z"
    return f"{started:%Y-%m-%d %H:%M:%S}{zone}" + (f" #{nth}" if nth > 1 else "")


def _noted(logged: LoggedSet, draft: _Draft) -> LoggedSet:
    """The set, with the note on its exercise where one waits for it."""
    remark = draft.remarks.pop(logged.exercise, "")
    if remark:
        note = logged.note if remark in logged.note else f"{remark} {logged.note}".strip()
        return replace(logged, note=note)
    return logged


def _note_last(sets: list[LoggedSet], exercise: str, text: str) -> None:
    for i in range(len(sets) - 1, -1, -1):
        if sets[i].exercise == exercise:
            if text not in sets[i].note:
                sets[i] = replace(sets[i], note=f"{sets[i].note} {text}".strip())
            return
