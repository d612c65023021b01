"""Which sessions are usual ones, and which were meant to be light."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.history.findings import Floats

# What was usual: of the eight usual sessions before, the third highest. The median would lag
# behind a quick rise by a week or two, and light weeks would pass for its end.
BEFORE: Final = 8
_THIRD: Final = 3
# Lighter by as much than usual in load, as lifters deload (Bell et al., 2023: by a tenth and more),
# with less shown than usual: light. Less shown alone has to be much less.
_LIGHT_LOAD: Final = 0.07
_LESS: Final = 0.03
_MUCH_LESS: Final = 0.07


def usual(values: Floats, loads: Floats | None = None) -> npt.NDArray[np.bool_]:
    """Which points (N,) are of usual sessions: not far below the eight usual ones before.

    With the heaviest `loads` (N,) of the sessions, where they are known, light weeks are told
    better. After eight light sessions in a row, light is the new usual.
    """
    kept = np.ones(len(values), bool)
    weights = None if loads is None else loads.tolist()
    shown = values.tolist()
    before: list[int] = []
    light: list[int] = []
    for n in range(len(shown)):
        if len(before) >= 3 and _is_light(n, before[-BEFORE:], shown, weights):
            kept[n] = False
            light.append(n)
            if len(light) < BEFORE:
                continue
            kept[light] = True
            before = light[:-1]
        before.append(n)
        light = []
    return kept


def _is_light(n: int, before: list[int], shown: list[float], loads: list[float] | None) -> bool:
    high = _high(shown, before)
    if shown[n] < (1 - _MUCH_LESS) * high:
        return True
    if loads is None or shown[n] >= (1 - _LESS) * high:
        return False
    return loads[n] <= (1 - _LIGHT_LOAD) * _high(loads, before)


def _high(values: list[float], points: list[int]) -> float:
    """The third highest of the points; of fewer than five, the middle one."""
    return sorted(values[n] for n in points)[-min(_THIRD, (len(points) + 1) // 2)]
