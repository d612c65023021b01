"""Counting with the whole track at hand: the default for files."""

from collections.abc import Sequence

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
    return count_given(track, exercises[0])


def count_given(track: Track, exercise: Exercise) -> tuple[SetSummary, ...]:
    """Sets of one known exercise."""
    return summarise_sets(find_repetitions(track, exercise), exercise.name)
