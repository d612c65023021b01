"""A window of a track as even steps of numbers: what a learned recogniser sees.

The same body far away, anywhere in the picture, at any frame rate gives the same numbers: points
are relative to the hips, in trunk lengths, at a fixed rate. A point that was not seen is 0, and a
number beside it says so.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.auto import WINDOW_SECONDS
from repsight.core.counting.traits import body_scale, point_weights
from repsight.core.skeleton import MIRRORED
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]
Sequence32 = npt.NDArray[np.float32]

STEPS_PER_SECOND: Final = 10
"""A joint that goes back and forth twice a second, faster than anybody exercises, is still seen
five times each way."""
STEPS: Final = round(WINDOW_SECONDS * STEPS_PER_SECOND)

POINTS: Final = (0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
"""Nose, shoulders, elbows, wrists, hips, knees, ankles: eyes and ears say no more."""
CHANNELS: Final = 3 * len(POINTS) + 2
"""x, y and weight of each point, then where the hips are themselves."""
MIRRORED_CHANNELS: Final = (
    *(3 * POINTS.index(MIRRORED[point]) + part for point in POINTS for part in range(3)),
    3 * len(POINTS), 3 * len(POINTS) + 1,
)  # fmt: skip
"""Index of the same number of a mirrored body; those in `SIDEWAYS` also change their sign."""
SIDEWAYS: Final = (*range(0, 3 * len(POINTS), 3), 3 * len(POINTS))

MAX_GAP_SECONDS: Final = 0.3
"""A point is taken to move straight between two sights no further apart than twice this."""
_FAR: Final = 4.0
"""Trunk lengths from the hips beyond which no point of a body is: a slip of the detector."""
_SHOULDERS, _HIPS = (1, 2), (7, 8)


def pose_sequence(window: Track) -> Sequence32 | None:
    """Numbers (STEPS, CHANNELS) of a window of at most WINDOW_SECONDS; None where nobody is seen.

    A shorter window leaves the last steps empty. Heights point up.
    """
    keypoints = np.asarray(window.keypoints, np.float64)
    scale = body_scale(keypoints) if len(keypoints) else float("nan")
    if not np.isfinite(scale) or scale <= 0:
        return None
    xy, weights = _even_steps(window.t, keypoints)
    xy = xy / scale * (1.0, -1.0)
    centre = _centre(xy, weights)
    points = np.clip(xy - centre[:, None], -_FAR, _FAR)
    points[weights == 0] = 0.0
    away = np.clip(centre - np.nanmedian(centre, axis=0), -_FAR, _FAR)
    steps = np.zeros((STEPS, CHANNELS), np.float32)
    body = np.concatenate([points, weights[..., None]], axis=2).reshape(len(xy), -1)
    filled = np.nan_to_num(np.concatenate([body, away], axis=1))
    steps[: len(filled)] = filled[:STEPS]
    return steps


def _even_steps(t: Array, keypoints: Array) -> tuple[Array, Array]:
    """Places (S, P, 2) and weights (S, P) of the points at even times."""
    count = min(STEPS, int((t[-1] - t[0]) * STEPS_PER_SECOND + 1e-6) + 1)
    times = t[0] + np.arange(count) / STEPS_PER_SECOND
    sure = point_weights(keypoints)
    xy = np.zeros((count, len(POINTS), 2))
    weights = np.zeros((count, len(POINTS)))
    for place, point in enumerate(POINTS):
        seen = sure[:, point] > 0
        if not seen.any():
            continue
        known = t[seen]
        for axis in (0, 1):
            xy[:, place, axis] = np.interp(times, known, keypoints[seen, point, axis])
        after = np.clip(np.searchsorted(known, times), 0, len(known) - 1)
        before = np.clip(after - 1, 0, None)
        away = np.minimum(np.abs(known[after] - times), np.abs(known[before] - times))
        weights[:, place] = np.interp(times, known, sure[seen, point]) * (away <= MAX_GAP_SECONDS)
    return xy, weights


def _centre(xy: Array, weights: Array) -> Array:
    """Middle of the hips (S, 2), of the shoulders where hardly a hip is seen; NaN where neither."""
    pairs = [_HIPS, _SHOULDERS]
    seen = [(weights[:, pair].max(axis=1) > 0).mean() for pair in pairs]
    pair = pairs[0] if seen[0] >= min(0.5, seen[1]) else pairs[1]
    w = weights[:, pair]
    total = w.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle: Array = (xy[:, pair] * w[..., None]).sum(axis=1) / total[:, None]
    return _held(middle)


def _held(middle: Array) -> Array:
    """The same with every gap (NaN) bridged straight."""
    known = np.flatnonzero(np.isfinite(middle[:, 0]))
    if not len(known):
        return np.zeros_like(middle)
    every = np.arange(len(middle))
    return np.stack([np.interp(every, known, middle[known, axis]) for axis in (0, 1)], axis=1)
