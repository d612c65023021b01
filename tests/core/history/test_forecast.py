"""Forecasts of whole series: what is said, when it is not yet, and that nothing is known early."""

from dataclasses import fields

import numpy as np
import pytest
from lifters import draw_lifter, simulate

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Forecast, NotYet, Series
from repsight.core.history.forecast import NEED, forecast, forecasts
from repsight.core.history.forecast.backtest import (
    DEFAULT,
    MARGIN,
    RECENT,
    Backtest,
    backtest,
    judged,
)
from repsight.core.history.forecast.comeback import comeback_steps
from repsight.core.history.forecast.forecast import KEPT_DAYS, MAX_HORIZON
from repsight.core.history.forecast.intervals import LEAST
from repsight.core.history.forecast.models import LIGHT, NAIVES
from repsight.core.history.forecast.origins import FIRST, HORIZON, origins_of
from repsight.core.history.series import session_series
from repsight.core.history.table import history_of


def _series(
    values: object, exercise: str = "squat", measure: str = "e1rm", first: int = 0
) -> Series:
    array = np.array(values, float)
    return Series(exercise, measure, "kg", first + 3 * np.arange(len(array)), array)


def _walk(seed: int, sessions: int = 60, exercise: str = "squat", first: int = 0) -> Series:
    """Loads in steps of 2.5 with light days, as people log them."""
    rng = np.random.default_rng(seed)
    level = 100 + 2.5 * rng.choice([-1, 0, 0, 0, 1, 1], sessions).cumsum()
    light = rng.random(sessions) < 0.15
    return _series(np.where(light, level - 10, level), exercise, first=first)


def _of(series: Series, *others: Series) -> Backtest:
    rows = [origins_of(one) for one in (series, *others)]
    return backtest(series, rows, comeback_steps(rows), 0)


def _said(found: Forecast | NotYet) -> Forecast:
    assert isinstance(found, Forecast), found
    return found


def _simulated(seed: int) -> Series:
    experience = ("beginner", "intermediate", "advanced")[seed % 3]
    lifter = draw_lifter(np.random.default_rng(seed), experience)
    sets = history_of(simulate(lifter, seed).sessions).sets
    return session_series(sets, lifter.exercise, "e1rm")


def test_a_constant_series_is_forecast_exactly_and_surely() -> None:
    found = _said(forecast(_series(np.full(30, 82.5))))
    for name in ("mean", "low80", "high80", "low95", "high95"):
        np.testing.assert_allclose(getattr(found, name), 82.5)
    assert found.day.tolist() == [90, 93, 96, 99]


def test_ranges_hold_each_other_and_the_mean_is_inside() -> None:
    found = _said(forecast(_walk(1), [_walk(2, exercise="bench")]))
    assert (found.low95 <= found.low80).all()
    assert (found.low80 <= found.mean).all()
    assert (found.mean <= found.high80).all()
    assert (found.high80 <= found.high95).all()


def test_ranges_grow_with_the_sessions_ahead() -> None:
    found = _said(forecast(_walk(3, 200)))
    width = found.high80 - found.low80
    assert width[3] > width[0]


@pytest.mark.parametrize("sessions", range(NEED))
def test_a_short_history_is_told_what_is_missing(sessions: int) -> None:
    found = forecast(_walk(1, sessions), [_walk(2, exercise="bench")])
    assert found == NotYet("a forecast of squat", sessions, NEED)
    assert f"{NEED - sessions} more" in str(found)


def test_a_series_alone_needs_residuals_of_its_own() -> None:
    # The fourth session ahead is known so many sessions after the first origin.
    need = FIRST + HORIZON - 1 + LEAST
    found = forecast(_walk(1, NEED))
    assert found == NotYet("a forecast of squat", NEED, need)
    assert isinstance(forecast(_walk(1, need - 1)), NotYet)
    assert isinstance(forecast(_walk(1, need)), Forecast)


