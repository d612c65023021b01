"""What a page of a history shows, as findings: nothing here is worded or drawn yet."""

from dataclasses import dataclass

from repsight.core.history.findings import (
    Forecast,
    LoadWeek,
    NotYet,
    PersonalRecord,
    RiskReport,
    Trend,
)
from repsight.core.history.table import History
from repsight.core.programme.types import Programme


@dataclass(frozen=True, slots=True)
class Adherence:
    """How often somebody trained: sessions a week lately, of `planned` where there is a plan.

    `kept` is the share 0..1 of the planned sessions, `streak` the weeks in a row with a session,
    `weeks` how many weeks `per_week` is the mean of.
    """

    per_week: float
    weeks: int
    streak: int
    planned: int | None = None
    kept: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ExerciseView:
    """One exercise: `trends` by measure, the main one first; `forecast` is of the main one."""

    name: str
    sessions: int
    last: int
    trends: tuple[Trend | NotYet, ...]
    forecast: Forecast | NotYet | None = None
    records: tuple[PersonalRecord, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class HistoryView:
    """Everything that is found for one person on day `today`, from day `since` on if that is set.

    `every` names all exercises there are, of which `exercises` are shown.
    """

    history: History
    today: int
    exercises: tuple[ExerciseView, ...] = ()
    every: tuple[str, ...] = ()
    weeks: tuple[LoadWeek, ...] = ()
    load_unit: str = ""
    adherence: Adherence | None = None
    risk: RiskReport | NotYet | None = None
    programme: Programme | None = None
    since: int | None = None
