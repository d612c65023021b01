"""The channels that show one exercise's movement: each signal of the exercise, left and right.

A channel is a measure turned into progress (0 at the exercise's start position, 1 at its turn) on a
uniform time grid, with a weight (0..1) that says how surely each moment was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.geometry import MEASURES
from repsight.core.signals import RATE_HZ, despike, resample, uniform_times
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]

VISIBLE: Final = 0.3
"""A moment counts as seen when some body point has this confidence."""
MIN_WEIGHT: Final = 0.1
"""Samples less sure than this, or than `RELATIVE_WEIGHT` of the channel's usual, are gaps."""
RELATIVE_WEIGHT: Final = 0.3
MIN_SEEN: Final = 0.1
"""A channel seen in less than this share of the frames is left out."""
MIN_SAMPLES: Final = 5
SPIKE_SECONDS: Final = 0.2
"""Keypoints that jump to the other side of the body do so for a few frames."""


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """Channels of one exercise: `t` (G,) s at `rate` Hz, `progress` and `weight` (C, G).

    `sides` (C,) are 0 for left, 1 for right, and -1 for a measure of the whole body.
    """

    t: Array
    progress: Array
    weight: Array
    sides: tuple[int, ...]
    rate: float = RATE_HZ

    def __len__(self) -> int:
        return len(self.sides)

    def take(self, chosen: Sequence[int]) -> "Channels":
        """Only these channels."""
        return replace(
            self,
            progress=self.progress[list(chosen)],
            weight=self.weight[list(chosen)],
            sides=tuple(self.sides[index] for index in chosen),
        )

    def despiked(self, seconds: float) -> "Channels":
        """The same channels with jumps shorter than half of `seconds` removed."""
        return replace(self, progress=despike(self.progress, seconds, self.rate))


def read_channels(track: Track, exercise: Exercise, rate: float = RATE_HZ) -> Channels | None:
    """The channels of `exercise` in `track` at `rate` Hz, or None when hardly anything is seen."""
    seen = np.flatnonzero(_body_confidence(track) > VISIBLE)
    if len(seen) < MIN_SAMPLES:
        return None
    span = slice(seen[0], seen[-1] + 1)
    t, keypoints = track.t[span], track.keypoints[span]
    grid = uniform_times(t, rate)
    progress, weight, sides = [], [], []
    for signal in exercise.signals:
        values, confidence = MEASURES[signal.measure](keypoints)
        share = (values - signal.start) / (signal.turn - signal.start)
        for side in range(share.shape[1]):
            channel = _read_channel(t, share[:, side], confidence[:, side], grid)
            if channel is not None:
                progress.append(channel[0])
                weight.append(channel[1])
                sides.append(side if share.shape[1] == 2 else -1)
    if not sides or len(grid) < MIN_SAMPLES:
        return None
    cleaned = despike(np.stack(progress), SPIKE_SECONDS, rate)
    return Channels(grid, cleaned, np.stack(weight), tuple(sides), rate)


def _body_confidence(track: Track) -> Array:
    return np.asarray(np.fmax.reduce(track.keypoints[:, 5:, 2], axis=1, initial=0.0))


def _read_channel(
    t: Array, share: Array, confidence: Array, grid: Array
) -> tuple[Array, Array] | None:
    sure = np.where(np.isfinite(share) & (confidence > 0), confidence, 0.0)
    seen = sure > 0
    if seen.mean() < MIN_SEEN:
        return None
    good = sure > max(MIN_WEIGHT, RELATIVE_WEIGHT * float(np.median(sure[seen])))
    if np.count_nonzero(good) < MIN_SAMPLES:
        good = seen
    values = resample(t, np.where(good, share, np.nan), grid)
    weight = np.interp(grid, t, np.where(good, sure, 0.0))
    return values, weight
