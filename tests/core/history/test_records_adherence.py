"""Records and regularity of logs worked by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from repsight.core.history.adherence import Gap, adherence
from repsight.core.history.log import LoggedSession, LoggedSet
from repsight.core.history.records import record_days, records
from repsight.core.history.table import EPOCH, History, history_of
from repsight.core.programme.types import Programme, Week, Workout

MONDAY = datetime(2026, 1, 5, 18, tzinfo=UTC)
FIRST = (MONDAY.date() - EPOCH).days


def _history(*sessions: tuple[int, list[LoggedSet]]) -> History:
    return history_of(LoggedSession(MONDAY + timedelta(days=d), tuple(s)) for d, s in sessions)


def _squats(*sets: tuple[int, float]) -> list[LoggedSet]:
    return [LoggedSet("squat", reps, load) for reps, load in sets]


LOG = _history(
    (0, [*_squats((5, 100.0), (8, 80.0)), LoggedSet("squat", 1, 200.0, "warm_up")]),
    (3, _squats((5, 100.0), (5, 100.0), (5, 100.0))),
    (7, _squats((1, 110.0), (6, 80.0))),
)


def test_each_record_is_of_the_session_that_reached_it_first() -> None:
    found = {one.kind: one for one in records(LOG.sets, "squat") if one.kind != "reps"}
    assert (found["load"].value, found["load"].day, found["load"].session) == (110, FIRST + 7, 2)
    assert (found["e1rm"].day, found["e1rm"].session) == (FIRST, 0)
    assert (found["volume"].value, found["volume"].day) == (1500, FIRST + 3)
    assert "score" not in found


def test_repetitions_are_a_record_where_nothing_heavier_was_lifted_as_often() -> None:
    found = [(r.value, r.unit, r.session) for r in records(LOG.sets, "squat") if r.kind == "reps"]
    assert found == [(1, "reps at 110 kg", 2), (5, "reps at 100 kg", 0), (8, "reps at 80 kg", 0)]


def test_without_loads_the_most_repetitions_are_the_record() -> None:
    log = _history((0, [LoggedSet("push_up", 20)]), (1, [LoggedSet("push_up", 25)]))
    (found,) = records(log.sets, "push_up")
    assert (found.value, found.unit, found.day) == (25, "reps", FIRST + 1)


def test_of_two_sessions_a_day_the_better_one_has_the_record() -> None:
    log = history_of(
        LoggedSession(MONDAY + timedelta(hours=h), (LoggedSet("squat", 5, load),))
        for h, load in ((0, 90.0), (2, 95.0))
    )
    assert {one.session for one in records(log.sets, "squat")} == {1}


def test_the_order_of_sets_in_a_session_changes_no_record() -> None:
    other = _history((0, _squats((8, 80.0), (5, 100.0))))
    one = _history((0, _squats((5, 100.0), (8, 80.0))))
    assert records(one.sets, "squat") == records(other.sets, "squat")


def test_a_record_is_beaten_and_not_equalled() -> None:
    log = _history(*[(n, _squats((5, load))) for n, load in enumerate((100.0, 100, 105, 90, 110))])
    assert record_days(log.sets, "squat").tolist() == [FIRST + 2, FIRST + 4]
    assert len(record_days(log.sets, "bench")) == 0


def _days(*days: int) -> History:
    return _history(*[(day, _squats((5, 100.0))) for day in days])


def test_regularity_by_hand() -> None:
    found = adherence(_days(0, 3, 7, 10, 28, 31), FIRST + 34)
    assert found is not None
    assert (found.sessions, found.since_last) == (6, 3)
    assert found.usual_per_week == pytest.approx(6 / 5)
    assert (found.streak, found.longest_streak) == (1, 2)
    assert found.gaps == (Gap(FIRST + 10, 18),)


def test_the_running_week_is_not_held_against_a_streak() -> None:
    assert adherence(_days(0, 7), FIRST + 14).streak == 2
    assert adherence(_days(0, 7), FIRST + 21).streak == 0


def test_lately_is_eight_weeks() -> None:
    found = adherence(_days(*range(0, 140, 7)), FIRST + 139)
    assert found.per_week == pytest.approx(1.0, abs=0.13)


def test_nothing_kept_is_no_regularity() -> None:
    assert adherence(_days(), FIRST) is None
    assert adherence(_days(10), FIRST) is None


def test_planned_workouts_are_done_when_noted_or_on_their_day() -> None:
    workouts = (
        Workout(FIRST, "A", ()), Workout(FIRST + 2, "B", (), done=7), Workout(FIRST + 4, "A", ()),
        Workout(FIRST + 9, "B", ()),
    )  # fmt: skip
    programme = Programme("strength", 3, (Week(FIRST, "accumulation", workouts),))
    found = adherence(_days(0), FIRST + 6, programme)
    assert (found.planned, found.done) == (3, 2)
