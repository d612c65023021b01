"""The simulated lifters are what they say, and noisy as real logs are."""

import numpy as np
import pytest
from lifters import FIRST, GAIN, Lifter, Plateau, draw_lifter, simulate, true_level

from repsight.core.history.series import session_series
from repsight.core.history.table import history_of


def test_the_level_stands_still_on_a_plateau_and_rises_elsewhere() -> None:
    level = true_level(Lifter(weeks=40, gain=0.01, plateaus=(Plateau(100, 70),)))
    assert np.ptp(level[100:170]) == pytest.approx(0)
    assert (np.diff(level)[:99] > 0).all()
    assert level[99] / level[92] == pytest.approx(np.exp(0.01 * 0.5 ** (13.5 / 80)), rel=1e-3)


def test_slowed_gains_are_half_of_what_they_were() -> None:
    level = np.log(true_level(Lifter(weeks=40, gain=0.01, halved=1e6, slowed=((140, 140),))))
    assert level[270] - level[150] == pytest.approx((level[130] - level[10]) / 2, rel=1e-3)


def test_a_short_break_costs_nothing_and_a_long_one_is_regained() -> None:
    still = Lifter(weeks=40, gain=0.0)
    short, long = (
        true_level(Lifter(weeks=40, gain=0.0, breaks=((50, days),))) for days in (20, 50)
    )
    assert short == pytest.approx(true_level(still))
    assert long.min() < 0.97 * still.level
    assert long[-1] == pytest.approx(still.level)


def test_the_truth_is_told_in_days_since_1970() -> None:
    made = simulate(Lifter(weeks=30, plateaus=(Plateau(100, 70),)), seed=1)
    assert made.plateaus[0].start == FIRST + 100
    assert made.gain_on(FIRST + 150) == pytest.approx(0)
    assert made.gain_on(FIRST + 60) == pytest.approx(0.006, rel=0.1)
    assert history_of(made.sessions).sessions.day[0] >= FIRST


def test_the_same_seed_gives_the_same_log() -> None:
    one, two = (simulate(Lifter(weeks=8), seed=4) for _ in range(2))
    assert one.sessions == two.sessions
    assert one.sessions != simulate(Lifter(weeks=8), seed=5).sessions


@pytest.mark.parametrize("experience", GAIN)
def test_best_sets_vary_about_their_level_as_in_real_logs(experience: str) -> None:
    rng = np.random.default_rng(2)
    spread = []
    for seed in range(12):
        made = simulate(draw_lifter(rng, experience, weeks=60), seed)
        found = session_series(history_of(made.sessions).sets, "squat", "e1rm")
        y = np.log(found.values)
        bend = (y[2:] - 2 * y[1:-1] + y[:-2]) / np.sqrt(6)
        spread.append(1.4826 * np.median(np.abs(bend)))
    # Seven barbell lifts of a real log: 0.015 to 0.025.
    assert 0.014 < np.median(spread) < 0.026
