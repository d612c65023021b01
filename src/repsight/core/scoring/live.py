"""Scores while counting live: a set is scored when it has ended, from the poses kept until then."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.score import MARGIN_SECONDS, score_sets
from repsight.core.types import Event, Pose, SetFinished, SetSummary, Track

KEPT_SECONDS: Final = 600.0
"""Memory is bounded: the start of a longer set is not scored."""


class LiveScorer:
    """Scores one person's sets from the poses and events of a live counter. Can be pickled."""

    def __init__(self, exercises: Sequence[Exercise], options: ScoreOptions) -> None:
        self._exercises = tuple(exercises)
        self._options = options
        self._t: list[float] = []
        self._keypoints: list[npt.NDArray[np.float32]] = []
        self._scored: dict[tuple[str, float], SetSummary] = {}

    def update(self, pose: Pose, events: Iterable[Event]) -> None:
        """Keep a pose, later than those before, and score the sets that ended with it."""
        if not self._t or pose.t > self._t[-1]:
            self._t.append(pose.t)
            self._keypoints.append(pose.keypoints)
        self.take(events)
        if self._t[-1] - self._t[0] > 1.1 * KEPT_SECONDS:
            self._forget(self._t[-1] - KEPT_SECONDS)

    def take(self, events: Iterable[Event]) -> None:
        """Score the sets that ended with these events."""
        for event in events:
            if isinstance(event, SetFinished):
                self._score(event.summary)
                self._forget(event.summary.end - MARGIN_SECONDS)

    def scored(self, sets: Iterable[SetSummary]) -> tuple[SetSummary, ...]:
        """The sets, those that have ended with their scores."""
        return tuple(self._scored.get((one.exercise, one.start), one) for one in sets)

    def _score(self, one: SetSummary) -> None:
        if not self._t:
            return
        track = Track(np.array(self._t), np.stack(self._keypoints))
        (scored,) = score_sets(track, self._exercises, [one], self._options)
        self._scored[one.exercise, one.start] = scored

    def _forget(self, before: float) -> None:
        first = int(np.searchsorted(self._t, before))
        del self._t[:first], self._keypoints[:first]
