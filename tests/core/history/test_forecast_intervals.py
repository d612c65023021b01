"""Intervals from earlier residuals: they cover what they promise."""

import numpy as np
import pytest

from repsight.core.history.forecast.intervals import (
    BORROWED,
    HALF_DAYS,
    MOST_BORROWED,
    bounds,
    in_order,
    weighted,
)

NONE = in_order(np.empty(0), np.empty(0))
ALL = 10_000


def _even(count: int) -> np.ndarray:
    return np.full(count, 1 / count)


@pytest.mark.parametrize("count", [19, 39, 199])
@pytest.mark.parametrize("level", [0.8, 0.9])
def test_intervals_cover_what_they_promise(count: int, level: float) -> None:
    rng = np.random.default_rng(count)
    inside = 0
    for _ in range(2000):
        past, came = rng.standard_t(3, count), rng.standard_t(3)
        low, high = bounds(past, _even(count), level)
        inside += low <= came <= high
    assert level - 0.03 <= inside / 2000 <= level + 0.06


def test_few_residuals_give_their_whole_range() -> None:
    wrong = np.array([3.0, -2.0, 1.0])
    assert bounds(wrong, _even(3), 0.8) == (-2, 3)
    assert bounds(np.arange(9.0), _even(9), 0.8) == (0, 8)


def test_wider_levels_hold_narrower_ones() -> None:
    wrong = np.random.default_rng(1).normal(0, 1, 60)
    low80, high80 = bounds(wrong, _even(60), 0.8)
    low95, high95 = bounds(wrong, _even(60), 0.95)
    assert low95 <= low80 <= high80 <= high95


def test_bounds_of_turned_residuals_are_turned() -> None:
    wrong = np.random.default_rng(7).normal(1, 1, 50)
    weight = np.random.default_rng(8).random(50)
    weight /= weight.sum()
    low, high = bounds(wrong, weight, 0.8)
    np.testing.assert_allclose(bounds(-wrong, weight, 0.8), (-high, -low))


def test_intervals_may_lie_to_one_side() -> None:
    low, high = bounds(np.arange(1.0, 40.0), _even(39), 0.8)
    assert 0 < low < high


def test_residuals_are_taken_in_the_order_in_which_they_became_known() -> None:
    found = in_order(np.array([1.0, np.nan, 3.0, 2.0]), np.array([30.0, np.inf, 10.0, 20.0]))
    assert found.wrong.tolist() == [3, 2, 1]
    assert found.seen.tolist() == [10, 20, 30]


def test_what_was_not_known_yet_is_not_used() -> None:
    own = in_order(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0]))
    others = in_order(np.array([7.0, 8.0]), np.array([5.0, 25.0]))
    wrong, weight = weighted(own, others, 20, ALL)
    assert wrong.tolist() == [1, 2, 7]
    assert weight.sum() == pytest.approx(1)
    assert len(weighted(own, others, 4, ALL)[0]) == 0


def test_only_the_latest_of_ones_own_count() -> None:
    own = in_order(np.arange(10.0), np.arange(10.0))
    assert weighted(own, NONE, 100, 4)[0].tolist() == [6, 7, 8, 9]


def test_a_residual_loses_half_its_weight_in_a_year() -> None:
    own = in_order(np.array([1.0, 2.0]), np.array([0.0, HALF_DAYS]))
    _, weight = weighted(own, NONE, HALF_DAYS, ALL)
    assert weight[1] / weight[0] == pytest.approx(2)


def test_other_exercises_together_weigh_no_more_than_what_may_be_borrowed() -> None:
    own = in_order(np.zeros(20), np.full(20, 100.0))
    others = in_order(np.ones(ALL), np.full(ALL, 100.0))
    wrong, weight = weighted(own, others, 100, ALL)
    assert weight[wrong == 1].sum() == pytest.approx(BORROWED / (BORROWED + 20))
    assert np.sum(wrong == 1) == MOST_BORROWED


def test_few_residuals_of_others_weigh_as_much_as_ones_own() -> None:
    own = in_order(np.zeros(5), np.full(5, 100.0))
    others = in_order(np.ones(5), np.full(5, 100.0))
    np.testing.assert_allclose(weighted(own, others, 100, ALL)[1], 0.1)
