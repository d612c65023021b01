"""All repetitions of a known exercise in one track: from keypoints to spans."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.channels import Channels, read_channels
from repsight.core.counting.fusion import fuse, split_sides
from repsight.core.counting.likeness import trim_unlike
from repsight.core.counting.segment import (
    Span,
    drop_glitches,
    drop_small,
    find_spans,
    find_turns,
    typical_period,
)
from repsight.core.counting.whole_body import whole_body_spans
from repsight.core.exercise import Exercise
from repsight.core.signals import RATE_HZ, smooth
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]

FIRST_SMOOTH_SECONDS: Final = 0.1
"""Standard deviation of the first look; also the least of the second."""
SMOOTH_PERIODS: Final = 0.06
"""The second look is smoothed by this share of the period, so that slow and fast sets are alike."""
MAX_SMOOTH_SECONDS: Final = 0.5
SPIKE_PERIODS: Final = 0.2
MIN_SPIKE_SECONDS: Final = 0.2
MAX_SPIKE_SECONDS: Final = 1.0
MIN_PROGRESS: Final = 0.2
"""A movement smaller than this share of the exercise's usual range is swaying, not exercise."""
CONTRADICTION: Final = 0.9
"""Agreement below which signals contradict each other: nine clips in ten are above it."""
CLEARLY_MORE: Final = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """How far along a person is: `t` (G,) s, `values` (G,) about 0 at the start, 1 at the turn.

    `size` is the range from 0 to 1 as a share of the exercise's usual range; `period` in s;
    `agreement` (0..1) is how well the exercise's signals tell the same story.
    """

    t: Array
    values: Array
    size: float
    period: float
    agreement: float


def find_repetitions(track: Track, exercise: Exercise) -> list[Span]:
    """Spans of the repetitions of `exercise`, in order of the moment at which they count.

    Where the exercise's own signals contradict each other (a view from above, limbs mixed up), the
    repetitions of the body as a whole are taken instead if they are clearly more.
    """
    movements = read_movements(track, exercise)
    spans = []
    for movement in movements:
        large = drop_small(large_spans(movement, exercise))
        spans += trim_unlike(track, drop_glitches(large))
    if movements and min(movement.agreement for movement in movements) < CONTRADICTION:
        whole = whole_body_spans(track, exercise.counted_at)
        if len(whole) > CLEARLY_MORE * len(spans):
            return whole
    return sorted(spans, key=lambda span: span.counted)


def read_movements(
    track: Track, exercise: Exercise, rate: float = RATE_HZ, period: float | None = None
) -> list[Movement]:
    """The movement of the body, or of each side where they alternate; none when hardly seen.

    `period` in s is that of a typical repetition, when it is known already.
    """
    channels = read_channels(track, exercise, rate)
    if channels is None:
        return []
    groups = split_sides(channels) if exercise.alternating else (channels,)
    movements = (_read_movement(group, period or _first_look(group)) for group in groups)
    return [movement for movement in movements if movement is not None]


def _first_look(channels: Channels) -> float | None:
    """Typical period in s, or None when nothing moves."""
    turns = find_turns(smooth(fuse(channels).movement, FIRST_SMOOTH_SECONDS, channels.rate))
    return typical_period(channels.t, turns) if len(turns) >= 2 else None


def _read_movement(channels: Channels, period: float | None) -> Movement | None:
    if period is None:
        return None
    spike = float(np.clip(SPIKE_PERIODS * period, MIN_SPIKE_SECONDS, MAX_SPIKE_SECONDS))
    blur = float(np.clip(SMOOTH_PERIODS * period, FIRST_SMOOTH_SECONDS, MAX_SMOOTH_SECONDS))
    fused = fuse(channels.despiked(spike))
    values = smooth(fused.movement, blur, channels.rate)
    return Movement(channels.t, values, fused.size, period, fused.agreement)


def large_spans(movement: Movement, exercise: Exercise) -> list[Span]:
    """Spans large enough to be exercise at all; amplitudes as shares of its usual range."""
    spans = find_spans(movement.t, movement.values, exercise.counted_at)
    size = movement.size
    scaled = [
        replace(s, amplitude=s.amplitude * size, opposite=s.opposite * size, back=s.back * size)
        for s in spans
    ]
    return [span for span in scaled if span.amplitude >= MIN_PROGRESS]
