"""Weekly load against weeks worked by hand."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from repsight.core.history.load import (
    ABOUT_ACUTE_AND_CHRONIC,
    load_measure,
    monday_of,
    monotony_of,
    session_load,
    weekly_load,
)
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.history.table import EPOCH, History, history_of

MONDAY = datetime(2026, 1, 5, 18, tzinfo=UTC)
FIRST = (MONDAY.date() - EPOCH).days


def _session(day: int, rpe: float | None = None, minutes: float | None = None, load: float = 100.0):
    seconds = None if minutes is None else 60 * minutes
    return LoggedSession(
        MONDAY + timedelta(days=day), (LoggedSet("squat", 5, load),), rpe=rpe, seconds=seconds
    )


def _history(*sessions: LoggedSession) -> History:
    return history_of(sessions)


def test_a_week_by_hand() -> None:
    history = _history(_session(0, 6, 50), _session(2, 8, 45), _session(4, 6, 50))
    (week,) = weekly_load(history, FIRST + 6)
    daily = [300, 0, 360, 0, 300, 0, 0]
    assert week.start == FIRST
    assert (week.sessions, week.sets, week.volume_kg, week.load) == (3, 3, 1500, 960)
    assert week.monotony == pytest.approx(np.mean(daily) / np.std(daily, ddof=1))
    assert week.monotony == pytest.approx(0.7964, abs=1e-4)
    assert week.strain == pytest.approx(960 * week.monotony)
    assert week.acute == 960
    assert week.chronic is None


def test_foster_divides_the_mean_by_the_deviation() -> None:
    assert monotony_of(np.array([0.0, 0, 0, 0, 0, 0, 7])) == pytest.approx(1 / np.sqrt(7))
    assert monotony_of(np.full(7, 100.0)) is None


def test_without_exertion_the_load_is_volume_and_without_loads_sets() -> None:
    assert load_measure(_history(_session(0), _session(1))) == "volume"
    bodyweight = LoggedSession(MONDAY, (LoggedSet("push_up", 20), LoggedSet("push_up", 18)))
    assert load_measure(_history(bodyweight)) == "sets"
    assert session_load(_history(bodyweight)) == pytest.approx([2.0])


def test_measures_are_never_mixed() -> None:
    told = [_session(day, 6, 50) for day in range(19)]
    assert load_measure(_history(*told, _session(19))) == "exertion"
    # The one that did not say counts as the median of those that did.
    assert session_load(_history(*told, _session(19)))[-1] == 300
    assert load_measure(_history(*told[:4], _session(19))) == "volume"


def test_chronic_load_takes_28_days_and_is_a_weekly_mean() -> None:
    weeks = weekly_load(_history(*[_session(7 * n) for n in range(5)]), FIRST + 34)
    assert [week.chronic for week in weeks] == [None, None, None, 500, 500]


def test_the_running_week_has_no_monotony_and_looks_back_seven_days() -> None:
    history = _history(_session(0), _session(5), _session(8))
    week = weekly_load(history, FIRST + 9)[-1]
    assert (week.monotony, week.strain) == (None, None)
    assert week.acute == 1000  # days 3 to 9: those of the 5th and the 8th


def test_weeks_without_training_are_there() -> None:
    weeks = weekly_load(_history(_session(0), _session(21)), FIRST + 27)
    assert [week.sessions for week in weeks] == [1, 0, 0, 1]
    assert weeks[1].load == 0
    assert weekly_load(_history(), FIRST) == ()


def test_shifting_by_whole_weeks_changes_nothing_but_the_dates() -> None:
    first = weekly_load(_history(_session(0), _session(3)), FIRST + 6)[0]
    later = weekly_load(_history(_session(70), _session(73)), FIRST + 76)[0]
    assert later.start == first.start + 70
    assert (later.load, later.monotony) == (first.load, first.monotony)


def test_mondays() -> None:
    assert monday_of(FIRST) == FIRST
    assert monday_of(FIRST + 6) == FIRST
    assert monday_of(FIRST - 1) == FIRST - 7


def test_people_are_told_that_the_ratio_predicts_nothing() -> None:
    assert "does not predict injury" in ABOUT_ACUTE_AND_CHRONIC
