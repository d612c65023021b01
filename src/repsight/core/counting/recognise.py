"""Which exercise a span of repetitions shows.

The exercises compete by how well their looks fit (`look_fit.py`), and with `unknown`: somebody in
the posture of the best look, whose movement is as likely as movements in general.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.look_fit import NO_FIT, best_fits
from repsight.core.counting.traits import pose_traits
from repsight.core.counting.walking import is_walking
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.skeleton import KEYPOINT_COUNT

Array = npt.NDArray[np.floating[Any]]

UNKNOWN: Final = "unknown"

# Poses looked at in a span: some twenty in each of the bands below.
_MAX_POSES: Final = 100
# Evidence that posture and movement must give together to be believed.
_LEVEL: Final = 2.0
# Part of the evidence that the movement could give, had it been as stated, that it must give: the
# more is asked, the more often somebody new to us is not recognised (3 of 45 clips at 0.45).
_MOVEMENT_LEVEL: Final = 0.25


@dataclass(frozen=True, slots=True)
class Guess:
    """An exercise's name, or "unknown", with its probability and the look that fitted best."""

    name: str
    probability: float
    look: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Guesses from the most to the least probable; probabilities add up to 1.

    `reason` says in plain words why the best guess is what it is.
    """

    guesses: tuple[Guess, ...]
    reason: str

    @property
    def best(self) -> Guess:
        """The most probable guess."""
        return self.guesses[0]

    def probability(self, name: str) -> float:
        """Probability of one exercise; 0 for one that was not asked for."""
        return next((g.probability for g in self.guesses if g.name == name), 0.0)


def recognise(
    keypoints: npt.ArrayLike, exercises: Sequence[Exercise], t: npt.ArrayLike | None = None
) -> Ranking:
    """Ranking of `exercises` and "unknown" for a span of repetitions, keypoints (T, 17, 3).

    `t` (T,) seconds lets poses be taken evenly in time; without it they are taken by index. A hold
    competes like the others: its look is the same at both ends. Raises InvalidInputError for
    other shapes.
    """
    poses = _sampled(np.asarray(keypoints, np.float64), t)
    if not len(poses):
        return Ranking((Guess(UNKNOWN, 1.0),), "nobody was seen")
    if is_walking(poses):
        return Ranking((Guess(UNKNOWN, 1.0), *(Guess(e.name, 0.0) for e in exercises)), "walks")
    traits = pose_traits(poses)
    fits = best_fits(traits, exercises)
    best = max(fits, default=NO_FIT)
    # Where nothing is meant to move, posture alone must convince.
    unlike = best.posture + _MOVEMENT_LEVEL * best.movement if best.movement else -np.inf
    unknown = max(_LEVEL, unlike)
    evidence = np.array([*(fit.evidence for fit in fits), unknown])
    chances = np.exp(evidence - evidence.max())
    chances /= chances.sum()
    guesses = [
        Guess(exercise.name, float(p), fit.look)
        for exercise, p, fit in zip(exercises, chances[:-1], fits, strict=True)
    ]
    guesses.append(Guess(UNKNOWN, float(chances[-1])))
    guesses.sort(key=lambda guess: -guess.probability)
    return Ranking(tuple(guesses), _reason(guesses))


def _reason(guesses: Sequence[Guess]) -> str:
    best = guesses[0]
    if best.name != UNKNOWN:
        return f"looks like {best.name}" + (f" ({best.look})" if best.look else "")
    if len(guesses) == 1:
        return "there is no exercise to compare with"
    return f"fits no exercise; the nearest is {guesses[1].name}"


def _sampled(keypoints: Array, t: npt.ArrayLike | None) -> Array:
    if keypoints.ndim != 3 or keypoints.shape[1:] != (KEYPOINT_COUNT, 3):
        raise InvalidInputError(
            f"keypoints have shape {keypoints.shape}; (any, {KEYPOINT_COUNT}, 3) is needed"
        )
    seen = np.flatnonzero(np.isfinite(keypoints[:, :, 0]).any(axis=1))
    if len(seen) <= _MAX_POSES:
        return keypoints[seen]
    times = seen.astype(float) if t is None else np.asarray(t, np.float64)[seen]
    wanted = np.linspace(times[0], times[-1], _MAX_POSES)
    picked: Array = keypoints[seen[np.unique(np.searchsorted(times, wanted))]]
    return picked
