"""Repetitions of the body as a whole, where no exercise says what to look at."""

from repsight.core.counting.agnostic import landmark_repetitions
from repsight.core.counting.segment import Span
from repsight.core.exercise import CountedAt
from repsight.core.types import Track


def whole_body_spans(track: Track, counted_at: CountedAt = "end") -> list[Span]:
    """Spans of whatever is repeated in `track`, in order of time."""
    return [
        Span(c.start, c.turn, c.end, c.end if counted_at == "end" else c.turn, amplitude=1.0)
        for c in landmark_repetitions(track.t, track.keypoints)
    ]
