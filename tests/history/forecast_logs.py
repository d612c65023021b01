"""A user who trains two exercises in steps, with light days."""

from datetime import timedelta

import numpy as np
from logs import EVENING

from repsight.core.history.log import LoggedSession, LoggedSet

DAYS = 4


def squats_and_planks(seed: int = 0, sessions: int = 60) -> list[LoggedSession]:
    """Squats with a load, and planks of seconds, every fourth day."""
    rng = np.random.default_rng(seed)
    load, found = 80.0, []
    for n in range(sessions):
        load += 2.5 * rng.choice([-1, 0, 0, 1, 1])
        light = 10 * (rng.random() < 0.2)
        sets = (
            LoggedSet("squat", 5, load - light),
            LoggedSet("squat", 4, load - light),
            LoggedSet("plank", seconds=float(rng.integers(40, 70))),
        )
        found.append(LoggedSession(EVENING + timedelta(days=DAYS * n), sets, key=str(n)))
    return found
