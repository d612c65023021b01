"""Kept programmes and plans for the coach, from the shell's side."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from repsight.core.errors import InvalidInputError, OutputError
from repsight.core.history.log import LoggedSession, LoggedSet, UserProfile
from repsight.core.programme.policy import Action
from repsight.core.programme.types import Prescription, Workout
from repsight.history import Store, open_store
from repsight.programme import (
    carry_on,
    day_number,
    draw_up,
    plan_text,
    plateaus_of,
    read_programme,
    write_plan,
)

START = date(2026, 11, 23)
PRESS = Prescription("leg_press", 3, 8, 12, 100.0, 2.0, 120, aim=8)
SQUAT = Prescription("goblet_squat", 3, 8, 12, 20.0, 2.0, 120, (2, 0, 1, 0), aim=9)


def squats(day: date, load: float, reps: int = 5) -> LoggedSession:
    at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return LoggedSession(at, (LoggedSet("Squat (Barbell)", reps, load),) * 3, key=day.isoformat())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with open_store(f"sqlite:///{tmp_path}/history.db") as opened:
        opened.add_user("ann", UserProfile(mass_kg=70, experience="intermediate"))
        yield opened


def test_a_plan_names_load_and_tempo_and_what_is_not_counted() -> None:
    text = plan_text(Workout(0, "Legs", (SQUAT, PRESS)))
    assert "[[step]] # Goblet squat, 20 kg" in text
    assert 'exercise = "squat"\nsets = 3\nreps = 9\nrest = 120\ntempo = "2-0-1-0"' in text
    assert "# Not counted: Leg press, 3 × 8 at 100 kg" in text


def test_a_workout_of_which_nothing_is_counted_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="nothing of Legs can be counted"):
        plan_text(Workout(0, "Legs", (PRESS,)))
    with pytest.raises(OutputError, match="cannot be written"):
        write_plan(Workout(0, "Legs", (SQUAT,)), tmp_path / "missing" / "plan.toml")


def test_carrying_on_writes_once_and_takes_a_policy(store: Store) -> None:
    store.add_sessions("ann", [squats(START - timedelta(days=d), 100.0) for d in (9, 7, 5, 3)])
    draw_up(store, "ann", goal="strength", days=3, weeks=8, start=START)
    first = read_programme(store, "ann").weeks[0].workouts[0]
    squat = next(one for one in first.prescriptions if one.exercise == "back_squat")
    assert squat.load_kg == 87.5
    sets = (LoggedSet("Squat (Barbell)", 8, 87.5, rpe=7),) * 3
    at = datetime(START.year, START.month, START.day, 18, tzinfo=UTC)
    names = ["Bench Press (Barbell)", "Bent Over Row (Barbell)", "Deadlift (Barbell)"]
    others = tuple(LoggedSet(name, 8, 40.0) for name in names)
    store.add_session("ann", LoggedSession(at, (*sets, *others), key="today"))
    tomorrow = START + timedelta(days=1)

    def heavier(_: object) -> Action:
        return Action(load_steps=2)

    after, changes = carry_on(store, "ann", tomorrow, heavier, "heavier")
    assert after.policy == "heavier"
    assert changes
    loads = {one.load_kg for w in after.weeks[0].workouts[1:] for one in w.prescriptions
             if one.exercise == "back_squat"}  # fmt: skip
    assert loads == {92.5}
    assert carry_on(store, "ann", tomorrow, heavier, "heavier") == (after, ())
    assert read_programme(store, "ann") == after


def test_a_plateau_of_what_is_trained_is_found_with_its_levers(store: Store) -> None:
    days = [START - timedelta(days=d) for d in range(182, 0, -7)]
    loads = [min(80.0 + 2.5 * n, 110.0) for n in range(len(days))]
    store.add_sessions("ann", [squats(*pair) for pair in zip(days, loads, strict=True)])
    programme = draw_up(store, "ann", goal="strength", days=3, weeks=8, start=START)
    found = plateaus_of(store.history("ann"), programme, day_number(START))
    assert [one.exercise for one in found] == ["Squat (Barbell)"]
    assert found[0].levers
