"""The load that could be lifted once, estimated from a set of several repetitions (e1RM).

Wathan's formula is the one used: of seven compared in 67 lifters it did not differ from the
measured maximum in the bench press and the squat and correlated best with all three lifts
(LeSuer et al., J Strength Cond Res 11(4), 1997); it also stays finite for sets of 30 and more,
where Brzycki's has no answer and Epley's grows without bound.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

# Where Brzycki's formula divides by nothing.
_BRZYCKI_LIMIT: Final = 37


def epley(load: npt.ArrayLike, reps: npt.ArrayLike) -> Array:
    """e1RM in the unit of `load`; one repetition is the load itself. Epley, 1985."""
    load, reps = np.asarray(load, float), np.asarray(reps, float)
    return np.where(reps > 1, load * (1 + reps / 30), load * _lifted(reps))


def brzycki(load: npt.ArrayLike, reps: npt.ArrayLike) -> Array:
    """e1RM in the unit of `load`; NaN from 37 repetitions on. Brzycki, JOPERD 64(1), 1993."""
    load, reps = np.asarray(load, float), np.asarray(reps, float)
    left = np.where(reps < _BRZYCKI_LIMIT, _BRZYCKI_LIMIT - reps, np.nan)
    return load * 36 / left * _lifted(reps)


def wathan(load: npt.ArrayLike, reps: npt.ArrayLike) -> Array:
    """e1RM in the unit of `load`; one repetition is the load itself.

    Wathan, in Baechle (ed.), Essentials of Strength Training and Conditioning, 1994.
    """
    load, reps = np.asarray(load, float), np.asarray(reps, float)
    many = 100 * load / (48.8 + 53.8 * np.exp(-0.075 * reps))
    return np.where(reps > 1, many, load * _lifted(reps))


FORMULAS: Final[Mapping[str, Callable[[npt.ArrayLike, npt.ArrayLike], Array]]] = {
    "epley": epley,
    "brzycki": brzycki,
    "wathan": wathan,
}


def _lifted(reps: Array) -> Array:
    """1 where anything was lifted, NaN where not."""
    return np.where(reps >= 1, 1.0, np.nan)
