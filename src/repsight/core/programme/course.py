"""Simulated trainees on a course of one main lift: a session a step, as a programme would run it.

What a policy decides goes through `safety.bounded` and `policy.applied`, here as in a programme:
no policy trains a simulated person past these bounds either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from repsight.core.programme.logbook import Logbook
from repsight.core.programme.percent import load_for
from repsight.core.programme.policy import Action, ProgressState, applied, deloaded
from repsight.core.programme.rules import PAIN_STOP
from repsight.core.programme.safety import bounded, most_sets
from repsight.core.programme.trainee_session import (
    Flags,
    Lifted,
    draw_luck,
    fresh,
    rest,
    strength,
    train,
)
from repsight.core.programme.trainees import Floats, Trainees
from repsight.core.programme.types import Prescription

STEP_KG: Final = 2.5
RESERVE: Final = 2.0
REST_SECONDS: Final = 180
# Ranges of repetitions that programmes for strength and for muscle ask for.
RANGES: Final = ((3, 5), (5, 8), (8, 12))
_MUSCLE_FROM: Final = 8
SETS: Final = (3, 4)
# A first load comes from a guess of strength that is off by this much (standard deviation).
_FIRST_GUESS: Final = 0.06
_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Costs:
    """What harm costs in a reward, in percent of strength: an injury; a point of pain a session.

    A matter of values, not of measurement: an injury weighs as much as a tenth of one's strength.
    """

    injury: float = 10.0
    pain: float = 0.05


COSTS: Final = Costs()


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one session brought to N trainees: columns (N,).

    `gain` in percent of strength (rested), `reward` that minus the costs of injury and pain. An
    injury costs by its probability, whether or not it came: the mean is the same, and chance hides
    less. `deload` whether the session was an easy one; `planned` what was asked for.
    """

    gain: Floats
    reward: Floats
    lifted: Lifted
    deload: Flags
    planned: tuple[Prescription, ...]


