"""Times always increase, whatever the container says."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.video.clock import Clock


def test_the_first_frame_is_at_zero() -> None:
    clock = Clock(25)
    assert [clock.seconds(t) for t in (7.0, 7.5, 9.0)] == [0.0, 0.5, 2.0]


def test_frames_without_timestamps_follow_the_nominal_rate() -> None:
    clock = Clock(20)
    assert [clock.seconds(None) for _ in range(4)] == pytest.approx([0.0, 0.05, 0.1, 0.15])


def test_a_repeated_timestamp_moves_only_its_own_frame() -> None:
    clock = Clock(25)
    assert [clock.seconds(t) for t in (0, 0.04, 0.04, 0.12)] == pytest.approx(
        [0, 0.04, 0.041, 0.12]
    )


def test_a_clock_that_starts_again_goes_on_from_where_it_was() -> None:
    clock = Clock(10)
    times = [clock.seconds(t) for t in (100.0, 100.1, 100.2, 3.0, 3.1)]
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])


@given(
    st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.none() | st.floats(0.5, 240),
)
def test_any_timestamps_give_strictly_increasing_seconds(
    raw: list[float | None], fps: float | None
) -> None:
    clock = Clock(fps)
    times = [clock.seconds(t) for t in raw]
    assert times[0] == 0
    assert all(a < b for a, b in itertools.pairwise(times))
