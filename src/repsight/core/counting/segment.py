"""Repetitions in one movement signal: swings between its extremes, large enough and regular enough.

The movement is about 0 in the start position and 1 at the turn. What counts is a completed
concentric phase: a fall for an exercise that counts at its end (squat), a rise for one that counts
at its turn (curl). Thresholds are shares of the movement's own range, never degrees.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.counting.fusion import own_range
from repsight.core.exercise import CountedAt

Array = npt.NDArray[np.floating[Any]]

SWING: Final = 0.3
"""Share of the range that a movement must go back before it has turned."""
MIN_AMPLITUDE: Final = 0.5
"""A repetition is at least this share of the typical one."""
END_LEVEL: Final = 0.1
"""A phase is complete when this share of its way is left: people stop short of the extreme."""
TURN_LEVEL: Final = 0.05
MIN_SPACING: Final = 0.4
"""Repetitions closer than this share of the typical spacing are one, with a glitch in it ..."""
MIN_SPACING_BESIDE: Final = 0.6
"""... if the spacing before and after is longer: otherwise somebody just goes faster."""
MIN_DURATION: Final = 0.4
"""A phase shorter than this share of both its neighbours' is a glitch."""
FAST_PERCENTILE: Final = 25
"""A quarter of the swings may be faster than the period that smoothing goes by."""
FEW: Final = 4
"""From this many repetitions on, it can be told what is typical."""


@dataclass(frozen=True, slots=True)
class Span:
    """One repetition, times in s.

    `amplitude` is how far its concentric phase went, `opposite` how far the other one did, in units
    of the movement; a phase that the signal does not hold went 0. `back` is how far the movement
    has gone back since the concentric phase.
    """

    start: float
    turn: float
    end: float
    counted: float
    amplitude: float
    opposite: float = 0.0
    back: float = 0.0

    @property
    def concentric_seconds(self) -> float:
        """How long the counted phase lasted."""
        return abs(self.counted - self.turn) if self.counted > self.turn else self.turn - self.start


def extrema(movement: Array, swing: float) -> list[int]:
    """Indices of alternating peaks and valleys that are at least `swing` apart in value.

    Which kind comes first is told by the values. One pass with hysteresis: an extreme is final
    once the signal has gone back by `swing`; the last one may still be open.
    """
    found: list[int] = []
    low = high = 0
    direction = 0
    for index, value in enumerate(movement):
        if value > movement[high]:
            high = index
        if value < movement[low]:
            low = index
        if direction >= 0 and value <= movement[high] - swing:
            found += [low, high] if direction == 0 and low < high else [high]
            direction, low, high = -1, index, index
        elif direction <= 0 and value >= movement[low] + swing:
            found += [high, low] if direction == 0 and high < low else [low]
            direction, low, high = 1, index, index
    if direction:
        found.append(high if direction > 0 else low)
    return found


def typical_period(t: Array, turns: Sequence[int]) -> float:
    """Time in s of a fast repetition of this signal; twice a lone swing; else the whole signal.

    What is smoothed by the time of a slow one wipes the fast ones out.
    """
    if len(turns) >= 3:
        return float(np.percentile(t[list(turns[2:])] - t[list(turns[:-2])], FAST_PERCENTILE))
    return float(2 * (t[turns[1]] - t[turns[0]]) if len(turns) == 2 else t[-1] - t[0])


def find_turns(movement: Array) -> list[int]:
    """Extrema of a movement, by its own range."""
    _, size = own_range(movement)
    return extrema(movement, SWING * float(size)) if size > 0 else []


def find_spans(t: Array, movement: Array, counted_at: CountedAt) -> list[Span]:
    """Completed swings in a smoothed movement (G,), small and irregular ones too, in order."""
    turns = find_turns(movement)
    falling = counted_at == "end"
    spans = []
    for place, (begin, finish) in enumerate(itertools.pairwise(turns)):
        if (movement[finish] < movement[begin]) != falling:
            continue
        after = turns[place + 2] if place + 2 < len(turns) else len(t) - 1
        if falling:
            before = turns[place - 1] if place else begin
            spans.append(_span_counted_at_end(t, movement, before, begin, finish, after))
        else:
            spans.append(_span_counted_at_turn(t, movement, begin, finish, after))
    return spans


def _span_counted_at_end(
    t: Array, x: Array, before: int, turn: int, finish: int, after: int
) -> Span:
    amplitude = x[turn] - x[finish]
    end = _first(x, turn, finish, x[finish] + END_LEVEL * amplitude)
    start = _last(x, before, turn, x[before] + END_LEVEL * (x[turn] - x[before]))
    moments = float(t[start]), float(t[turn]), float(t[end]), float(t[end])
    down, back = float(x[turn] - x[before]), float(x[after] - x[finish])
    return Span(*moments, float(amplitude), down, back)


def _span_counted_at_turn(t: Array, x: Array, begin: int, turn: int, after: int) -> Span:
    amplitude = x[turn] - x[begin]
    arrived = _first(-x, begin, turn, -(x[turn] - TURN_LEVEL * amplitude))
    start = _last(x, begin, turn, x[begin] + END_LEVEL * amplitude)
    end = _first(x, turn, after, x[after] + END_LEVEL * (x[turn] - x[after]))
    moments = float(t[start]), float(t[turn]), float(t[end]), float(t[arrived])
    down = float(x[turn] - x[after])
    return Span(*moments, float(amplitude), down, down)


def _first(x: Array, begin: int, end: int, level: float) -> int:
    """First index in begin..end where `x` is at or below `level`; `end` when it never is."""
    below = np.flatnonzero(x[begin : end + 1] <= level)
    return begin + int(below[0]) if len(below) else end


def _last(x: Array, begin: int, end: int, level: float) -> int:
    below = np.flatnonzero(x[begin : end + 1] <= level)
    return begin + int(below[-1]) if len(below) else begin


def drop_small(spans: Sequence[Span]) -> list[Span]:
    """Spans without those far smaller than the typical one."""
    if not spans:
        return []
    least = MIN_AMPLITUDE * float(np.median([span.amplitude for span in spans]))
    return [span for span in spans if span.amplitude >= least]


def drop_glitches(spans: Sequence[Span]) -> list[Span]:
    """Spans without those that are no repetition of their own but a glitch inside another.

    Of two that follow each other far too fast the weaker goes, and one far shorter than both its
    neighbours goes. A run of fast repetitions in a slow set stays: they have each other.
    """
    kept = list(spans)
    while len(kept) >= FEW:
        spacing = np.diff([span.counted for span in kept])
        close = _out_of_line(spacing, MIN_SPACING_BESIDE)
        close = [i for i in close if spacing[i] < MIN_SPACING * np.median(spacing)]
        if not close:
            break
        at = min(close, key=lambda i: spacing[i])
        weaker = min(at, at + 1, key=lambda i: kept[i].amplitude * kept[i].concentric_seconds)
        del kept[weaker]
    if len(kept) < FEW:
        return kept
    short = _out_of_line([span.concentric_seconds for span in kept], MIN_DURATION)
    return [span for place, span in enumerate(kept) if place not in short]


def _out_of_line(values: Sequence[float] | Array, share: float) -> list[int]:
    """Places whose value is below `share` of each neighbour's."""
    padded = np.concatenate([[np.inf], values, [np.inf]])
    least = share * np.minimum(padded[:-2], padded[2:])
    return [int(place) for place in np.flatnonzero(padded[1:-1] < least)]