class Course:
    """N trainees in training, `per_week` sessions a week; the same `rng` gives the same luck
    whatever is decided, so that policies can be compared person by person."""

    def __init__(
        self, trainees: Trainees, rng: np.random.Generator, per_week: int = 2, costs: Costs = COSTS
    ) -> None:
        self.trainees = trainees
        self.per_week = per_week
        self._rng, self._costs = rng, costs
        self.body = fresh(trainees)
        self.asked = _first_prescriptions(trainees, rng)
        self._log = Logbook(self._column("load_kg"), self._column("sets"), per_week)
        self._easy_left = np.zeros(len(trainees), np.int64)

    def __len__(self) -> int:
        return len(self.trainees)

    def states(self) -> list[ProgressState]:
        """What a policy sees of each trainee before the next session."""
        log, day = self._log, self.body.day
        slowed = np.where(self.trainees.filmed, log.velocity_loss, np.nan)
        columns = zip(
            self.asked, log.reps, _told(log.felt), _told(slowed), _told(log.level()),
            _told(log.trend()), log.failed.tolist(), (day - log.last_day).tolist(),
            ((day - log.deload_day) // 7).astype(int).tolist(), log.missed().tolist(),
            log.pain.tolist(), log.load_week_ago().tolist(), log.weekly_sets().tolist(),
            (self._easy_left > 0).tolist(), self.trainees.novice.tolist(), strict=True,
        )  # fmt: skip
        return [self._state(*row) for row in columns]

    def step(self, actions: Sequence[Action]) -> Outcome:
        """One session of everybody with such actions, bounded, and the days until the next."""
        pairs = zip(actions, self.states(), strict=True)
        planned = tuple(self._plan(i, action, state) for i, (action, state) in enumerate(pairs))
        easy = self._easy_left > 0
        load = np.array([p.load_kg for p in planned], float)
        aim = np.array([p.aim for p in planned], float)
        # From such pain on a programme asks for nothing that loads the joint.
        sets = np.array([p.sets for p in planned], float) * (self._log.pain < PAIN_STOP)
        breaks, luck = np.full(len(self), float(REST_SECONDS)), draw_luck(len(self), self._rng)
        before = self._rested()
        self.body, lifted = train(self.trainees, self.body, load, sets, aim, breaks, luck)
        lowest, base = self._column("reps_low"), self._column("load_kg")
        self._log.add(self.body.day, lifted, load, sets, lowest, easy, base)
        self._easy_left = np.maximum(self._easy_left - 1, 0)
        self.body = rest(self.trainees, self.body, 7 / self.per_week)
        gain = _PERCENT * np.log(self._rested() / before)
        cost = self._costs.injury * lifted.risk + self._costs.pain * self.body.pain
        return Outcome(gain, gain - cost, lifted, easy, planned)

    def gained(self) -> Floats:
        """How much stronger each has become since the start (N,), rested, in percent."""
        return _PERCENT * (self._rested() / self.trainees.strength - 1)

    def _plan(self, i: int, action: Action, state: ProgressState) -> Prescription:
        """What is done this time. A deload lasts a week and leaves the prescription as it was,
        unless that must come down."""
        allowed, _ = bounded(action, state)
        # A set more here is one more in every session of the week.
        room = most_sets(state.muscle_sets_before, state.experience) - state.muscle_sets
        allowed = replace(allowed, sets=min(allowed.sets, max(0, int(room / self.per_week))))
        if self._easy_left[i] == 0 and allowed.deload:
            self._easy_left[i] = self.per_week
        if self._easy_left[i] > 0:
            lower = Action(load_steps=min(allowed.load_steps, 0))
            self.asked[i] = applied(lower, self.asked[i], STEP_KG)
            return deloaded(self.asked[i], STEP_KG)
        self.asked[i] = applied(allowed, self.asked[i], STEP_KG)
        return self.asked[i]

    def _state(
        self, asked: Prescription, reps: tuple[int, ...], felt: float | None, loss: float | None,
        level: float | None, trend: float | None, failed: int, days: float, weeks: int, missed: int,
        pain: float, week_ago: float, weekly: float, easy: bool, novice: bool,
    ) -> ProgressState:  # fmt: skip
        return ProgressState(
            sets=asked.sets, reps_low=asked.reps_low, reps_high=asked.reps_high,
            aim=asked.aim or asked.reps_low, load_kg=asked.load_kg, step_kg=STEP_KG,
            reps_in_reserve=asked.reps_in_reserve, reps_done=reps, felt_in_reserve=felt,
            velocity_loss=loss, level_kg=level, trend=trend, failed=failed, days_since=days,
            weeks_since_deload=weeks, missed=missed, pain=pain, load_week_ago_kg=week_ago,
            muscle_sets=float(asked.sets * self.per_week), muscle_sets_before=weekly,
            phase="deload" if easy else "accumulation",
            experience="beginner" if novice else "intermediate",
            goal="hypertrophy" if asked.reps_low >= _MUSCLE_FROM else "strength",
        )  # fmt: skip

    def _column(self, name: str) -> Floats:
        return np.array([getattr(p, name) for p in self.asked], np.float64)

    def _rested(self) -> Floats:
        """Strength without fatigue."""
        return strength(self.trainees, replace(self.body, fatigue=np.zeros(len(self))))


def _first_prescriptions(trainees: Trainees, rng: np.random.Generator) -> list[Prescription]:
    """Where each starts: a range, sets, and the load that a rough guess of strength allows."""
    n = len(trainees)
    guess = trainees.strength * np.exp(_FIRST_GUESS * rng.standard_normal(n))
    ranges, sets = rng.integers(len(RANGES), size=n), rng.choice(SETS, size=n)
    out = []
    for kg, which, many in zip(guess.tolist(), ranges.tolist(), sets.tolist(), strict=True):
        low, high = RANGES[which]
        load = max(STEP_KG, load_for(kg, low, RESERVE) // STEP_KG * STEP_KG)
        out.append(Prescription("lift", many, low, high, load, RESERVE, REST_SECONDS, aim=low))
    return out


def _told(values: Floats) -> list[float | None]:
    return [None if v != v else v for v in values.tolist()]  # NaN is the only number unlike itself
