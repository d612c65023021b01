"""All sessions: those in memory, and those that come back from their journals."""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from repsight.core.errors import RepSightError
from repsight.web.child import ChildError
from repsight.web.errors import FULL, RefusedError
from repsight.web.folders import (
    aged,
    check_id,
    check_key,
    new_id,
    new_key,
    private_folder,
    remove,
    unknown,
)
from repsight.web.journal import Journal, read_about
from repsight.web.opening import Opening
from repsight.web.replay import replay_apart
from repsight.web.result import JOURNAL_FILE, SESSION_FILE
from repsight.web.session import LiveSession
from repsight.web.settings import Limits

_LOG: Final = logging.getLogger("repsight.web")

ELSEWHERE: Final = RefusedError("elsewhere", "The session goes on in another place.", 409)
GONE: Final = RefusedError("gone", "The session is no longer here; connect again.", 410)


@dataclass(slots=True, eq=False)
class OpenSession:
    """A session in memory, its journal open.

    `leave` ends the connection that it has, for a reason; None where the client is away, since
    `left` by the process's monotonic clock.
    """

    id: str
    key: str
    client: str
    folder: Path
    live: LiveSession
    journal: Journal
    leave: Callable[[RefusedError], None] | None = None
    left: float = field(default_factory=time.monotonic)

    def release(self) -> None:
        """The client is away."""
        self.leave, self.left = None, time.monotonic()


class SessionStore:
    """Sessions by id. Everything but `sweep` touches the disk no more than a file's name takes.

    `on_left` hears of sessions that nobody goes on with for now.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        on_left: Callable[[OpenSession], None] = lambda _: None,
    ) -> None:
        self._folder = private_folder(folder)
        self._limits = limits
        self._on_left = on_left
        self._open: dict[str, OpenSession] = {}
        self._coming: dict[str, asyncio.Lock] = {}

    def __len__(self) -> int:
        return len(self._open)

    def create(self, opening: Opening, client: str) -> OpenSession:
        """A new session. Raises RefusedError where there are too many."""
        self._make_room(client)
        if shutil.disk_usage(self._folder).free < self._limits.free_bytes:
            raise FULL
        live = LiveSession(opening)  # first: what it refuses leaves nothing on the disk
        name, key = new_id(), new_key()
        folder = private_folder(self._folder / name)
        about = {
            "id": name,
            "key": key,
            "client": client,
            "created": time.time(),
            "opening": opening.to_dict(),
        }
        journal = Journal(folder / JOURNAL_FILE, about)
        one = OpenSession(name, key, client, folder, live, journal)
        self._open[name] = one
        return one

    async def resume(self, name: object, key: object) -> OpenSession:
        """The session of that id, from memory or from its journal. Raises RefusedError."""
        name = check_id(name)
        lock = self._coming.setdefault(name, asyncio.Lock())
        try:
            async with lock:
                if name not in self._open:
                    folder = self.folder(name, key)
                    self._make_room("")
                    self._open[name] = await _brought_back(folder)
        finally:
            if not lock.locked():
                self._coming.pop(name, None)
        check_key(self._open[name].key, key)
        return self._open[name]

    def folder(self, name: object, key: object) -> Path:
        """Where a session is kept. Raises RefusedError where the id or the key is wrong."""
        folder = self._folder / check_id(name)
        try:
            about = read_about(folder / JOURNAL_FILE)
        except RepSightError:
            raise unknown() from None
        check_key(str(about["key"]), key)
        return folder

    def finished(self, name: object, key: object) -> Path | None:
        """Where a finished session is kept; None where it goes on. Raises RefusedError."""
        folder = self.folder(name, key)
        return folder if (folder / SESSION_FILE).is_file() else None

    def drop(self, one: OpenSession) -> None:
        """Forget a session; its journal stays."""
        if self._open.pop(one.id, None) is None:
            return
        if one.leave is not None:
            one.leave(GONE)
        one.journal.close()
        if one.live.seq < 0 and one.leave is None:
            remove(one.folder)  # nothing was ever sent: there is nothing to come back to

    def delete(self, name: object, key: object) -> None:
        """Remove all there is of a session. Raises RefusedError."""
        folder = self.folder(name, key)
        if folder.name in self._open:
            self.drop(self._open[folder.name])
        remove(folder)

    def sweep(self) -> None:
        """Drop those whose clients stayed away, remove those that are old."""
        now = time.monotonic()
        for one in list(self._open.values()):
            if one.leave is None and now - one.left > self._limits.idle_seconds:
                self._on_left(one)
                self.drop(one)
        for path in aged(self._folder, self._limits.keep_seconds):
            if path.name not in self._open:
                remove(path)

    def close(self) -> None:
        """Drop all; their journals stay."""
        for one in self._open.values():
            self._on_left(one)
            one.journal.close()
        self._open.clear()

    def _make_room(self, client: str) -> None:
        """Drop who has been away longest where there are too many. Raises RefusedError."""
        mine = sum(one.client == client for one in self._open.values())
        if client and mine >= self._limits.max_sessions_per_client and not self._drop_away(client):
            raise RefusedError(
                "busy", "There are too many sessions from your address; finish one.", 429
            )
        if len(self._open) >= self._limits.max_sessions and not self._drop_away(None):
            raise RefusedError("busy", "The server is full; try again in a few minutes.", 503)

    def _drop_away(self, client: str | None) -> bool:
        away = [one for one in self._open.values() if one.leave is None]
        away = [one for one in away if client in (None, one.client)]
        if away:
            self.drop(min(away, key=lambda one: one.left))
        return bool(away)


async def _brought_back(folder: Path) -> OpenSession:
    path = folder / JOURNAL_FILE
    about = read_about(path)
    try:
        live = await replay_apart(path)
    except ChildError as error:
        _LOG.error("the journal of %s cannot be replayed: %s", folder.name, error)
        raise RefusedError(
            "lost", "This session cannot be brought back; begin a new one.", 410
        ) from None
    journal = Journal(path)
    return OpenSession(about["id"], about["key"], about["client"], folder, live, journal)
