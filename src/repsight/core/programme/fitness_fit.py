"""The fitness–fatigue model fitted to a log, and how well such a fit sees the next session."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Estimate, NotYet
from repsight.core.programme.fitness import (
    SPREAD_DAYS,
    SPREAD_GAIN,
    USUAL,
    FitnessParameters,
    Floats,
    response,
)

# Five or six parameters from fewer points than this are the prior and nothing else.
MIN_SESSIONS: Final = 20
# The baseline is drawn towards nothing that matters: it may be twice or half the log's median.
_SPREAD_BASELINE: Final = 0.7
# Bounds on the logarithms, in spreads: where a fit ends up, it says that the log tells nothing.
_WIDEST: Final = 3.0
# Rounds of "fit, then measure the noise that is left, then fit": the second changes little.
_ROUNDS: Final = 2
# No log is more exact than this: plates come in steps of about this share of the load.
_LEAST_NOISE: Final = 0.005
_NORMAL_95: Final = 1.96
# The standard deviation of a normal variable is this many times its median absolute deviation.
_MAD_TO_SD: Final = 1.4826

_CONSTANT: Final = ("baseline", "gain", "fatigue", "gain_days", "fatigue_days")
_VARIABLE: Final = (*_CONSTANT, "dose_days")


@dataclass(frozen=True, slots=True)
class FitnessFit:
    """A fit: `parameters`, the 95 % interval of each by name, and what it leaves over.

    `usual_load` is what 1 stands for, in the unit of the loads; `noise` the standard deviation of
    a session about the fit, as a share of the baseline. Intervals come from the curvature at the
    best fit and take the noise for independent: where it is not, they are too narrow.
    """

    parameters: FitnessParameters
    intervals: dict[str, Estimate]
    usual_load: float
    noise: float
    sessions: int


@dataclass(frozen=True, slots=True)
class OneStep:
    """Mean absolute errors of the next session's performance, as shares of the median.

    `model` by a fit to what came before; `corrected` by the same plus the mean of its last three
    errors; `last` by the last session's value; `recent` by the mean of the last three.
    """

    model: float
    corrected: float
    last: float
    recent: float
    forecasts: int


def fit_fitness(
    days: npt.ArrayLike,
    loads: npt.ArrayLike,
    performance: npt.ArrayLike,
    variable_dose: bool = True,
) -> FitnessFit | NotYet:
    """The fitness–fatigue model of a log, by bounded least squares drawn to usual values.

    `days` (N,) not falling, `loads` (N,) in any unit, `performance` (N,) before each session, NaN
    where it is not known. What was trained before the first day counts as baseline. NotYet below
    `MIN_SESSIONS` known performances. Raises InvalidInputError for columns that do not fit.
    """
    day, load, shown = _columns(days, loads, performance)
    known = np.isfinite(shown)
    if known.sum() < MIN_SESSIONS:
        return NotYet("a fit of fitness and fatigue", int(known.sum()), MIN_SESSIONS)
    usual, middle = float(load[load > 0].mean()), float(np.median(shown[known]))
    names = _VARIABLE if variable_dose else _CONSTANT
    relative, doses = shown[known] / middle, load / usual
    noise = max(_rough_noise(relative), _LEAST_NOISE)
    start = _prior(names)
    for _ in range(_ROUNDS):
        found = _solve(names, start, day, doses, known, relative, noise)
        start = found.x
        left = relative - _model(names, found.x, day, doses)[known]
        noise = max(float(np.sqrt(np.mean(left**2))), _LEAST_NOISE)
    return FitnessFit(
        _parameters(names, found.x, middle), _intervals(names, found, middle), usual, noise,
        int(known.sum()),
    )  # fmt: skip


def one_step(
    days: npt.ArrayLike,
    loads: npt.ArrayLike,
    performance: npt.ArrayLike,
    variable_dose: bool = True,
    refit: int = 4,
) -> OneStep | NotYet:
    """Errors at the next session, of fits that saw only what came before; fitted anew every `refit`
    sessions. NotYet where fewer than twice `MIN_SESSIONS` are known."""
    day, load, shown = _columns(days, loads, performance)
    known = np.isfinite(shown)
    day, load, shown = day[known], load[known], shown[known]
    if len(shown) < 2 * MIN_SESSIONS:
        return NotYet("a check of such a fit", len(shown), 2 * MIN_SESSIONS)
    errors: list[list[float]] = []
    fit: FitnessFit | NotYet | None = None
    for n in range(MIN_SESSIONS, len(shown)):
        if (n - MIN_SESSIONS) % refit == 0:
            fit = fit_fitness(day[:n], load[:n], shown[:n], variable_dose)
        assert isinstance(fit, FitnessFit)
        said = response(fit.parameters, day[: n + 1], load[: n + 1] / fit.usual_load)
        behind = (shown[:n] - said[:n])[-3:].mean()
        guesses = (said[n], said[n] + behind, shown[n - 1], shown[max(0, n - 3) : n].mean())
        errors.append([abs(shown[n] - guess) for guess in guesses])
    mean = np.mean(errors, axis=0) / np.median(shown)
    model, corrected, last, recent = mean.tolist()
    return OneStep(model, corrected, last, recent, len(errors))


def _columns(*given: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    day, load, shown = (np.asarray(column, dtype=np.float64) for column in given)
    if not day.shape == load.shape == shown.shape or day.ndim != 1:
        raise InvalidInputError(
            f"days, loads and performance have shapes {day.shape}, {load.shape}, {shown.shape};"
            " one value of each a session is needed"
        )
    if not np.isfinite(day).all() or (np.diff(day) < 0).any():
        raise InvalidInputError("days must be finite and in order of time; sort them first")
    if not np.isfinite(load).all() or (load < 0).any() or not (load > 0).any():
        raise InvalidInputError("loads must be finite, 0 or more, and some of them above 0")
    if (shown <= 0).any():
        raise InvalidInputError("performance must be above 0; give NaN where it is not known")
    return day, load, shown


def _rough_noise(relative: Floats) -> float:
    """The noise of a session, from how much neighbours differ."""
    steps = np.diff(relative)
    return float(_MAD_TO_SD * np.median(np.abs(steps)) / np.sqrt(2))


def _prior(names: tuple[str, ...]) -> Floats:
    return np.array([np.log(getattr(USUAL, name)) for name in names])


def _spread(names: tuple[str, ...]) -> Floats:
    of = {"baseline": _SPREAD_BASELINE, "gain": SPREAD_GAIN, "fatigue": SPREAD_GAIN}
    return np.array([of.get(name, SPREAD_DAYS) for name in names])


def _parameters(names: tuple[str, ...], logs: Floats, unit: float = 1.0) -> FitnessParameters:
    values = dict(zip(names, np.exp(logs).tolist(), strict=True))
    return FitnessParameters(**{**values, "baseline": values["baseline"] * unit})


def _model(names: tuple[str, ...], logs: Floats, day: Floats, doses: Floats) -> Floats:
    return response(_parameters(names, logs), day, doses)


def _solve(
    names: tuple[str, ...], start: Floats, day: Floats, doses: Floats, known: npt.NDArray[np.bool_],
    relative: Floats, noise: float,
) -> "least_squares":  # fmt: skip
    """The least of the squared residuals, in units of noise, plus the squared distances from the
    prior, in units of its spread: the most probable parameters."""
    centre, spread = _prior(names), _spread(names)

    def residuals(logs: Floats) -> Floats:
        missed = (_model(names, logs, day, doses)[known] - relative) / noise
        return np.concatenate([missed, (logs - centre) / spread])

    width = _WIDEST * spread
    return least_squares(residuals, start, bounds=(centre - width, centre + width))


def _intervals(names: tuple[str, ...], found: "least_squares", unit: float) -> dict[str, Estimate]:
    """95 % intervals by Laplace's approximation, in logarithms, hence never below 0."""
    deviation = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)))
    out = {}
    for name, centre, wide in zip(names, found.x, deviation, strict=True):
        scale = unit if name == "baseline" else 1.0
        low, value, high = np.exp(centre + _NORMAL_95 * wide * np.array([-1, 0, 1])) * scale
        out[name] = Estimate(float(value), float(low), float(high))
    return out
