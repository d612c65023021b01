"""`repsight history forecast`."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands import Run, refusal
from forecast_logs import squats_and_planks

from repsight.core.history.log import LoggedSession
from repsight.history import open_store


def _until_now(sessions: list[LoggedSession]) -> list[LoggedSession]:
    """The same sessions, the last of them now: the command looks at the calendar."""
    later = datetime.now(UTC) - sessions[-1].started
    return [replace(one, started=one.started + later) for one in sessions]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    with open_store(str(path)) as store:
        store.add_user("ada")
        store.add_sessions("ada", _until_now(squats_and_planks()))
    return path


def test_all_exercises_are_a_line_each(repsight: Run, database: Path) -> None:
    done = repsight("history", "forecast", "--database", database)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines} == {"squat", "plank"}
    assert all("80 %" in line for line in lines)


def test_one_exercise_shows_its_sessions_and_the_models_compared(
    repsight: Run, database: Path
) -> None:
    done = repsight("history", "forecast", "-e", "squat", "--database", database)
    lines = done.stdout.splitlines()
    assert lines[0] == "squat, e1rm: the next sessions"
    assert sum("95 %:" in line for line in lines) == 4
    assert "model: comeback" in done.stdout
    for name in ("naive", "drift", "seasonal", "theta"):
        assert f"  {name}" in done.stdout


def test_json_holds_the_same_for_other_programs(repsight: Run, database: Path) -> None:
    done = repsight("history", "forecast", "-e", "squat", "--json", "--database", database)
    (found,) = json.loads(done.stdout)
    assert found["exercise"] == "squat"
    assert found["measure"] == "e1rm"
    assert len(found["sessions"]) == 4
    for one in found["sessions"]:
        assert one["low95"] <= one["low80"] <= one["mean"] <= one["high80"] <= one["high95"]
    assert {"model", "mase", "cover80"} <= set(found["scores"][0])


def test_what_is_not_done_any_more_is_left_out(repsight: Run, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = [replace(one, started=one.started.replace(year=2020)) for one in squats_and_planks()[:30]]
    with open_store(str(path)) as store:
        store.add_user("di")
        store.add_sessions("di", old)
    every = repsight("history", "forecast", "--database", path)
    assert every.stdout.startswith("nothing to forecast: no exercise was done")


def test_too_short_a_history_is_not_yet(repsight: Run, tmp_path: Path) -> None:
    path = tmp_path / "short.db"
    with open_store(str(path)) as store:
        store.add_user("bo")
        store.add_sessions("bo", _until_now(squats_and_planks(sessions=5)))
    one = repsight("history", "forecast", "-e", "squat", "--database", path)
    assert one.stdout == "not yet: a forecast of squat needs 12 sessions, 7 more\n"
    every = repsight("history", "forecast", "--database", path)
    assert every.stdout == "not yet: 2 of 2 exercises have too few sessions\n"
    as_json = repsight("history", "forecast", "-e", "squat", "--json", "--database", path)
    assert json.loads(as_json.stdout)[0]["not_yet"]["need"] == 12


def test_an_empty_history_is_no_error(repsight: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with open_store(str(path)) as store:
        store.add_user("cy")
    done = repsight("history", "forecast", "--database", path)
    assert done.returncode == 0
    assert done.stdout.startswith("nothing to forecast: no exercise was done")


def test_what_is_wrong_is_said_in_one_line(repsight: Run, database: Path) -> None:
    unknown = repsight("history", "forecast", "-e", "sqat", "--database", database)
    assert "ada has no exercise 'sqat'; it may be one of: squat" in refusal(unknown)
    nobody = repsight("history", "forecast", "--user", "bo", "--database", database)
    assert "ada" in refusal(nobody)
    alone = repsight("history", "forecast", "--full", "--database", database)
    assert "--measure and --full are for one exercise" in refusal(alone)
