"""Moments as they are stored: microseconds since 1970 UTC, the offset in minutes, the zone."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from repsight.core.history.table import EPOCH

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE: Final = timedelta(minutes=1)


def to_columns(moment: datetime, name: str) -> dict[str, Any]:
    """The columns of a moment that has a time zone: `name`, `utc_offset` and `zone`."""
    return {
        name: microseconds(moment),
        "utc_offset": round((moment.utcoffset() or timedelta()) / _MINUTE),
        "zone": getattr(moment.tzinfo, "key", None),
    }


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (moment - _START) // _MICROSECOND


def local_day(moment: datetime) -> int:
    """The date there and then, as days since 1970-01-01."""
    return (moment.date() - EPOCH).days


def from_columns(at: int, utc_offset: int, zone: str | None) -> datetime:
    """The moment that such columns hold, in its zone where that still says the same."""
    utc = _START + timedelta(microseconds=at)
    fixed = utc.astimezone(_fixed(utc_offset))
    named = _named(zone) if zone else None
    if named is None:
        return fixed
    local = utc.astimezone(named)
    # Laws change, and so do the tables of zones: what the clock showed then is kept.
    return local if local.utcoffset() == fixed.utcoffset() else fixed


@cache
def _fixed(minutes: int) -> timezone:
    return UTC if minutes == 0 else timezone(timedelta(minutes=minutes))


@cache
def _named(zone: str) -> tzinfo | None:
    """The zone of that name; None where this machine does not know it."""
    try:
        return ZoneInfo(zone)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError on some systems
        return None
    except KeyError:
        return None
