"""A session as a JSON file and back."""

import json
from pathlib import Path

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.session import session_from_dict, session_to_dict
from repsight.core.types import Session
from repsight.export.files import write_text


def format_session(session: Session) -> str:
    """The session as JSON text (`repsight.session/1`), ending in a line feed."""
    # allow_nan=False: a NaN that slipped through must fail here, not in somebody's reader.
    return (
        json.dumps(session_to_dict(session), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    )


def write_session(path: str | Path, session: Session) -> None:
    """Write the session as JSON to `path`, whole or not at all. Raises OutputError."""
    write_text(path, format_session(session))


def parse_session(text: str) -> Session:
    """The session in a JSON text. Raises InvalidInputError where it is no `repsight.session/1`."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidInputError(f"this is no JSON: {error}") from None
    if not isinstance(data, dict):
        raise InvalidInputError(f"a session is a JSON object; this is a {type(data).__name__}")
    return session_from_dict(data)


def read_session(path: str | Path) -> Session:
    """The session in a JSON file. Raises SourceError where it cannot be read or is no session."""
    try:
        return parse_session(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read: {error}") from None
    except InvalidInputError as error:
        raise SourceError(f"{path}: {error}") from None
