"""Live sessions of the page, kept in the history of the one person that the server was told."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from repsight.core.errors import RepSightError
from repsight.core.types import Session, Track
from repsight.history import Store, open_store
from repsight.history.clock import here
from repsight.history.from_count import Details, exercisers, logged_session
from repsight.history.recordings import recording_of
from repsight.kept import read_kept
from repsight.web.journal import read_about
from repsight.web.result import JOURNAL_FILE, SESSION_FILE, as_session
from repsight.web.settings import Settings
from repsight.web.store import OpenSession

_LOG: Final = logging.getLogger("repsight.web")
_DUE: Final = "history-due"
"""A file beside a session that is still to be kept: whatever stops the server, it is not lost."""


class Keeper:
    """Keeps sessions as the history of `user`; nothing that fails here ends a session.

    Raises HistoryError where the history cannot be opened, InvalidInputError for an unknown user.
    """

    def __init__(self, settings: Settings) -> None:
        self._store: Store | None = None
        if settings.user is not None:
            self._store = open_store(settings.database)
            self._user = self._store.find_user(settings.user)

    def close(self) -> None:
        """Close the history."""
        if self._store is not None:
            self._store.close()

    def promise(self, folder: Path) -> None:
        """A session is about to be finished."""
        if self._store is not None:
            (folder / _DUE).touch()

    def keep_finished(self, folder: Path) -> None:
        """Keep a session whose result is written, with its poses."""
        if self._store is None:
            return
        try:
            kept = read_kept(folder / SESSION_FILE)
            ids = [person.id for person in kept.session.people]
            tracks = dict(zip(ids, kept.tracks, strict=False))
            size = (1, 1) if kept.recording is None else kept.recording.size
            self._add(self._store, folder, kept.session, tracks, size)
            (folder / _DUE).unlink(missing_ok=True)
        except (RepSightError, OSError) as error:
            _LOG.error("session %s is not in the history yet: %s", folder.name, error)

    def keep_left(self, one: OpenSession) -> None:
        """Keep what was counted in a session that nobody goes on with; finishing it updates it."""
        if self._store is None or one.live.finished:
            return
        try:
            self._add(self._store, one.folder, as_session(one.folder, one.live), {}, one.live.size)
        except (RepSightError, OSError) as error:
            _LOG.error("session %s is not in the history: %s", one.id, error)

    def keep_due(self, folder: Path) -> None:
        """Keep those sessions among the folders in `folder` that were finished and not kept."""
        for due in folder.glob(f"*/{_DUE}"):
            if (due.parent / SESSION_FILE).is_file():
                self.keep_finished(due.parent)

    def _add(
        self,
        store: Store,
        folder: Path,
        session: Session,
        tracks: dict[int, Track],
        size: tuple[int, int],
    ) -> None:
        for person in exercisers(session)[:1]:
            began = read_about(folder / JOURNAL_FILE)["created"]
            started = here(datetime.fromtimestamp(began, UTC))
            recording = None
            if (track := tracks.get(person.id)) is not None:
                model = session.provenance.model
                recording = store.recordings.keep(recording_of(track, size, model))
            one = logged_session(person, started, folder.name, Details(), recording)
            store.add_session(self._user, one)
