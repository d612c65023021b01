"""Sessions to keep."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from repsight.core.history.log import LoggedRep, LoggedSession, LoggedSet

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=BERLIN)


def repetition(index: int, score: float | None = 80.0) -> LoggedRep:
    start = 2.0 * index
    return LoggedRep(start, start + 0.9, start + 1.7, score, {"range": 95.5 + index})


def squat_set(
    load: float | None = 100.0, reps: int = 5, exercise: str = "squat", note: str = ""
) -> LoggedSet:
    return LoggedSet(
        exercise,
        reps,
        load,
        rpe=8.0,
        score=82.5,
        measures={"rom": 90.0, "stability": 75.5, "tempo": 81.0, "velocity": 0.61, "own": 7.25},
        note=note,
        repetitions=tuple(repetition(index) for index in range(reps)),
    )


def session(
    day: int = 0, key: str = "", sets: tuple[LoggedSet, ...] | None = None, note: str = ""
) -> LoggedSession:
    """A session so many days after the first."""
    return LoggedSession(
        EVENING + timedelta(days=day),
        (squat_set(), squat_set(102.5)) if sets is None else sets,
        name="Legs",
        seconds=3600.0,
        rpe=7.5,
        note=note,
        key=key,
    )


NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
