"""One pass that counts as it goes: for cameras and streams, or `mode="live"`."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.live import LiveCounter
from repsight.core.exercise import Exercise
from repsight.core.geometry import joint_angle
from repsight.core.playback import UNKNOWN_TITLE, working_joint
from repsight.core.scoring.live import LiveScorer
from repsight.core.scoring.options import ScoreOptions
from repsight.core.shapes import PersonView
from repsight.core.tracking import Tracker
from repsight.core.types import People, PersonSummary, Pose, SetSummary

# A counter of somebody gone for longer than this is closed, so that a camera in a street can run
# for weeks: the tracker does not recognise anybody after so long.
_GONE_SECONDS: Final = 60.0
# How fast the idea of which side is seen better follows: half of it in about a second at 30 FPS.
_SIDE_MEMORY: Final = 0.98
# The other side must be seen this much better before the number shown changes sides.
_SIDE_MARGIN: Final = 1.3


@dataclass(slots=True)
class _Person:
    counter: LiveCounter
    scorer: LiveScorer | None = None
    last: float = 0.0
    frames: int = 0
    area: float = 0.0
    side: int = 0
    sure: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))

    @property
    def sets(self) -> tuple[SetSummary, ...]:
        """Finished sets, scored where that is wanted, and the one under way."""
        sets = self.counter.sets
        return sets if self.scorer is None else self.scorer.scored(sets)


@dataclass(slots=True)
class _Past:
    frames: int = 0
    area: float = 0.0
    sets: tuple[SetSummary, ...] = ()


class LiveCounting:
    """Identities and counters of everybody in one stream.

    `update` takes what was found in a frame and gives what to draw; `finish` closes all counters;
    `people` is everybody so far, ordered by how much of the video they fill. `score` says how to
    score the sets that have ended; without it they are only counted.
    """

    def __init__(
        self,
        exercises: Sequence[Exercise],
        person: str | int = "all",
        score: ScoreOptions | None = None,
    ) -> None:
        self._score = score
        self._exercises = tuple(exercises)
        self._known = {exercise.name: exercise for exercise in exercises}
        self._wanted = person
        self._tracker = Tracker()
        self._present: dict[int, _Person] = {}
        self._past: defaultdict[int, _Past] = defaultdict(_Past)

    def update(self, t: float, people: People) -> tuple[PersonView, ...]:
        """Count one frame at `t` seconds; everybody wanted who is in it."""
        views = []
        for row, identity in enumerate(self._tracker.update(t, people)):
            if identity == 0:
                continue
            person = self._present.get(identity)
            if person is None:
                person = self._present[identity] = self._new_person()
            keypoints = people.keypoints[row]
            pose = Pose(t, keypoints)
            events = person.counter.update(pose)
            if person.scorer is not None:
                person.scorer.update(pose, events)
            person.last = t
            person.frames += 1
            left, top, right, bottom = people.boxes[row].tolist()
            person.area += max(0.0, right - left) * max(0.0, bottom - top)
            views.append(self._view(identity, person, keypoints))
        self._retire(t)
        wanted = self._chosen_id()
        return tuple(view for view in views if wanted is None or view.id == wanted)

    def finish(self) -> None:
        """Close all counters; a repetition that was under way is not counted by this."""
        for identity in list(self._present):
            self._close(identity)
        self._tracker.finish()

    @property
    def people(self) -> tuple[PersonSummary, ...]:
        """Everybody wanted so far."""
        wanted = self._chosen_id()
        everybody = self._everybody()
        order = sorted(everybody, key=lambda identity: everybody[identity].area, reverse=True)
        return tuple(
            PersonSummary(identity, everybody[identity].frames, everybody[identity].sets)
            for identity in order
            if wanted is None or identity == wanted
        )

    def _everybody(self) -> dict[int, _Past]:
        """Who left and who is here, together."""
        everybody = {
            identity: _Past(past.frames, past.area, past.sets)
            for identity, past in self._past.items()
        }
        for identity, person in self._present.items():
            past = everybody.setdefault(identity, _Past())
            past.frames += person.frames
            past.area += person.area
            past.sets += person.sets
        return everybody

    def _new_person(self) -> _Person:
        counter = LiveCounter(self._exercises)
        if self._score is None:
            return _Person(counter)
        return _Person(counter, LiveScorer(self._exercises, self._score))

    def _chosen_id(self) -> int | None:
        if self._wanted == "all":
            return None
        if self._wanted != "largest":
            return int(self._wanted)
        everybody = self._everybody()
        return max(everybody, key=lambda identity: everybody[identity].area, default=None)

    def _retire(self, t: float) -> None:
        gone = [i for i, person in self._present.items() if t - person.last > _GONE_SECONDS]
        for identity in gone:
            self._close(identity)

    def _close(self, identity: int) -> None:
        person = self._present.pop(identity)
        events = person.counter.finish()
        if person.scorer is not None:
            person.scorer.take(events)
        past = self._past[identity]
        past.frames += person.frames
        past.area += person.area
        past.sets += person.sets

    def _view(
        self, identity: int, person: _Person, keypoints: npt.NDArray[np.float32]
    ) -> PersonView:
        counter = person.counter
        exercise = self._known.get(counter.exercise)
        joint = self._joint(person, exercise, keypoints)
        return PersonView(
            id=identity,
            keypoints=keypoints,
            title=exercise.title if exercise else UNKNOWN_TITLE if counter.count else None,
            count=counter.count,
            phase=counter.phase,
            progress=counter.progress,
            joint=joint,
            degrees=float(joint_angle(keypoints[None], *joint)[0]) if joint else math.nan,
        )

    def _joint(
        self, person: _Person, exercise: Exercise | None, keypoints: npt.NDArray[np.float32]
    ) -> tuple[int, int, int] | None:
        sides = working_joint(exercise)
        if sides is None:
            return None
        now = np.nan_to_num([keypoints[list(side), 2].min() for side in sides])
        person.sure = _SIDE_MEMORY * person.sure + (1 - _SIDE_MEMORY) * now
        if person.sure[1 - person.side] > _SIDE_MARGIN * person.sure[person.side]:
            person.side = 1 - person.side
        return sides[person.side]
