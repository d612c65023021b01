"""What to show at any moment of a video that has been counted to its end.

The picture is made from the finished session, so it can never disagree with it.
"""

import bisect
import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.exercise import Exercise
from repsight.core.geometry import MEASURES, joint_angle
from repsight.core.shapes import PersonView
from repsight.core.skeleton import ANGLES
from repsight.core.types import PersonSummary, Phase, Repetition, SetSummary, Track

# Over a longer gap than this the points in between are not known well enough to be drawn.
_MAX_GAP_SECONDS: Final = 0.5
UNKNOWN_TITLE: Final = "Exercise"
CUE_SECONDS: Final = 2.5
"""Long enough to be read."""

Sides = tuple[tuple[int, int, int], tuple[int, int, int]]


class Playback:
    """Everybody in a counted video; `at` gives what to draw at a moment."""

    def __init__(
        self,
        tracks: Sequence[Track],
        people: Sequence[PersonSummary],
        exercises: Sequence[Exercise],
    ) -> None:
        known = {exercise.name: exercise for exercise in exercises}
        summaries = {person.id: person for person in people}
        self._actors = [_Actor(track, summaries[track.id].sets, known) for track in tracks]

    def at(self, t: float) -> tuple[PersonView, ...]:
        """Everybody in the picture at `t` seconds; between two frames points are interpolated."""
        views = (actor.at(t) for actor in self._actors)
        return tuple(view for view in views if view is not None)


class _Actor:
    """One person: the track, the sets, and for each set which joint to show."""

    def __init__(
        self, track: Track, sets: tuple[SetSummary, ...], known: Mapping[str, Exercise]
    ) -> None:
        self._track = track
        self._sets = sets
        self._known = known
        self._sides = [visible_side(track, one, known.get(one.exercise)) for one in sets]
        # Sorted once: an hour of repetitions must not be searched through for every picture.
        self._starts = [[rep.start for rep in one.reps] for one in sets]
        self._counted = [sorted(rep.counted for rep in one.reps) for one in sets]

    def at(self, t: float) -> PersonView | None:
        keypoints = _pose_at(self._track, t)
        if keypoints is None:
            return None
        number = _current(self._sets, t)
        if number is None:
            return PersonView(self._track.id, keypoints)
        one, joint = self._sets[number], self._sides[number]
        exercise = self._known.get(one.exercise)
        begun = bisect.bisect_right(self._starts[number], t)
        rep = one.reps[begun - 1] if begun else None
        phase, progress = _movement(rep, t, exercise)
        done = _last_ended(one.reps[:begun], t)
        return PersonView(
            id=self._track.id,
            keypoints=keypoints,
            title=exercise.title if exercise else UNKNOWN_TITLE,
            count=bisect.bisect_right(self._counted[number], t),
            held=min(max(t - one.start, 0.0), one.end - one.start) if one.kind == "hold" else None,
            phase=phase,
            progress=progress,
            joint=joint,
            degrees=float(joint_angle(keypoints[None], *joint)[0]) if joint else math.nan,
            score=done.score if done else None,
            cue=_cue(done, t),
        )


def _last_ended(reps: Sequence[Repetition], t: float) -> Repetition | None:
    return next((rep for rep in reversed(reps) if rep.end <= t), None)


def _cue(rep: Repetition | None, t: float) -> str | None:
    """The first cue of a repetition that has just ended: nobody reads two while moving."""
    if rep is None or rep.assessment is None or t - rep.end > CUE_SECONDS:
        return None
    return rep.assessment.cues[0] if rep.assessment.cues else None


def _pose_at(track: Track, t: float) -> npt.NDArray[np.float32] | None:
    """Keypoints (17, 3) at `t`, None where this person is not seen."""
    after = int(np.searchsorted(track.t, t))
    if after < len(track) and track.t[after] == t:
        return _if_seen(track.keypoints[after])
    if after in (0, len(track)) or track.t[after] - track.t[after - 1] > _MAX_GAP_SECONDS:
        return None
    share = np.float32((t - track.t[after - 1]) / (track.t[after] - track.t[after - 1]))
    return _if_seen((1 - share) * track.keypoints[after - 1] + share * track.keypoints[after])


def _if_seen(keypoints: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
    return keypoints if np.isfinite(keypoints[:, 0]).any() else None


def _current(sets: Sequence[SetSummary], t: float) -> int | None:
    """The set at `t`: the one under way, else the last one; before the first, the first."""
    if not sets:
        return None
    return max(0, bisect.bisect_right([one.start for one in sets], t) - 1)


def _movement(rep: Repetition | None, t: float, exercise: Exercise | None) -> tuple[Phase, float]:
    """Phase, and progress from 0 (start) over 1 (turn) to 0, by the times of the repetition."""
    if rep is None or t > rep.end:
        return "top", 0.0
    if t < rep.turn:
        return _half(exercise, first=True), _ease((t - rep.start) / (rep.turn - rep.start))
    share = (rep.end - t) / max(rep.end - rep.turn, 1e-9)
    return _half(exercise, first=False), _ease(min(share, 1.0))


def _ease(share: float) -> float:
    """A body starts and stops softly; a cosine is the plainest movement that does."""
    return (1 - math.cos(math.pi * share)) / 2


def _half(exercise: Exercise | None, *, first: bool) -> Phase:
    eccentric_first = exercise is None or exercise.first_phase == "eccentric"
    return "eccentric" if eccentric_first == first else "concentric"


def working_joint(exercise: Exercise | None) -> Sides | None:
    """Left and right keypoints of the joint that shows an exercise; None where it has none."""
    for signal in exercise.signals if exercise else ():
        if signal.measure in ANGLES:
            return ANGLES[signal.measure]
    return None


def visible_side(
    track: Track, one: SetSummary, exercise: Exercise | None
) -> tuple[int, int, int] | None:
    """The keypoints of the working joint on the side that is seen better through the whole set.

    Where the arms or legs take turns it is the side that moves more. One side for the whole set: a
    number that jumps between left and right cannot be read.
    """
    sides = working_joint(exercise)
    if exercise is None or sides is None:
        return None
    during = (track.t >= one.start) & (track.t <= one.end)
    if not during.any():
        return sides[0]
    name = next(s.measure for s in exercise.signals if s.measure in ANGLES)
    values, sure = MEASURES[name](track.keypoints[during])
    weight = np.nan_to_num(sure).mean(axis=0)
    if exercise.alternating:
        weight = weight * np.nan_to_num(np.ptp(np.nan_to_num(values), axis=0))
    return sides[int(np.argmax(weight))]
