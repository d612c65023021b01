"""How well the poses of a span fit the looks of exercises.

Each exercise says how the body looks at the start and at the turn of a repetition (`[[look]]` in
its TOML). For each look the poses are put in order from "like the start" to "like the turn"; those
near either end are compared with the ranges it states. Per trait the comparison is the logarithm
of how much likelier the value is under the look than among people exercising in general; the sum
over traits, with a fixed weight because traits depend on each other, is the evidence (a tempered
naive Bayes classifier).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from repsight.core.counting.traits import SIDES, TRAITS, PoseTraits
from repsight.core.exercise import Exercise
from repsight.core.look import Look, Range
from repsight.core.skeleton import ANGLES

Array = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.intp]

# Poses that count as start and as turn, by order along the way from one to the other. The very
# ends are left out: that is where a jump of the detector or the way into the set ends up.
START_BAND: Final = (0.03, 0.25)
TURN_BAND: Final = (0.75, 0.97)
# A trait whose ends differ by more than so many usual deviations moves; others should be still.
MOVING: Final = 1.0
STILL_QUANTILES: Final = (0.12, 0.88)
# Part of the traits expected to be off: an unusual body, view or style, a wrong keypoint.
_OUTLIERS: Final = 0.08
# Traits depend on each other (a bent elbow moves the wrist), so each counts as part of one.
_TRAIT_WEIGHT: Final = 0.35


# Looks that state so many traits were measured and leave out only what tells nothing.
_FULL_LOOK: Final = 15


class Fit(NamedTuple):
    """Log-likelihood ratio of a look: all of it, the part that is due to what should be still, and
    what movement would have added, had it been as stated.
    """

    evidence: float
    posture: float
    movement: float
    look: str


NO_FIT: Final = Fit(-np.inf, -np.inf, 0.0, "")

# What a signal's measure is called as a trait, and for heights in the picture, whose changes alone
# mean something, that the middle of the way is zero.
_AS_TRAIT: Final = {
    **{name: (name, False) for name in ANGLES},
    "trunk_inclination": ("torso", False),
    "wrist_over_shoulder": ("wrists", False),
    "shoulder_height": ("shoulders_rise", True),
    "hip_height": ("hips_rise", True),
}


def looks_of(exercise: Exercise) -> tuple[Look, ...]:
    """Looks of an exercise; made of its signals where its TOML has none, empty if they cannot."""
    if exercise.looks:
        return exercise.looks
    start, turn = {}, {}
    for signal in exercise.signals:
        if signal.measure in _AS_TRAIT:
            name, centred = _AS_TRAIT[signal.measure]
            middle = (signal.start + signal.turn) / 2 if centred else 0.0
            start[name] = (signal.start - middle, signal.start - middle)
            turn[name] = (signal.turn - middle, signal.turn - middle)
    return (Look(start, turn, "its signals"),) if start else ()


def best_fits(traits: PoseTraits, exercises: Sequence[Exercise]) -> list[Fit]:
    """Fit of each exercise's best look, on whichever side shows it best."""
    best = [NO_FIT for _ in exercises]
    for side in range(len(SIDES)):
        asked = [
            (index, look)
            for index, exercise in enumerate(exercises)
            if side == 0 or exercise.alternating
            for look in looks_of(exercise)
        ]
        if not asked:
            continue
        fits = fit_looks(traits.values[side], traits.weights[side], [look for _, look in asked])
        for (index, _), fit in zip(asked, fits, strict=True):
            best[index] = max(best[index], fit)
    return best


_COLUMN: Final[Mapping[str, int]] = {name: i for i, name in enumerate(TRAITS)}
_SPREAD: Final = np.array([trait.spread for trait in TRAITS.values()])
_GENERAL: Final = np.array([trait.high - trait.low for trait in TRAITS.values()])


