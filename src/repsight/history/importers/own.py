"""RepSight's own files: a counted session, and a whole history."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.session import SESSION_SCHEMA
from repsight.history.document import SCHEMA, document_from_dict
from repsight.history.importers.imported import Imported

MAX_BYTES: Final = 256 << 20
"""Ten years with every repetition are 40 MB; a parsed file takes several times its size."""


def read_json(path: Path) -> Imported:
    """The sessions of a file that RepSight wrote. Raises SourceError."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SourceError(
            f"{path} has {size >> 20} MiB; {MAX_BYTES >> 20} are allowed: export the history in"
            " parts, by --since and --until"
        )
    try:
        return parse_json(path.read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError:
        raise SourceError(f"{path} is no JSON: it is not in UTF-8") from None
    except InvalidInputError as error:
        raise SourceError(f"{path}: {error}") from None


def parse_json(text: str, path: Path) -> Imported:
    """The sessions in a JSON text. Raises InvalidInputError, SourceError."""
    data = _parsed(text)
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema == SCHEMA:
        return _history(data)
    if schema == SESSION_SCHEMA:
        return _counted(data, path)
    raise InvalidInputError(
        f"this JSON has the schema {schema!r}; {SCHEMA!r} and {SESSION_SCHEMA!r} are allowed"[:300]
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            f"this is no whole JSON: {error.msg} (line {error.lineno}); export it again"
        ) from None
    except (RecursionError, ValueError) as error:
        raise InvalidInputError(f"this is no JSON that can be read: {error}") from None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _history(data: Mapping[str, Any]) -> Imported:
    document = document_from_dict(data)
    return Imported(
        tuple(sorted(document.sessions, key=lambda one: one.started)),
        source=SCHEMA,
        profile=document.profile,
        body_weight=document.body_weight,
        pain=document.pain,
    )


def _counted(data: Mapping[str, Any], path: Path) -> Imported:
    from repsight.core.session import session_from_dict

    session_from_dict(data)
    raise SourceError(f"{path}: counted sessions cannot be read yet")
