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
Indices = npt.NDArray[np.intp]

UNKNOWN: Final = "unknown"

# Poses looked at in a span: some twenty in each of the bands below.
_MAX_POSES: Final = 100
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
    scored = _best_looks(traits, exercises)
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


def _best_looks(traits: PoseTraits, exercises: Sequence[Exercise]) -> list[tuple[float, str]]:
    """Evidence and name of each exercise's best look, on whichever side shows it best."""
    best = [(-np.inf, "") for _ in exercises]
    for side in range(len(SIDES)):
        asked = [
            (index, look)
            for index, exercise in enumerate(exercises)
            if side == 0 or exercise.alternating
            for look in looks_of(exercise)
        ]
        if not asked:
            continue
        evidence = _evidence(traits.values[side], traits.weights[side], [k for _, k in asked])
        for (index, look), score in zip(asked, evidence, strict=True):
            best[index] = max(best[index], (float(score), look.about))
    return best


_COLUMN: Final[Mapping[str, int]] = {name: i for i, name in enumerate(TRAITS)}
_SPREAD: Final = np.array([trait.spread for trait in TRAITS.values()])
_GENERAL: Final = np.array([trait.high - trait.low for trait in TRAITS.values()])


def _evidence(values: Array, weights: Array, looks: Sequence[Look]) -> Array:
    """Log-likelihood ratio of each look against `unknown` (M,); values and weights (T, K)."""
    start = np.stack([_stated(look.start) for look in looks])
    turn = np.stack([_stated(look.turn) for look in looks])
    step = turn.mean(axis=2) - start.mean(axis=2)
    both = np.isfinite(step)
    step = np.where(both, step, 0.0)
    moves = np.abs(step) > _SPREAD * _MOVING
    order = _order(values, weights, start.mean(axis=2), np.where(moves, step, 0.0))
    # What moves is judged where the way begins and ends; what should be still, at its own extremes.
    low, high = _quantiles(values, weights, _STILL_QUANTILES)
    still = both & ~moves
    total = np.zeros(len(looks))
    for band, ranges, extreme in (
        (_START_BAND, start, np.where(step >= 0, low, high)),
        (_TURN_BAND, turn, np.where(step >= 0, high, low)),
    ):
        near, used = _in_band(order, band)
        seen = weights[near] * used[..., None]
        middle = _quantiles(values[near], seen, (0.5,))[0]
        sure = seen.sum(axis=1) / np.maximum(used.sum(axis=1), 1)[:, None]
        ratios = _log_ratios(np.where(still, extreme, middle), ranges)
        total += (np.where(still, weights.mean(axis=0), sure) * np.nan_to_num(ratios)).sum(axis=1)
    return _TRAIT_WEIGHT * total


def _stated(ranges: Mapping[str, Range]) -> Array:
    """Low and high of each trait (K, 2); NaN where nothing is stated."""
    stated = np.full((len(TRAITS), 2), np.nan)
    for name, ends in ranges.items():
        stated[_COLUMN[name]] = ends
    return stated


def _order(values: Array, weights: Array, start: Array, step: Array) -> Indices:
    """Per look the poses from the start to the turn (M, T), -1 after the last that can be placed.

    Each pose's place is its least-squares projection, in usual deviations, on the line between
    both ends. `start` and `step` are (M, K); `step` is 0 for traits that do not move.
    """
    pull = step / _SPREAD**2
    known = np.nan_to_num(start)
    length = (pull * step) @ weights.T
    along = pull @ (weights * values).T - (pull * known) @ weights.T
    nothing_moves = ~step.any(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        way = np.where(length > 0, along / length, np.inf)
    way[nothing_moves] = 0.0
    order = np.argsort(way, axis=1, kind="stable")
    return np.where(np.isfinite(np.take_along_axis(way, order, axis=1)), order, -1)


def _in_band(order: Indices, band: tuple[float, float]) -> tuple[Indices, npt.NDArray[np.bool_]]:
    """Poses of a band per look (M, B) and which of them are meant (M, B)."""
    placed = (order >= 0).sum(axis=1)
    first = np.round(band[0] * placed).astype(int)
    last = np.maximum(np.round(band[1] * placed).astype(int), np.minimum(first + 1, placed))
    position = first[:, None] + np.arange(max(int((last - first).max()), 1))
    used = position < last[:, None]
    near = np.take_along_axis(order, np.minimum(position, order.shape[1] - 1), axis=1)
    return np.maximum(near, 0), used


def _quantiles(values: Array, weights: Array, parts: Sequence[float]) -> Array:
    """Weighted quantiles (parts, ..., K) over poses (..., T, K); of no weight, any value."""
    order = np.argsort(values, axis=-2)
    running = np.take_along_axis(weights, order, axis=-2).cumsum(axis=-2)
    picked = [
        (running >= part * running[..., -1:, :]).argmax(axis=-2)[..., None, :] for part in parts
    ]
    rows = [np.take_along_axis(order, at, axis=-2) for at in picked]
    return np.stack([np.take_along_axis(values, row, axis=-2)[..., 0, :] for row in rows])


def _log_ratios(pose: Array, ranges: Array) -> Array:
    """Log of density under a look over density in general (M, K); NaN where nothing is stated."""
    low, high = ranges[..., 0], ranges[..., 1]
    off = np.maximum(np.maximum(low - pose, pose - high), 0.0) / _SPREAD
    # Flat within the range, tails of Student's t with 3 degrees of freedom outside of it; the
    # integral of (1 + u^2)^-2 over one side is pi / 4.
    density = (1 + off**2) ** -2.0 / (high - low + _SPREAD * np.pi / 2)
    ratios: Array = np.log((1 - _OUTLIERS) * density * _GENERAL + _OUTLIERS)
    return ratios
