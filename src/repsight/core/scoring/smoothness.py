"""How smooth a movement is: spectral arc length and log dimensionless jerk.

Both are dimensionless: neither amplitude nor duration of a movement changes them. Formulas and
default parameters: Balasubramanian, Melendez-Calderon, Roby-Brami and Burdet, "On the analysis of
movement smoothness", J. NeuroEngineering and Rehabilitation 12:112, 2015.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

CUTOFF_HZ: Final = 10.0
"""Voluntary movement holds little above this."""
THRESHOLD: Final = 0.05
"""The spectrum is followed up to the last frequency that reaches this share of its maximum."""
PADDING: Final = 4
"""The spectrum is sampled 2**4 times as finely as the movement's own length gives."""
MIN_SAMPLES: Final = 8
MIN_JERK_RATE_HZ: Final = 30.0
"""Jerk is a third derivative: below this rate it tells of the camera, not of the body."""


def spectral_arc_length(
    speed: Array, rate: float, cutoff: float = CUTOFF_HZ, threshold: float = THRESHOLD
) -> float:
    """SPARC of a speed profile (N,) sampled at `rate` Hz: about -1.4 when smooth, lower if not.

    NaN for fewer than 8 samples or when nothing moves.
    """
    if len(speed) < MIN_SAMPLES or not np.isfinite(speed).all() or not speed.any():
        return float("nan")
    size = int(2 ** (np.ceil(np.log2(len(speed))) + PADDING))
    spectrum = np.abs(np.fft.rfft(speed, size))
    frequency = np.fft.rfftfreq(size, 1 / rate)
    spectrum = spectrum / spectrum.max()
    spectrum, frequency = spectrum[frequency <= cutoff], frequency[frequency <= cutoff]
    last = int(np.flatnonzero(spectrum >= threshold)[-1])
    if not last:
        return float("nan")
    along = np.diff(frequency[: last + 1]) / (frequency[last] - frequency[0])
    across = np.diff(spectrum[: last + 1])
    return float(-np.hypot(along, across).sum())


def log_dimensionless_jerk(speed: Array, rate: float) -> float:
    """LDLJ of a speed profile (N,) at `rate` Hz: -5.32 for minimum jerk, lower if less smooth.

    NaN below 30 Hz, for fewer than 8 samples, or when nothing moves. A minimum-jerk movement has
    -ln(T^3 / v_peak^2 * integral |v''|^2) = -ln(720 / 1.875^2) = -5.324 (Flash and Hogan 1985).
    """
    few = len(speed) < MIN_SAMPLES or rate < MIN_JERK_RATE_HZ
    if few or not np.isfinite(speed).all() or not speed.any():
        return float("nan")
    jerk = np.diff(speed, 2) * rate**2
    duration = len(speed) / rate  # as the paper's reference implementation counts it
    total = float((jerk**2).sum()) / rate * duration**3 / float(np.abs(speed).max()) ** 2
    return float(-np.log(total)) if total > 0 else float("nan")
