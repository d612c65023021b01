"""A log of 9,065 sets and how long its import takes, as a command; `bench/history.py` tells."""

import os
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

SETS = 9_065
IMPORT_SECONDS = 5.0
ROUNDS = 3
_HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE"
)
_EXERCISES = ("Squat (Barbell)", "Bench Press (Barbell)", "Deadlift (Barbell)", "Pull Up", "Plank")
_PER_EXERCISE = 4


def import_seconds(folder: Path, log: Path) -> tuple[float, float]:
    """Median seconds of importing a log into a new history, and of importing it once more."""
    first, again = [], []
    for n in range(ROUNDS):
        first.append(_run(folder / f"{n}.db", log))
        again.append(_run(folder / f"{n}.db", log))
    return statistics.median(first), statistics.median(again)


def _run(file: Path, log: Path) -> float:
    began = time.perf_counter()
    words = ("history", "import", str(log), "--user", "ann", "--timezone", "Europe/Berlin")
    done = subprocess.run(
        [sys.executable, "-m", "repsight", *words],
        env={**os.environ, "REPSIGHT_DATABASE_URL": str(file)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - began


def made_up(path: Path, sets: int = SETS) -> Path:
    """A log of so many sets, five exercises of four sets every second day."""
    chance = np.random.default_rng(0)
    start = datetime(2021, 1, 1, 18, 0)
    lines = [_HEADER]
    for n in range(sets):
        day, rest = divmod(n, len(_EXERCISES) * _PER_EXERCISE)
        exercise, number = divmod(rest, _PER_EXERCISE)
        load = 40 + 2.5 * int(chance.integers(0, 40))
        lines.append(
            f'{start + timedelta(days=2 * day)},"Training",1h 5m,"{_EXERCISES[exercise]}",'
            f"{number + 1},{load},{chance.integers(1, 13)},0,0,,,"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
