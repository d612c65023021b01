"""Which exercise a span of repetitions shows.

Each exercise says how the body looks at the start and at the turn of a repetition (`[[look]]` in
its TOML). For each look the poses of the span are put in order from "like the start" to "like the
turn"; those near either end are compared with the ranges it states. Per trait the comparison is
the logarithm of how much likelier the value is under the look than among people exercising in
general; the sum over traits, with a fixed weight because traits depend on each other, competes
with the other exercises and with `unknown`, to which all values are as likely as in general.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.traits import SIDES, TRAITS, PoseTraits, pose_traits
from repsight.core.errors import InvalidInputError
from repsight.core.exercise import Exercise
from repsight.core.look import Look, Range
from repsight.core.skeleton import KEYPOINT_COUNT

Array = npt.NDArray[np.floating[Any]]

UNKNOWN: Final = "unknown"

# Poses looked at in a span: enough for a minute of slow repetitions, whatever the frame rate.
_MAX_POSES: Final = 400
# Poses that count as start and as turn, by order along the way from one to the other. The very
# ends are left out: that is where a jump of the detector or the way into the set ends up.
_START_BAND: Final = (0.03, 0.25)
_TURN_BAND: Final = (0.75, 0.97)
# A trait whose ends differ by more than so many usual deviations moves; others should be still.
_MOVING: Final = 1.0
_STILL_QUANTILES: Final = (0.12, 0.88)
# Part of the traits expected to be off: an unusual body, view or style, a wrong keypoint.
_OUTLIERS: Final = 0.08
# Traits depend on each other (a bent elbow moves the wrist), so each counts as part of one.
_TRAIT_WEIGHT: Final = 0.35
# Log-likelihood ratio from which on a look is likelier than `unknown`.
_UNKNOWN_LEVEL: Final = 2.0


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


def looks_of(exercise: Exercise) -> tuple[Look, ...]:
    """Looks of an exercise; made of its signals where its TOML has none."""
    if exercise.looks:
        return exercise.looks
    known = [s for s in exercise.signals if s.measure in TRAITS]
    start = {s.measure: (s.start, s.start) for s in known}
    turn = {s.measure: (s.turn, s.turn) for s in known}
    return (Look(start, turn, "its signals"),) if known else ()


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
    traits = pose_traits(poses)
    scored = [_best_look(traits, exercise) for exercise in exercises]
    evidence = np.array([score for score, _ in scored] + [_UNKNOWN_LEVEL])
    chances = np.exp(evidence - evidence.max())
    chances /= chances.sum()
    guesses = [
        Guess(exercise.name, float(p), look)
        for exercise, p, (_, look) in zip(exercises, chances[:-1], scored, strict=True)
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


def _best_look(traits: PoseTraits, exercise: Exercise) -> tuple[float, str]:
    sides = range(len(SIDES)) if exercise.alternating else range(1)
    best = (-np.inf, "")
    for side in sides:
        values, weights = traits.values[side], traits.weights[side]
        ends = _quantiles(values, weights, _STILL_QUANTILES)
        for look in looks_of(exercise):
            best = max(best, (_look_evidence(values, weights, ends, look), look.about))
    return best


def _look_evidence(values: Array, weights: Array, ends: Array, look: Look) -> float:
    """Log-likelihood ratio of a look against `unknown`; values and weights (T, K), ends (2, K)."""
    start, turn = _stated(look.start), _stated(look.turn)
    step = np.nan_to_num(turn.mean(axis=1) - start.mean(axis=1))
    moves = np.abs(step) > _SPREAD * _MOVING
    still = np.isfinite(start[:, 0]) & np.isfinite(turn[:, 0]) & ~moves
    way = _way(values, weights, start, np.where(moves, step, 0.0))
    # What moves is judged where the way begins and ends; what should be still, at its own extremes.
    extremes = np.where(step >= 0, ends, ends[::-1])
    sure_still = weights.mean(axis=0)
    total = 0.0
    for band, ranges, extreme in (
        (_START_BAND, start, extremes[0]),
        (_TURN_BAND, turn, extremes[1]),
    ):
        near = _in_band(way, band)
        pose = np.where(still, extreme, _quantiles(values[near], weights[near], (0.5,))[0])
        sure = np.where(still, sure_still, weights[near].sum(axis=0) / max(len(near), 1))
        ratios = _log_ratios(pose, ranges)
        total += float((sure * np.nan_to_num(ratios)).sum())
    return _TRAIT_WEIGHT * total


_SPREAD: Final = np.array([trait.spread for trait in TRAITS.values()])
_GENERAL: Final = np.array([trait.high - trait.low for trait in TRAITS.values()])


def _stated(ranges: Mapping[str, Range]) -> Array:
    """Low and high of each trait (K, 2); NaN where nothing is stated."""
    stated = np.full((len(TRAITS), 2), np.nan)
    for name, ends in ranges.items():
        stated[_COLUMN[name]] = ends
    return stated


_COLUMN: Final[Mapping[str, int]] = {name: i for i, name in enumerate(TRAITS)}


def _way(values: Array, weights: Array, start: Array, step: Array) -> Array:
    """How far each pose is from the start to the turn (T,), 0 to 1 when it fits; NaN where unseen.

    Least squares along the line between both poses, in usual deviations; `step` (K,) is 0 for
    traits that do not move.
    """
    used = np.flatnonzero(step)
    if not len(used):
        return np.zeros(len(values))
    pull = weights[:, used] / _SPREAD[used] ** 2
    offset = values[:, used] - start[used].mean(axis=1)
    length = (pull * step[used] ** 2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        way: Array = (pull * step[used] * offset).sum(axis=1) / length
    return way


def _in_band(way: Array, band: tuple[float, float]) -> npt.NDArray[np.intp]:
    order = np.argsort(way)[: int(np.isfinite(way).sum())]
    first, last = (round(part * len(order)) for part in band)
    return order[first : max(last, first + 1)]


def _quantiles(values: Array, weights: Array, parts: Sequence[float]) -> Array:
    """Weighted quantiles of each trait (parts, K) over poses (T, K); 0 where none was seen."""
    if not len(values):
        return np.zeros((len(parts), values.shape[1]))
    order = np.argsort(values, axis=0)
    running = np.take_along_axis(weights, order, axis=0).cumsum(axis=0)
    picked = []
    for part in parts:
        at = (running >= part * running[-1]).argmax(axis=0)
        picked.append(np.take_along_axis(order, at[None], axis=0))
    found: Array = np.take_along_axis(values, np.concatenate(picked), axis=0)
    return found


def _log_ratios(pose: Array, ranges: Array) -> Array:
    """Log of density under the look over density in general (K,); NaN where nothing is stated."""
    low, high = ranges.T
    off = np.maximum(np.maximum(low - pose, pose - high), 0.0) / _SPREAD
    # Flat within the range, tails of Student's t with 3 degrees of freedom outside of it; the
    # integral of (1 + u^2)^-2 over one side is pi / 4.
    density = (1 + off**2) ** -2.0 / (high - low + _SPREAD * np.pi / 2)
    ratios: Array = np.log((1 - _OUTLIERS) * density * _GENERAL + _OUTLIERS)
    return ratios
