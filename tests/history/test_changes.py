"""Changes of series whose truth is known."""

import numpy as np
import pytest

from repsight.core.history.findings import Series
from repsight.core.history.plateau import usual
from repsight.core.history.trend import noise
from repsight.history.changes import changes

DAYS = np.arange(0, 300, 3)


def _series(values: np.ndarray) -> Series:
    return Series("squat", "e1rm", "kg", DAYS[: len(values)], np.asarray(values, float))


def _noise(seed: int = 0, carried: float = 0.0) -> np.ndarray:
    rng, form = np.random.default_rng(seed), np.zeros(len(DAYS))
    for n in range(1, len(DAYS)):
        form[n] = carried * form[n - 1] + rng.normal(0, 2) * np.sqrt(1 - carried**2)
    return form


def test_a_jump_is_found_where_it_is_with_the_levels_around_it() -> None:
    (found,) = changes(_series(np.where(DAYS < 150, 100.0, 112.0) + _noise()))
    assert abs(found.day - 150) <= 6
    assert (found.before, found.after) == pytest.approx((100, 112), abs=2)


def test_a_kink_is_found_with_the_slopes_around_it() -> None:
    (found,) = changes(_series(100 + np.minimum(DAYS, 180) / 7 * 1.5 + _noise()))
    assert abs(found.day - 180) <= 21
    assert found.slope_before == pytest.approx(1.5, abs=0.2)
    assert found.slope_after == pytest.approx(0, abs=0.3)


def test_steady_rises_hardly_ever_change() -> None:
    wrong = [
        bool(changes(_series(100 + DAYS / 7.0 + _noise(seed, carried=0.3)))) for seed in range(20)
    ]
    assert sum(wrong) <= 1


def test_units_and_dates_do_not_matter() -> None:
    values = np.where(DAYS < 150, 100.0, 112.0) + _noise()
    (one,) = changes(_series(values))
    (two,) = changes(Series("squat", "e1rm", "lb", DAYS + 7, values * 2.2))
    assert two.day == one.day + 7
    assert two.after == pytest.approx(2.2 * one.after)


def test_few_points_and_equal_points_have_no_change() -> None:
    assert changes(_series(np.array([100.0] * 9))) == ()
    assert changes(_series(np.full(40, 100.0))) == ()
    assert changes(_series(np.zeros(40))) == ()


@pytest.mark.parametrize("seed", range(8))
def test_the_search_finds_what_ruptures_finds(seed: int) -> None:
    ruptures = pytest.importorskip("ruptures")
    rng = np.random.default_rng(seed)
    kink, jump = rng.uniform(0, 300, 2)
    values = 100 + _noise(seed, carried=0.3) + np.where(jump < DAYS, rng.normal(0, 9), 0)
    values += np.maximum(DAYS - kink, 0) / 7 * rng.normal(0, 1)
    kept = usual(values)
    days, shown = DAYS[kept], values[kept]
    signal = np.column_stack([shown / noise(shown), days / 7, np.ones(len(days))])
    search = ruptures.Pelt(model="linear", min_size=5, jump=1).fit(signal)
    told = [days[end] for end in search.predict(pen=12 * np.log(len(days)))[:-1]]
    assert [one.day for one in changes(_series(values))] == told
