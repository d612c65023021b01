"""Fitness and fatigue: how strength answers to training, fitted to one person's log.

Every session leaves something good that fades slowly and something bad that fades fast:

    p(t) = p0 · (1 + k1 · Σ w(s) e^(-(t-s)/τ1) - k2 · Σ w(s) D(s) e^(-(t-s)/τ2)),  all s < t

(Banister et al., Aust J Sports Med 7, 1975; Morton, Fitz-Clarke & Banister, J Appl Physiol 69,
1990). With a variable dose, D(s) = Σ w(j) e^(-(s-j)/τ3) over j ≤ s: the same session tires more
where much was done before it (Busso, Med Sci Sports Exerc 35(7), 2003). Without, D is 1. Philippe
et al. fitted it to resistance training (of rats; Biomed Res Int 2015; J Sports Sci 37(3), 2019);
Kolossa et al. (Sportwissenschaft, 2017) corrected it with every new performance.

The model is badly identified: other parameters fit nearly as well, and fits change with the days
left out (Hellard et al., J Sports Sci 24(5), 2006). So each parameter is drawn towards what is
usual, its interval is told, and the fit describes a log; it is no law of the person.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from repsight.core.errors import InvalidInputError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FitnessParameters:
    """The parameters of the model above, for loads w in usual sessions (1 is a usual one).

    `baseline` p0 in the unit of performance, `gain` k1 and `fatigue` k2 as shares of it a usual
    session, time constants τ1, τ2 and τ3 in days; `dose_days` is None for a constant dose.
    """

    baseline: float
    gain: float
    fatigue: float
    gain_days: float
    fatigue_days: float
    dose_days: float | None = None

    def __post_init__(self) -> None:
        for name in ("baseline", "gain_days", "fatigue_days", "dose_days"):
            value = getattr(self, name)
            if value is not None and not (np.isfinite(value) and value > 0):
                raise InvalidInputError(f"{name} is {value:g}; it must be above 0")
        for name in ("gain", "fatigue"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value >= 0):
                raise InvalidInputError(f"{name} is {value:g}; it must be 0 or more")


def remaining(days: npt.ArrayLike, loads: npt.ArrayLike, time_constant: float) -> Floats:
    """What is left of all earlier loads just before each of them (N,), fading exponentially.

    The recursion r' = (r + w) e^(-Δt/τ): the same as the convolution, at N steps instead of N².
    """
    days, loads = np.asarray(days, float), np.asarray(loads, float)
    kept = np.exp(-np.diff(days) / time_constant)
    left = np.zeros(len(days))
    for i, share in enumerate(kept):
        left[i + 1] = (left[i] + loads[i]) * share
    return left


def response(parameters: FitnessParameters, days: npt.ArrayLike, loads: npt.ArrayLike) -> Floats:
    """Performance just before each session (N,), in the unit of the baseline.

    `days` (N,) not falling; `loads` (N,) in usual sessions. A day without training has load 0.
    """
    loads = np.asarray(loads, float)
    dose = 1.0
    if parameters.dose_days is not None:
        dose = remaining(days, loads, parameters.dose_days) + loads
    fitness = remaining(days, loads, parameters.gain_days)
    fatigue = remaining(days, loads * dose, parameters.fatigue_days)
    share = 1 + parameters.gain * fitness - parameters.fatigue * fatigue
    return np.asarray(parameters.baseline * share, dtype=np.float64)


# With 42 and 7 days most applications start (Morton et al., 1990); published fits to single
# athletes spread over 4 to 74 days (IJSPP 17(5), 2022, p. 810). The gains follow from the scale:
# twice a week for long sums to 12 usual sessions with 42 days, and 10 % is a usual gain of trained
# lifters; fatigue of a fresh session weighs about twice as much as its fitness.
USUAL: Final = FitnessParameters(
    baseline=1.0, gain=0.008, fatigue=0.016, gain_days=42.0, fatigue_days=7.0, dose_days=7.0
)
# Standard deviations of the logarithms across people: half to twice the time constant, a quarter
# to four times the gain, hold two thirds of them.
SPREAD_DAYS: Final = 0.5
SPREAD_GAIN: Final = 1.0
