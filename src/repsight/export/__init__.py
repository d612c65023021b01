"""Results as files: sessions as JSON, repetitions and angles as CSV; whole or not at all."""

from repsight.export.files import check_writable, write_text
from repsight.export.session_json import format_session, parse_session, read_session, write_session
from repsight.export.tables import write_angles, write_reps

__all__ = [
    "check_writable",
    "format_session",
    "parse_session",
    "read_session",
    "write_angles",
    "write_reps",
    "write_session",
    "write_text",
]
