"""What a learner trains on: courses of simulated trainees who are never the same twice."""

from dataclasses import replace
from typing import Final

import numpy as np

from repsight.core.programme.course import Costs, Course
from repsight.core.programme.trainees import TYPICAL, Shape, draw_trainees

# Weeks of an episode: long enough for gains to slow and for three deloads.
WEEKS: Final = 26
PER_WEEK: Final = (2, 3)
# A learner pays more for harm than is judged (`course.COSTS`), so that it stays on the safe side
# where people are not as it learned.
COSTS: Final = Costs(injury=60.0, pain=0.1)
# How sessions work on people is not known: a learner meets curves around the typical ones, this
# much apart (standard deviations of the logarithms), so that it does not learn one by heart.
SHAPE_SPREAD: Final = {
    "half_intensity": 0.08,
    "half_reserve": 0.5,
    "set_power": 0.3,
    "spike_doubles": 0.6,
    "fatigue_doubles": 0.9,
    "pain_doubles": 0.3,
}


def draw_course(count: int, rng: np.random.Generator) -> Course:
    """A course of so many new trainees, two or three sessions a week, with luck of its own."""
    per_week = int(rng.choice(PER_WEEK))
    usual = Shape()
    shape = replace(
        usual,
        **{
            name: getattr(usual, name) * float(np.exp(spread * rng.standard_normal()))
            for name, spread in SHAPE_SPREAD.items()
        },
    )
    trainees = draw_trainees(count, rng, replace(TYPICAL, shape=shape))
    return Course(trainees, np.random.default_rng(rng.integers(2**63)), per_week, COSTS)
