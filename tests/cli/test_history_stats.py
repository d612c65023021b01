"""`repsight history stats` over kept logs."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lifters import FIRST_DAY, Lifter, Plateau, simulate
from typer.testing import CliRunner

from repsight.cli.app import app
from repsight.core.history.log import UserProfile
from repsight.core.history.table import EPOCH
from repsight.history import open_store
from repsight.history.clock import now


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A lifter who is on a plateau today, one of a single session, and one of none."""
    made = simulate(
        Lifter("beginner", gain=0.015, weeks=40, noise=0.01, plateaus=(Plateau(182, 98),)), seed=2
    )
    # As if the simulation ended yesterday.
    ago = timedelta(days=(now().date() - EPOCH).days - (FIRST_DAY.date() - EPOCH).days - 280)
    sessions = [replace(one, started=one.started + ago) for one in made.sessions]
    path = str(tmp_path / "history.db")
    with open_store(path) as store:
        store.add_user("ann", UserProfile(experience="beginner"))
        store.add_sessions("ann", sessions)
        store.add_user("one")
        store.add_sessions("one", sessions[-1:])
        store.add_user("none")
    return path


def _stats(database: str, user: str, *words: str) -> str:
    done = CliRunner().invoke(
        app, ["history", "stats", "--user", user, "--database", database, *words]
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_a_plateau_is_told_with_its_levers_and_load_with_its_limits(database: str) -> None:
    told = _stats(database, "ann")
    assert "squat: a plateau since" in told
    assert "  recovery: sleep, food and stress are not in the log" in told
    assert "does not predict injury" in told
    assert "load of the last 7 days" in told


def test_one_exercise_in_full(database: str) -> None:
    told = _stats(database, "ann", "--exercise", "squat")
    assert "best e1rm:" in told
    assert "volume" in told


def test_no_session_is_one_line_and_one_session_says_what_is_missing(database: str) -> None:
    assert _stats(database, "none").strip().count("\n") == 0
    assert "none: no session yet" in _stats(database, "none")
    assert "telling a plateau needs 12 sessions, 11 more" in _stats(database, "one")


def test_a_name_in_brackets_is_shown_as_it_is(database: str) -> None:
    name = "[/b]x[red]"
    with open_store(database) as store:
        (one,) = store.sessions("one")
        sets = tuple(replace(each, exercise=name) for each in one.sets)
        store.add_session("none", replace(one, sets=sets, id=None))
    assert f"{name}: not yet" in _stats(database, "none")
    assert name in _stats(database, "none", "--exercise", name)


def test_json_has_dates_and_says_what_is_not_yet_known(database: str) -> None:
    found = json.loads(_stats(database, "ann", "--json"))
    (squat,) = found["exercises"]
    assert squat["plateau"]["since"][:4].isdigit()
    assert len(squat["main"]["series"]["low"]) == len(squat["main"]["series"]["values"])
    (one,) = json.loads(_stats(database, "one", "--json"))["exercises"]
    assert one["plateau"]["not_yet"].startswith("not yet: telling a plateau")
