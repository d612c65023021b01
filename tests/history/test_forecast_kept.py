"""Forecasts of a kept history, and the slow models that are computed once."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from forecast_logs import DAYS, squats_and_planks
from logs import EVENING

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Forecast, NotYet, Series
from repsight.core.history.forecast.origins import origins_of
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.history.table import EPOCH
from repsight.history import Store, open_store
from repsight.history.forecast import forecast_all, forecast_exercise
from repsight.history.forecast.kept import GRU, PATHS, fingerprint, kept_paths
from repsight.history.forecast.recurrent import (
    INPUTS,
    WEIGHTS,
    Network,
    inputs_of,
    network_steps,
)
from repsight.history.forecast.statistical import NAMES, statistical_paths
from repsight.history.forecast.training import cut_day, train_network

TODAY = (EVENING.date() - EPOCH).days + 60 * DAYS


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "history.db")) as store:
        store.add_user("ada")
        store.add_sessions("ada", squats_and_planks())
        yield store


def _said(found: Forecast | NotYet) -> Forecast:
    assert isinstance(found, Forecast), found
    return found


def _walk(seed: int, sessions: int = 60) -> Series:
    values = 100 + 2.5 * np.random.default_rng(seed).integers(-1, 3, sessions).cumsum()
    return Series(f"e{seed}", "e1rm", "kg", np.arange(sessions) * 3, values.astype(float))


def test_an_exercise_is_forecast_in_its_main_measure(filled: Store) -> None:
    squat = _said(forecast_exercise(filled, "ada", "squat", today=TODAY))
    assert (squat.series.measure, squat.series.unit) == ("e1rm", "kg")
    assert squat.day.tolist() == [TODAY + DAYS * n for n in range(4)]
    plank = _said(forecast_exercise(filled, "ada", "plank", today=TODAY))
    assert plank.series.measure == "seconds"
    assert 40 <= plank.mean[0] <= 70


def test_another_measure_can_be_asked_for(filled: Store) -> None:
    found = _said(forecast_exercise(filled, "ada", "squat", "volume", today=TODAY))
    assert found.series.measure == "volume"
    assert found.mean[0] > 500
    with pytest.raises(InvalidInputError, match="measure is 'weight'; allowed: e1rm"):
        forecast_exercise(filled, "ada", "squat", "weight", today=TODAY)


def test_a_measure_without_values_is_not_yet(filled: Store) -> None:
    found = forecast_exercise(filled, "ada", "squat", "score", today=TODAY)
    assert isinstance(found, NotYet)
    assert found.have == 0


def test_an_unknown_exercise_is_told_what_it_may_be(filled: Store) -> None:
    with pytest.raises(
        InvalidInputError, match="ada has no exercise 'sqat'; it may be one of: squat"
    ):
        forecast_exercise(filled, "ada", "sqat", today=TODAY)
    filled.add_user("new")
    with pytest.raises(InvalidInputError, match="new has no sessions yet"):
        forecast_exercise(filled, "new", "squat", today=TODAY)


def test_all_exercises_are_forecast_at_once_as_each_alone(filled: Store) -> None:
    every = forecast_all(filled, "ada", today=TODAY)
    names = {_said(one).series.exercise for one in every}
    assert names == {"squat", "plank"}
    for one in map(_said, every):
        alone = forecast_exercise(filled, "ada", one.series.exercise, today=TODAY)
        np.testing.assert_allclose(_said(alone).high80, one.high80)
    filled.add_user("new")
    assert forecast_all(filled, "new", today=TODAY) == []


def test_slow_models_compete_once_they_were_run_and_until_the_next_session(
    filled: Store,
) -> None:
    def compared() -> set[str]:
        found = _said(forecast_exercise(filled, "ada", "squat", today=TODAY))
        return {one.model for one in found.scores}

    slow = {*NAMES, GRU}
    assert not compared() & slow
    full = _said(forecast_exercise(filled, "ada", "squat", today=TODAY, full=True))
    assert slow <= {one.model for one in full.scores}
    assert slow <= compared()
    key = f"4:{fingerprint(full.series)}"
    kept = filled.finding("ada", PATHS, key)
    assert kept is not None
    marked = {name: [[1.0] * 4 for _ in rows] for name, rows in kept.items()}
    filled.keep_finding("ada", PATHS, key, marked)
    forecast_exercise(filled, "ada", "squat", today=TODAY, full=True)
    again = kept_paths(filled, "ada", full.series, 4)
    assert all((one == 1).all() for one in again.values()), "what is kept is not computed again"
    after = EVENING + timedelta(days=60 * DAYS)
    filled.add_session("ada", LoggedSession(after, (LoggedSet("squat", 5, 100.0),), key="new"))
    assert not compared() & slow


def test_a_fingerprint_changes_with_anything_that_was_forecast_from() -> None:
    one = _walk(1)
    assert fingerprint(one) == fingerprint(_walk(1))
    later = Series(one.exercise, one.measure, one.unit, one.day + 1, one.values)
    more = Series(one.exercise, one.measure, one.unit, one.day, one.values + 0.5)
    other = Series("bench", one.measure, one.unit, one.day, one.values)
    assert len({fingerprint(s) for s in (one, later, more, other, _walk(1, 59))}) == 5
    assert fingerprint(one, other) != fingerprint(other, one)


def test_statistical_models_forecast_a_line_and_a_constant() -> None:
    still = statistical_paths(np.full(30, 82.5), [20, 30], 4)
    assert set(still) == set(NAMES)
    for paths in still.values():
        assert paths.shape == (2, 4)
        np.testing.assert_allclose(paths[np.isfinite(paths)], 82.5)
    line = statistical_paths(np.arange(100.0, 140), [40], 3)["auto_ets"]
    np.testing.assert_allclose(line, [[140, 141, 142]], atol=0.1)


def test_statistical_models_do_not_look_at_what_comes_later() -> None:
    values = _walk(3).values
    whole = statistical_paths(values, [20, 30], 4)
    known = statistical_paths(values[:30], [20, 30], 4)
    for name in NAMES:
        np.testing.assert_array_equal(whole[name], known[name])


def test_numpy_says_what_pytorch_says() -> None:
    torch = pytest.importorskip("torch")
    gru = torch.nn.GRU(INPUTS, 6, batch_first=True).double()
    out = torch.nn.Linear(6, 4).double()
    arrays = [one.detach().numpy() for one in (*gru.parameters(), *out.parameters())]
    network = Network(**dict(zip(WEIGHTS, arrays, strict=True)), cut=0)
    inputs = np.random.default_rng(0).normal(0, 1, (15, INPUTS))
    expected = out(gru(torch.from_numpy(inputs)[None])[0])[0].detach().numpy()
    np.testing.assert_allclose(network_steps(network, inputs), expected, atol=1e-12)


def test_a_network_learns_that_somebody_always_comes_back() -> None:
    pytest.importorskip("torch")
    values = np.where(np.arange(100) % 5 == 4, 90.0, 100.0)
    series = [Series(f"e{n}", "e1rm", "kg", np.arange(100) * 3, values) for n in range(3)]
    network = train_network(series, cut=250)
    assert network is not None
    row = origins_of(series[0])
    said = row.unscaled(network_steps(network, inputs_of(series[0], row)))
    light = np.flatnonzero((row.last == 90) & (row.day > 250))[0]
    assert said[light, 0] > 95
    assert np.isclose(said[light - 1, 1], 100, atol=5)


def test_training_is_repeatable_knows_nothing_after_its_cut_and_survives_json() -> None:
    pytest.importorskip("torch")
    every = [_walk(seed) for seed in range(4)]
    changed = [
        Series(s.exercise, s.measure, s.unit, s.day, np.where(s.day < 90, s.values, 500.0))
        for s in every
    ]
    first, second = (train_network(one, cut=90) for one in (every, changed))
    assert first is not None
    assert second is not None
    again = Network.from_dict(json.loads(json.dumps(second.to_dict())))
    assert again.cut == 90
    for name in WEIGHTS:
        np.testing.assert_array_equal(getattr(again, name), getattr(first, name))


def test_too_little_teaches_no_network() -> None:
    assert train_network([_walk(1, 12)], cut=10_000) is None
    assert train_network([], cut=10_000) is None


def test_the_cut_leaves_later_sessions_to_be_tried_on() -> None:
    series = [_walk(1, 100)]
    assert cut_day(series) == pytest.approx(0.6 * 297, abs=2)
