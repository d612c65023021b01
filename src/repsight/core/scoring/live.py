"""Scores while counting live: of a repetition once it is over, of a set once it has ended."""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.assessment import Deduction
from repsight.core.exercise import Exercise
from repsight.core.scoring.cues import Cues
from repsight.core.scoring.options import ScoreOptions
from repsight.core.scoring.score import MARGIN_SECONDS, score_sets
from repsight.core.types import (
    CueRaised,
    Event,
    Pose,
    Repetition,
    RepScored,
    SetFinished,
    SetSummary,
    Track,
)

KEPT_SECONDS: Final = 600.0
"""Memory is bounded: the start of a longer set is not scored."""
COMPARED_REPS: Final = 6
"""A repetition is compared with so many at most, itself included, so that it costs always the same:
about 3 ms."""
SETTLE_SECONDS: Final = 0.35
"""A repetition is over when a tenth of its way is left; only after this much more is it seen
whether the person straightens up, which a score needs."""


class LiveScorer:
    """Scores one person's repetitions and sets from the poses and events of a live counter.

    `correction` is the reason of the last cue. Memory is bounded; can be pickled.
    """

    def __init__(self, exercises: Sequence[Exercise], options: ScoreOptions) -> None:
        self._exercises = tuple(exercises)
        self._options = options
        self._t: list[float] = []
        self._keypoints: list[npt.NDArray[np.float32]] = []
        self._scored: dict[tuple[str, float], SetSummary] = {}
        self._rated = 0
        self._cues = Cues()
        self.correction: Deduction | None = None

    def update(
        self,
        pose: Pose,
        events: Iterable[Event],
        current: SetSummary | None = None,
        closed: int = 0,
    ) -> tuple[Event, ...]:
        """Keep a pose, later than those before; the scores that are known with it.

        `current` is the set under way, of whose repetitions `closed` are over.
        """
        if not self._t or pose.t > self._t[-1]:
            self._t.append(pose.t)
            self._keypoints.append(pose.keypoints)
        found = self.take(events)
        if current is not None:
            found += self._rate(pose.t, current, closed)
        if self._t[-1] - self._t[0] > 1.1 * KEPT_SECONDS:
            self._forget(self._t[-1] - KEPT_SECONDS)
        return found

    def take(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """The events, the sets that ended with them scored, after what was still to be said."""
        found: list[Event] = []
        for event in events:
            if isinstance(event, SetFinished):
                ended = event.summary
                found += self._rate(np.inf, ended, ended.count)
                found.append(replace(event, summary=self._score(ended)))
                self._forget(ended.end - MARGIN_SECONDS)
                self._rated, self._cues = 0, Cues()
            else:
                found.append(event)
        return tuple(found)

    @property
    def rated(self) -> int:
        """How many repetitions of the set under way have their score."""
        return self._rated

    def scored(self, sets: Iterable[SetSummary]) -> tuple[SetSummary, ...]:
        """The sets, those that have ended with their scores."""
        return tuple(self._scored.get((one.exercise, one.start), one) for one in sets)

    def _score(self, one: SetSummary) -> SetSummary:
        first = bisect.bisect_left(self._t, one.start - MARGIN_SECONDS)
        if first == len(self._t):
            return one
        (scored,) = score_sets(self._track(first), self._exercises, [one], self._options)
        self._scored[one.exercise, one.start] = scored
        return scored

    def _rate(self, now: float, one: SetSummary, closed: int) -> tuple[Event, ...]:
        found: list[Event] = []
        while self._rated < closed and one.reps[self._rated].end + SETTLE_SECONDS <= now:
            self._rated += 1
            found += self._rate_last(one, one.reps[: self._rated])
        return tuple(found)

    def _rate_last(self, one: SetSummary, reps: tuple[Repetition, ...]) -> list[Event]:
        """The score of the last of these repetitions among those before it."""
        near = reps[-COMPARED_REPS:]
        first = bisect.bisect_left(self._t, near[0].start - MARGIN_SECONDS)
        if len(self._t) - first < 2:
            return []
        part = replace(one, start=near[0].start, end=max(rep.end for rep in near), reps=near)
        options = replace(self._options, form={})
        (scored,) = score_sets(self._track(first), self._exercises, [part], options)
        rep = scored.reps[-1]
        if rep.assessment is None:
            return []
        said = self._cues.choose(rep.assessment, rep.index, most=1)
        rep = replace(rep, assessment=replace(rep.assessment, cues=tuple(d.cue for d in said)))
        events: list[Event] = [RepScored(self._t[-1], rep)]
        if said:
            self.correction = said[0]
            events.append(CueRaised(self._t[-1], said[0].cue, rep.index))
        return events

    def _track(self, first: int) -> Track:
        return Track(np.array(self._t[first:]), np.stack(self._keypoints[first:]))

    def _forget(self, before: float) -> None:
        first = bisect.bisect_left(self._t, before)
        del self._t[:first], self._keypoints[:first]
