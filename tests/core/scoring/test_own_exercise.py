"""An exercise of one's own needs nothing for its scores."""

import numpy as np
from stick_figure import Movement, Posture, body, picture, repetitions
from walking import check_sane

from repsight.core.exercise import parse_exercise
from repsight.core.scoring.score import score_exercise
from repsight.core.types import Track

TEXT = """
name = "march"
title = "March"
kind = "reps"
first_phase = "concentric"
counted_at = "turn"

[[signal]]
measure = "leg_elevation"
start = -90
turn = -30
"""
MARCH = Movement("march", Posture(), Posture(thigh=(70, 3), shin=(10, 2)), fixed="hip")


def test_an_exercise_without_scoring_has_the_scores_that_every_exercise_has() -> None:
    keypoints = picture(body(MARCH, repetitions(5, 25.0, 3.0)), 90.0)
    (one,) = score_exercise(
        Track(np.arange(len(keypoints)) / 25.0, keypoints), parse_exercise(TEXT)
    )
    check_sane(one)
    assert one.count == 5
    assert one.score is not None
    assert one.score > 85
    assert {"own_range", "smoothness", "sway", "eccentric"} <= set(one.reps[2].measures)
