"""Keeping what is counted in somebody's history: a video when it is done, live set by set."""

import logging
import uuid
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from repsight.core.coaching import Moment
from repsight.core.errors import HistoryError, InvalidInputError
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.types import PersonSummary, Session, SetFinished, Track
from repsight.history.clock import now
from repsight.history.from_count import Details, exercisers, logged_session, logged_set
from repsight.history.recordings import recording_of
from repsight.history.store.store import Store
from repsight.history.video_time import content_key, recorded_at
from repsight.pipeline.watch import Counted

_LOG: Final = logging.getLogger("repsight")
_ALIKE: Final = 0.7
"""Names this alike are a slip of the finger: one or two letters of a usual name."""


class Diary:
    """Keeps one user's counts; `tell` hears what was kept.

    It hears one source after the other: `begin`, each moment of a live one, and `counted` when it
    is over.
    """

    def __init__(
        self,
        store: Store,
        user: str,
        details: Details,
        tell: Callable[[str], None],
        *,
        poses: bool = True,
    ) -> None:
        self._store = store
        self._user = user
        self._details = details
        self._tell = tell
        self._poses = poses
        self.begin("")

    def begin(self, source: str | int | Path) -> None:
        """Another source comes; a file is kept when it is done, as it can be counted again."""
        path = Path(str(source))
        self._file = path if not isinstance(source, int) and path.is_file() else None
        self._started = self._details.when or now()
        self._key = uuid.uuid4().hex
        self._who: int | None = None
        self._id: int | None = None
        self._waiting: list[LoggedSet] = []

    def hear(self, moment: Moment) -> None:
        """Keep the sets that ended at a moment: those of whoever finished one first.

        A history that fails ends no workout: it is tried again with the next set, and at the end.
        """
        for coached in moment.people:
            done = [event for event in coached.events if isinstance(event, SetFinished)]
            if done and self._who in (None, coached.view.id):
                self._who = coached.view.id
                self._waiting += [logged_set(event.summary, self._details) for event in done]
        if self._waiting and self._file is None:
            try:
                self._write()
            except HistoryError as error:
                _LOG.warning("%s; the set is kept later", error)

    def _write(self) -> None:
        if self._id is None:
            one = LoggedSession(self._started, note=self._details.note, key=self._key)
            self._id = self._store.add_session(self._user, one)
        while self._waiting:
            self._store.append_set(self._user, self._id, self._waiting[0])
            del self._waiting[0]

    def counted(self, session: Session, counted: Counted) -> None:
        """Keep a count that is over, with its poses. Raises HistoryError and SourceError."""
        person = self._choose(session)
        if person is None:
            self._tell(f"{session.source}: nothing was counted in it, so nothing is kept")
        else:
            track = counted.track_of(person.id) if self._poses else None
            one = self._logged(person, None if track is None else self._keep(track, counted))
            added = self._store.add_sessions(self._user, (one,))
            again = bool(added.updated) and self._id is None
            how = "was kept already as" if added.unchanged else "is kept as"
            how = "takes the place of" if again else how
            self._tell(f"{session.source} {how} session {added.ids[0]} of {self._user}")

    def _choose(self, session: Session) -> PersonSummary | None:
        people = exercisers(session)
        if self._who is not None:
            people = tuple(one for one in people if one.id == self._who)
        if len(people) > 1:
            self._tell(
                f"{session.source}: {len(people)} people exercise in it; kept is person"
                f" {people[0].id}, who fills most of it; --person ID chooses another"
            )
        return people[0] if people else None

    def _logged(self, person: PersonSummary, poses: str | None) -> LoggedSession:
        details, file = self._details, self._file
        if file is None:
            return logged_session(person, self._started, self._key, details, poses)
        started = details.when or recorded_at(file, now())
        return logged_session(person, started, content_key(file), details, poses)

    def _keep(self, track: Track, counted: Counted) -> str:
        recording = recording_of(track, counted.size or (1, 1), counted.info.model)
        return self._store.recordings.keep(recording)


def ready_user(store: Store, name: str, tell: Callable[[str], None]) -> str:
    """The user of that name, who is added where nobody has it, or one like it, yet.

    Raises InvalidInputError.
    """
    known = store.users()
    try:
        return store.find_user(name)
    except InvalidInputError:
        alike = [one.casefold() for one in known]
        if get_close_matches(name.strip().casefold(), alike, 1, _ALIKE):
            raise
    store.add_user(name)
    others = f" beside {', '.join(known)}" if known else ""
    tell(f"there was no user {name.strip()} yet; added{others}, in {store.place}")
    return store.find_user(name)
