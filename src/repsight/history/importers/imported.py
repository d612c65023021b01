"""What came out of somebody's training log, and what did not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from repsight.core.history.log import BodyWeight, LoggedSession, PainNote, UserProfile

# What may be wrong with a row; reports group by it.
DATE: Final = "no usable date"
NUMBER: Final = "not a number"
IMPOSSIBLE: Final = "impossible"
DUPLICATE: Final = "written twice"
CUT: Final = "cut off"
BROKEN: Final = "broken row"
NO_SET: Final = "no set"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was left out: its line (None where a file has none), what kind of row, and why."""

    line: int | None
    kind: str
    reason: str


class BadRowError(Exception):
    """A row that cannot be a set. `kind` is one of those above."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds: sessions in order of time, rows left out, `source` of the file.

    `notes` say what was assumed, a line each. `profile`, `body_weight` and `pain` are there where
    the file is a whole history of RepSight, `recordings` the names of kept poses in it. `partial`:
    the file was made from a history and says less than it, so it must replace nothing there.
    `unit_guessed`: no unit of weight was named anywhere.
    """

    sessions: tuple[LoggedSession, ...]
    skipped: tuple[Skipped, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()
    profile: UserProfile | None = None
    body_weight: tuple[BodyWeight, ...] = ()
    pain: tuple[PainNote, ...] = ()
    recordings: tuple[str, ...] = ()
    partial: bool = False
    unit_guessed: bool = False

    @property
    def sets(self) -> int:
        """How many sets the sessions have."""
        return sum(len(session.sets) for session in self.sessions)


def grouped(skipped: Iterable[Skipped]) -> dict[str, list[Skipped]]:
    """Rows that were left out by their kind, the most frequent first."""
    groups: dict[str, list[Skipped]] = {}
    for one in skipped:
        groups.setdefault(one.kind, []).append(one)
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))
