"""What is known at each session of a series, and how somebody comes back from a drop."""

import numpy as np
import pytest

from repsight.core.history.findings import Series
from repsight.core.history.forecast.comeback import LEAST_ODD, comeback_steps
from repsight.core.history.forecast.origins import (
    FAR,
    FIRST,
    HORIZON,
    levels,
    origins_of,
    step_sizes,
)
from repsight.core.history.forecast.rhythm import next_days


def _series(values: object, days: object = None, exercise: str = "squat") -> Series:
    array = np.array(values, float)
    when = 3 * np.arange(len(array)) if days is None else np.array(days)
    return Series(exercise, "e1rm", "kg", when.astype(np.int64), array)


def test_there_is_an_origin_for_each_session_from_the_fifth_on() -> None:
    for sessions in range(8):
        assert len(origins_of(_series(np.ones(sessions)))) == max(0, sessions - FIRST + 1)


def test_outcomes_are_steps_from_the_origin_and_known_on_their_day() -> None:
    values = [100, 102, 101, 103, 104, 110, 108]
    found = origins_of(_series(values))
    assert found.last.tolist() == [104, 110, 108]
    np.testing.assert_allclose(found.came[0, :2] * found.scale[0], [6, 4])
    assert found.seen[0].tolist() == [15, 18, np.inf, np.inf]
    assert np.isnan(found.came[0, 2:]).all()
    assert np.isnan(found.came[2]).all()


def test_steps_and_paths_are_each_other_undone() -> None:
    found = origins_of(_series([100, 102, 101, 103, 104, 110, 108]))
    paths = np.arange(8.0).reshape(2, 4) + 100
    np.testing.assert_allclose(found.unscaled(found.scaled(paths)), paths)
    assert found.scaled(found.last[:, None])[:, 0].tolist() == [0, 0, 0]


def test_a_level_weighs_the_first_values_in_full() -> None:
    np.testing.assert_allclose(levels(np.array([10.0, 20.0]), 0.1), [10, (9 + 20) / 1.9])
    np.testing.assert_allclose(levels(np.array([3.0, 7.0, 5.0]), 1.0), [3, 7, 5])


def test_a_step_size_is_that_of_the_last_twenty_steps() -> None:
    values = np.concatenate([np.arange(5) * 10.0, np.full(30, 40.0)])
    found = step_sizes(values)
    assert found[0] == 0
    assert found[4] == 10
    assert found[-1] == 0


def test_nothing_is_below_or_fell_while_a_series_rises() -> None:
    found = origins_of(_series(np.arange(100, 130)))
    assert not found.below.any()
    assert not found.fell.any()


def test_a_wrong_entry_counts_no_more_than_a_large_drop() -> None:
    found = origins_of(_series([100.0] * 12 + [1.0]))
    assert found.below[-1] == FAR
    assert found.fell[-1] == FAR


def test_a_state_does_not_depend_on_the_unit() -> None:
    values = 100 + np.random.default_rng(2).normal(0, 3, 40).cumsum()
    kilograms, pounds = origins_of(_series(values)), origins_of(_series(values * 2.2046))
    for name in ("below", "fell", "came"):
        np.testing.assert_allclose(getattr(kilograms, name), getattr(pounds, name))


def _with_light_sessions(every: int, comes_back: bool, sessions: int = 120) -> Series:
    """A lifter who drops every so many sessions, and is back at the next one or never."""
    values, at = [], 100.0
    for n in range(sessions):
        light = n % every == every - 1
        at = 100.0 if comes_back else at - 10 * light
        values.append(at - 10 * light if comes_back else at)
    return _series(values)


def test_who_always_came_back_is_expected_back() -> None:
    series = _with_light_sessions(5, comes_back=True)
    row = origins_of(series)
    said = row.unscaled(comeback_steps([row])[0])
    light = np.flatnonzero(row.last == 90)[-1]
    assert said[light, 0] == pytest.approx(100, abs=1)
    assert said[light - 1, 0] == pytest.approx(100, abs=1)


def test_who_never_came_back_is_not() -> None:
    series = _with_light_sessions(5, comes_back=False)
    row = origins_of(series)
    said = row.unscaled(comeback_steps([row])[0])
    fell = np.flatnonzero(row.fell > 0)[-1]
    assert said[fell, 0] == pytest.approx(row.last[fell], abs=1)


def test_before_enough_drops_were_seen_the_forecast_is_the_naive_one() -> None:
    series = _with_light_sessions(5, comes_back=True, sessions=5 * (LEAST_ODD // 5))
    assert not comeback_steps([origins_of(series)])[0].any()


def test_other_exercises_teach_how_somebody_comes_back() -> None:
    known = _with_light_sessions(5, comes_back=True)
    new = _series([100] * 9 + [90], days=known.day[-10:] + 1)
    alone = comeback_steps([origins_of(new)])[0][-1]
    taught = comeback_steps([origins_of(new), origins_of(known)])[0][-1]
    assert not alone.any()
    assert taught[0] > 0


def test_what_others_do_later_teaches_nothing() -> None:
    known = _with_light_sessions(5, comes_back=True)
    new = _series([100] * 9 + [90], days=known.day[:10])
    taught = comeback_steps([origins_of(new), origins_of(known)])[0]
    assert not taught.any()


def test_no_series_and_short_series_are_no_error() -> None:
    assert comeback_steps([]) == []
    said = comeback_steps([origins_of(_series([])), origins_of(_series([1, 2, 3]))])
    assert [one.shape for one in said] == [(0, HORIZON), (0, HORIZON)]


def test_next_days_follow_the_usual_gap_and_not_a_holiday() -> None:
    days = np.array([0, 7, 14, 21, 49, 56, 63])
    assert next_days(days, 3).tolist() == [70, 77, 84]


def test_next_days_do_not_lie_in_the_past() -> None:
    days = np.array([0, 7, 14])
    assert next_days(days, 2, today=40).tolist() == [40, 47]
    assert next_days(days, 2, today=15).tolist() == [21, 28]


def test_next_days_of_one_session_or_two_a_day_still_go_on() -> None:
    assert next_days(np.array([10]), 2).tolist() == [17, 24]
    assert next_days(np.array([10, 10, 10]), 2).tolist() == [11, 12]