def test_other_exercises_lend_theirs() -> None:
    assert isinstance(forecast(_walk(1, NEED, first=180), [_walk(2)]), Forecast)
    later = _walk(2, first=1000)
    assert isinstance(forecast(_walk(1, NEED), [later]), NotYet), "these were not known yet"


def test_the_past_of_a_forecast_does_not_change_with_the_future() -> None:
    series, other = _walk(5, 70), _walk(6, 70, "bench", first=1)
    whole = _of(series, other)
    for count in (20, 33, 48, 69):
        known = Series("squat", "e1rm", "kg", series.day[:count], series.values[:count])
        before = other.day <= known.day[-1]
        rest = Series("bench", "e1rm", "kg", other.day[before], other.values[before])
        now, then = _of(known, rest).said(-1 + count - FIRST + 1), whole.said(count - FIRST)
        assert now.model == then.model
        for name in ("steps", "low", "high"):
            np.testing.assert_allclose(getattr(now, name), getattr(then, name))


def test_the_forecast_is_the_last_origin_of_the_backtest() -> None:
    series, other = _walk(7, 90), _walk(8, exercise="bench")
    found, test = _said(forecast(series, [other])), _of(series, other)
    said = test.said(len(test.origins) - 1)
    assert found.model == said.model
    np.testing.assert_allclose(found.mean, test.origins.unscaled(said.steps[None])[0])
    np.testing.assert_allclose(found.low80, test.origins.unscaled(said.low[:1])[0])


def test_the_same_history_gives_the_same_forecast() -> None:
    series, others = _walk(9, 80), [_walk(10, exercise="bench"), _walk(11, exercise="row")]
    first, second = (_said(forecast(series, others)) for _ in range(2))
    for one in fields(Forecast):
        np.testing.assert_array_equal(getattr(first, one.name), getattr(second, one.name))


def test_all_forecasts_are_those_of_each() -> None:
    every = [_walk(1, 60), _walk(2, 40, "bench"), _walk(3, 8, "row")]
    found = forecasts(every, today=200)
    assert isinstance(found[2], NotYet)
    for n in range(2):
        one = _said(forecast(every[n], every[:n] + every[n + 1 :], today=200))
        np.testing.assert_allclose(_said(found[n]).mean, one.mean)
        np.testing.assert_allclose(_said(found[n]).low95, one.low95)
        assert _said(found[n]).why == one.why
    assert forecasts([]) == []


def test_the_scores_of_those_that_are_asked_for_are_those_of_each() -> None:
    every = [_walk(1, 60), _walk(2, 60, "bench"), _walk(3, 60, "row")]
    squat, bench, row = map(_said, forecasts(every, scored_of=["bench", "row"]))
    assert squat.scores == ()
    alone = _said(forecast(every[1], [every[0], every[2]]))
    assert [one.model for one in bench.scores] == [one.model for one in alone.scores]
    for one, same in zip(bench.scores, alone.scores, strict=True):
        assert (one.mase, one.crps) == pytest.approx((same.mase, same.crps))
    assert row.scores


def test_a_model_that_is_always_right_is_chosen_and_said_to_be() -> None:
    series = _walk(12, 80)
    row = origins_of(series)
    right = row.unscaled(np.nan_to_num(row.came))[-RECENT - 1 :]
    found = _said(forecast(series, slow={"oracle": right}))
    assert found.model == "oracle"
    assert found.scores[0].model == "oracle"
    assert found.scores[0].mase == 0
    assert "oracle: its error over the last sessions was 0.00" in found.why


def test_a_model_that_is_a_little_better_is_not_chosen() -> None:
    row = origins_of(_walk(12, 80))
    default = comeback_steps([row])[0]
    known = np.isfinite(row.came)
    for share, chosen in ((MARGIN / 2, DEFAULT), (1.5 * MARGIN, "better")):
        better = np.where(known, default + share * (row.came - default), default)
        test = backtest(_walk(12, 80), [row], [default], 0, slow={"better": row.unscaled(better)})
        assert test.chosen(len(row) - 1) == chosen