def fit_looks(values: Array, weights: Array, looks: Sequence[Look]) -> list[Fit]:
    """How well each look fits; values and weights (T, K)."""
    start = np.stack([_stated(look.start) for look in looks])
    turn = np.stack([_stated(look.turn) for look in looks])
    step = turn.mean(axis=2) - start.mean(axis=2)
    both = np.isfinite(step)
    step = np.where(both, step, 0.0)
    moves = np.abs(step) > _SPREAD * MOVING
    order = place_poses(values, weights, start.mean(axis=2), np.where(moves, step, 0.0))
    # What moves is judged where the way begins and ends; what should be still, at its own extremes.
    low, high = weighted_quantiles(values, weights, STILL_QUANTILES)
    still = both & ~moves
    posture, movement, possible = np.zeros((3, len(looks)))
    for band, ranges, extreme in (
        (START_BAND, start, np.where(step >= 0, low, high)),
        (TURN_BAND, turn, np.where(step >= 0, high, low)),
    ):
        near, used = in_band(order, band)
        seen = weights[near] * used[..., None]
        middle = weighted_quantiles(values[near], seen, (0.5,))[0]
        sure = seen.sum(axis=1) / np.maximum(used.sum(axis=1), 1)[:, None]
        ratios = _completed(_log_ratios(np.where(still, extreme, middle), ranges))
        posture += (np.where(moves, 0.0, weights.mean(axis=0)) * ratios).sum(axis=1)
        sure_moving = np.where(moves, sure, 0.0)
        movement += (sure_moving * ratios).sum(axis=1)
        alike = np.nan_to_num(_log_ratios(ranges.mean(axis=2), ranges))
        possible += (sure_moving * alike).sum(axis=1)
    parts = _TRAIT_WEIGHT * np.stack([posture + movement, posture, possible])
    return [
        Fit(float(whole), float(still_part), float(most), look.about)
        for (whole, still_part, most), look in zip(parts.T, looks, strict=True)
    ]


def order_by(values: Array, weights: Array, look: Look) -> Indices:
    """Poses (T,) from the look's start to its turn, -1 after the last that can be placed."""
    start, turn = _stated(look.start), _stated(look.turn)
    step = np.nan_to_num(turn.mean(axis=1) - start.mean(axis=1))
    moving = np.where(np.abs(step) > _SPREAD * MOVING, step, 0.0)
    order: Indices = place_poses(values, weights, start.mean(axis=1)[None], moving[None])[0]
    return order


def _stated(ranges: Mapping[str, Range]) -> Array:
    """Low and high of each trait (K, 2); NaN where nothing is stated."""
    stated = np.full((len(TRAITS), 2), np.nan)
    for name, ends in ranges.items():
        stated[_COLUMN[name]] = ends
    return stated


def place_poses(values: Array, weights: Array, start: Array, step: Array) -> Indices:
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


def in_band(order: Indices, band: tuple[float, float]) -> tuple[Indices, npt.NDArray[np.bool_]]:
    """Poses of a band per look (M, B) and which of them are meant (M, B)."""
    placed = (order >= 0).sum(axis=1)
    first = np.minimum(np.round(band[0] * placed).astype(int), np.maximum(placed - 1, 0))
    last = np.maximum(np.round(band[1] * placed).astype(int), np.minimum(first + 1, placed))
    position = first[:, None] + np.arange(max(int((last - first).max()), 1))
    used = position < last[:, None]
    near = np.take_along_axis(order, np.minimum(position, order.shape[1] - 1), axis=1)
    return np.maximum(near, 0), used


def weighted_quantiles(values: Array, weights: Array, parts: Sequence[float]) -> Array:
    """Weighted quantiles (parts, ..., K) over poses (..., T, K); of no weight, any value."""
    order = np.argsort(values, axis=-2)
    running = np.take_along_axis(weights, order, axis=-2).cumsum(axis=-2)
    picked = [
        (running >= part * running[..., -1:, :]).argmax(axis=-2)[..., None, :] for part in parts
    ]
    rows = [np.take_along_axis(order, at, axis=-2) for at in picked]
    return np.stack([np.take_along_axis(values, row, axis=-2)[..., 0, :] for row in rows])


def _completed(ratios: Array) -> Array:
    """Ratios (M, K) with what is not stated filled in: nothing is known, so 0.

    In a short look it is as under the other looks on average; otherwise it would lose against
    those that state, and get right, what is common, such as feet that stay on the floor.
    """
    stated = np.isfinite(ratios)
    mean = np.where(stated, np.exp(np.where(stated, ratios, 0.0)), 0.0).sum(axis=0)
    usual = np.log(np.where(stated.any(axis=0), mean / np.maximum(stated.sum(axis=0), 1), 1.0))
    short = stated.sum(axis=1) < _FULL_LOOK
    return np.where(stated, ratios, np.where(short[:, None], usual, 0.0))


def _log_ratios(pose: Array, ranges: Array) -> Array:
    """Log of density under a look over density in general (M, K); NaN where nothing is stated."""
    low, high = ranges[..., 0], ranges[..., 1]
    off = np.maximum(np.maximum(low - pose, pose - high), 0.0) / _SPREAD
    # Flat within the range, tails of Student's t with 3 degrees of freedom outside of it; the
    # integral of (1 + u^2)^-2 over one side is pi / 4.
    density = (1 + off**2) ** -2.0 / (high - low + _SPREAD * np.pi / 2)
    ratios: Array = np.log((1 - _OUTLIERS) * density * _GENERAL + _OUTLIERS)
    return ratios
