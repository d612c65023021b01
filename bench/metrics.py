"""Figures of merit for repetition counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from repsight.train.labelled_clips import count_figures

END_TOLERANCE_SECONDS = 0.5


@dataclass
class Result:
    """One counted item: what it is, the true counts that are right, and what was counted."""

    name: str
    exercise: str
    truths: Sequence[int]
    count: int
    true_times: Sequence[float] = ()
    times: Sequence[float] = ()
    recognised: str | None = None
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def truth(self) -> int:
        """The allowed true count nearest to the counted one."""
        return min(self.truths, key=lambda truth: abs(self.count - truth))

    @property
    def error(self) -> int:
        """Counted less true."""
        return self.count - self.truth


def matched(times: Sequence[float], truths: Sequence[float]) -> int:
    """How many counted moments have a true one of their own within the tolerance."""
    if not len(times) or not len(truths):
        return 0
    near = np.abs(np.subtract.outer(np.asarray(times), np.asarray(truths)))
    rows, columns = linear_sum_assignment(near > END_TOLERANCE_SECONDS)
    return int((near[rows, columns] <= END_TOLERANCE_SECONDS).sum())


def summarise(results: Sequence[Result]) -> dict[str, float | int | None]:
    """Exact, off-by-one, MAE = mean |p - g| / (g + 0.1), over and under, and F1 of end times."""
    if not results:
        return {"n": 0}
    errors = np.array([r.error for r in results])
    figures: dict[str, float | int | None] = {
        "n": len(results),
        **count_figures([r.count for r in results], [r.truth for r in results]),
        "over": int((errors > 0).sum()),
        "under": int((errors < 0).sum()),
    }
    timed = [r for r in results if len(r.true_times)]
    if timed:
        hits = sum(matched(r.times, r.true_times) for r in timed)
        total = sum(len(r.times) + len(r.true_times) for r in timed)
        figures["f1"] = 2 * hits / total
    named = [r for r in results if r.recognised is not None]
    if named:
        figures["recognised"] = float(np.mean([r.recognised == r.exercise for r in named]))
    return figures


def by_exercise(results: Sequence[Result]) -> dict[str, dict[str, float | int | None]]:
    """The same figures for each exercise."""
    names = sorted({r.exercise for r in results})
    return {name: summarise([r for r in results if r.exercise == name]) for name in names}
