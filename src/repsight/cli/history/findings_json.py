"""Findings as plain values that JSON knows: days as dates, arrays as lists."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any, Final

from repsight.core.history.table import EPOCH

# Fields that hold days since 1970.
_DAYS: Final = {"day", "last_day", "since", "start", "today"}


def plain(value: Any, name: str = "") -> Any:
    """A finding as dicts, lists, numbers and texts; a question not answered yet says so."""
    if is_dataclass(value) and not isinstance(value, type):
        made = {
            field.name: plain(getattr(value, field.name), field.name) for field in fields(value)
        }
        return {**made, "not_yet": str(value)} if type(value).__name__ == "NotYet" else made
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {key: plain(one, str(key)) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, name) for one in value]
    if name in _DAYS and isinstance(value, int):
        return (EPOCH + timedelta(days=value)).isoformat()
    return value
