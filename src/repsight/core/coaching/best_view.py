"""From where an exercise is best seen: what of its movement and score each view tells."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from repsight.core.exercise import Exercise
from repsight.core.look import Look
from repsight.core.scoring.measures import MEASURES, standard_error
from repsight.core.scoring.standard import SEVERITY_POINTS, Criterion, ViewName

USUAL_OFF_SIDE: Final[Mapping[ViewName, float]] = {"side": 15.0, "oblique": 45.0, "front": 75.0}
"""Degrees off the side, in the middle of what `core/scoring/view.py` calls by these names."""
USUAL_CONFIDENCE: Final = 0.9
WORSE: Final = 0.75
"""A view that tells less than this share of what the best one tells is worth a turn."""


_SAID: Final[Mapping[ViewName, str]] = {
    "side": "from the side", "oblique": "at an angle", "front": "from the front or back",
}  # fmt: skip


def view_worth(exercise: Exercise) -> dict[ViewName, float]:
    """How much each view tells: points of the score that it can give or take, by how surely.

    A view in which the working joint hardly seems to move tells accordingly less.
    """
    criteria = exercise.standard.criteria
    weights = exercise.standard.weights
    shares = {
        name: sum(c.weight or 0.0 for c in criteria if c.component == name) for name in weights
    }
    return {
        view: _movement(exercise, view)
        * sum(
            weights[c.component] * _points(c, shares[c.component]) * _certainty(c, view)
            for c in criteria
            if view in c.views
        )
        for view in USUAL_OFF_SIDE
    }


def better_view(exercise: Exercise, view: str) -> ViewName | None:
    """The view to turn to from `view` (side, oblique, front, above); None where it serves."""
    if view == "above":
        return "side"
    worth = view_worth(exercise)
    best: ViewName = "side" if worth["side"] >= worth["front"] else "front"
    now = next((value for name, value in worth.items() if name == view), None)
    return best if now is not None and now < WORSE * worth[best] else None


def _movement(exercise: Exercise, view: ViewName) -> float:
    """Share of the working joint's usual range that is seen in this view, by the looks; up to 1."""
    signal = exercise.signals[0]
    way = abs(signal.turn - signal.start)
    seen = [
        _way(look, signal.measure) / way
        for look in exercise.looks
        if way > 0
        and look.about.endswith(_SAID[view])
        and signal.measure in look.start
        and signal.measure in look.turn
    ]
    return min(1.0, float(np.mean(seen))) if seen else 1.0


def _way(look: Look, trait: str) -> float:
    """How far a trait goes from the start to the turn, from the middles of its ranges."""
    return abs(float(np.mean(look.turn[trait])) - float(np.mean(look.start[trait])))


def _points(criterion: Criterion, of_component: float) -> float:
    if criterion.severity is not None:
        return SEVERITY_POINTS[criterion.severity]
    return 100 * (criterion.weight or 0.0) / of_component


def _certainty(criterion: Criterion, view: ViewName) -> float:
    measure = MEASURES[criterion.measure]
    error = standard_error(measure, USUAL_CONFIDENCE, USUAL_OFF_SIDE[view], 0.0)
    return 1 / (1 + error / abs(criterion.poor - criterion.good))
