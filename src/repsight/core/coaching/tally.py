"""What one person does while it counts: repetitions, scores, cues, guidance."""

import math
from collections.abc import Mapping, Sequence

from repsight.core.assessment import Deduction
from repsight.core.coaching.guide import Guide
from repsight.core.coaching.rules import Tempo
from repsight.core.coaching.shown_joint import ShownJoint
from repsight.core.counting.auto import Recogniser, window_chances
from repsight.core.counting.live import LiveCounter
from repsight.core.counting.sets import REST_SECONDS
from repsight.core.exercise import Exercise
from repsight.core.geometry import joint_angle
from repsight.core.playback import CUE_SECONDS, UNKNOWN_TITLE
from repsight.core.scoring.live import LiveScorer
from repsight.core.scoring.options import ScoreOptions
from repsight.core.shapes import Guidance, PersonView
from repsight.core.types import (
    CueRaised,
    Event,
    Pose,
    RepCompleted,
    RepScored,
    SetFinished,
    SetSummary,
)


class Tally:
    """Counts and scores one person, and says what to draw of them. Can be pickled.

    Without `score` nothing is scored, without `guided` nobody is guided.
    """

    def __init__(
        self,
        exercises: Sequence[Exercise],
        score: ScoreOptions | None,
        *,
        guided: bool = False,
        tempo: Tempo | None = None,
        recogniser: Recogniser = window_chances,
    ) -> None:
        self._known: Mapping[str, Exercise] = {each.name: each for each in exercises}
        self._counter = LiveCounter(exercises, recogniser)
        self._scorer = None if score is None else LiveScorer(exercises, score)
        self._score = score
        self._guided = guided
        self._tempo = tempo
        self._recogniser = recogniser
        self._guide: tuple[str, Guide] | None = None
        self._joint = ShownJoint()
        self._last_score: float | None = None
        self._cue: CueRaised | None = None
        self._ended: SetSummary | None = None

    @property
    def count(self) -> int:
        """Repetitions of the set under way."""
        return self._counter.count

    @property
    def held(self) -> float | None:
        """Seconds of the hold under way; None where repetitions are counted."""
        return self._counter.held

    @property
    def settled(self) -> bool:
        """Whether every repetition of the set under way is over and has its score."""
        counter = self._counter
        rated = counter.closed if self._scorer is None else self._scorer.rated
        return counter.count == counter.closed == rated

    @property
    def sets(self) -> tuple[SetSummary, ...]:
        """Finished sets, scored where that is wanted, and the one under way."""
        sets = self._counter.sets
        return sets if self._scorer is None else self._scorer.scored(sets)

    def update(self, pose: Pose) -> tuple[Event, ...]:
        """What happened with this pose."""
        events = self._counter.update(pose)
        if self._scorer is not None:
            waiting = self._counter.closed > self._scorer.rated
            current = self._counter.current if waiting else None
            events = self._scorer.update(pose, events, current, self._counter.closed)
        return self._noted(events)

    def finish(self) -> tuple[Event, ...]:
        """Close the set under way; another may follow."""
        events = self._counter.finish()
        return self._noted(self._scorer.take(events) if self._scorer is not None else events)

    def resume(self, t: float) -> None:
        """Go on at `t` seconds after a while that is not to be counted."""
        self._counter.resume(t)

    def fresh(self) -> "Tally":
        """Another of the same kind that has seen nothing."""
        return Tally(
            tuple(self._known.values()), self._score,
            guided=self._guided, tempo=self._tempo, recogniser=self._recogniser,
        )  # fmt: skip

    def come_back(self, t: float, away: float) -> tuple[Event, ...]:
        """Go on at `t` seconds after `away` seconds of absence; a rest so long ends the set."""
        events = self.finish() if away > REST_SECONDS else ()
        self.resume(t)
        return events

    def start_set(self, t: float) -> None:
        """Begin the next set at `t` seconds, with nothing shown of the one before."""
        self._counter.resume(t)
        self._ended = self._last_score = self._cue = None

    def view(self, identity: int, pose: Pose, *, guide: bool = True) -> PersonView:
        """What to draw; of a set that has just ended its count, until the next begins."""
        counter, keypoints = self._counter, pose.keypoints
        exercise = self._known.get(counter.exercise)
        joint = self._joint.choose(exercise, keypoints)
        count, held = counter.count, counter.held
        if self._ended is not None and not count and not held:
            count = self._ended.count
            held = None if held is None else self._ended.end - self._ended.start
        cue = self._cue if self._cue and pose.t - self._cue.t <= CUE_SECONDS else None
        return PersonView(
            id=identity,
            keypoints=keypoints,
            title=exercise.title if exercise else UNKNOWN_TITLE if count else None,
            count=count,
            held=held,
            phase=counter.phase,
            progress=counter.progress,
            joint=joint,
            degrees=float(joint_angle(keypoints[None], *joint)[0]) if joint else math.nan,
            score=self._last_score,
            cue=cue.cue if cue else None,
            guidance=self._guidance(pose, exercise, cue is not None) if guide else None,
        )

    def _guidance(self, pose: Pose, exercise: Exercise | None, correct: bool) -> Guidance | None:
        if not self._guided or exercise is None:
            return None
        if self._guide is None or self._guide[0] != exercise.name:
            self._guide = exercise.name, Guide(exercise, self._tempo)
        return self._guide[1].update(
            pose.t, pose.keypoints, self._counter.phase, self._correction(correct)
        )

    def _correction(self, correct: bool) -> Deduction | None:
        return self._scorer.correction if correct and self._scorer is not None else None

    def _noted(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """Remember what is shown for a while."""
        for event in events:
            match event:
                case RepCompleted() if event.repetition.index == 1:
                    self._last_score = None
                case RepScored():
                    self._last_score = event.repetition.score
                case CueRaised():
                    self._cue = event
                case SetFinished():
                    self._ended = event.summary
        return events
