"""What time it is here, and by which rules."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

_LOCAL: Final = Path("/etc/localtime")
_ZONES: Final = "zoneinfo/"


def now() -> datetime:
    """This moment, in this machine's time zone."""
    return here(datetime.now().astimezone())


def here(moment: datetime) -> datetime:
    """A moment in this machine's time zone; one without a zone is taken for one from here."""
    fixed = moment.astimezone()
    zone = _zone()
    if zone is None:
        return fixed
    named = fixed.astimezone(zone)
    return named if named.utcoffset() == fixed.utcoffset() else fixed


def _zone() -> ZoneInfo | None:
    """This machine's zone by its name; None where it has none that is known."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name and _LOCAL.is_symlink():
        name = str(_LOCAL.resolve()).partition(_ZONES)[2]
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError):
        return None
