"""From spans to repetitions and sets."""

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.counting.segment import Span
from repsight.core.types import Repetition, SetSummary

REST_SECONDS: Final = 8.0
"""A pause this long, and `REST_PERIODS` typical repetitions long, ends a set."""
REST_PERIODS: Final = 3.0


def rest_seconds(spans: Sequence[Span]) -> float:
    """Pause in s that ends a set of such repetitions."""
    typical = float(np.median([span.end - span.start for span in spans])) if spans else 0.0
    return max(REST_SECONDS, REST_PERIODS * typical)


def split_at_rests(spans: Sequence[Span]) -> list[list[Span]]:
    """Spans in groups with no rest inside; `spans` in order of time."""
    if not spans:
        return []
    rest = rest_seconds(spans)
    groups = [[spans[0]]]
    for before, after in itertools.pairwise(spans):
        if after.start - before.end > rest:
            groups.append([])
        groups[-1].append(after)
    return groups


def to_repetitions(spans: Sequence[Span]) -> tuple[Repetition, ...]:
    """Repetitions numbered from 1; confidence is how like the typical size each is."""
    if not spans:
        return ()
    typical = float(np.median([span.amplitude for span in spans]))
    return tuple(
        Repetition(
            index=place,
            start=span.start,
            turn=span.turn,
            end=span.end,
            counted=span.counted,
            confidence=min(span.amplitude / typical, typical / span.amplitude, 1.0),
        )
        for place, span in enumerate(spans, start=1)
    )


def summarise(spans: Sequence[Span], exercise: str, confidence: float = 1.0) -> SetSummary:
    """The set that these spans, at least one, make."""
    return SetSummary(
        exercise=exercise,
        start=spans[0].start,
        end=max(span.end for span in spans),
        reps=to_repetitions(spans),
        confidence=confidence,
    )


def summarise_sets(
    spans: Sequence[Span], exercise: str, confidence: float = 1.0
) -> tuple[SetSummary, ...]:
    """One summary per group of spans without a rest inside."""
    return tuple(summarise(group, exercise, confidence) for group in split_at_rests(spans))
