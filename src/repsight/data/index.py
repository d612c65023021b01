"""pictures.jsonl and card.json, read back. Other people's data sets have neither."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from repsight.core.errors import SourceError
from repsight.data.layout import CARD_FILE, PICTURES_FILE


@dataclass(frozen=True, slots=True)
class PictureRow:
    """What pictures.jsonl knows of a picture: `size` (width, height), group and facts."""

    size: tuple[int, int]
    group: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_rows(root: Path) -> dict[str, PictureRow]:
    """The lines of pictures.jsonl by file; none where there is no such file. Raises SourceError."""
    path = root / PICTURES_FILE
    rows = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if line.strip():
            try:
                name, row = _parse(line)
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"{path}, line {number}: file, size, group and facts of a picture are needed"
                    f" ({type(error).__name__}: {error})"
                ) from None
            rows[name] = row
    return rows


def read_card(root: Path) -> dict[str, Any]:
    """What card.json holds; nothing where there is no such file. Raises SourceError."""
    path = root / CARD_FILE
    try:
        card = json.loads(_text(path) or "{}")
    except ValueError as error:
        raise SourceError(f"{path} is no JSON ({error})") from None
    if not isinstance(card, dict):
        raise SourceError(f"{path} is a {type(card).__name__}; an object is needed")
    return card


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read ({error})") from None


def _parse(line: str) -> tuple[str, PictureRow]:
    row = json.loads(line)
    width, height = (int(length) for length in row["size"])
    if min(width, height) < 1:
        raise ValueError(f"size is {width} x {height}")
    return str(row["file"]), PictureRow((width, height), str(row["group"]), dict(row["facts"]))
