"""Counting with the whole track at hand: the default for files."""

from collections.abc import Sequence

import numpy as np

from repsight.core.counting.auto import (
    MIN_CONFIDENCE,
    MIN_RECOGNISED_REPS,
    Stretch,
    recognise_stretches,
)
from repsight.core.counting.holds import find_holds
from repsight.core.counting.repetitions import find_repetitions
from repsight.core.counting.sets import summarise_sets
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.types import SetSummary, Track


def count_sets(track: Track, exercises: Sequence[Exercise]) -> tuple[SetSummary, ...]:
    """Sets in `track`, in order of time: of the one exercise given, or of those recognised.

    Raises InvalidInputError when `exercises` is empty.
    """
    if not exercises:
        raise InvalidInputError("no exercise was given; give one, or several to choose from")
    if not len(track):
        return ()
    if len(exercises) == 1:
        return count_given(track, exercises[0])
    return _count_recognised(track, exercises)


def count_given(
    track: Track, exercise: Exercise, confidence: float = 1.0
) -> tuple[SetSummary, ...]:
    """Sets of one known exercise; `confidence` is how sure its name is."""
    if exercise.kind == "hold":
        return find_holds(track, exercise, confidence)
    return summarise_sets(find_repetitions(track, exercise), exercise.name, confidence)


def _count_recognised(track: Track, exercises: Sequence[Exercise]) -> tuple[SetSummary, ...]:
    stretches = [s for s in recognise_stretches(track, exercises) if s.confidence > MIN_CONFIDENCE]
    named = [(s, s.exercise) for s in stretches if s.exercise is not None]
    alone = len({exercise.name for _, exercise in named}) == 1
    if alone:
        # The whole track tells more about what is typical than its recognised part.
        longest = max((s for s, _ in named), key=lambda s: s.end - s.start)
        found = count_given(track, named[0][1], longest.confidence)
    else:
        found = tuple(
            summary
            for stretch, exercise in named
            for summary in count_given(_part(track, stretch), exercise, stretch.confidence)
        )
    return tuple(s for s in found if s.kind == "hold" or s.count >= MIN_RECOGNISED_REPS)


def _part(track: Track, stretch: Stretch) -> Track:
    inside = (track.t >= stretch.start) & (track.t <= stretch.end)
    return Track(track.t[inside], np.asarray(track.keypoints[inside]), track.id)
