"""Timed holds: how long a still position, such as a plank, was kept."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.geometry import MEASURES, torso_length
from repsight.core.signals import RATE_HZ, resample, smooth, uniform_times
from repsight.core.types import SetSummary, Track

Array = npt.NDArray[np.floating[Any]]

TOLERANCE_DEGREES: Final = 35.0
"""How far a held angle may be off: a sagging plank seen by one camera is still a plank."""
STILL: Final = 0.35
"""Torso lengths per second that the trunk and knees may drift while holding."""
HELD_POINTS: Final = (5, 6, 11, 12, 13, 14)
"""Shoulders, hips and knees: hands and head may move."""
SMOOTH_SECONDS: Final = 0.5
MIN_HOLD_SECONDS: Final = 2.0
MAX_GAP_SECONDS: Final = 1.0
"""A shift or a lost moment this short does not end a hold."""
MIN_SAMPLES: Final = 5


def find_holds(track: Track, exercise: Exercise, confidence: float = 1.0) -> tuple[SetSummary, ...]:
    """Holds of `exercise` in `track`, at least `MIN_HOLD_SECONDS` long, in order of time."""
    if track.frames_seen < MIN_SAMPLES:
        return ()
    grid = uniform_times(track.t)
    held = _in_position(track, exercise, grid) & (_speed(track, grid) < STILL)
    return tuple(
        SetSummary(exercise.name, start, end, confidence=confidence, kind="hold")
        for start, end in _stretches(grid, held)
    )


def _in_position(track: Track, exercise: Exercise, grid: Array) -> npt.NDArray[np.bool_]:
    held = np.ones(len(grid), dtype=bool)
    for signal in exercise.signals:
        values, confidence = MEASURES[signal.measure](track.keypoints)
        # The side that is seen better decides.
        side = int(np.nanargmax(np.nan_to_num(confidence).mean(axis=0)))
        measured = _smooth_known(track.t, values[:, side], grid)
        held &= np.abs(measured - signal.start) <= TOLERANCE_DEGREES
    return held


def _smooth_known(t: Array, values: Array, grid: Array) -> Array:
    """Values at the grid's times, gaps bridged, smoothed; NaN when nothing is known."""
    return smooth(resample(t, values, grid), SMOOTH_SECONDS)


def _speed(track: Track, grid: Array) -> Array:
    """Median speed of the held points (G,) in torso lengths per second."""
    points = track.keypoints[:, HELD_POINTS, :2].reshape(len(track.t), -1)
    paths = np.stack([_smooth_known(track.t, path, grid) for path in points.T])
    steps = np.gradient(paths, axis=-1) if len(grid) > 1 else np.zeros_like(paths)
    speed = np.hypot(steps[0::2], steps[1::2]) * RATE_HZ / torso_length(track.keypoints)
    return np.asarray(np.median(np.nan_to_num(speed, nan=np.inf), axis=0))


def _stretches(grid: Array, held: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Start and end of each long enough stretch of held moments, short gaps closed."""
    times = grid[held]
    if not len(times):
        return []
    breaks = np.flatnonzero(np.diff(times) > MAX_GAP_SECONDS)
    starts, ends = np.r_[times[0], times[breaks + 1]], np.r_[times[breaks], times[-1]]
    return [
        (float(start), float(end))
        for start, end in zip(starts, ends, strict=True)
        if end - start >= MIN_HOLD_SECONDS
    ]
