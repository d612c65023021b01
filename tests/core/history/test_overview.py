"""Everything of a history together, its levers, and the intervals of e1RM."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from lifters import FIRST, Lifter, simulate
from lifters import Plateau as Still

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Change, Estimate, NotYet, Plateau
from repsight.core.history.levers import NOT_KNOWN, levers
from repsight.core.history.log import LoggedSession, LoggedSet, UserProfile
from repsight.core.history.one_rep_max import interval, reserve, standard_error, wathan
from repsight.core.history.overview import overview
from repsight.core.history.series import session_series
from repsight.core.history.table import EPOCH, History, history_of

MONDAY = datetime(2026, 1, 5, 18, tzinfo=UTC)
START = (MONDAY.date() - EPOCH).days


def _log(*sessions: tuple[int, list[LoggedSet]]) -> History:
    return history_of(LoggedSession(MONDAY + timedelta(days=d), tuple(s)) for d, s in sessions)


def _stuck(since: int = 0, weeks: float = 8) -> Plateau:
    return Plateau("squat", "e1rm", START + since, weeks, Estimate(0, -0.1, 0.1), 0.25)


def _names(history: History, plateau: Plateau) -> dict[str, str]:
    return {one.name: one.why for one in levers(history.sets, plateau)}


def test_more_repetitions_make_a_wider_interval() -> None:
    low, high = interval([100.0] * 3, [1, 5, 10], [10.0] * 3, [False] * 3)
    assert low[0] == 100
    assert (np.diff((high - low) / wathan([100.0] * 3, [1, 5, 10])) > 0).all()
    # The errors that Reynolds and others found for 5, 10 and 20 repetitions: 1 : 1.9 : 2.5.
    five, ten, twenty = standard_error([5, 10, 20])
    assert ten / five == pytest.approx(1.85, abs=0.2)
    assert twenty / five == pytest.approx(2.54, abs=0.3)


def test_repetitions_in_reserve_raise_the_upper_bound_only() -> None:
    easy = interval(100.0, 5, 6.0, False)
    hard = interval(100.0, 5, 10.0, False)
    assert easy[0] == hard[0]
    assert easy[1] > hard[1]
    assert reserve([8.0, np.nan, 7.0], [False, False, True]).tolist() == [2, 2, 0]


def test_a_series_of_e1rm_has_the_interval_of_each_best_set() -> None:
    log = _log(
        (0, [LoggedSet("squat", 8, 80.0), LoggedSet("squat", 5, 100.0, rpe=9.0)]),
        (3, [LoggedSet("squat", 3, 100.0, "failure")]),
    )
    found = session_series(log.sets, "squat", "e1rm")
    low, high = interval([100.0, 100.0], [5, 3], [9.0, np.nan], [False, True])
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    assert session_series(log.sets, "squat", "load").low is None


def test_training_less_often_is_a_lever_with_its_numbers() -> None:
    days = [*range(0, 84, 3), *range(84, 140, 7)]
    log = _log(*[(d, [LoggedSet("squat", 5, 100.0 + d / 10)] * 3) for d in days])
    found = _names(log, _stuck(84, 8))
    assert found["frequency"] == "1.0 sessions a week since, 2.3 before"
    assert "volume" in found


def test_light_sets_repeated_sets_and_no_light_week_are_levers() -> None:
    log = _log(*[(d, [LoggedSet("squat", 12, 60.0)] * 4) for d in range(0, 98, 3)])
    found = _names(log, _stuck(0, 14))
    assert found["intensity"].startswith("0% of the sets")
    assert (
        found["progression"] == "32 of 32 sessions repeated load and repetitions of the one before"
    )
    assert found["deload"].startswith("no light week for 1")
    assert found[NOT_KNOWN.name] == NOT_KNOWN.why


def test_large_steps_and_falling_form_are_levers() -> None:
    loads = [20.0, 22.5, 20, 22.5, 25, 22.5, 25, 20, 22.5, 25]
    log = _log(
        *[(4 * n, [LoggedSet("squat", 5, w, score=90.0 - n)] * 3) for n, w in enumerate(loads)]
    )
    found = _names(log, _stuck(0, 6))
    assert found["load steps"].startswith("the load rose by 2.5 kg at a time, 11")
    assert found["form"].startswith("score falls by 1.7")


def test_an_overview_of_nothing_and_of_one_session() -> None:
    assert isinstance(overview(history_of([]), START), NotYet)
    found = overview(_log((0, [LoggedSet("squat", 5, 100.0)])), START + 1)
    (one,) = found.exercises
    assert one.main.slope is None
    assert isinstance(one.plateau, NotYet)
    assert len(found.weeks) == 1


def test_an_overview_tells_a_simulated_plateau_with_levers() -> None:
    lifter = Lifter("beginner", gain=0.015, weeks=40, noise=0.01, plateaus=(Still(182, 98),))
    made = simulate(lifter, seed=2)
    history = replace(history_of(made.sessions), profile=UserProfile(experience="beginner"))
    asked = []

    def changes_of(series) -> list[Change]:
        asked.append(series.measure)
        return [Change(FIRST + 182, 1, 2)]

    found = overview(history, FIRST + 280, changes_of=changes_of)
    (one,) = found.exercises
    assert isinstance(one.plateau, Plateau)
    assert abs(one.plateau.since - FIRST - 182) <= 35
    assert one.plateau.levers[-1] is NOT_KNOWN
    assert one.main.plateau == one.plateau
    assert asked == ["e1rm"]
    assert [trend.series.measure for trend in one.others] == ["volume"]


def test_an_exercise_given_up_stands_on_no_plateau() -> None:
    made = simulate(Lifter(weeks=40, gain=0.0), seed=1)
    (one,) = overview(history_of(made.sessions), FIRST + 400).exercises
    assert one.dormant
    assert one.plateau is None


def test_an_unknown_exercise_names_those_that_were_done() -> None:
    with pytest.raises(InvalidInputError, match=r"exercise is 'bench'; most done here: squat"):
        overview(_log((0, [LoggedSet("squat", 5, 100.0)])), START, exercises=["bench"])


def test_ten_years_are_told_in_a_fraction_of_a_second() -> None:
    sessions = [
        LoggedSession(
            MONDAY + timedelta(days=int(day)),
            tuple(
                LoggedSet(f"lift {(n + k) % 12}", 5 + (n * k) % 4, 60.0 + n % 50) for k in range(6)
            ),
        )
        for n, day in enumerate(np.linspace(0, 3650, 5000))
    ]
    history = history_of(sessions)
    began = time.process_time()
    found = overview(history, START + 3651)
    assert len(found.exercises) == 12
    # Measured 0.3 s of a core, twice that under load; the rest of a second is Python's start.
    assert time.process_time() - began < 1.5
