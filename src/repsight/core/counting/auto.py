"""Which exercise was done when, where nobody said: a label for every stretch of a track.

The recogniser looks at overlapping windows. One window may be wrong, so the labels are decided
together: the most likely sequence (Viterbi, IEEE Trans. Inf. Theory 13, 1967) in which every change
of exercise costs something.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from repsight.core.counting.recognise import UNKNOWN, recognise
from repsight.core.exercise import Exercise
from repsight.core.types import Track

Array = npt.NDArray[np.floating[Any]]

WINDOW_SECONDS: Final = 8.0
"""Long enough for two ordinary repetitions."""
HOP_SECONDS: Final = 2.0
CHANGE_COST: Final = 4.0
"""Log-likelihood that the windows must gain to make a change of exercise believable."""
MIN_PROBABILITY: Final = 0.02
"""No window may rule an exercise out."""
MIN_CONFIDENCE: Final = 0.35
"""What was recognised less surely than this is not called an exercise."""
SURE_CONFIDENCE: Final = 0.8
"""What was recognised less surely must repeat itself clearly: a dance has squats in it, too."""
MIN_RECOGNISED_REPS: Final = 2
"""Bending down once is no exercise; doing it twice may be, unless the user said what to count."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` s one exercise (or None), with mean probability `confidence`."""

    start: float
    end: float
    exercise: Exercise | None
    confidence: float


class Recogniser(Protocol):
    """Whatever tells exercises apart; one that is to count live can be pickled."""

    def __call__(self, window: Track, exercises: Sequence[Exercise], /) -> Array:
        """Probability of each exercise, and of none of them last (K + 1,), in one window."""


def window_chances(window: Track, exercises: Sequence[Exercise], /) -> Array:
    """What the looks of the exercises say: the recogniser, where no other is given."""
    ranking = recognise(window.keypoints, exercises, window.t)
    names = [*(exercise.name for exercise in exercises), UNKNOWN]
    return np.array([ranking.probability(name) for name in names])


def recognise_stretches(
    track: Track, exercises: Sequence[Exercise], recogniser: Recogniser = window_chances
) -> list[Stretch]:
    """What was done when; the stretches cover the track without overlap."""
    starts = _window_starts(track.t)
    chances = np.array([recogniser(_window(track, start), exercises) for start in starts])
    path = most_likely_path(window_scores(chances), CHANGE_COST)
    candidates = [*exercises, None]
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1), len(path)]
    stretches = []
    for first, last in itertools.pairwise(edges):
        label = path[first]
        begin = track.t[0] if first == 0 else _centre(starts, first)
        end = track.t[-1] if last == len(path) else _centre(starts, last)
        confidence = float(chances[first:last, label].mean())
        stretches.append(Stretch(float(begin), float(end), candidates[label], confidence))
    return stretches


def _window_starts(t: Array) -> Array:
    latest = t[-1] - WINDOW_SECONDS
    return np.arange(t[0], latest + 1e-6, HOP_SECONDS) if latest > t[0] else t[:1]


def _centre(starts: Array, index: int) -> float:
    """Where the label changes from window `index - 1` to window `index`."""
    return float((starts[index - 1] + starts[index] + WINDOW_SECONDS) / 2)


def _window(track: Track, start: float) -> Track:
    inside = (track.t >= start) & (track.t <= start + WINDOW_SECONDS)
    return Track(track.t[inside], track.keypoints[inside])


def window_scores(chances: Array) -> Array:
    """Logarithms of probabilities, none ruled out."""
    return np.asarray(np.log(np.maximum(chances, MIN_PROBABILITY)))


def most_likely_path(scores: Array, change_cost: float) -> Array:
    """Label of each window (W,) that maximises the sum of `scores` (W, K) less the changes."""
    best = scores[0]
    origins = np.zeros(scores.shape, dtype=int)
    for window in range(1, len(scores)):
        leader = int(best.argmax())
        stay = best >= best[leader] - change_cost
        origins[window] = np.where(stay, np.arange(len(best)), leader)
        best = np.maximum(best, best[leader] - change_cost) + scores[window]
    path = np.zeros(len(scores), dtype=int)
    path[-1] = best.argmax()
    for window in range(len(scores) - 1, 0, -1):
        path[window - 1] = origins[window, path[window]]
    return path
