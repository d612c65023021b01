"""What a learned policy sees of a state, as numbers, and what it may choose between.

Its choices are departures from double progression: the first is to do as the rule says. So it
needs no learning to be as good as the rule, and each of its decisions can be said in words.
"""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.programme.policy import Action, ProgressState, double_progression
from repsight.core.programme.safety import MAX_WEEKLY_SETS

CHOICES: Final = (
    "as double progression says",
    "a step more",
    "a step less",
    "a set more",
    "a set less",
    "everything as it was",
    "an easy week",
)
FEATURES: Final = (
    "constant", "beginner", "done at all", "above the lowest", "above the aim", "aim in the range",
    "highest of the range", "felt beyond asked", "velocity loss", "trend", "failed", "days since",
    "weeks since deload", "missed", "pain", "sets", "weekly sets", "load of level", "step of load",
    "load since a week", "in a deload",
)  # fmt: skip
# Lifters deload every 5.6 ± 2.3 weeks (Rogerson et al., Sports Med Open 10:26, 2024): an easy week
# sooner than mean and one deviation is no choice, and the rule goes on instead.
EASY_FROM_WEEKS: Final = 3
# No feature leaves -LIMIT to LIMIT: a policy has seen nothing beyond.
LIMIT: Final = 3.0


def chosen(choice: int, state: ProgressState) -> Action:
    """The action that a choice (an index into `CHOICES`) is in such a state."""
    rule = double_progression(state)
    # No more load for who did not manage what was asked.
    short = bool(state.reps_done) and min(state.reps_done) < state.reps_low
    return (
        rule,
        rule if short else replace(rule, load_steps=max(rule.load_steps, 0) + 1),
        Action(load_steps=min(rule.load_steps, 0) - 1),
        replace(rule, sets=1),
        replace(rule, sets=-1),
        Action(),
        Action(deload=True) if state.weeks_since_deload >= EASY_FROM_WEEKS else rule,
    )[choice]


def features(state: ProgressState) -> npt.NDArray[np.float32]:
    """What a state looks like to a learned policy: (21,), in the order of `FEATURES`."""
    done = state.reps_done
    fewest = min(done) if done else state.aim
    wide = max(state.reps_high - state.reps_low, 1)
    load = state.load_kg or 0.0
    felt, loss, trend = state.felt_in_reserve, state.velocity_loss, state.trend
    week_ago = state.load_week_ago_kg
    values = (
        1.0,
        float(state.experience == "beginner"),
        float(bool(done)),
        (fewest - state.reps_low) / wide,
        (fewest - state.aim) / wide,
        (state.aim - state.reps_low) / wide,
        state.reps_high / 12,
        0.0 if felt is None else (felt - state.reps_in_reserve) / 2,
        0.0 if loss is None else loss / 50,
        0.0 if trend is None else trend / 2,
        state.failed / 2,
        state.days_since / 7,
        state.weeks_since_deload / 8,
        state.missed / 4,
        state.pain / 5,
        state.sets / 4,
        state.muscle_sets / MAX_WEEKLY_SETS[state.experience],
        load / state.level_kg if state.level_kg else 0.0,
        state.step_kg / load * 10 if load > 0 else 0.0,
        (load / week_ago - 1) * 10 if week_ago else 0.0,
        float(state.phase == "deload"),
    )
    return np.clip(np.array(values, np.float32), -LIMIT, LIMIT)
