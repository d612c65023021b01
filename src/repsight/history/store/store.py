"""The store: one object through which everything of a history is read and written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Self

from sqlalchemy import Connection, Engine

from repsight.core.history.log import BodyWeight, LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.history.table import History
from repsight.history.recordings import Recordings, folder_for
from repsight.history.store import notes, reading, users, writing
from repsight.history.store.engine import address, make_engine, place_of
from repsight.history.store.erasing import erase_traces
from repsight.history.store.schema import bring_up_to_date
from repsight.history.store.trouble import told
from repsight.history.store.writing import Added

__all__ = ["Added", "Store"]


class Store:
    """Everybody's history in one database; a context manager, safe to share between threads.

    Each method is one transaction: done when it returns, undone when it raises. All raise
    InvalidInputError for a user who is not there, and HistoryError where the database fails.
    """

    def __init__(self, engine: Engine, place: str, recordings: Recordings) -> None:
        self._engine = engine
        self.place = place
        """The database's file, or its address without the password."""
        self.recordings = recordings
        """The kept recordings."""

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """The store at `url`; see `repsight.history.open_store`."""
        where = address(url)
        place = place_of(where)
        engine = make_engine(where)
        try:
            with told(place):
                bring_up_to_date(engine, place)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, place, Recordings(folder_for(where)))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add_user(self, name: str, profile: UserProfile = UserProfile()) -> None:  # noqa: B008
        """Add a user. Raises InvalidInputError where there is one of that name."""
        with self._writing() as connection:
            users.add(connection, name, profile)

    def users(self) -> tuple[str, ...]:
        """Everybody's name, in order of the alphabet."""
        with self._reading() as connection:
            return users.names(connection)

    def find_user(self, user: str) -> str:
        """The name as it was written when they were added; Ann and ann are one."""
        with self._reading_of(user) as (connection, number):
            return users.name_of(connection, number)

    def profile(self, user: str) -> UserProfile:
        """What somebody said of themselves."""
        with self._reading() as connection:
            return users.profile(connection, users.number_of(connection, user))

    def set_profile(self, user: str, profile: UserProfile) -> None:
        """Put a profile in place of the one before."""
        with self._writing_of(user) as (connection, number):
            users.set_profile(connection, number, profile)

    def delete_user(self, user: str) -> None:
        """Remove somebody with all that is theirs, recordings included."""
        with self._writing_of(user) as (connection, number):
            names = reading.recordings(connection, number)
            users.remove(connection, number)
        self._erase(names)

    def add_sessions(self, user: str, sessions: Iterable[LoggedSession]) -> Added:
        """Add sessions, all or none; of one that is there by source and key the new content counts.

        A session without a key is always a new one.
        """
        sessions = list(sessions)
        with self._writing_of(user) as (connection, number):
            added, old = writing.add_sessions(connection, number, sessions)
        self._drop(old)
        return added

    def add_history(
        self,
        user: str,
        sessions: Iterable[LoggedSession],
        body_weight: Iterable[BodyWeight] = (),
        pain: Iterable[PainNote] = (),
        profile: UserProfile | None = None,
    ) -> Added:
        """Add sessions as `add_sessions` does, with whatever else there is: all or nothing."""
        sessions = list(sessions)
        with self._writing_of(user) as (connection, number):
            if profile is not None:
                users.set_profile(connection, number, profile)
            for weight in body_weight:
                notes.add_body_weight(connection, number, weight)
            for one in pain:
                notes.add_pain(connection, number, one)
            added, old = writing.add_sessions(connection, number, sessions)
        self._drop(old)
        return added

    def add_session(self, user: str, session: LoggedSession) -> int:
        """Add one session; its id, that of the one that was there where its key is the same."""
        return self.add_sessions(user, (session,)).ids[0]

    def append_set(self, user: str, id: int, one: LoggedSet) -> int:
        """Add a finished set to a session; how many it has now. It is kept when this returns."""
        with self._writing_of(user) as (connection, number):
            return writing.append_set(connection, number, id, one)

    def update_session(self, user: str, session: LoggedSession) -> None:
        """Put a session in place of the one with its `id`, and forget findings made with that.

        Adding it again from where it came from does not undo this.
        """
        with self._writing_of(user) as (connection, number):
            writing.update_session(connection, number, session)
            notes.forget_findings(connection, number)

    def sessions(
        self,
        user: str,
        since: date | None = None,
        until: date | None = None,
        exercise: str | None = None,
        repetitions: bool = False,
        last: int | None = None,
    ) -> tuple[LoggedSession, ...]:
        """The sessions between two local dates, both included, that have a set of `exercise`.

        With all their sets, in order of time, only the `last` so many where that is said; with
        `repetitions` only where these are asked for.
        """
        wanted = reading.Wanted(since, until, exercise, last)
        with self._reading_of(user) as (connection, number):
            return reading.sessions(connection, number, wanted, repetitions=repetitions)

    def session(self, user: str, id: int) -> LoggedSession:
        """One session, whole. Raises InvalidInputError where it is not there."""
        with self._reading_of(user) as (connection, number):
            return reading.session(connection, number, id)

    def delete_session(self, user: str, id: int) -> None:
        """Remove a session, its recording, and the findings that were made with it."""
        with self._writing_of(user) as (connection, number):
            names = reading.recordings(connection, number, id)
            writing.remove_session(connection, number, id)
            notes.forget_findings(connection, number)
        self._erase(names)

    def history(self, user: str) -> History:
        """Everything of a user as columns."""
        with self._reading_of(user) as (connection, number):
            return reading.history(connection, number)

    def add_body_weight(self, user: str, weight: BodyWeight) -> None:
        """Keep a body weight, in place of one of the same moment."""
        with self._writing_of(user) as (connection, number):
            notes.add_body_weight(connection, number, weight)

    def add_pain(self, user: str, pain: PainNote) -> None:
        """Keep a note of pain, in place of one of the same moment and place."""
        with self._writing_of(user) as (connection, number):
            notes.add_pain(connection, number, pain)

    def finding(self, user: str, kind: str, key: str) -> dict[str, Any] | None:
        """What was kept of a slow analysis under `kind` and `key`; None where nothing was."""
        with self._reading_of(user) as (connection, number):
            return notes.finding(connection, number, kind, key)

    def keep_finding(self, user: str, kind: str, key: str, data: Mapping[str, Any]) -> None:
        """Keep the result of a slow analysis; `key` holds a fingerprint of what it was made of."""
        with self._writing_of(user) as (connection, number):
            notes.keep_finding(connection, number, kind, key, data)

    def programme(self, user: str) -> dict[str, Any] | None:
        """The user's programme; None where there is none."""
        with self._reading_of(user) as (connection, number):
            return notes.programme(connection, number)

    def keep_programme(self, user: str, data: Mapping[str, Any]) -> None:
        """Keep a programme, in place of the one before."""
        with self._writing_of(user) as (connection, number):
            notes.keep_programme(connection, number, data)

    def _drop(self, names: Sequence[str]) -> None:
        """Remove those recordings that no session has any more."""
        if not names:
            return
        with self._reading() as connection:
            unused = [name for name in names if not reading.is_kept(connection, name)]
        self.recordings.remove(unused)

    def _erase(self, names: Sequence[str]) -> None:
        """Leave nothing of what was deleted, and nothing that a crash left behind."""
        self._drop(names)
        self._drop(self.recordings.left_behind())
        with told(self.place):
            erase_traces(self._engine)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self.place), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _reading_of(self, user: str) -> Iterator[tuple[Connection, int]]:
        with self._reading() as connection:
            yield connection, users.number_of(connection, user)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            told(self.place),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _writing_of(self, user: str) -> Iterator[tuple[Connection, int]]:
        with self._writing() as connection:
            yield connection, users.number_of(connection, user, lock=True)
