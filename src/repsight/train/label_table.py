"""A folder of labelled recordings: its `labels.csv`, its files, and who is meant in them."""

import csv
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Track
from repsight.video.expand import RECORDING_SUFFIX

Row = TypeVar("Row")

LABELS: Final = "labels.csv"


def read_label_table(
    path: Path,
    needed: Sequence[str],
    optional: Sequence[str],
    parse: Callable[[Mapping[str, str]], Row],
) -> list[Row]:
    """What `parse` makes of each row; none of the columns `needed` is missing or empty.

    Raises SourceError where the file cannot be read; InvalidInputError where it is wrong, with the
    line where `parse` raised ValueError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: the labels cannot be read ({error})") from None
    table = csv.DictReader(text.splitlines())
    try:
        columns = table.fieldnames or ()
        if missing := [name for name in needed if name not in columns]:
            raise InvalidInputError(
                f"{path}: the column {missing[0]!r} is missing; needed: {', '.join(needed)};"
                f" optional: {', '.join(optional)}"
            )
        rows = list(_parsed_rows(path, table, needed, parse))
    except csv.Error as error:
        raise InvalidInputError(f"{path} is no table of comma-separated values: {error}") from None
    if not rows:
        raise InvalidInputError(f"{path} holds no labels; write one line a recording or repetition")
    return rows


def _parsed_rows(
    path: Path,
    table: "csv.DictReader[str]",
    needed: Sequence[str],
    parse: Callable[[Mapping[str, str]], Row],
) -> Iterator[Row]:
    for line in table:
        row = {key: (value or "").strip() for key, value in line.items() if isinstance(key, str)}
        try:
            if empty := [name for name in needed if not row[name]]:
                raise ValueError(f"{empty[0]} is empty")
            yield parse(row)
        except ValueError as error:
            raise InvalidInputError(f"{path}, line {table.line_num}: {error}") from None


def parse_person(row: Mapping[str, str]) -> int | None:
    """An id as `repsight count` gives them; None is who fills most of the picture."""
    person = row.get("person", "")
    if person and not person.isdigit():
        raise ValueError(f"person is {person!r}; a whole number is needed, or nothing")
    return int(person) if person else None


def parse_times(row: Mapping[str, str], names: Sequence[str]) -> tuple[float, ...] | None:
    """Increasing times in seconds, or None where none is given."""
    given = [row.get(name, "") for name in names]
    if not any(given):
        return None
    wanted = {2: "two", 3: "three"}.get(len(names), str(len(names)))
    try:
        times = tuple(float(value) for value in given)
    except ValueError:
        raise ValueError(
            f"{', '.join(names)} are {', '.join(map(repr, given))}; {wanted} times in seconds are"
            " needed, or none"
        ) from None
    if not all(a < b for a, b in itertools.pairwise(times)):
        shown = ", ".join(f"{time:g}" for time in times)
        raise ValueError(f"{', '.join(names)} are {shown}; they must increase")
    return times


def recording_path(folder: Path, name: str) -> Path:
    """Where the recording of that name is, with or without its ending."""
    return folder / (name if name.endswith(RECORDING_SUFFIX) else name + RECORDING_SUFFIX)


def person_in(recording: str, person: int | None, tracks: Sequence[Track]) -> Track:
    """The track of that person. Raises InvalidInputError where they are not in the recording."""
    chosen = [track for track in tracks if person in (None, track.id)]
    if not chosen:
        known = ", ".join(str(track.id) for track in tracks) or "nobody"
        raise InvalidInputError(
            f"{recording}: there is no person {person or 'at all'}; found: {known}"
        )
    return chosen[0]
