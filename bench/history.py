"""How fast a history is: ten years of one person on SQLite, a thousand people on PostgreSQL.

    python bench/history.py [--commands "history list,history show 5000"]

Prints a table; exits with 1 when a figure is missed. The last line is the summary.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import numpy as np

from history_import import IMPORT_SECONDS, import_seconds, made_up
from history_import import SETS as LOG_SETS
from repsight.core.history.log import BodyWeight, LoggedRep, LoggedSession, LoggedSet, PainNote
from repsight.history import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "history"))

SESSIONS, SETS, REPETITIONS = 5_000, 30_000, 100_000
USERS = 1_000
ADDED = 300
COMMAND_SECONDS = 1.0
ADD_SECONDS = 0.020
ROUNDS = 3
EXERCISES = ("squat", "bench_press", "deadlift", "shoulder_press", "pull_up", "bicep_curl")
TODAY = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
# Every command that reads or writes a history of ten years.
COMMANDS = (
    "history list",
    "history list --last 0",
    "history list --last 0 --json",
    "history list --exercise squat --since 2026-01-01",
    "history show 2500",
    "history add --exercise squat --reps 5,5,5 --load 100",
    "history edit 2500 --session-rpe 7",
    "history weight 80",
    "history pain knee 2",
    "history user show",
    "history stats",
    "history stats --exercise squat",
    "history forecast",
    "history forecast --exercise squat",
    "history risk",
    "history report --since 2026-01-01 -o {folder}/short.html",
    "history report -o {folder}/history.html",
    "history export -o {folder}/history.csv",
    "history export -o {folder}/history.parquet",
    "history export -o {folder}/history.json",
    "history export -o {folder}/history.zip",
    "plan new --goal strength --days 3",
    "plan show",
    "plan adapt",
    "plan next",
    "history delete 1000 --yes",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A time that was measured, in s, and what it must stay below.

    `processor` is how much of it was computing; on a busy machine the rest is waiting for others.
    """

    name: str
    seconds: float
    limit: float
    processor: float | None = None

    @property
    def reached(self) -> bool:
        return self.seconds < self.limit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--commands", help="only these, with commas between them")
    commands = parser.parse_args().commands
    chosen = tuple(commands.split(",")) if commands else COMMANDS
    with tempfile.TemporaryDirectory() as folder:
        parts = on_sqlite(Path(folder), chosen), importing(Path(folder))
        figures = [*chain(*parts), *on_postgresql(Path(folder))]
    print(f"{'what':<60} {'ms':>8} {'computing':>9} {'limit':>8}")
    for one in figures:
        mark = "" if one.reached else "  MISSED"
        computing = "" if one.processor is None else f"{one.processor * 1e3:.0f}"
        numbers = f"{one.seconds * 1e3:8.1f} {computing:>9} {one.limit * 1e3:8.0f}"
        print(f"{one.name:<60} {numbers}{mark}")
    missed = [one.name for one in figures if not one.reached]
    slowest = max(one.seconds for one in figures if one.limit == COMMAND_SECONDS)
    print(
        f"history: {len(figures) - len(missed)} of {len(figures)} figures reached; slowest command"
        f" on ten years {slowest:.2f} s" + (f"; missed: {', '.join(missed)}" if missed else "")
    )
    sys.exit(bool(missed))


def on_sqlite(folder: Path, commands: Sequence[str]) -> Iterator[Figure]:
    """Ten years of one person: every command as a process, start of Python included."""
    file = folder / "history.db"
    with open_store(str(file)) as store:
        store.add_user("ann")
        began = time.perf_counter()
        store.add_sessions("ann", ten_years())
        print(f"{SESSIONS} sessions written in {time.perf_counter() - began:.1f} s,", end=" ")
        for week in range(520):
            at = TODAY - timedelta(weeks=week)
            store.add_body_weight("ann", BodyWeight(at, 80 + week % 5))
            store.add_pain("ann", PainNote(at, "knee", week % 4))
        held = store.history("ann")
    print(f"{len(held.sets)} sets, {file.stat().st_size / 1e6:.0f} MB")
    for command in commands:
        taken, computing = run(file, command.format(folder=folder).split())
        yield Figure(f"repsight {command}", taken, COMMAND_SECONDS, computing)


