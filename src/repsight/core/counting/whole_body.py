"""Repetitions of the body as a whole, where no exercise says what to look at."""

from collections.abc import Sequence
from typing import Final

from repsight.core.counting.agnostic import Cycle, find_repeated, landmark_repetitions
from repsight.core.counting.segment import Span
from repsight.core.exercise import CountedAt
from repsight.core.types import Track

MIN_STRENGTH: Final = 0.16
"""Dancing, walking and trembling in a plank stay below 0.13, labelled exercises above 0.2."""
MIN_UNKNOWN_REPS: Final = 3
"""Doing something twice may be chance where it is no exercise that we know."""


def whole_body_spans(track: Track, counted_at: CountedAt) -> list[Span]:
    """Spans of whatever is repeated in `track`, in order of time."""
    return _to_spans(landmark_repetitions(track.t, track.keypoints), counted_at)


def is_repetitive(track: Track) -> bool:
    """Whether the body repeats something as clearly as in an exercise."""
    return find_repeated(track.t, track.keypoints).strength >= MIN_STRENGTH


def unknown_spans(track: Track) -> list[Span]:
    """Spans of a movement that fits no exercise; none unless it is clearly an exercise."""
    repeated = find_repeated(track.t, track.keypoints)
    if repeated.strength < MIN_STRENGTH or len(repeated.cycles) < MIN_UNKNOWN_REPS:
        return []
    return _to_spans(repeated.cycles, "end")


def _to_spans(cycles: Sequence[Cycle], counted_at: CountedAt) -> list[Span]:
    return [
        Span(c.start, c.turn, c.end, c.end if counted_at == "end" else c.turn, amplitude=1.0)
        for c in cycles
    ]
