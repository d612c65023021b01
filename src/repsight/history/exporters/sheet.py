"""A history as a table, one row a set, and as CSV that other programs read.

The first twelve columns are those of Strong's export, by name and in order, as most programs that
read training logs know them. What it has no place for follows.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from repsight.core.history.log import LoggedSession, LoggedSet, SetKind
from repsight.history.formulas import guarded

STRONG: Final = (
    "Date", "Workout Name", "Duration", "Exercise Name", "Set Order", "Weight", "Reps", "Distance",
    "Seconds", "Notes", "Workout Notes", "RPE",
)  # fmt: skip
OURS: Final = (
    "Weight Unit", "Distance Unit", "Started", "Workout RPE", "Score", "Source", "Key",
)  # fmt: skip
MEASURE: Final = "Measure "
_ORDERS: Final[dict[SetKind, str]] = {"warm_up": "W", "drop": "D", "failure": "F"}


def csv_text(sessions: Iterable[LoggedSession]) -> str:
    """The sets of the sessions as CSV: kilograms, kilometres and seconds, empty where unknown."""
    sessions = tuple(sessions)
    measures = measures_of(sessions)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*STRONG, *OURS, *(MEASURE + name for name in measures)))
    for session in sessions:
        writer.writerows(_rows(session, measures))
    return text.getvalue()


def measures_of(sessions: Iterable[LoggedSession]) -> list[str]:
    """The names of all measures of sets, in order of the alphabet."""
    return sorted({name for session in sessions for one in session.sets for name in one.measures})


def _rows(session: LoggedSession, measures: Sequence[str]) -> Iterator[Sequence[str]]:
    """The cells of every set, in the order of the columns."""
    began = f"{session.started:%Y-%m-%d %H:%M:%S}"
    begin = began, guarded(session.name), duration_text(session.seconds)
    note, source, key = guarded(session.note), guarded(session.source), guarded(session.key)
    started, exertion = session.started.isoformat(), _text(session.rpe)
    for order, one in numbered(session.sets):
        distance_km = None if one.distance_m is None else one.distance_m / 1000
        yield (
            *begin, guarded(one.exercise), order, _text(one.load_kg), _text(one.reps),
            _text(distance_km), _text(one.seconds), guarded(one.note), note, _text(one.rpe),
            "kg", "km", started, exertion, _text(one.score), source, key,
            *(_text(one.measures.get(name)) for name in measures),
        )  # fmt: skip


def numbered(sets: Iterable[LoggedSet]) -> Iterator[tuple[str, LoggedSet]]:
    """Each set with what Strong writes for its order: a number within its exercise, or W, D, F."""
    number, exercise = 0, None
    for one in sets:
        if one.exercise != exercise:
            number, exercise = 0, one.exercise
        letter = _ORDERS.get(one.kind)
        number += letter is None
        yield letter or str(number), one


def duration_text(seconds: float | None) -> str:
    """ "1h 14m", "45s"; "" where it is not known."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((hours, "h"), (minutes, "m"), (rest, "s"))
    return " ".join(f"{_text(value)}{unit}" for value, unit in parts if value) or "0s"


def _text(value: float | None) -> str:
    """A number as short as it can be said to a millionth."""
    if value is None:
        return ""
    if value == int(value):
        return str(int(value))
    return f"{value:.6f}".rstrip("0").rstrip(".")
