"""Repetitions are the excursions of a motion that look like their neighbours.

Every stretch between two low points of a signal may be a repetition. The best chain of them is
found by dynamic programming (Bellman 1957): each link earns by how alike its two excursions are as
paths of the whole body, and pays for time skipped between them and for a change of tempo. Getting
ready, walking away and changes of shot look like nothing beside them and stay out; a stretch that
holds two repetitions loses to the two.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from repsight.core.counting.motion import RATE_HZ, Motion

Array = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.intp]

LOW_PROMINENCE: Final = 0.25
"""Of the signal's standard deviation: enough to drop ripples, the chain drops the rest."""
MAX_HUMPS: Final = 3
"""A burpee's signal rises up to three times in one repetition."""
MIN_SECONDS: Final = 0.4
MAX_SECONDS: Final = 16.0
"""Longer ones are counted only where the exercise is known."""
SHAPE_POINTS: Final = 24
TIME_SHARE: Final = 0.3
"""A path is sampled by the way gone plus this share of the time, so that holds and tempo hardly
change its shape, while rest is not stretched into noise."""

MIN_LIKENESS: Final = 0.1
"""Likeness that earns nothing: smoothed noise reaches it by chance."""
LINK_COST: Final = 0.1
"""What a link must earn: size times likeness, so small or odd movements do not count."""
SELF_LIKENESS_COST: Final = 0.5
"""An excursion whose halves are alike is two repetitions."""
SKIP_COST: Final = 0.2
"""For each repetition's length that is left out between two ..."""
MAX_SKIPPED: Final = 2.0
"""... up to here: the rest between two sets may be long."""
TEMPO_COST: Final = 0.1
"""For each doubling or halving of the duration from one repetition to the next."""
MAX_REST_SECONDS: Final = 60.0
"""Excursions further apart are not compared; keeps an hour's track affordable."""


@dataclass(frozen=True, slots=True, eq=False)
class Excursions:
    """N candidates: `start`, `end` (N,) indices, `shapes` (N, P, D) about their own mean.

    `energy` (N,) is the mean square of the shape; `halves` (2, N) is how alike an excursion's two
    parts are, plainly and mirrored.
    """

    start: Indices
    end: Indices
    shapes: Array
    energy: Array
    halves: Array


@dataclass(frozen=True, slots=True)
class Chain:
    """Excursions in a row, (start, end) indices, and how much motion they explain."""

    value: float = 0.0
    spans: tuple[tuple[int, int], ...] = ()


def best_chain(motion: Motion, signal: Array, *, mirrored: bool) -> Chain:
    """The best chain of excursions of `signal` (T,) upwards.

    `mirrored` lets a repetition look like the mirror image of its neighbour: alternating sides.
    """
    found = find_excursions(motion, signal)
    return link(found, motion.mirrors, mirrored=mirrored) if found else Chain()


def find_excursions(motion: Motion, signal: Array) -> Excursions | None:
    """All stretches between low points of `signal` (T,) that may be a repetition."""
    lows, _ = find_peaks(-signal, prominence=LOW_PROMINENCE * float(signal.std()))
    bounds = np.unique(np.concatenate([[0], lows, [len(signal) - 1]]))
    first, last = _pairs(len(bounds))
    seconds = (bounds[last] - bounds[first]) / RATE_HZ
    fits = (seconds >= MIN_SECONDS) & (seconds <= MAX_SECONDS)
    if not fits.any():
        return None
    first, last = first[fits], last[fits]
    shapes = _shapes(motion.path, bounds[first], bounds[last])
    energy = np.maximum((shapes**2).sum(axis=2).mean(axis=1), np.finfo(float).tiny)
    halves = _halves(first, last, shapes, energy, motion.mirrors)
    return Excursions(bounds[first], bounds[last], shapes, energy, halves)


def _pairs(count: int) -> tuple[Indices, Indices]:
    first = np.repeat(np.arange(count), MAX_HUMPS)
    last = first + np.tile(np.arange(1, MAX_HUMPS + 1), count)
    inside = last < count
    return first[inside], last[inside]


