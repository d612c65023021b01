"""From repetitions to the share of the greatest load and back, by the formula of e1RM."""

import math
from typing import Final

from repsight.core.history.one_rep_max import wathan

# Where the formula has no answer: nobody's repetitions end there.
MOST_REPS: Final = 100.0


def share_of_max(reps: float) -> float:
    """The share (0..1) of the one-repetition maximum that can be lifted so often: Wathan's."""
    return 1 / float(wathan(1.0, max(reps, 1.0)))


def load_for(e1rm: float, reps: float, reserve: float) -> float:
    """The load in the unit of `e1rm` with which `reps` leave `reserve` repetitions undone."""
    return e1rm * share_of_max(reps + reserve)


def reps_at(load: float, reps: float, other: float) -> float:
    """How often `other` could be lifted by who lifts `load` so often: 0 where not once.

    Both in one unit, body included. The inverse of Wathan's formula.
    """
    if load <= 0 or reps < 1:
        return 0.0
    share = other / float(wathan(load, reps))
    if share > 1:
        return 0.0
    rest = (100 * share - 48.8) / 53.8
    if rest <= 0:
        return MOST_REPS
    return max(1.0, min(MOST_REPS, -math.log(rest) / 0.075))
