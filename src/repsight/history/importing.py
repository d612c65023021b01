"""Putting what was read from files into somebody's history, all of it or nothing."""

import hashlib
import math
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.history.log import LoggedSession, UserProfile
from repsight.export.files import replacing
from repsight.history.importers.archive import RECORDINGS
from repsight.history.importers.cells import KG_PER_LB, Unit
from repsight.history.importers.imported import Imported
from repsight.history.importers.read import read_log

if TYPE_CHECKING:
    from repsight.history import Store

_MAX_RECORDING: Final = 256 << 20
"""Three hours at 30 frames a second are 60 MB."""

_SAME_UNIT: Final = 1e-3
"""Loads are kept to a tenth of a gram."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many sessions were added, updated and found as they were.

    `notes` a line each; `logs` as they were added.
    """

    added: int
    updated: int
    unchanged: int
    notes: tuple[str, ...]
    logs: tuple[tuple[Path, Imported], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a store has already: by program and key, and by program and start where no key is."""

    keys: frozenset[tuple[str, str]]
    starts: frozenset[tuple[str, int]]
    digests: frozenset[tuple[str, str, str]] = frozenset()


def read_logs(
    paths: Iterable[str | Path], tz: str | None = None, unit: Unit | None = None
) -> list[tuple[Path, Imported]]:
    """Every file read, before anything is kept of any. Raises as `read_log` does."""
    return [(Path(path), read_log(path, tz, unit)) for path in paths]


def add_logs(
    store: "Store",
    user: str,
    logs: Sequence[tuple[Path, Imported]],
    tz: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Add what was read to the history of a user, who is added where there is no such user.

    One transaction: all or nothing. A file that does not name its unit of weight is read again,
    in the zone `tz`, where earlier sessions from it are in pounds. With `dry_run` only what would
    happen comes back. Raises SourceError for a damaged recording, HistoryError.
    """
    is_new = user not in store.users()
    notes = [f"{user} is a new user"] if is_new else []
    if not is_new:
        logs = [_in_their_unit(store, user, path, log, tz) for path, log in logs]
    known = _Known(frozenset(), frozenset()) if is_new else _known(store, user, logs, dry_run)
    sessions, left = _wanted(logs, known)
    sessions = _with_recordings(store, sessions, logs, notes)
    old = UserProfile() if is_new else store.profile(user)
    profile = _profile(old, logs, notes)
    if dry_run:
        return _would(logs, sessions, left, known, notes)
    if is_new:
        store.add_user(user)
    for path, log in logs:
        _restore(store, path, log)
    added = store.add_history(
        user,
        sessions,
        [one for _, log in logs for one in log.body_weight],
        [one for _, log in logs for one in log.pain],
        profile,
    )
    unchanged = len(added.unchanged) + left
    return Outcome(len(added.added), len(added.updated), unchanged, tuple(notes), tuple(logs))


def _in_their_unit(
    store: "Store", user: str, path: Path, log: Imported, tz: str | None
) -> tuple[Path, Imported]:
    """The log in pounds where its unit was guessed and the same sessions are there in pounds.

    Somebody said so when they imported it first; a later export without `--unit lb` must not turn
    their pounds into kilograms.
    """
    if not log.unit_guessed:
        return path, log
    there = {(one.source, one.key): one for one in _of_their_days(store, user, log.sessions)}
    pairs = (
        (new.load_kg, old.load_kg)
        for one in log.sessions
        if (one.source, one.key) in there
        for new, old in zip(one.sets, there[one.source, one.key].sets, strict=False)
    )
    shares = [old / new for new, old in pairs if new and old]
    if not shares or not math.isclose(median(shares), KG_PER_LB, rel_tol=_SAME_UNIT):
        return path, log
    log = read_log(path, tz, "lb")
    note = "weights are in pounds, as in the sessions that were imported before"
    return path, replace(log, notes=(note, *log.notes))


def _of_their_days(
    store: "Store", user: str, sessions: Sequence[LoggedSession], *, repetitions: bool = False
) -> tuple[LoggedSession, ...]:
    """What is there of the days of some sessions, and of the days around, which zones may move."""
    days = [one.started.date() for one in sessions]
    day = timedelta(days=1)
    return store.sessions(user, min(days) - day, max(days) + day, repetitions=repetitions)


def _known(
    store: "Store", user: str, logs: Sequence[tuple[Path, Imported]], dry_run: bool
) -> _Known:
    """What is there of the days of the logs; nothing where the store finds that out by itself."""
    sessions = [one for _, log in logs for one in log.sessions]
    if not sessions or not (dry_run or _needs_looking(logs)):
        return _Known(frozenset(), frozenset())
    there = _of_their_days(store, user, sessions, repetitions=dry_run)
    digests: frozenset[tuple[str, str, str]] = frozenset()
    if dry_run:
        from repsight.history.store.rows import digest

        digests = frozenset((one.source, one.key, digest(one)) for one in there)
    return _Known(
        frozenset((one.source, one.key) for one in there if one.key),
        frozenset(_start(one) for one in there if not one.key),
        digests,
    )


def _needs_looking(logs: Sequence[tuple[Path, Imported]]) -> bool:
    """Whether a log may hold sessions that are there but cannot be told by their key."""
    return any(log.partial or any(not one.key for one in log.sessions) for _, log in logs)


def _start(session: LoggedSession) -> tuple[str, int]:
    return session.source, int(session.started.timestamp())


def _wanted(
    logs: Sequence[tuple[Path, Imported]], known: _Known
) -> tuple[list[LoggedSession], int]:
    """The sessions to be added, and how many are there and stay as they are."""
    sessions, left = [], 0
    for _, log in logs:
        for one in log.sessions:
            is_there = _start(one) in known.starts and (log.partial or not one.key)
            if is_there or (log.partial and (one.source, one.key) in known.keys):
                left += 1
            else:
                sessions.append(one)
    return sessions, left


def _with_recordings(
    store: "Store",
    sessions: list[LoggedSession],
    logs: Sequence[tuple[Path, Imported]],
    notes: list[str],
) -> list[LoggedSession]:
    """The sessions, each with its recording only where that is here or comes along."""
    coming = {name.removeprefix(RECORDINGS) for _, log in logs for name in log.recordings}
    found, lost = [], 0
    for one in sessions:
        if one.recording and one.recording not in coming and not _is_here(store, one.recording):
            one, lost = replace(one, recording=None), lost + 1
        found.append(one)
    if lost:
        notes.append(f"the poses of {lost} sessions are not in the file; a zip holds them")
    return found


def _is_here(store: "Store", name: str) -> bool:
    try:
        return store.recordings.path(name).is_file()
    except InvalidInputError:
        return False


def _profile(
    old: UserProfile, logs: Sequence[tuple[Path, Imported]], notes: list[str]
) -> UserProfile | None:
    """The profile to keep: one of a log where nothing was said yet, else None for the old one."""
    said = [log.profile for _, log in logs if log.profile not in (None, UserProfile(), old)]
    if not said:
        return None
    if old == UserProfile():
        return said[-1]
    notes.append("the profile stays as it is; the file has another one")
    return None


def _would(
    logs: Sequence[tuple[Path, Imported]],
    sessions: list[LoggedSession],
    left: int,
    known: _Known,
    notes: list[str],
) -> Outcome:
    """What adding would do."""
    from repsight.history.store.rows import digest

    last = {(one.source, one.key): one for one in sessions if one.key}
    fresh = sum(not one.key for one in sessions) + sum(name not in known.keys for name in last)
    same = sum((*name, digest(one)) in known.digests for name, one in last.items())
    updated = sum(name in known.keys for name in last) - same
    return Outcome(fresh, updated, same + left, tuple(notes), tuple(logs))


def _restore(store: "Store", path: Path, log: Imported) -> None:
    """Put the recordings of a zip where the store keeps its own. Raises SourceError."""
    if not log.recordings:
        return
    store.recordings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in log.recordings:
                _restore_one(store, archive, entry)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, InvalidInputError) as error:
        raise SourceError(f"{path} has damaged recordings ({error}); export it again") from None


def _restore_one(store: "Store", archive: zipfile.ZipFile, entry: str) -> None:
    name = entry.removeprefix(RECORDINGS)
    place = store.recordings.path(name)
    if place.is_file():
        return
    if archive.getinfo(entry).file_size > _MAX_RECORDING:
        raise InvalidInputError(f"{name} is too large")
    data = archive.read(entry)
    if not name.startswith(hashlib.sha256(data).hexdigest()[: name.index(".")]):
        raise InvalidInputError(f"{name} does not hold what its name says")
    with replacing(place) as part:
        part.write_bytes(data)
        part.chmod(0o600)
