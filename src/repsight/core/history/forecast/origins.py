"""A series as seen from each of its sessions: what was known there, and what came after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repsight.core.history.findings import Days, Floats, Series

Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.integer[Any]]

HORIZON: Final = 4  # sessions ahead
# Before so many sessions there is nothing to call usual.
FIRST: Final = 5
# The usual level weighs the sessions of the past so; half of it is the last seven.
LEVEL_WEIGHT: Final = 0.1
# Steps of the last so many sessions say how large the series' steps are.
SCALE_STEPS: Final = 20
# ... and at least this share of the level: a series that stood still will not do so for ever.
SCALE_FLOOR: Final = 0.01
# Of a level below one (kilogram, second, repetition, point) it is the share of one.
LEAST_LEVEL: Final = 1.0
# A state further out than this many steps is treated as one of this many: a typing error or a
# changed machine is no measure of how somebody comes back.
FAR: Final = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """What was known after session `count` (O,) of a series, for each count from `FIRST` on.

    `day` of that session, its value `last`, and `scale`, the usual size of a step. `below` and
    `fell`: how far it lies below the usual level, and below the session before, in steps (zero
    where above); `odd`: how far below the median of the last three, negative above. `came`
    (O, H): the steps to each of the next H sessions, NaN while to come, and `seen` (O, H) the day
    on which that was known, infinite while to come.
    """

    count: Integers
    day: Days
    last: Floats
    scale: Floats
    below: Floats
    fell: Floats
    odd: Floats
    came: Floats
    seen: Floats

    def __len__(self) -> int:
        return len(self.count)

    def scaled(self, paths: Floats) -> Floats:
        """Paths (O, H) of the last O origins in the unit of the series, as steps from there."""
        return (paths - self.last[-len(paths) :, None]) / self.scale[-len(paths) :, None]

    def unscaled(self, steps: Floats) -> Floats:
        """Steps (O, H) from the last O origins, as paths in the unit of the series."""
        return self.last[-len(steps) :, None] + steps * self.scale[-len(steps) :, None]


def origins_of(series: Series, horizon: int = HORIZON) -> Origins:
    """The origins of a series, one for each session from the fifth on; none of a shorter one."""
    values, days = series.values, series.day
    count = np.arange(FIRST, len(values) + 1)
    last = values[count - 1]
    level = levels(values, LEVEL_WEIGHT)[count - 1]
    floor = SCALE_FLOOR * np.maximum(np.abs(level), LEAST_LEVEL)
    scale = step_sizes(values)[count - 1] + floor
    before = values[count - 2]
    three = np.median(values[count[:, None] - np.arange(1, 4)], axis=1)
    came, seen = _outcomes(values, days, count, horizon)
    return Origins(
        count=count,
        day=days[count - 1],
        last=last,
        scale=scale,
        below=np.clip((level - last) / scale, 0, FAR),
        fell=np.clip((before - last) / scale, 0, FAR),
        odd=np.clip((three - last) / scale, -FAR, FAR),
        came=(came - last[:, None]) / scale[:, None],
        seen=seen,
    )


def levels(values: Floats, weight: float) -> Floats:
    """The exponentially weighted mean (N,) up to each value, each of the first counted in full."""
    found, total, sum_of_weights = np.empty(len(values)), 0.0, 0.0
    for n, value in enumerate(values.tolist()):
        total = (1 - weight) * total + value
        sum_of_weights = (1 - weight) * sum_of_weights + 1
        found[n] = total / sum_of_weights
    return found


def step_sizes(values: Floats) -> Floats:
    """The mean absolute step (N,) of the last sessions up to each; 0 for the first."""
    sums = np.concatenate([[0.0, 0.0], np.cumsum(np.abs(np.diff(values)))])[: len(values) + 1]
    end = np.arange(1, len(values) + 1)
    start = np.maximum(end - SCALE_STEPS, 1)
    return np.asarray((sums[end] - sums[start]) / np.maximum(end - start, 1))


def _outcomes(values: Floats, days: Days, count: Integers, horizon: int) -> tuple[Floats, Floats]:
    """Of each origin the next values and their days; NaN and infinity where none came yet."""
    at = count[:, None] + np.arange(horizon)
    there = at < len(values)
    at = np.minimum(at, len(values) - 1)
    return np.where(there, values[at], np.nan), np.where(there, days[at], np.inf)


def pooled(rows: Sequence[Origins]) -> Origins:
    """The origins of several series as one."""
    names = ("count", "day", "last", "scale", "below", "fell", "odd", "came", "seen")
    return Origins(*(np.concatenate([getattr(one, name) for one in rows]) for name in names))
