"""Counting as it happens, of a known exercise or of whatever is recognised."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from repsight.core.counting.auto import (
    CHANGE_COST,
    HOP_SECONDS,
    MIN_CONFIDENCE,
    MIN_RECOGNISED_REPS,
    SURE_CONFIDENCE,
    WINDOW_SECONDS,
    Recogniser,
    window_chances,
    window_scores,
)
from repsight.core.counting.live_hold import LiveHold
from repsight.core.counting.live_reps import LiveReps
from repsight.core.counting.recognise import UNKNOWN
from repsight.core.counting.whole_body import is_repetitive
from repsight.core.counting.window import PoseWindow
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.types import Event, Phase, Pose, SetFinished, SetSummary

STEP_SECONDS: Final = 0.25
"""Time between two looks; while a repetition is about to be complete, every pose is looked at."""
EAGER_SECONDS: Final = 0.1
FIRST_GUESS_SECONDS: Final = 4.0
"""Not before this much was seen is an exercise recognised."""
REPEATED_SECONDS: Final = 12.0
"""Long enough for two slow repetitions."""


class LiveCounter:
    """Counts one person's repetitions, or times holds, from poses in order of time.

    `recogniser` tells several exercises apart; unless given, by their looks. Memory is bounded and
    the whole can be pickled. Raises InvalidInputError without `exercises`.
    """

    def __init__(
        self, exercises: Sequence[Exercise], recogniser: Recogniser = window_chances
    ) -> None:
        if not exercises:
            raise InvalidInputError("no exercise was given; give one, or several to choose from")
        several = len(exercises) > 1
        self._exercises = tuple(e for e in exercises if e.auto or not several)
        self._recogniser = recogniser
        self._poses = PoseWindow()
        self._looked = -np.inf
        self._guessed = -np.inf
        self._scores = np.zeros(len(self._exercises) + 1)
        self._sets: list[SetSummary] = []
        self._follower: LiveReps | LiveHold | None = None
        if len(exercises) == 1:
            self._follower = follow(exercises[0])

    @property
    def exercise(self) -> str:
        """Name of the exercise being counted; "unknown" until it is recognised."""
        return self._follower.exercise.name if self._follower else UNKNOWN

    @property
    def count(self) -> int:
        """Repetitions of the current set."""
        return self._follower.count if self._follower else 0

    @property
    def closed(self) -> int:
        """Repetitions of the current set that are over; one counted at its turn is over later."""
        return self._follower.closed if self._follower else 0

    @property
    def current(self) -> SetSummary | None:
        """The set under way."""
        return self._follower.current if self._follower else None

    @property
    def held(self) -> float | None:
        """Seconds of the hold under way, 0 between holds; None where repetitions are counted."""
        if not isinstance(self._follower, LiveHold):
            return None
        hold = self._follower.current
        return hold.end - hold.start if hold else 0.0

    @property
    def phase(self) -> Phase:
        """Where in a repetition the person is; "lost" before anything moved."""
        return self._follower.phase if self._follower else "lost"

    @property
    def progress(self) -> float:
        """0 at the start position, 1 at the turn, in the person's own range; NaN when unknown."""
        return self._follower.progress if self._follower else float("nan")

    @property
    def sets(self) -> tuple[SetSummary, ...]:
        """Finished sets and the current one."""
        current = self.current
        return tuple(self._sets) + ((current,) if current else ())

    def update(self, pose: Pose) -> tuple[Event, ...]:
        """What happened with this pose. Poses must come in order of time."""
        if not self._poses.add(pose) or pose.t - self._looked < self._step:
            return ()
        self._looked = pose.t
        return self._look()

    @property
    def _step(self) -> float:
        """Seconds between two looks: a repetition that is about to be complete is waited for."""
        expecting = self._follower is not None and self._follower.expecting
        return EAGER_SECONDS if expecting else STEP_SECONDS

    def resume(self, t: float) -> None:
        """Go on at `t` seconds after a while in which nobody looked.

        No movement is read across it, and it is no rest: the set under way goes on.
        """
        self._poses.clear()
        if self._follower is not None:
            self._follower.resume(t)

    def finish(self) -> tuple[Event, ...]:
        """What the last poses still tell, and the end of the set under way; another may follow."""
        if self._follower is None or self._poses.last == -np.inf:
            return ()
        return (*self._look(), *self._kept(self._follower.finish(self._poses.last)))

    def _look(self) -> tuple[Event, ...]:
        events: list[Event] = []
        if len(self._exercises) > 1:
            events += self._recognise()
        if self._follower is not None:
            events += self._kept(self._follower.look(self._poses))
        return tuple(events)

    def _kept(self, events: list[Event]) -> list[Event]:
        """Remember the sets that ended."""
        self._sets += [event.summary for event in events if isinstance(event, SetFinished)]
        return events

    def _recognise(self) -> list[Event]:
        """Decide anew what is being done; the same sums as offline, as far as they go."""
        recent = self._poses.recent(WINDOW_SECONDS)
        seen = float(recent.t[-1] - recent.t[0]) if len(recent) else 0.0
        if seen < FIRST_GUESS_SECONDS or self._poses.last - self._guessed < HOP_SECONDS:
            return []
        self._guessed = self._poses.last
        chances = self._recogniser(recent, self._exercises)
        scores = np.maximum(self._scores, self._scores.max() - CHANGE_COST)
        self._scores = scores - scores.max() + window_scores(chances)
        best = int(self._scores.argmax())
        if best == len(self._exercises) or chances[best] < MIN_CONFIDENCE:
            return []
        if self._exercises[best].name == self.exercise or not self._is_sure(best, chances[best]):
            return []
        return self._switch(self._exercises[best], float(chances[best]))

    def _is_sure(self, best: int, chance: float) -> bool:
        """What is recognised less than surely must have repeated itself, or be held."""
        if chance >= SURE_CONFIDENCE or self._exercises[best].kind == "hold":
            return True
        return is_repetitive(self._poses.recent(REPEATED_SECONDS))

    def _switch(self, exercise: Exercise, sure: float) -> list[Event]:
        events = self._kept(self._follower.finish(self._poses.last)) if self._follower else []
        since = self._sets[-1].end if self._sets else -np.inf
        self._follower = follow(exercise, since=since, at_least=MIN_RECOGNISED_REPS, sure=sure)
        return events


def follow(
    exercise: Exercise, *, since: float = -np.inf, at_least: int = 1, sure: float = 1.0
) -> LiveReps | LiveHold:
    """What counts, or times, an exercise live."""
    if exercise.kind == "hold":
        return LiveHold(exercise, sure=sure)
    return LiveReps(exercise, since=since, at_least=at_least, sure=sure)
