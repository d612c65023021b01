"""Counting with the whole track at hand: the default for files."""

from collections.abc import Sequence
from dataclasses import replace

from repsight.core.counting.auto import Recogniser, recognise_stretches, window_chances
from repsight.core.counting.holds import find_holds
from repsight.core.counting.mixed import count_stretches, count_unknown, named_exercise
from repsight.core.counting.repetitions import find_repetitions
from repsight.core.counting.sets import summarise_sets
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.types import SetSummary, Track


def count_sets(
    track: Track, exercises: Sequence[Exercise], recogniser: Recogniser = window_chances
) -> tuple[SetSummary, ...]:
    """Sets in `track`, in order of time: of the one exercise given, or of those recognised.

    `recogniser` tells several exercises apart; unless given, by their looks.
    Raises InvalidInputError when `exercises` is empty.
    """
    if not exercises:
        raise InvalidInputError("no exercise was given; give one, or several to choose from")
    if not len(track):
        return ()
    if len(exercises) == 1:
        return count_given(track, exercises[0])
    return _count_recognised(track, [each for each in exercises if each.auto], recogniser)


def count_given(
    track: Track, exercise: Exercise, confidence: float = 1.0
) -> tuple[SetSummary, ...]:
    """Sets of one known exercise; `confidence` is how sure its name is."""
    if exercise.kind == "hold":
        return find_holds(track, exercise, confidence)
    return summarise_sets(find_repetitions(track, exercise), exercise.name, confidence)


def _count_recognised(
    track: Track, exercises: Sequence[Exercise], recogniser: Recogniser
) -> tuple[SetSummary, ...]:
    stretches = recognise_stretches(track, exercises, recogniser)
    named = [stretch for stretch in stretches if named_exercise(stretch)]
    if not named:
        return count_unknown(track)
    if len({stretch.exercise.name for stretch in named if stretch.exercise}) == 1:
        # The whole track tells more about what is typical than its recognised part.
        longest = max(named, key=lambda stretch: stretch.end - stretch.start)
        stretches = [replace(longest, start=float(track.t[0]), end=float(track.t[-1]))]
    return count_stretches(track, stretches)
