"""Results as files, whole or not at all: JSON, tables, and the formats of other programs."""

from repsight.export.files import check_writable, write_text
from repsight.export.session_export import Exported, export_session
from repsight.export.session_json import format_session, parse_session, read_session, write_session
from repsight.export.tables import write_angles, write_reps

__all__ = [
    "Exported",
    "check_writable",
    "export_session",
    "format_session",
    "parse_session",
    "read_session",
    "write_angles",
    "write_reps",
    "write_session",
    "write_text",
]
