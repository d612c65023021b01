"""Overreaching: told where performance falls under load, not where only one of them is there."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from repsight.core.history.findings import NotYet, Overreaching
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.history.risk import overreaching
from repsight.core.history.table import EPOCH, history_of

START = datetime(2026, 1, 5, 18, tzinfo=UTC)
FIRST = (START.date() - EPOCH).days
WEEKS = 24
TODAY = FIRST + 7 * WEEKS - 1


def lifter(
    fall: float = 0.0,
    more: float = 1.0,
    heavier: float = 0.0,
    slower: float = 0.0,
    seed: int = 0,
    exercises: tuple[str, ...] = ("squat", "bench press"),
    falling: int = 2,
) -> Overreaching | NotYet:
    """Two years of three sessions a week; in the last three weeks strength falls by `fall`,
    sets are `more` times as many, and a back-off set feels and moves as much harder."""
    rng = np.random.default_rng(seed)
    sessions = []
    for week in range(WEEKS):
        late = week >= WEEKS - 3
        for day in (0, 2, 4):
            sets = []
            for place, name in enumerate(exercises):
                lost = fall if late and place < falling else 0.0
                best = 100 * (1 - lost) * (1 + 0.015 * rng.normal())
                easy = LoggedSet(
                    name,
                    5,
                    60.0,
                    rpe=float(np.clip(6 + heavier * late + 0.3 * rng.normal(), 0, 10)),
                    measures={"velocity": 0.8 - slower * late + 0.02 * rng.normal()},
                )
                count = int(rng.integers(3, 6) * (more if late else 1.0))
                sets += [LoggedSet(name, 5, best), *([easy] * count)]
            sessions.append(LoggedSession(START + timedelta(days=7 * week + day), tuple(sets)))
    return overreaching(history_of(sessions), TODAY)


def signal(found: Overreaching | NotYet) -> str:
    assert isinstance(found, Overreaching)
    return found.signal


def test_a_fall_under_load_is_possible_and_with_more_effort_marked() -> None:
    assert signal(lifter(fall=0.1, more=2.0)) == "possible"
    assert signal(lifter(fall=0.1, more=2.0, heavier=1.5)) == "marked"
    assert signal(lifter(fall=0.1, more=2.0, slower=0.1)) == "marked"


def test_a_fall_without_load_or_load_without_a_fall_is_none_and_says_why() -> None:
    light = lifter(fall=0.1, more=0.5, heavier=1.5)
    assert signal(light) == "none"
    assert isinstance(light, Overreaching)
    assert "illness" in light.why
    assert signal(lifter(more=3.0, heavier=1.5)) == "none"


def test_chance_is_seldom_taken_for_overreaching() -> None:
    found = [signal(lifter(more=2.0, seed=seed)) for seed in range(40)]
    assert found.count("none") >= 39


def test_one_exercise_of_many_that_falls_is_not_the_lifter_falling() -> None:
    many = ("squat", "bench press", "deadlift", "row", "press")
    assert signal(lifter(fall=0.1, more=2.0, exercises=many, falling=1)) == "none"
    assert signal(lifter(fall=0.1, more=2.0, exercises=many, falling=2)) == "possible"


def test_a_fall_too_large_to_be_fatigue_is_another_machine() -> None:
    assert signal(lifter(fall=0.5, more=2.0)) == "none"


def test_signs_carry_value_comparison_and_source_and_what_is_not_logged_is_named() -> None:
    found = lifter(fall=0.1, more=2.0, heavier=1.5)
    assert isinstance(found, Overreaching)
    signs = {sign.name: sign for sign in found.signs}
    assert signs["performance"].value == pytest.approx(-10, abs=2)
    assert "2 of 2 exercises" in signs["performance"].comparison
    assert signs["effort"].value == pytest.approx(1.5, abs=0.3)
    assert signs["training"].value > 1.4
    assert "Meeusen" in found.source
    assert "not medical advice" in found.advice
    bare = overreaching(history_of(plain(20)), FIRST + 7 * 7)
    assert isinstance(bare, Overreaching)
    assert bare.unknown[-2:] == ("effort at the same load", "velocity at the same load")


def plain(count: int) -> list[LoggedSession]:
    return [
        LoggedSession(START + timedelta(days=2 * n), (LoggedSet("squat", 5, 100.0),))
        for n in range(count)
    ]


def test_too_few_sessions_or_none_of_late_are_not_yet() -> None:
    few = overreaching(history_of(plain(6)), FIRST + 12)
    assert isinstance(few, NotYet)
    assert (few.have, few.need) == (3, 11)
    assert isinstance(overreaching(history_of(plain(20)), FIRST + 200), NotYet)
    assert isinstance(overreaching(history_of([]), FIRST), NotYet)


def test_sessions_after_today_change_nothing() -> None:
    early = overreaching(history_of(plain(20)), FIRST + 45)
    late = overreaching(history_of(plain(60)), FIRST + 45)
    assert early == late
