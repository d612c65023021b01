"""`repsight plan`: drawn up, shown, carried on, handed to the coach."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from commands import Run, refusal

from repsight.core.history.log import LoggedSession, LoggedSet, PainNote, UserProfile
from repsight.core.programme.programme_json import programme_from_dict
from repsight.history import open_store
from repsight.history.clock import now
from repsight.live import read_workout
from repsight.programme import load_movements

START = "2026-11-23"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/history.db"
    monkeypatch.setenv("REPSIGHT_DATABASE_URL", url)
    with open_store(url) as store:
        store.add_user("ann", UserProfile(mass_kg=70, experience="beginner"))
    return url


def do_all(repsight: Run, database: str) -> None:
    """Three sets of twelve at 20 kg of all that the first workout asks for, on its day."""
    first = json.loads(repsight("plan", "next", "--on", START, "--json").stdout)
    names = [load_movements().named(one["exercise"]).aliases[0] for one in first["prescriptions"]]
    sets = tuple(LoggedSet(name, 12, 20.0, rpe=7.0) for name in names for _ in range(3))
    started = datetime.fromisoformat(f"{START}T18:00+00:00")
    with open_store(database) as store:
        store.add_session("ann", LoggedSession(started, sets, key="1"))


def test_a_programme_is_drawn_up_shown_and_kept(repsight: Run, database: str) -> None:
    done = repsight(
        "plan", "new", "--goal", "strength", "--equipment", "barbell,dumbbell", "--start", START
    )
    assert done.returncode == 0
    assert "Strength, 3 days a week, 8 weeks; beginner; barbell, dumbbell" in done.stdout
    assert "No medical advice" in done.stdout
    assert "Goblet squat" in done.stdout
    assert "find the load" in done.stdout
    shown = repsight("plan", "show", "--on", START)
    assert "Week 1: accumulation" in shown.stdout
    assert "Week 8: deload" in repsight("plan", "show", "--week", 8).stdout
    again = repsight("plan", "new", "--goal", "hypertrophy", "--start", START)
    assert "takes the place of the programme before" in again.stdout


def test_why_names_source_data_and_what_would_change_it(repsight: Run, database: str) -> None:
    text = repsight("plan", "new", "--goal", "hypertrophy", "--start", START, "--why").stdout
    assert "source: Schoenfeld, Ogborn & Krieger, J Sports Sci 35(11):1073-1082, 2017" in text
    assert text.count("source: ") == text.count("changes with: ") > 10


def test_json_is_the_whole_programme(repsight: Run, database: str) -> None:
    done = repsight("plan", "new", "--goal", "mobility", "--equipment", "none", "--json")
    programme = programme_from_dict(json.loads(done.stdout))
    assert programme.equipment == ()
    assert json.loads(repsight("plan", "show", "--json").stdout) == json.loads(done.stdout)


def test_the_next_workout_becomes_a_plan_that_the_coach_runs(
    repsight: Run, database: str, tmp_path: Path
) -> None:
    repsight("plan", "new", "--goal", "endurance", "--equipment", "none", "--start", START)
    path = tmp_path / "next.toml"
    done = repsight("plan", "next", "--on", START, "-o", path)
    assert done.returncode == 0
    assert f"repsight live --plan {path}" in done.stdout
    workout = read_workout(path)
    assert workout.plan is not None
    asked = json.loads(repsight("plan", "next", "--on", START, "--json").stdout)["prescriptions"]
    movements = {one["exercise"]: load_movements().named(one["exercise"]) for one in asked}
    counted = [one for one in asked if movements[one["exercise"]].counted_as]
    assert [step.exercise for step in workout.plan.steps] == [
        movements[one["exercise"]].counted_as for one in counted
    ]
    for step, one in zip(workout.plan.steps, counted, strict=True):
        sides = 2 if movements[one["exercise"]].unilateral else 1
        assert step.sets == one["sets"] * sides
        assert step.target == (one["seconds"] or one["aim"])
        assert step.rest == one["rest_seconds"]
    assert path.read_text().count("# Not counted") == len(asked) - len(counted)


def test_what_was_done_carries_the_programme_on_once(repsight: Run, database: str) -> None:
    repsight("plan", "new", "--goal", "strength", "--days", 1, "--start", START)
    do_all(repsight, database)
    adapted = repsight("plan", "adapt", "--on", "2026-11-24")
    assert "double progression" in adapted.stdout
    assert "12, 12, 12 repetitions at 20 kg on 2026-11-23" in adapted.stdout
    assert repsight("plan", "adapt", "--on", "2026-11-24").stdout == "Nothing changed.\n"
    following = repsight("plan", "next", "--on", "2026-11-24", "--why")
    assert "2026-11-30" in following.stdout
    assert "at 22 kg" in following.stdout
    assert "1 done" in repsight("plan", "show", "--on", "2026-11-24").stdout


def test_pain_changes_the_next_workout_and_says_why(repsight: Run, database: str) -> None:
    repsight("plan", "new", "--goal", "strength", "--start", START)
    before = repsight("plan", "next", "--on", START).stdout
    assert "Dumbbell bench press" in before
    at = datetime.fromisoformat(f"{START}T08:00+00:00")
    with open_store(database) as store:
        store.add_pain("ann", PainNote(at, "shoulder", 5))
    after = repsight("plan", "next", "--on", START, "--why").stdout
    assert "substitute: " in after
    assert "pain 5 of 10 at shoulder: Dumbbell bench press becomes" in after
    assert "source: Thomeé" in after


def test_a_new_programme_leaves_out_what_hurts_and_goes_on_saying_so(
    repsight: Run, database: str
) -> None:
    with open_store(database) as store:
        store.add_pain("ann", PainNote(now(), "knee", 8))
    drawn = repsight("plan", "new", "--goal", "strength").stdout
    assert "pain 8 of 10 at knee" in drawn
    assert "See a professional" in drawn
    for _ in range(2):
        shown = repsight("plan", "next").stdout
        assert "left out, for nothing in their place spares what hurts" in shown
        assert "squat" not in shown


def test_the_profile_gives_what_is_not_said(repsight: Run, database: str) -> None:
    with open_store(database) as store:
        profile = UserProfile(goals=("endurance",), equipment=("band",), injuries=("knee",))
        store.set_profile("ann", profile)
    done = repsight("plan", "new", "--start", START)
    assert "Endurance, 3 days a week, 8 weeks; beginner; band; spares knee" in done.stdout


def test_movements_are_listed_with_the_words_for_equipment(repsight: Run) -> None:
    text = repsight("plan", "movements").stdout
    assert "back_squat" in text
    assert "equipment: gym, barbell, trap_bar" in text


def test_today_is_todays_date(repsight: Run, database: str) -> None:
    repsight("plan", "new", "--goal", "strength")
    text = repsight("plan", "next").stdout
    assert date.today().isoformat() in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new"], "no goal is given and the profile has none"),
        (["new", "--goal", "speed"], "--goal is 'speed'; allowed: strength"),
        (["new", "--goal", "strength", "--days", 9], "days is 9; 1 to 6"),
        (["new", "--goal", "strength", "--equipment", "sofa"], "'sofa'; allowed: gym"),
        (["new", "--goal", "strength", "--start", "soon"], "--start is 'soon'"),
        (["show"], "ann has no programme yet; `repsight plan new"),
        (["next"], "ann has no programme yet"),
        (["adapt", "--user", "bob"], "bob"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    repsight: Run, database: str, arguments: list[object], message: str
) -> None:
    assert message in refusal(repsight("plan", *arguments))


def test_a_week_that_is_not_there_and_a_programme_that_is_done(
    repsight: Run, database: str
) -> None:
    repsight("plan", "new", "--goal", "strength", "--days", 1, "--weeks", 1, "--start", START)
    assert "has the weeks 1 to 1" in refusal(repsight("plan", "show", "--week", 2))
    do_all(repsight, database)
    assert "the programme is done" in refusal(repsight("plan", "next", "--on", "2026-11-24"))


def test_a_programme_goes_on_by_the_policy_it_was_told_once(repsight: Run, database: str) -> None:
    repsight("plan", "new", "--goal", "strength", "--equipment", "barbell", "--start", START)
    do_all(repsight, database)
    assert repsight("plan", "adapt", "--policy", "learned", "--on", "2026-11-24").returncode == 0
    assert json.loads(repsight("plan", "show", "--json").stdout)["policy"] == "learned"
    assert repsight("plan", "next", "--on", "2026-11-25").returncode == 0
    assert json.loads(repsight("plan", "show", "--json").stdout)["policy"] == "learned"
    back = repsight("plan", "next", "--policy", "double_progression", "--on", "2026-11-25")
    assert back.returncode == 0
    assert json.loads(repsight("plan", "show", "--json").stdout)["policy"] == "double_progression"
    assert "allowed: double_progression, learned" in refusal(
        repsight("plan", "next", "--policy", "guess", "--on", "2026-11-25")
    )
