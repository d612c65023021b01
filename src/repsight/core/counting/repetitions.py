"""All repetitions of a known exercise in one track: from keypoints to spans."""

from typing import Final

import numpy as np

from repsight.core.counting.channels import Channels, read_channels
from repsight.core.counting.fusion import despiked, fuse, split_sides
from repsight.core.counting.likeness import trim_unlike
from repsight.core.counting.segment import (
    Span,
    drop_glitches,
    find_spans,
    find_turns,
    typical_period,
)
from repsight.core.exercise import Exercise
from repsight.core.signals import smooth
from repsight.core.types import Track

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


def find_repetitions(track: Track, exercise: Exercise) -> list[Span]:
    """Spans of the repetitions of `exercise`, in order of the moment at which they count."""
    channels = read_channels(track, exercise)
    if channels is None:
        return []
    groups = split_sides(channels) if exercise.alternating else (channels,)
    spans = [span for group in groups for span in _find_in(group, track, exercise)]
    return sorted(spans, key=lambda span: span.counted)


def _find_in(channels: Channels, track: Track, exercise: Exercise) -> list[Span]:
    first, _ = fuse(channels)
    turns = find_turns(smooth(first, FIRST_SMOOTH_SECONDS))
    if len(turns) < 2:
        return []
    period = typical_period(channels.t, turns)
    spike = float(np.clip(SPIKE_PERIODS * period, MIN_SPIKE_SECONDS, MAX_SPIKE_SECONDS))
    blur = float(np.clip(SMOOTH_PERIODS * period, FIRST_SMOOTH_SECONDS, MAX_SMOOTH_SECONDS))
    movement, size = fuse(despiked(channels, spike))
    spans = find_spans(channels.t, smooth(movement, blur), exercise.counted_at)
    spans = [span for span in spans if span.amplitude * size >= MIN_PROGRESS]
    return trim_unlike(track, drop_glitches(spans))
