"""What the log of N simulated trainees tells before a session, as columns (N,)."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.history.one_rep_max import wathan
from repsight.core.programme.trainee_session import Flags, Lifted
from repsight.core.programme.trainees import Floats

WEEKS: Final = 4
# Sessions over which the trend of strength is read, the fewest that tell one, and those whose mean
# is the level.
_TREND, _TREND_LEAST, _LEVEL = 8, 4, 3
Counts = npt.NDArray[np.int64]


class Logbook:
    """The log of N trainees with `per_week` sessions planned a week, from day 0.

    Easy sessions of a deload say nothing about strength and leave what was `reps`, `felt` and
    `velocity_loss` of the last hard one.
    """

    def __init__(self, load_kg: Floats, sets: Floats, per_week: int) -> None:
        n = len(load_kg)
        self._per_week = per_week
        self._loads = [load_kg]
        self._sets = [sets] * (WEEKS * per_week)
        self._missed = [np.zeros(n, bool)]
        self._shown, self._days = np.full((_TREND, n), np.nan), np.full((_TREND, n), np.nan)
        self.reps: list[tuple[int, ...]] = [()] * n
        self.felt, self.velocity_loss = np.full(n, np.nan), np.full(n, np.nan)
        self.pain, self.last_day, self.deload_day = np.zeros(n), np.zeros(n), np.zeros(n)
        self.failed = np.zeros(n, np.int64)

    def add(
        self, day: Floats, lifted: Lifted, load_kg: Floats, sets: Floats, lowest: Floats,
        easy: Flags, next_load_kg: Floats,
    ) -> None:  # fmt: skip
        """Write a session down: what was lifted of what was asked; `lowest` of the range of
        repetitions, `easy` where it was a deload's, `next_load_kg` as it stands without one."""
        hard = lifted.done & ~easy
        self._loads.append(next_load_kg)
        self._sets.append(np.where(lifted.done, sets, 0.0))
        self._missed.append(~lifted.done)
        self.pain = lifted.pain
        self.last_day = np.where(lifted.done, day, self.last_day)
        self.deload_day = np.where(easy, day, self.deload_day)
        self.felt = np.where(hard, lifted.reserve, self.felt)
        self.velocity_loss = np.where(hard, lifted.velocity_loss, self.velocity_loss)
        fewest = np.min(np.where(np.isfinite(lifted.reps), lifted.reps, np.inf), axis=1)
        best = np.max(np.where(np.isfinite(lifted.reps), lifted.reps, 0), axis=1)
        self.failed = np.where(hard, np.where(fewest < lowest, self.failed + 1, 0), self.failed)
        for i in np.flatnonzero(hard).tolist():
            self.reps[i] = tuple(int(r) for r in lifted.reps[i] if r == r)  # NaN is unlike itself
        told = hard & (best >= 1)
        shown = np.asarray(wathan(load_kg, np.maximum(best, 1)), np.float64)
        self._shown = _pushed(self._shown, shown, told)
        self._days = _pushed(self._days, day, told)

    def level(self) -> Floats:
        """e1RM (kg) of the last sessions, NaN before the first."""
        recent = self._shown[-_LEVEL:]
        known = np.isfinite(recent)
        total = np.where(known, recent, 0.0).sum(axis=0)
        return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)

    def trend(self) -> Floats:
        """The slope of e1RM over the last sessions in percent a week, NaN where they are few."""
        known = np.isfinite(self._shown)
        count = np.maximum(known.sum(axis=0), 1)
        day, shown = np.where(known, self._days, 0.0), np.where(known, self._shown, 0.0)
        middle = shown.sum(axis=0) / count
        off = np.where(known, day - day.sum(axis=0) / count, 0.0)
        slope = (off * (shown - middle)).sum(axis=0) / np.maximum((off**2).sum(axis=0), 1e-9)
        enough = known.sum(axis=0) >= _TREND_LEAST
        return np.where(enough, 700 * slope / np.maximum(middle, 1e-9), np.nan)

    def missed(self) -> Counts:
        """Sessions missed of the last four weeks."""
        recent = np.stack(self._missed[-WEEKS * self._per_week :])
        return np.asarray(recent.sum(axis=0), np.int64)

    def weekly_sets(self) -> Floats:
        """Sets a week over the last four; those planned count where the log is shorter."""
        recent = np.stack(self._sets[-WEEKS * self._per_week :])
        return np.asarray(recent.sum(axis=0) / WEEKS, np.float64)

    def load_week_ago(self) -> Floats:
        """The load (kg) that was asked for a week ago, or first."""
        return self._loads[max(0, len(self._loads) - self._per_week)]


def _pushed(rows: Floats, new: Floats, where: Flags) -> Floats:
    """The rows with `new` behind the others, in the columns chosen."""
    return np.asarray(np.where(where, np.vstack([rows[1:], new]), rows), np.float64)
