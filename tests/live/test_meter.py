"""Speed and lateness as the window shows them."""

import pytest

from repsight.live.meter import Meter


def test_nothing_is_known_before_there_is_something() -> None:
    meter = Meter()
    assert (meter.fps, meter.latency) == (None, None)
    meter.add(0.9, 1.0)
    assert meter.fps is None
    assert meter.latency == pytest.approx(0.1)


def test_speed_and_median_lateness_are_those_of_the_last_second() -> None:
    meter = Meter()
    for i in range(100):  # ten seconds at 10 FPS that were very late
        meter.add(i / 10 - 5, i / 10)
    for i in range(50):  # two at 25 FPS, one picture in five later than the others
        now = 10 + i / 25
        meter.add(now - (0.3 if i % 5 == 0 else 0.08), now)
    assert meter.fps == pytest.approx(25)
    assert meter.latency == pytest.approx(0.08)
