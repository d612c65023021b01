"""Series out of a log whose truth is worked out by hand."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.history.findings import Series
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.history.one_rep_max import brzycki, epley, wathan
from repsight.core.history.series import main_measure, session_series
from repsight.core.history.table import SetTable, history_of

START = datetime(2026, 1, 5, 18, tzinfo=UTC)


def _table(*sessions: list[LoggedSet]) -> SetTable:
    days = [START + timedelta(days=7 * n) for n in range(len(sessions))]
    return history_of(
        LoggedSession(day, tuple(sets)) for day, sets in zip(days, sessions, strict=True)
    ).sets


def _series(measure: str, *sessions: list[LoggedSet]) -> Series:
    return session_series(_table(*sessions), "squat", measure)


def test_a_session_is_as_good_as_its_best_set() -> None:
    found = _series(
        "e1rm",
        [LoggedSet("squat", 5, 100.0), LoggedSet("squat", 3, 110.0)],
        [LoggedSet("squat", 1, 125.0)],
    )
    assert found.values == pytest.approx([119.9, 125.0], abs=0.1)
    assert np.diff(found.day) == pytest.approx([7])


def test_warm_up_sets_do_not_tell() -> None:
    sets = [LoggedSet("squat", 5, 60.0, "warm_up"), LoggedSet("squat", 5, 50.0)]
    assert _series("load", sets).values == pytest.approx([50.0])


def test_volume_is_the_sum_of_load_times_repetitions() -> None:
    assert _series("volume", [LoggedSet("squat", 5, 100.0)] * 3).values == pytest.approx([1500.0])


def test_scores_are_the_sessions_median() -> None:
    sets = [LoggedSet("squat", 5, score=score) for score in (50.0, 80.0, 90.0)]
    assert _series("score", sets).values == pytest.approx([80.0])


def test_sets_of_nothing_are_left_out() -> None:
    assert len(_series("e1rm", [LoggedSet("squat", 0, 100.0), LoggedSet("squat", 5, 0.0)])) == 0
    assert len(_series("e1rm")) == 0


def test_an_exercise_is_told_by_load_repetitions_or_seconds() -> None:
    assert main_measure(_table([LoggedSet("squat", 5, 100.0)])) == "e1rm"
    assert main_measure(_table([LoggedSet("push_up", 20)])) == "reps"
    assert main_measure(_table([LoggedSet("plank", None, seconds=60.0)])) == "seconds"


def test_an_unknown_measure_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInputError, match="measure is 'power'; allowed: e1rm, load"):
        _series("power")


def test_the_formulas_agree_with_their_published_tables() -> None:
    # 10 repetitions are 75 % of the maximum by Epley and Brzycki; Wathan's gives 73 %.
    assert 100 / epley(100, 10) == pytest.approx(0.75, abs=0.005)
    assert 100 / brzycki(100, 10) == pytest.approx(0.75, abs=0.005)
    assert 100 / wathan(100, 10) == pytest.approx(0.742, abs=0.005)


@pytest.mark.parametrize("formula", [epley, brzycki, wathan])
def test_one_repetition_is_the_maximum_and_none_is_no_answer(formula: object) -> None:
    assert callable(formula)
    assert formula(80, 1) == pytest.approx(80)
    assert np.isnan(formula(80, 0))


def test_brzycki_has_no_answer_from_37_repetitions_on() -> None:
    assert np.isnan(brzycki([20.0, 20.0], [37, 50])).all()
