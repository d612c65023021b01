"""Results as files, whole or not at all: JSON, tables, and the formats of other programs."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from repsight.export.files import check_writable as check_writable
    from repsight.export.files import write_text as write_text
    from repsight.export.session_export import Exported as Exported
    from repsight.export.session_export import export_session as export_session
    from repsight.export.session_json import format_session as format_session
    from repsight.export.session_json import parse_session as parse_session
    from repsight.export.session_json import read_session as read_session
    from repsight.export.session_json import write_session as write_session
    from repsight.export.tables import write_angles as write_angles
    from repsight.export.tables import write_reps as write_reps

# Loaded when they are asked for: who only writes a text needs none of the formats.
_HOMES: Final = {
    "Exported": "session_export",
    "check_writable": "files",
    "export_session": "session_export",
    "format_session": "session_json",
    "parse_session": "session_json",
    "read_session": "session_json",
    "write_angles": "tables",
    "write_reps": "tables",
    "write_session": "session_json",
    "write_text": "files",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"repsight.export.{_HOMES[name]}"), name)
