"""Simulated lifters whose true strength is known: what plateaus and forecasts are measured on.

    simulate(draw_lifter(np.random.default_rng(1), "intermediate"), seed=1)

The true level rises with diminishing returns, stands still on plateaus and in breaks, and falls in
long ones. What is logged differs from it as real logs do: form of the day, loads in steps of the
plates, whole repetitions, sets stopped short of failure, light weeks, missed sessions, holidays.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.history.log import Experience, LoggedSession, LoggedSet

FIRST_DAY: Final = datetime(2024, 1, 1, 18, tzinfo=UTC)  # a Monday
FIRST: Final = 19_723  # its day since 1970

# Gain a week at the start, as a fraction, and the weeks in which it halves. The spread that studies
# of untrained, trained and advanced lifters found (ACSM position stand, 2009; Steele et al., 2022).
GAIN: Final[dict[Experience, tuple[float, float]]] = {
    "beginner": (0.010, 0.020),
    "intermediate": (0.004, 0.008),
    "advanced": (0.001, 0.003),
}
HALVED: Final[dict[Experience, float]] = {"beginner": 40, "intermediate": 80, "advanced": 160}
# The form of the day, a coefficient of variation. With it the simulated best sets vary about their
# local level as those of two real logs did: a robust 1.7 to 2.5 % in barbell lifts.
NOISE: Final = 0.018
# How much of a day's form is still there in the next session.
CARRIED: Final = 0.3
# Strength is kept for three weeks without training, then lost (McMaster et al., 2013).
KEPT_DAYS: Final = 21
LOST_A_DAY: Final = 0.0015
REGAINED: Final = 3.0  # times faster than it was lost
LIGHT: Final = 0.88  # of the load, in a light week
POUND: Final = 0.45359237


@dataclass(frozen=True, slots=True)
class Plateau:
    """The true level stands still from day `start` (0 is the first) for `days`."""

    start: int
    days: int


@dataclass(frozen=True, slots=True)
class Lifter:
    """Who is simulated. `gain` a week at first, halved every `halved` weeks; loads in kg."""

    experience: Experience = "intermediate"
    exercise: str = "squat"
    weeks: int = 104
    level: float = 100.0
    gain: float = 0.006
    halved: float = 80.0
    a_week: int = 2
    noise: float = NOISE
    step: float = 2.5
    reps: tuple[int, int] = (5, 8)
    sets: int = 3
    spare: float = 1.0  # repetitions left when a set is stopped
    missed: float = 0.1
    light_every: int | None = None  # weeks
    breaks: tuple[tuple[int, int], ...] = ()  # (first day, days) without training
    plateaus: tuple[Plateau, ...] = ()
    slowed: tuple[tuple[int, int], ...] = ()  # (first day, days) of half the gains
    logs_effort: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """A lifter's log and its truth: `level` (D,) of each day, `plateaus` in days since 1970."""

    lifter: Lifter
    sessions: tuple[LoggedSession, ...]
    level: npt.NDArray[np.float64]
    plateaus: tuple[Plateau, ...]

    def level_on(self, day: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The true level on days since 1970."""
        return self.level[np.asarray(day) - FIRST]

    def gain_on(self, day: npt.ArrayLike, days: int = 21) -> npt.NDArray[np.float64]:
        """The true gain a week, as a fraction, over the `days` before each day."""
        at = np.asarray(day) - FIRST
        before = np.maximum(at - days, 0)
        return np.log(self.level[at] / self.level[before]) * 7 / np.maximum(at - before, 1)


def draw_lifter(
    rng: np.random.Generator, experience: Experience = "intermediate", weeks: int = 104
) -> Lifter:
    """A lifter of that experience: habits, breaks and one or two plateaus a year at random."""
    pounds = rng.random() < 0.5
    days = weeks * 7
    holidays = [
        (int(rng.integers(0, days)), int(rng.integers(7, 15))) for _ in range(2 * weeks // 52)
    ]
    long = [(int(rng.integers(0, days)), int(rng.integers(30, 56)))] if rng.random() < 0.2 else []
    return Lifter(
        experience,
        weeks=weeks,
        level=float(rng.uniform(60, 160)),
        gain=float(rng.uniform(*GAIN[experience])),
        halved=HALVED[experience],
        a_week=int(rng.integers(2, 5)),
        step=5 * POUND if pounds else 2.5,
        reps=tuple(((3, 5), (5, 8), (8, 12))[rng.integers(3)]),
        sets=int(rng.integers(3, 6)),
        spare=float(rng.uniform(0, 2)),
        missed=float(rng.uniform(0.03, 0.2)),
        light_every=(None, 6, 8)[rng.integers(3)],
        breaks=tuple(sorted(holidays + long)),
        plateaus=_draw_plateaus(rng, days),
        logs_effort=bool(rng.random() < 0.5),
    )


def _draw_plateaus(rng: np.random.Generator, days: int) -> tuple[Plateau, ...]:
    """Plateaus of 10 to 16 weeks with 16 to 36 weeks of gains before each."""
    found, at = [], 0
    while True:
        at += int(rng.integers(16 * 7, 36 * 7))
        long = int(rng.integers(10 * 7, 16 * 7))
        if at + long > days:
            return tuple(found)
        found.append(Plateau(at, long))
        at += long


def simulate(lifter: Lifter, seed: int = 0) -> Simulated:
    """The log of a lifter over `lifter.weeks`, and its truth."""
    rng = np.random.default_rng(seed)
    level = true_level(lifter)
    log = _Log(lifter, rng)
    sessions = [log.session(day, level[day]) for day in _training_days(lifter, rng)]
    known = tuple(replace(one, start=one.start + FIRST) for one in lifter.plateaus)
    return Simulated(lifter, tuple(sessions), level, known)


def true_level(lifter: Lifter) -> npt.NDArray[np.float64]:
    """What could be lifted once on each day (D,), without the form of the day."""
    days = np.arange(lifter.weeks * 7)
    pause = _within(days, lifter.breaks)
    still = pause | _within(days, [(one.start, one.days) for one in lifter.plateaus])
    gains = np.where(still, 0.0, lifter.gain / 7)
    gains = np.where(_within(days, lifter.slowed), gains / 2, gains)
    trained = np.cumsum(~still) / 7
    built = np.cumsum(gains * 0.5 ** (trained / lifter.halved))
    return lifter.level * np.exp(built - _lost(pause))


def _lost(pause: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """What breaks took and training gave back, as a fraction."""
    lost, away, course = 0.0, 0, np.zeros(len(pause))
    for day, out in enumerate(pause):
        away = away + 1 if out else 0
        change = LOST_A_DAY if away > KEPT_DAYS else 0.0 if out else -REGAINED * LOST_A_DAY
        lost = max(lost + change, 0.0)
        course[day] = lost
    return course


def _within(days: npt.NDArray[np.int64], spans: object) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(days), bool)
    for start, length in spans:
        inside |= (days >= start) & (days < start + length)
    return inside


def _training_days(lifter: Lifter, rng: np.random.Generator) -> list[int]:
    """Days of training: the same weekdays, less those missed and those of breaks."""
    weekdays = {1: [0], 2: [0, 3], 3: [0, 2, 4], 4: [0, 1, 3, 5]}[lifter.a_week]
    planned = np.array([7 * week + day for week in range(lifter.weeks) for day in weekdays])
    kept = (rng.random(len(planned)) >= lifter.missed) & ~_within(planned, lifter.breaks)
    return planned[kept].tolist()


class _Log:
    """Writes what a lifter does: double progression in steps of the plates."""

    def __init__(self, lifter: Lifter, rng: np.random.Generator) -> None:
        self.lifter, self.rng = lifter, rng
        self.form, self.failed = 0.0, 0
        self.load = self._round(lifter.level * _share(lifter.reps[0] + lifter.spare))

    def session(self, day: int, level: float) -> LoggedSession:
        one, rng = self.lifter, self.rng
        fresh = rng.normal(0, one.noise * np.sqrt(1 - CARRIED**2))
        self.form = CARRIED * self.form + fresh
        every = one.light_every
        light = every is not None and day // 7 % every == every - 1
        load = self._round(self.load * LIGHT) if light else self.load
        low, high = one.reps
        able = _able(level * np.exp(self.form), load)
        done = [
            int(np.clip(able - max(rng.normal(one.spare, 0.5), 0) - 0.5 * n, 1, high))
            for n in range(one.sets)
        ]
        if not light:
            self._progress(done[0], low, high)
        sets = [LoggedSet(one.exercise, 5, self._round(load * 0.6), "warm_up")]
        sets += [
            LoggedSet(one.exercise, reps, load, rpe=self._effort(able - 0.5 * n - reps))
            for n, reps in enumerate(done)
        ]
        started = FIRST_DAY + timedelta(days=day)
        minutes = float(np.clip(rng.normal(55, 10), 25, 120))
        hard = float(np.clip(round(rng.normal(5 if light else 7, 1)), 1, 10))
        rpe = hard if one.logs_effort else None
        return LoggedSession(
            started, tuple(sets), "full body", minutes * 60, rpe, source="simulated", key=str(day)
        )

    def _progress(self, best: int, low: int, high: int) -> None:
        """More load after the top of the range, a step back after three sessions below it."""
        self.failed = self.failed + 1 if best < low else 0
        if best >= high:
            self.load += self.lifter.step
        elif self.failed == 3:
            self.load, self.failed = self.load - self.lifter.step, 0

    def _effort(self, left: float) -> float | None:
        return (
            float(np.clip(round(2 * (10 - left)) / 2, 5, 10)) if self.lifter.logs_effort else None
        )

    def _round(self, load: float) -> float:
        return max(round(load / self.lifter.step), 1) * self.lifter.step


def _share(reps: float) -> float:
    """The share of the level that can be lifted `reps` times. Wathan, 1994."""
    return float((48.8 + 53.8 * np.exp(-0.075 * reps)) / 100)


def _able(level: float, load: float) -> float:
    """How often `load` can be lifted at a level: Wathan's formula the other way round."""
    share = np.clip(100 * load / level, 49.5, 100)
    return float(-np.log((share - 48.8) / 53.8) / 0.075)
