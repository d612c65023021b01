"""The default model: after an odd session people come back by the share that they came back before.

Loads are chosen, so most series stand still or step: the last value is hard to beat. What does
repeat is how somebody returns from a light day, a break or a reset, or from a day above the usual.
The forecast of each horizon is

    last + a_h · below + b_h · fell + c_h · odd

with `below` the distance under the usual level, `fell` the last drop, and `odd` the distance under
(or over) the median of the last three sessions. The shares of each horizon are learned from all
exercises of the user up to then by least absolute deviations, which aims at the median as the mean
absolute error does, and are drawn towards 0, where the model is the naive one: whoever never came
back gets the naive forecast.
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
# Fewer odd sessions than these teach nothing.
LEAST_ODD: Final = 20
# More than these of the latest teach nothing new, and cost time.
MOST_ODD: Final = 2000
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
    state = np.stack([every.below, every.fell, every.odd], 1)
    steps = np.zeros_like(every.came)
    odd = np.flatnonzero((state != 0).any(1))
    odd = odd[np.argsort(every.day[odd], kind="stable")]
    times = every.day[odd] // RELEARNED_DAYS * RELEARNED_DAYS
    shares = np.zeros((state.shape[1], steps.shape[1]))
    edges = [*np.unique(times, return_index=True)[1].tolist(), len(times)]
    for start, end in pairwise(edges):
        past = odd[max(0, start - MOST_ODD) : start]
        known = every.seen[past] < times[start]
        shares = _shares(state[past], np.where(known, every.came[past], 0.0), known, shares)
        steps[odd[start:end]] = state[odd[start:end]] @ shares
    return np.split(steps, np.cumsum([len(one) for one in rows])[:-1])


def _shares(state: Floats, came: Floats, known: Bools, start: Floats) -> Floats:
    """The shares (K, H) that fit the known outcomes (N, H) of states (N, K), drawn to 0.

    Each horizon for itself; `start` is a guess, and what is said where too few are known.
    Schlossmacher, J Am Stat Assoc 68 (1973).
    """
    shares, size = start, state.shape[1]
    products = (state[:, :, None] * state[:, None, :]).reshape(len(state), size * size)
    for _ in range(ROUNDS):
        weight = known / np.maximum(np.abs(came - state @ shares), SMALLEST)
        squares = (weight.T @ products).reshape(-1, size, size) + DRAWN * np.eye(size)
        mixed = (weight * came).T @ state
        shares = np.asarray(np.linalg.solve(squares, mixed[..., None])[..., 0].T, float)
    return np.where(known.sum(0) >= LEAST_ODD, shares, start)
