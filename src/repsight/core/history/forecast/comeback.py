"""The default model: after a drop people come back by the share that they came back before.

Loads are chosen, so most series stand still or step: the last value is hard to beat. What does
repeat is how somebody returns from a light day, a break or a reset. The forecast of each horizon is

    last + a_h · below + b_h · fell

with `below` the distance under the usual level and `fell` the last drop. The two shares of each
horizon are learned from all exercises of the user up to then by least absolute deviations, which
aims at the median as the mean absolute error does, and are drawn towards 0, where the model is the
naive one: whoever never came back gets the naive forecast.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.core.history.forecast.origins import Bools, Origins, pooled

# The shares are learned anew after so many days, the same days for everybody, so that what was
# said at an origin does not depend on what came later.
RELEARNED_DAYS: Final = 7
# Fewer drops than these teach nothing.
LEAST_DROPS: Final = 20
# More than these of the latest teach nothing new, and cost time.
MOST_DROPS: Final = 1000
# How strongly the shares are drawn to 0, as sessions; 1 to 30 measured the same to 0.2 %.
DRAWN: Final = 10.0
# Absolute deviations by reweighted least squares: residuals below this many steps count as such.
SMALLEST: Final = 0.05
ROUNDS: Final = 5  # a time; the shares go on from those of the time before


def comeback_steps(rows: Sequence[Origins]) -> list[Floats]:
    """Of each series of one user the forecast steps (O, H) from its origins, in its own scale."""
    if not rows:
        return []
    every = pooled(rows)
    state = np.stack([every.below, every.fell], 1)
    steps = np.zeros_like(every.came)
    dropped = np.flatnonzero((state > 0).any(1))
    dropped = dropped[np.argsort(every.day[dropped], kind="stable")]
    times = every.day[dropped] // RELEARNED_DAYS * RELEARNED_DAYS
    shares = np.zeros((2, steps.shape[1]))
    edges = [*np.unique(times, return_index=True)[1].tolist(), len(times)]
    for start, end in pairwise(edges):
        past = dropped[max(0, start - MOST_DROPS) : start]
        known = every.seen[past] < times[start]
        shares = _shares(state[past], np.where(known, every.came[past], 0.0), known, shares)
        steps[dropped[start:end]] = state[dropped[start:end]] @ shares
    return np.split(steps, np.cumsum([len(one) for one in rows])[:-1])


def _shares(state: Floats, came: Floats, known: Bools, start: Floats) -> Floats:
    """The shares (2, H) that fit the known outcomes (N, H) of states (N, 2), drawn to 0.

    Each horizon for itself; `start` is a guess, and what is said where too few are known.
    Schlossmacher, J Am Stat Assoc 68 (1973).
    """
    shares = start
    squares = np.stack([state[:, 0] ** 2, state[:, 0] * state[:, 1], state[:, 1] ** 2])
    for _ in range(ROUNDS):
        weight = known / np.maximum(np.abs(came - state @ shares), SMALLEST)
        first, mixed, second = squares @ weight + [[DRAWN], [0.0], [DRAWN]]
        below, fell = state.T @ (weight * came)
        area = first * second - mixed**2
        shares = np.stack([second * below - mixed * fell, first * fell - mixed * below]) / area
    return np.where(known.sum(0) >= LEAST_DROPS, shares, start)
