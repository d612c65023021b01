"""Even times from uneven ones."""

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.uniform_grid import frame_rate, on_grid


def test_the_rate_is_that_of_the_usual_steps() -> None:
    t = np.arange(300) / 29.97
    assert frame_rate(t) == pytest.approx(29.97)
    assert frame_rate(np.round(t, 3)) == pytest.approx(29.97, rel=1e-3)
    assert frame_rate(np.delete(t, [5, 6, 90, 200])) == pytest.approx(29.97)


def test_one_frame_has_no_rate() -> None:
    with pytest.raises(InvalidInputError, match="1 frame has no frame rate"):
        frame_rate(np.zeros(1))


def test_even_frames_stay_as_they_are_also_with_times_rounded_to_milliseconds() -> None:
    t = 2.0 + np.arange(600) / 30
    values = np.random.default_rng(1).random((600, 17, 2))
    for times in (t, np.round(t, 3)):
        rate, grid, back = on_grid(times, values)
        assert rate == pytest.approx(30, rel=1e-4)
        np.testing.assert_allclose(grid, t, atol=2e-3)
        np.testing.assert_array_equal(back, values)


def test_a_frame_left_out_is_filled_in_between_its_neighbours() -> None:
    t = np.delete(np.arange(60) / 30, 20)
    _, grid, back = on_grid(t, 7 * t)
    assert len(grid) == 60
    np.testing.assert_allclose(back, 7 * grid)


def test_an_uneven_rate_is_evened_out() -> None:
    t = np.cumsum(np.tile([1 / 30, 2 / 30], 50))
    _, grid, back = on_grid(t, np.stack([t, -t], axis=1))
    np.testing.assert_allclose(np.diff(grid), np.diff(grid)[0])
    np.testing.assert_allclose(back[1:-1], np.stack([grid, -grid], axis=1)[1:-1], atol=0.006)


def test_nothing_is_made_up_in_a_long_gap_nor_where_a_value_is_missing() -> None:
    t = np.concatenate([np.arange(30), np.arange(60, 90)]) / 30
    values = t.copy()
    values[10:15] = np.nan
    _, grid, back = on_grid(t, values)
    assert len(grid) == 90
    assert np.isnan(back[30:60]).all()
    assert np.isnan(back[10:15]).all()
    assert np.isfinite(back[:10]).all()


def test_a_value_that_one_neighbour_has_is_taken_where_that_one_is_nearer() -> None:
    t = np.delete(np.arange(30) / 10, [10, 11])
    values = np.where(t > 1.0, np.nan, 5.0)
    _, _, back = on_grid(t, values)
    assert back[10] == 5.0
    assert np.isnan(back[11])
