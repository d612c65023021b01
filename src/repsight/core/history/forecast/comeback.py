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
from typing import Final

import numpy as np

from repsight.core.history.findings import Floats
from repsight.core.history.forecast.origins import Origins, pooled

# The shares are learned anew after so many days, the same days for everybody, so that what was
# said at an origin does not depend on what came later.
RELEARNED_DAYS: Final = 7
# Fewer drops than these teach nothing.
LEAST_DROPS: Final = 20
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
    block = every.day // RELEARNED_DAYS
    shares = np.zeros((steps.shape[1], 2))
    useful = np.flatnonzero((state > 0).any(1))
    for now in np.unique(block[useful]):
        here = useful[block[useful] == now]
        for h in range(steps.shape[1]):
            known = useful[every.seen[useful, h] < now * RELEARNED_DAYS]
            if len(known) >= LEAST_DROPS:
                shares[h] = _shares(state[known], every.came[known, h], shares[h])
            steps[here, h] = state[here] @ shares[h]
    return np.split(steps, np.cumsum([len(one) for one in rows])[:-1])


def _shares(state: Floats, came: Floats, start: Floats) -> Floats:
    """The shares (2,) that fit outcomes (N,) of states (N, 2), drawn to 0; `start` is a guess.

    Schlossmacher, J Am Stat Assoc 68 (1973).
    """
    drawn = DRAWN * np.eye(2)
    shares = start
    for _ in range(ROUNDS):
        weight = 1 / np.maximum(np.abs(came - state @ shares), SMALLEST)
        weighted = state * weight[:, None]
        shares = np.asarray(
            np.linalg.solve(state.T @ weighted + drawn, weighted.T @ came), np.float64
        )
    return shares
