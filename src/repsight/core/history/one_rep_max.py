"""The load that could be lifted once, estimated from a set of several repetitions (e1RM).

Wathan's formula is the one used: of seven compared in 67 lifters it did not differ from the
measured maximum in the bench press and the squat and correlated best with all three lifts
(LeSuer et al., J Strength Cond Res 11(4), 1997); it also stays finite for sets of 30 and more,
where Brzycki's has no answer and Epley's grows without bound.

An estimate is worth what its set was: the more repetitions, the wider its interval; and a set that
was stopped short of failure bounds the maximum from below only, so that its interval reaches up to
what the repetitions left in reserve would have made of it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

# The standard error of an estimate from r repetitions to failure, as a share of it, is taken as
# 0.02 (r - 1) ** 0.65. At 85 % of the maximum, about six repetitions, seven formulas erred by
# 5.7 to 7.1 % of it (Hutchins and Gearhart, 2010); from sets of 5, 10 and 20 repetitions the
# maximum was told with R2 of 0.993, 0.976 and 0.955, errors of 1 : 1.9 : 2.5 (Reynolds et al.,
# J Strength Cond Res 20(3), 2006). Both fit: 5.7 % at 6, and 1 : 1.7 : 2.8.
_ERROR: Final = 0.02
_GROWS: Final = 0.65
# A single that was lifted is certain; what that person lifts next week is not: half a step of the
# plates on 125 kg.
_LEAST_ERROR: Final = 0.01
# Repetitions left where nobody said: lifters who were asked had misjudged failure by about one
# (Halperin et al., Sports Med 52, 2022), and sets of programmes end one to three short of it.
_USUAL_RESERVE: Final = 2.0
_Z95: Final = 1.96
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


def standard_error(reps: npt.ArrayLike) -> Array:
    """The standard error of an e1RM from sets of so many repetitions to failure, as a share of it.

    Fitted to Hutchins and Gearhart, 2010, and Reynolds et al., 2006, as said in the source.
    """
    beyond = np.maximum(np.asarray(reps, float) - 1, 0)
    return np.asarray(np.maximum(_ERROR * beyond**_GROWS, _LEAST_ERROR))


def reserve(rpe: npt.ArrayLike, failed: npt.ArrayLike) -> Array:
    """Repetitions left at the end of sets: none of those that failed, else 10 less the exertion.

    Zourdos et al., J Strength Cond Res 30(1), 2016. Where no exertion is known (NaN), two.
    """
    rpe = np.asarray(rpe, float)
    left = np.where(np.isnan(rpe), _USUAL_RESERVE, 10 - rpe)
    return np.asarray(np.where(failed, 0.0, left))


def interval(
    load: npt.ArrayLike, reps: npt.ArrayLike, rpe: npt.ArrayLike, failed: npt.ArrayLike
) -> tuple[Array, Array]:
    """The 95 % interval of Wathan's e1RM of sets, in the unit of `load`: (low, high).

    Low is the estimate less its error; high supposes the repetitions in reserve lifted too.
    """
    load, reps = np.asarray(load, float), np.asarray(reps, float)
    most = reps + reserve(rpe, failed)
    low = wathan(load, reps) * np.exp(-_Z95 * standard_error(reps))
    # A set of nothing stays NaN, whatever is left.
    high = wathan(load, most) * np.exp(_Z95 * standard_error(most)) * _lifted(reps)
    # What was lifted once can be lifted once.
    return np.maximum(low, load * _lifted(reps)), high


def _lifted(reps: Array) -> Array:
    """1 where anything was lifted, NaN where not."""
    return np.where(reps >= 1, 1.0, np.nan)
