"""Pictures of charts: escaped, as small as they can be, nothing lost that can be seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.report.svg import Scale, Svg, simplified, tick_label, ticks
from repsight.report.trends import Trend, draw_speeds, draw_trends, loss_words


def test_text_and_labels_are_escaped() -> None:
    svg = Svg(10, 10, '"><script>alert(1)</script>', "half")
    svg.text(1, 1, "<script>alert(2)</script>")
    assert "<script" not in str(svg)
    assert "&lt;script&gt;" in str(svg)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=60))
def test_a_simplified_line_keeps_its_ends_and_stays_within_the_tolerance(ys: list[float]) -> None:
    points = np.stack([np.arange(len(ys), dtype=float), np.array(ys)], axis=1)
    kept = simplified(points, 0.6)
    np.testing.assert_array_equal(kept[[0, -1]], points[[0, -1]])
    back = np.interp(points[:, 0], kept[:, 0], kept[:, 1])
    # The distance from a line is at most the distance straight down to it.
    slope = np.interp(points[:, 0], kept[1:, 0], np.diff(kept[:, 1]) / np.diff(kept[:, 0]))
    assert np.abs(back - points[:, 1]).min() <= 0.6 + abs(slope).max()


def test_a_straight_line_is_two_points() -> None:
    line = np.stack([np.arange(500.0), 2 * np.arange(500.0)], axis=1)
    assert len(simplified(line)) == 2


def test_a_curve_is_broken_where_it_was_not_seen() -> None:
    svg = Svg(10, 10, "x", "half")
    svg.path(np.arange(6.0), np.array([1, 2, np.nan, 4, 5, np.nan]), "curve")
    assert str(svg).count("M") == 2
    svg.path(np.arange(3.0), np.full(3, np.nan), "curve")
    assert str(svg).count("<path") == 1


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-90, 45), (0.02, 0.31), (0, 3600), (171, 174)])
def test_ticks_are_round_inside_and_neither_few_nor_many(low: float, high: float) -> None:
    found = ticks(low, high, 4)
    assert 2 <= len(found) <= 9
    assert low - 1e-6 <= found[0]
    assert found[-1] <= high + 1e-6
    labels = [tick_label(value, found[1] - found[0]) for value in found]
    assert len(set(labels)) == len(labels)


def test_an_empty_range_has_one_tick_and_a_scale_still_works() -> None:
    assert ticks(3, 3, 4) == [3]
    assert Scale(3, 3, 0, 100)(3) == 0


def test_trends_mark_what_misses_the_target_and_what_was_not_measured() -> None:
    trend = Trend("Depth", (-20.0, -5.0, float("nan")), target=-10.0, low=-10.0)
    text = str(draw_trends([trend], [1, 2, 3], "°", "depth", floor=None))
    assert text.count("hollow") == 1
    assert "×" in text
    assert "nan" not in text


def test_speeds_are_bars_with_the_steps_of_velocity_loss() -> None:
    text = str(draw_speeds([0.5, 0.45, 0.3], [1, 2, 3], "m/s", "speed"))
    assert text.count('class="bar"') == 3
    assert all(f"−{loss} %" in text for loss in (10, 20, 30))
    assert "nan" not in str(draw_speeds([float("nan")], [1], "m/s", "speed"))


@pytest.mark.parametrize(
    ("loss", "says"), [(3, "hardly any"), (14, "little"), (25, "clearly"), (60, "much slower")]
)
def test_velocity_loss_is_read_in_the_usual_steps(loss: float, says: str) -> None:
    assert says in loss_words(loss)
    assert loss_words(float("nan")) == ""
