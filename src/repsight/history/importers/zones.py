"""Local times of a file as moments."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from repsight.core.errors import InvalidInputError
from repsight.history.importers.imported import many


class LocalTimes:
    """Gives local times their offset from UTC; counts those that clocks show twice or never."""

    def __init__(self, tz: str | None = None) -> None:
        """`tz` is an IANA name; None is the machine's zone. Raises InvalidInputError."""
        self.skipped: list[datetime] = []
        self.twice: list[datetime] = []
        self.naive = 0
        self._tz = tz
        self._zone = None if tz is None else _zone(tz)

    def __call__(self, written: datetime) -> datetime:
        """The moment with a fixed offset, which also tells moments in a repeated hour apart.

        A time that is shown twice is the first of both; one that the clocks skip is as long after
        the change as it says.
        """
        if written.tzinfo is not None:
            return _fixed(written)
        self.naive += 1
        first = self._utc(written, 0)
        local = self._local(first)
        if first != self._utc(written, 1):
            gap = local.replace(tzinfo=None) != written
            (self.skipped if gap else self.twice).append(written)
        return _fixed(local)

    def at(self, moment: datetime, offset: timedelta | None) -> datetime:
        """A moment by the clock on the wall: the zone's if one was given, else `offset`'s."""
        if self._tz is None and offset is not None:
            return moment.astimezone(timezone(offset))
        return _fixed(self._local(moment))

    def notes(self) -> tuple[str, ...]:
        """What there is to know about the zone, a line each."""
        zone = "this machine's zone" if self._tz is None else f"the zone {self._tz}"
        lines = (
            [f"the times of {many(self.naive, 'session')} are read in {zone}"] if self.naive else []
        )
        if self.twice:
            lines.append(
                f"{many(len(self.twice), 'session')} began in an hour that clocks showed twice"
                f" ({self.twice[0]}); the first is taken"
            )
        if self.skipped:
            lines.append(
                f"{many(len(self.skipped), 'session')} began in an hour that clocks skipped"
                f" ({self.skipped[0]}); it is taken as one hour later"
            )
        return tuple(lines)

    def _utc(self, written: datetime, fold: int) -> datetime:
        # A naive time is one of the machine's zone.
        return written.replace(tzinfo=self._zone, fold=fold).astimezone(UTC)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)


def _zone(tz: str) -> ZoneInfo:
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInputError(
            f"the time zone is {tz!r}; an IANA name is needed, as Europe/Berlin"
        ) from None


def _fixed(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    return moment if offset is None else moment.replace(tzinfo=timezone(offset), fold=0)