def test_a_model_that_says_nothing_is_neither_chosen_nor_scored() -> None:
    series = _walk(12, 80)
    silent = np.full((RECENT + 1, HORIZON), np.nan)
    found = _said(forecast(series, slow={"silent": silent}))
    assert found.model != "silent"
    assert "silent" not in {one.model for one in found.scores}


def test_every_model_is_scored_against_the_best_naive_one() -> None:
    found = _said(forecast(_walk(13, 90)))
    scores = {one.model: one for one in found.scores}
    assert set(scores) == {DEFAULT, *LIGHT}
    assert min(scores[name].relative for name in NAIVES) == pytest.approx(1)
    relatives = [one.relative for one in found.scores]
    assert relatives == sorted(relatives)
    assert all(one.forecasts == 4 * RECENT - 6 for one in found.scores)


@pytest.mark.parametrize("horizon", [1, 2, MAX_HORIZON])
def test_as_many_sessions_are_forecast_as_were_asked_for(horizon: int) -> None:
    found = _said(forecast(_walk(1, 80), horizon=horizon))
    assert len(found.mean) == len(found.day) == len(found.high95) == horizon


@pytest.mark.parametrize("horizon", [0, -1, MAX_HORIZON + 1])
def test_other_horizons_are_refused(horizon: int) -> None:
    with pytest.raises(InvalidInputError, match=f"horizon is {horizon}; 1 to {MAX_HORIZON}"):
        forecast(_walk(1), horizon=horizon)


def test_nothing_is_forecast_below_zero_or_above_a_hundred_percent() -> None:
    rng = np.random.default_rng(3)
    few = _said(forecast(_series(rng.integers(0, 3, 60), measure="reps")))
    assert (few.low95 >= 0).all()
    scores = _said(forecast(_series(rng.uniform(90, 100, 60), measure="score")))
    assert (scores.high95 <= 100).all()
    assisted = _said(forecast(_series(rng.normal(-20, 5, 60), measure="load")))
    assert (assisted.low95 < 0).all()


def test_a_long_break_is_pointed_out() -> None:
    series = _walk(1, 60)
    last = int(series.day[-1])
    assert "days ago" not in _said(forecast(series, today=last + KEPT_DAYS)).why
    found = _said(forecast(series, today=last + 100))
    assert "the last session was 100 days ago" in found.why
    assert found.day[0] == last + 100


@pytest.fixture(scope="module")
def simulated() -> list[Backtest]:
    return [_of(_simulated(seed)) for seed in range(10)]


def test_ranges_cover_what_they_promise_on_simulated_lifters(simulated: list[Backtest]) -> None:
    tallies = []
    for test in simulated:
        at = [n for n in range(len(test.origins)) if test.origins.count[n] >= NEED][::3]
        tallies.append(judged(test, at, test.said))
    cover80, cover95, _ = np.concatenate(tallies).mean(axis=0)
    assert 0.75 <= cover80 <= 0.88
    assert 0.90 <= cover95 <= 0.99


def test_forecasts_of_simulated_lifters_are_better_than_naive(simulated: list[Backtest]) -> None:
    ratios = []
    for test in simulated:
        at = range(NEED - FIRST, len(test.origins) - 1)
        chosen = np.array([test.steps[test.chosen(n)][n] for n in at])
        came = test.origins.came[list(at)]
        ratios.append(np.nanmean(np.abs(came - chosen)) / np.nanmean(np.abs(came)))
    assert np.mean(ratios) < 0.95


@pytest.mark.parametrize(
    "values",
    [
        np.zeros(40),
        np.append(np.zeros(40), 30),
        np.append(np.full(40, 10.0), 1000),
        np.tile([1e-9, 1e9], 20),
        np.arange(40) * -2.5,
    ],
    ids=["nothing", "first success", "wrong entry", "two units", "falling"],
)
def test_strange_series_give_finite_ranges(values: np.ndarray) -> None:
    found = _said(forecast(_series(values), [_walk(1, exercise="bench")], today=130))
    for name in ("mean", "low80", "high80", "low95", "high95"):
        assert np.isfinite(getattr(found, name)).all()
    assert (found.low95 <= found.high95).all()
