"""Several exercises in one track: each stretch for itself, and what its edges cut settled."""

from collections.abc import Sequence
from typing import Final

from repsight.core.counting.auto import (
    MIN_CONFIDENCE,
    MIN_RECOGNISED_REPS,
    SURE_CONFIDENCE,
    WINDOW_SECONDS,
    Stretch,
)
from repsight.core.counting.holds import find_holds
from repsight.core.counting.recognise import UNKNOWN
from repsight.core.counting.repetitions import find_repetitions
from repsight.core.counting.segment import Span
from repsight.core.counting.sets import summarise_sets
from repsight.core.counting.whole_body import is_repetitive, unknown_spans
from repsight.core.exercise import Exercise
from repsight.core.types import SetSummary, Track

MARGIN_SECONDS: Final = WINDOW_SECONDS / 2
"""How far off the moment may be at which the recogniser saw one exercise follow another."""


def named_exercise(stretch: Stretch) -> Exercise | None:
    """The exercise that a stretch shows, if it is sure enough which."""
    return stretch.exercise if stretch.confidence > MIN_CONFIDENCE else None


def count_stretches(track: Track, stretches: Sequence[Stretch]) -> tuple[SetSummary, ...]:
    """Sets of all stretches, in order of time."""
    claims = [_spans_about(track, stretch) for stretch in stretches]
    sets: list[SetSummary] = []
    for stretch, spans in zip(stretches, _settled(stretches, claims), strict=True):
        exercise = named_exercise(stretch)
        if exercise and exercise.kind == "hold":
            part = _part(track, stretch.start, stretch.end)
            sets += find_holds(part, exercise, stretch.confidence)
        elif len(spans) >= MIN_RECOGNISED_REPS and exercise:
            sets += summarise_sets(spans, exercise.name, stretch.confidence)
        elif len(spans) >= MIN_RECOGNISED_REPS:
            sets += summarise_sets(spans, UNKNOWN)
    return tuple(sorted(sets, key=lambda summary: summary.start))


def count_unknown(track: Track) -> tuple[SetSummary, ...]:
    """Sets of a movement that is clearly an exercise, but none that we know."""
    return summarise_sets(unknown_spans(track), UNKNOWN)


def _part(track: Track, start: float, end: float) -> Track:
    inside = (track.t >= start) & (track.t <= end)
    return Track(track.t[inside], track.keypoints[inside], track.id)


def _spans_about(track: Track, stretch: Stretch) -> list[Span]:
    """Repetitions of a stretch's exercise in it and a little around it."""
    part = _part(track, stretch.start - MARGIN_SECONDS, stretch.end + MARGIN_SECONDS)
    exercise = named_exercise(stretch)
    if exercise is None:
        return unknown_spans(part)
    if exercise.kind == "hold":
        return []
    if stretch.confidence < SURE_CONFIDENCE and not is_repetitive(part):
        return []
    return find_repetitions(part, exercise)


def _settled(stretches: Sequence[Stretch], claims: Sequence[list[Span]]) -> list[list[Span]]:
    """Each stretch's own spans, and those beside it that no other stretch owns."""
    owned = [_owned(stretch, spans) for stretch, spans in zip(stretches, claims, strict=True)]
    settled = []
    for place, spans in enumerate(claims):
        others = [span for other, mine in enumerate(owned) if other != place for span in mine]
        free = (span for span in spans if not any(_overlap(span, other) for other in others))
        kept = {*owned[place], *free}
        settled.append(sorted(kept, key=lambda span: span.counted))
    return settled


def _owned(stretch: Stretch, spans: Sequence[Span]) -> list[Span]:
    """Spans that count within the stretch, if they are enough for a set."""
    mine = [span for span in spans if stretch.start <= span.counted <= stretch.end]
    return mine if len(mine) >= MIN_RECOGNISED_REPS else []


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