def importing(folder: Path) -> Iterator[Figure]:
    """A log of 9,065 sets, made up in the form of an old export of Strong."""
    first, again = import_seconds(folder, made_up(folder / "strong.csv"))
    yield Figure(f"import of {LOG_SETS} sets", first, IMPORT_SECONDS)
    yield Figure(f"import of {LOG_SETS} sets once more", again, IMPORT_SECONDS)


def run(file: Path, words: Sequence[str]) -> tuple[float, float]:
    """The least seconds, and seconds of the processor, that a command takes as a process of its
    own: what else the machine does only adds."""
    environment = {**os.environ, "REPSIGHT_DATABASE_URL": str(file), "COLUMNS": "160"}
    rounds = 1 if "delete" in words else ROUNDS
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode, too
    taken, computing = [], []
    for _ in range(rounds):
        began, busy = time.perf_counter(), of_children()
        done = subprocess.run(
            [sys.executable, "-m", "repsight", *words],
            env=environment,
            capture_output=True,
            text=True,
        )
        taken.append(time.perf_counter() - began)
        computing.append(of_children() - busy)
        if done.returncode:
            sys.exit(f"repsight {' '.join(words)}: {done.stderr}")
    return min(taken), min(computing)


def of_children() -> float:
    """Seconds of the processor that processes which have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def on_postgresql(folder: Path) -> Iterator[Figure]:
    """A thousand people, each with some sessions: adding one more."""
    from servers import UnavailableError, postgresql

    try:
        place = folder / "postgresql"
        place.mkdir()
        # A person waits for the disk too.
        with postgresql(place, fsync=True) as server, open_store(f"{server}postgres") as store:
            taken = sorted(adding(store))
    except UnavailableError as why:
        print(f"PostgreSQL is left out: {why}")
        return
    name = f"PostgreSQL, {USERS} users: add a session"
    yield Figure(f"{name}, median", statistics.median(taken), ADD_SECONDS)
    p95 = taken[int(0.95 * len(taken))]
    print(f"{name}, p95 {p95 * 1e3:.1f} ms")


def adding(store: Store) -> list[float]:
    """Seconds that adding a session takes, of users chosen at random."""
    chance = np.random.default_rng(0)
    sessions = ten_years()
    for user in range(USERS):
        store.add_user(f"user {user}")
        store.add_sessions(f"user {user}", sessions[user : user + 20])
    taken = []
    for one in range(ADDED):
        user = f"user {chance.integers(USERS)}"
        began = time.perf_counter()
        store.add_session(user, sessions[-one - 1])
        taken.append(time.perf_counter() - began)
    return taken


def ten_years() -> list[LoggedSession]:
    """5,000 sessions with 30,000 sets and 100,000 repetitions in ten years."""
    chance = np.random.default_rng(1)
    per_session = SETS // SESSIONS
    reps = np.full(SETS, REPETITIONS // SETS)
    reps[: REPETITIONS - reps.sum()] += 1
    chance.shuffle(reps)
    first = TODAY - timedelta(days=3650)
    return [
        LoggedSession(
            first + timedelta(days=3650 * n / SESSIONS),
            tuple(
                lifted(EXERCISES[(n + s // 3) % len(EXERCISES)], int(count), n, chance)
                for s, count in enumerate(reps[n * per_session : (n + 1) * per_session])
            ),
            name="Training",
            seconds=3600.0,
            rpe=float(chance.integers(5, 10)),
            key=f"session {n}",
        )
        for n in range(SESSIONS)
    ]


def lifted(exercise: str, count: int, n: int, chance: np.random.Generator) -> LoggedSet:
    """A set of so many repetitions, with what scoring measures."""
    scores = chance.uniform(60, 100, count).round(1).tolist()
    measures = {"range": 95.5, "depth": 88.1, "concentric": 0.91, "eccentric": 1.32, "sway": 0.02}
    return LoggedSet(
        exercise,
        count,
        round(60 + n / 100 + float(chance.normal(0, 2)), 1),
        rpe=float(chance.integers(6, 10)),
        score=scores[0],
        measures={"rom": 90.0, "stability": 80.0, "tempo": 85.0, "velocity": 0.6},
        repetitions=tuple(
            LoggedRep(3.0 * r, 3.0 * r + 1.3, 3.0 * r + 2.4, score, measures)
            for r, score in enumerate(scores)
        ),
    )


if __name__ == "__main__":
    main()
