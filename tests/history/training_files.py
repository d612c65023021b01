"""Training logs as their programs write them, made up."""

from datetime import UTC, datetime
from pathlib import Path

from repsight.history.importers import Imported, read_log

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"

STRONG = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE"
)
STRONG_UNITS = (
    "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;"
    "Seconds;Notes;Workout Notes;Workout Duration"
)
STRONG_NUMBERED = (
    '"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";'
    '"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"'
)
HEVY = (
    '"title","start_time","end_time","description","exercise_title","superset_id",'
    '"exercise_notes","set_index","set_type","weight_kg","reps","distance_km","duration_seconds",'
    '"rpe"'
)


def strong_row(
    order: object = 1,
    weight: object = "100.0",
    reps: object = 5,
    *,
    date: str = "2026-03-02 18:00:00",
    name: str = "Legs",
    exercise: str = "Squat (Barbell)",
    note: str = "",
    rpe: object = "",
) -> str:
    """A line of an old export of Strong."""
    return f'{date},"{name}",1h 2m,"{exercise}",{order},{weight},{reps},0,0,"{note}","",{rpe}'


def hevy_row(
    index: int = 0,
    weight: object = 100,
    reps: object = 5,
    *,
    date: str = "2 Mar 2026, 18:00",
    end: str = "2 Mar 2026, 19:02",
    exercise: str = "Squat (Barbell)",
    kind: str = "normal",
    note: str = "",
    rpe: object = "",
) -> str:
    """A line of an export of Hevy."""
    return (
        f'"Legs","{date}","{end}","felt good","{exercise}",,"{note}",{index},"{kind}",{weight},'
        f"{reps},,,{rpe}"
    )


def written(tmp_path: Path, *lines: str, name: str = "log.csv", encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path = tmp_path / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def read(path: Path, tz: str = BERLIN, **options: object) -> Imported:
    """What is in it, read at a fixed time and place."""
    return read_log(path, tz, now=NOW, **options)  # type: ignore[arg-type]


def sets_of(imported: Imported) -> list[tuple[object, ...]]:
    """Exercise, kind, load and repetitions of every set."""
    return [
        (one.exercise, one.kind, one.load_kg, one.reps)
        for session in imported.sessions
        for one in session.sets
    ]