def _shapes(path: Array, start: Indices, end: Indices) -> Array:
    speed = np.linalg.norm(np.gradient(path, axis=0), axis=1)
    way = np.cumsum(speed + TIME_SHARE * speed.mean())
    steps = np.linspace(0, 1, SHAPE_POINTS)
    wanted = way[start][:, None] * (1 - steps) + way[end][:, None] * steps
    place = np.interp(wanted, way, np.arange(len(way)))
    before = np.minimum(place.astype(int), len(path) - 2)
    share = (place - before)[:, :, None]
    shapes = path[before] * (1 - share) + path[before + 1] * share
    return np.asarray(shapes - shapes.mean(axis=1, keepdims=True))


def likeness(a: Array, b: Array) -> Array:
    """Concordance of paths `a` and `b` (..., P, D): 1 for equal ones, 0 for unrelated ones.

    Twice the inner product over the sum of the squares, after Lin (Biometrics 45, 1989): a copy of
    a third of the size reaches 0.6.
    """
    squares = (a**2).sum(axis=(-2, -1)) + (b**2).sum(axis=(-2, -1))
    return np.asarray(2 * (a * b).sum(axis=(-2, -1)) / np.maximum(squares, np.finfo(float).tiny))


def _halves(first: Indices, last: Indices, shapes: Array, energy: Array, mirrors: Array) -> Array:
    index = {pair: k for k, pair in enumerate(zip(first.tolist(), last.tolist(), strict=True))}
    triples = [
        (whole, index[a, middle], index[middle, b])
        for (a, b), whole in index.items()
        for middle in range(a + 1, b)
        if (a, middle) in index and (middle, b) in index
    ]
    halves = np.zeros((2, len(first)))
    if not triples:
        return halves
    whole, one, two = np.array(triples).T
    # A small ripple beside the main hump is not a half.
    share = np.minimum(np.sqrt(np.minimum(energy[one], energy[two]) / energy[whole]), 1.0)
    plain = likeness(shapes[one], shapes[two])
    seen = [likeness(shapes[one], shapes[two] * signs) for signs in mirrors]
    np.maximum.at(halves[0], whole, plain * share)
    np.maximum.at(halves[1], whole, np.max([plain, *seen], axis=0) * share)
    return halves


def link(found: Excursions, mirrors: Array, *, mirrored: bool) -> Chain:
    """The chain of `found` excursions that earns most."""
    order = np.argsort(found.end, kind="stable")
    ends = found.end[order]
    count = len(order)
    flat = found.shapes.reshape(count, -1)
    views = [found.shapes]
    if mirrored:
        views += [found.shapes * signs for signs in mirrors]
    seen = [view.reshape(count, -1) for view in views]
    size = np.minimum(np.sqrt(found.energy), 1.0)
    # What must be left of the likeness of an excursion before a link to it earns anything.
    toll = MIN_LIKENESS / 2 + SELF_LIKENESS_COST / 2 * found.halves[int(mirrored)]
    seconds = (found.end - found.start) / RATE_HZ
    value, previous = np.zeros(count), np.full(count, -1)
    for k in np.argsort(found.start, kind="stable"):
        reach = found.start[k] - MAX_REST_SECONDS * RATE_HZ
        before = order[
            np.searchsorted(ends, reach) : np.searchsorted(ends, found.start[k], "right")
        ]
        if len(before) == 0:
            continue
        product = np.max([flat[before] @ view[k] for view in seen], axis=0)
        alike = 2 * product / (SHAPE_POINTS * (found.energy[before] + found.energy[k]))
        skipped = (found.start[k] - found.end[before]) / RATE_HZ
        skipped = skipped / np.minimum(seconds[before], seconds[k])
        earned = np.minimum(size[before], size[k]) * (alike - toll[before] - toll[k])
        paid = SKIP_COST * np.minimum(skipped, MAX_SKIPPED) + LINK_COST
        paid = paid + TEMPO_COST * np.abs(np.log2(seconds[before] / seconds[k]))
        total = value[before] + earned - paid
        best = int(total.argmax())
        if total[best] > 0:
            value[k], previous[k] = total[best], before[best]
    return _trace(found, value, previous)


def _trace(found: Excursions, value: Array, previous: Indices) -> Chain:
    last = int(value.argmax())
    if value[last] <= 0:
        return Chain()
    path = [last]
    while previous[path[-1]] >= 0:
        path.append(int(previous[path[-1]]))
    spans = tuple((int(found.start[k]), int(found.end[k])) for k in reversed(path))
    return Chain(float(value[last]), spans)
