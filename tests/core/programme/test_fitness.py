"""Fitness and fatigue: the model against closed forms, fits against known parameters."""

from dataclasses import replace

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import NotYet
from repsight.core.programme.fitness import USUAL, FitnessParameters, remaining, response
from repsight.core.programme.fitness_fit import FitnessFit, OneStep, fit_fitness, one_step

CONSTANT = replace(USUAL, dose_days=None)
KNOWN = FitnessParameters(100.0, gain=0.012, fatigue=0.03, gain_days=50.0, fatigue_days=8.0)


def training(sessions: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Days and loads in blocks of hard and easy weeks, so that both effects can be told apart."""
    rng = np.random.default_rng(seed)
    days = np.cumsum(rng.integers(1, 5, sessions)).astype(float)
    block = np.where((days // 21) % 2 == 0, 1.4, 0.6)
    return days, block * rng.uniform(0.6, 1.4, sessions)


def log(noise: float, known: FitnessParameters = KNOWN, sessions: int = 150, seed: int = 0):
    days, loads = training(sessions, seed)
    loads = loads / loads.mean()
    rng = np.random.default_rng([seed, 1])
    shown = response(known, days, loads) * np.exp(noise * rng.standard_normal(sessions))
    return days, loads * 4000, shown


def test_one_session_is_answered_as_the_closed_form_says() -> None:
    days = np.arange(0.0, 120.0)
    loads = np.zeros(120)
    loads[0] = 1.5
    t = days[1:]
    wanted = 100 * (1 + 0.012 * 1.5 * np.exp(-t / 50) - 0.03 * 1.5 * np.exp(-t / 8))
    assert response(KNOWN, days, loads)[1:] == pytest.approx(wanted, rel=1e-12)


def test_with_a_variable_dose_a_lone_session_counts_its_load_twice() -> None:
    days, loads = np.array([0.0, 5.0]), np.array([2.0, 0.0])
    fatigue_of = replace(KNOWN, gain=0.0, dose_days=7.0)
    constant = replace(KNOWN, gain=0.0)
    lost = 100 - response(fatigue_of, days, loads)[1]
    assert lost == pytest.approx(2.0 * (100 - response(constant, days, loads)[1]))


def test_sessions_close_together_tire_more_than_the_same_sessions_apart() -> None:
    loads = np.array([1.0, 1.0, 0.0])
    known = replace(KNOWN, gain=0.0, dose_days=7.0, fatigue_days=1e6)
    close = response(known, [0.0, 1.0, 30.0], loads)[-1]
    apart = response(known, [0.0, 20.0, 30.0], loads)[-1]
    assert close < apart - 1


def test_the_recursion_equals_the_convolution() -> None:
    days, loads = training(60)
    days[10:12] = days[10]  # two sessions on one day
    since = days[:, None] - days[None, :]
    earlier = np.arange(60)[:, None] > np.arange(60)[None, :]
    wanted = (np.where(earlier, np.exp(-since / 11.0), 0.0) * loads).sum(axis=1)
    assert remaining(days, loads, 11.0) == pytest.approx(wanted, abs=1e-12)


def test_a_response_is_worst_just_after_training_and_best_weeks_later() -> None:
    days = np.arange(0.0, 200.0)
    loads = np.where(days < 60, 1.0, 0.0)
    shown = response(KNOWN, days, loads)
    assert shown.argmin() < 60 < shown.argmax() < 100
    assert shown[-1] == pytest.approx(
        100 * (1 + 0.012 * remaining(days, loads, 50.0)[-1]), rel=1e-3
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_parameters_of_a_simulated_log_lie_in_their_intervals(seed: int) -> None:
    fit = fit_fitness(*log(0.005, seed=seed), variable_dose=False)
    assert isinstance(fit, FitnessFit)
    inside = [
        fit.intervals[name].low <= getattr(KNOWN, name) <= fit.intervals[name].high
        for name in ("baseline", "gain", "fatigue", "gain_days", "fatigue_days")
    ]
    assert sum(inside) >= 4  # of five intervals that each hold 95 %
    assert fit.noise == pytest.approx(0.0055, rel=0.3)


def test_exact_logs_give_the_parameters_back() -> None:
    fit = fit_fitness(*log(0.0), variable_dose=False)
    assert isinstance(fit, FitnessFit)
    for name in ("baseline", "gain", "fatigue", "gain_days", "fatigue_days"):
        assert getattr(fit.parameters, name) == pytest.approx(getattr(KNOWN, name), rel=0.15)
    assert fit.usual_load == pytest.approx(4000)


def test_a_variable_dose_is_found_where_there_is_one() -> None:
    known = replace(KNOWN, fatigue=0.01, dose_days=5.0)
    constant, variable = (fit_fitness(*log(0.003, known), variable) for variable in (False, True))
    assert isinstance(constant, FitnessFit)
    assert isinstance(variable, FitnessFit)
    assert variable.noise < 0.9 * constant.noise
    assert variable.intervals["dose_days"].low < 5.0 < variable.intervals["dose_days"].high


def test_a_log_that_tells_nothing_leaves_the_usual_values_and_wide_intervals() -> None:
    days, loads, _ = log(0.0, sessions=30)
    shown = 100 * np.exp(0.2 * np.random.default_rng(3).standard_normal(30))
    fit = fit_fitness(days, loads, shown)
    assert isinstance(fit, FitnessFit)
    assert fit.parameters.fatigue_days == pytest.approx(USUAL.fatigue_days, rel=0.5)
    days = fit.intervals["fatigue_days"]
    assert days.high / days.low > 4


def test_scaling_loads_or_performance_changes_no_time_constant() -> None:
    days, loads, shown = log(0.01)
    first, second = fit_fitness(days, loads, shown), fit_fitness(days, loads * 7, shown / 2.2)
    assert isinstance(first, FitnessFit)
    assert isinstance(second, FitnessFit)
    assert second.parameters.gain_days == pytest.approx(first.parameters.gain_days, rel=1e-3)
    assert second.parameters.baseline * 2.2 == pytest.approx(first.parameters.baseline, rel=1e-3)


def test_sessions_of_unknown_performance_still_train() -> None:
    days, loads, shown = log(0.0)
    shown[::3] = np.nan
    fit = fit_fitness(days, loads, shown, variable_dose=False)
    assert isinstance(fit, FitnessFit)
    assert fit.sessions == 100
    assert fit.parameters.gain == pytest.approx(KNOWN.gain, rel=0.2)


def test_too_short_a_log_is_not_yet() -> None:
    found = fit_fitness(*(column[:19] for column in log(0.0)))
    assert isinstance(found, NotYet)
    assert "1 more" in str(found)
    assert isinstance(one_step(*(column[:39] for column in log(0.0))), NotYet)


def test_where_the_model_is_true_its_fit_sees_the_next_session_better_than_the_last_value() -> None:
    known = replace(KNOWN, fatigue=0.06)
    step = one_step(*log(0.003, known, sessions=100), variable_dose=False, refit=20)
    assert isinstance(step, OneStep)
    assert step.forecasts == 80
    assert step.corrected < step.last
    assert step.model < step.last


def test_where_strength_wanders_the_last_value_is_better_and_that_is_told() -> None:
    days, loads, _ = log(0.0, sessions=100)
    wander = 100 * np.exp(np.cumsum(0.02 * np.random.default_rng(4).standard_normal(100)))
    step = one_step(days, loads, wander, variable_dose=False, refit=20)
    assert isinstance(step, OneStep)
    assert step.last < step.model


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (([0, 1], [1], [1, 1]), "shapes"),
        (([1, 0], [1, 1], [1, 1]), "in order of time"),
        (([0, 1], [0, 0], [1, 1]), "above 0"),
        (([0, 1], [1, -1], [1, 1]), "0 or more"),
        (([0, 1], [1, 1], [1, 0]), "give NaN"),
        (([0, np.nan], [1, 1], [1, 1]), "finite"),
    ],
)
def test_columns_that_make_no_log_are_refused(columns, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        fit_fitness(*columns)


@pytest.mark.parametrize(("name", "value"), [("baseline", 0.0), ("gain", -0.1), ("dose_days", 0.0)])
def test_parameters_that_no_model_has_are_refused(name: str, value: float) -> None:
    with pytest.raises(InvalidInputError, match=name):
        replace(USUAL, **{name: value})
