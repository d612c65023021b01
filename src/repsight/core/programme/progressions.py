"""Progressions that others are measured against: linear with resets, and chance."""

import math
from typing import Final

import numpy as np

from repsight.core.programme.choices import CHOICES, chosen
from repsight.core.programme.policy import Action, Policy, ProgressState

# After failing, novice programmes of this kind go back by a tenth and climb again.
RESET: Final = 0.10
FAILURES: Final = 2


def fixed_linear(state: ProgressState) -> Action:
    """A step more every session, whatever was felt; a tenth less after two failures in a row."""
    if not state.reps_done or not state.load_kg or state.step_kg <= 0:
        return Action()
    if min(state.reps_done) >= state.aim:
        return Action(load_steps=1)
    if state.failed >= FAILURES:
        return Action(load_steps=-math.ceil(RESET * state.load_kg / state.step_kg))
    return Action()


def random_progression(seed: int) -> Policy:
    """A policy that draws from what a learned one may choose."""
    rng = np.random.default_rng(seed)
    return lambda state: chosen(int(rng.integers(len(CHOICES))), state)
