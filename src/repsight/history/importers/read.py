"""Reading a training log, whichever program it is from."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.history.importers.cells import Unit
from repsight.history.importers.imported import Imported
from repsight.history.importers.zones import LocalTimes

_HEAD: Final = 512
_SPACES: Final = b"\xef\xbb\xbf \t\r\n"


def read_log(
    path: str | Path,
    tz: str | None = None,
    unit: Unit | None = None,
    now: datetime | None = None,
) -> Imported:
    """The sessions in a training log; what the file is, its content says.

    `tz` (IANA) is the zone of local times, None the machine's; `unit` that of weights which the
    file names no unit for, None kilograms; `now` what the future starts after, None the clock.

    Raises SourceError where nothing can be read, InvalidInputError for another zone or unit,
    OutputError where a library is missing that a FIT activity needs.
    """
    if unit not in ("kg", "lb", None):
        raise InvalidInputError(f"the unit is {unit!r}; allowed: kg, lb")
    times = LocalTimes(tz)
    path = Path(path)
    try:
        return _read(path, times, unit, now or datetime.now(UTC))
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError(f"{path} cannot be read: {reason}; give the name of a file") from None


def _read(path: Path, times: LocalTimes, unit: Unit | None, now: datetime) -> Imported:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(_SPACES) and path.stat().st_size <= _HEAD:
        raise SourceError(f"{path} is empty; export the log again")
    if head[8:12] == b".FIT":
        from repsight.history.importers.fit import read_fit

        return read_fit(path, times, now)
    if head.startswith(b"PK\3\4"):
        from repsight.history.importers.archive import read_archive

        return read_archive(path)
    if head.strip(_SPACES)[:1] in (b"{", b"["):
        from repsight.history.importers.own import read_json

        return read_json(path)
    from repsight.history.importers.sheet import read_sheet

    return read_sheet(path, times, unit, now)
