"""What a page of a history shows, as findings: nothing here is worded or drawn yet."""

from dataclasses import dataclass

from repsight.core.history.adherence import Adherence
from repsight.core.history.findings import (
    Forecast,
    LoadWeek,
    NotYet,
    Overreaching,
    PersonalRecord,
    RiskReport,
    Trend,
)
from repsight.core.history.table import History
from repsight.core.programme.types import Programme


@dataclass(frozen=True, slots=True, eq=False)
class ExerciseView:
    """One exercise: `trends` by measure, the main one first; `forecast` is of the main one.

    `waiting` is what its history is too short for.
    """

    name: str
    sessions: int
    last: int
    trends: tuple[Trend, ...] = ()
    forecast: Forecast | None = None
    records: tuple[PersonalRecord, ...] = ()
    waiting: tuple[NotYet, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class HistoryView:
    """Everything that is found for one person on day `today`, from day `since` on if that is set.

    `every` names all exercises there are, of which `exercises` are shown. `pending` is set where
    analyses that take long are still to be made.
    """

    history: History
    today: int
    exercises: tuple[ExerciseView, ...] = ()
    every: tuple[str, ...] = ()
    weeks: tuple[LoadWeek, ...] = ()
    load_unit: str = ""
    adherence: Adherence | None = None
    risk: RiskReport | NotYet | None = None
    overreaching: Overreaching | NotYet | None = None
    programme: Programme | None = None
    since: int | None = None
    pending: bool = False
