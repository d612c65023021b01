"""The catalogue of movements: whole, without contradictions, and told by the names of logs."""

import csv
from pathlib import Path

import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.programme.movements import GYM, Movement, _words, parse_movements
from repsight.exercises import exercise_names, load_exercise
from repsight.programme import load_movements

CATALOGUE = load_movements()
JOINTS = {
    "knee", "hip", "ankle", "lower_back", "upper_back", "shoulder", "elbow", "wrist", "neck",
}  # fmt: skip


def test_there_are_movements_for_every_pattern_without_any_equipment() -> None:
    patterns = {m.pattern for m in CATALOGUE.having(())}
    needed = {"squat", "hinge", "lunge", "horizontal_push", "horizontal_pull", "vertical_push"}
    assert needed | {"core", "isolation", "mobility"} <= patterns
    assert len(CATALOGUE.movements) >= 100


@pytest.mark.parametrize("movement", CATALOGUE.movements, ids=lambda m: m.name)
def test_a_movement_is_whole(movement: Movement) -> None:
    assert movement.muscles
    assert set(movement.stresses) | set(movement.opens) <= JOINTS
    assert movement.counted_as is None or movement.counted_as in exercise_names()
    assert bool(movement.body_share) == bool(movement.body_source)
    assert 0 <= movement.body_share <= 1
    assert movement.aliases
    if movement.pattern == "mobility":
        assert movement.opens
    if movement.counted_as:
        assert movement.hold == (load_exercise(movement.counted_as).kind == "hold")


def test_no_name_means_two_movements() -> None:
    claimed: dict[tuple[str, ...], str] = {}
    for movement in CATALOGUE.movements:
        for name in {_words(n) for n in (movement.name, movement.title, *movement.aliases)}:
            other = claimed.setdefault(name, movement.name)
            assert other == movement.name, f"{name} is {other} and {movement.name}"


@pytest.mark.parametrize(
    ("logged", "name"),
    [
        ("Squat (Barbell)", "back_squat"),
        ("barbell squat", "back_squat"),
        ("Barbell Bench-Press", "bench_press"),
        ("Pull Ups", "pull_up"),
        ("Lat Pulldown (Cable)", "lat_pulldown"),
        ("Triceps Dips", "dip"),
        ("Knee Raise (Captain’s Chair)", "knee_raise"),
        ("push_up", "push_up"),
        ("plank", "plank"),
    ],
)
def test_a_logged_name_is_told_whatever_its_case_and_order(logged: str, name: str) -> None:
    found = CATALOGUE.logged(logged)
    assert found is not None
    assert found.name == name


def test_what_repsight_counted_is_told_by_whether_there_was_a_load() -> None:
    def name(logged: str, loaded: bool) -> str:
        found = CATALOGUE.logged(logged, loaded)
        assert found is not None
        return found.name

    assert name("squat", True) == "back_squat"
    assert name("squat", False) == "body_squat"
    assert name("lunge", False) == "lunge"
    assert name("pull_up", False) == name("pull_up", True) == "pull_up"


def test_a_name_that_is_none_of_these_is_not_guessed() -> None:
    for name in ("Deadlift Old Data ", "Zzzdump2", "Squat RPE6", "", "Bench"):
        assert CATALOGUE.logged(name) is None


def test_most_sets_of_real_logs_are_known(shared: Path) -> None:
    files = sorted((shared / "history").glob("strong_*/strong.csv"))
    assert files
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = [row["Exercise Name"] for row in csv.DictReader(file)]
        known = sum(CATALOGUE.logged(name) is not None for name in names)
        assert known / len(names) > 0.8


def test_equipment_brings_what_goes_with_it() -> None:
    assert "bench" in CATALOGUE.expanded(["barbell"])
    assert CATALOGUE.expanded([GYM]) == set(CATALOGUE.equipment)
    names = {m.name for m in CATALOGUE.having(["dumbbell"])}
    assert "goblet_squat" in names
    assert "dumbbell_bench_press" not in names
    with pytest.raises(InvalidInputError, match=r"'dumbell'; allowed: gym, barbell"):
        CATALOGUE.having(["dumbell"])


def test_loads_come_in_the_steps_of_what_carries_them() -> None:
    assert CATALOGUE.named("back_squat").step == 2.5
    assert CATALOGUE.named("dumbbell_curl").step == 2
    assert CATALOGUE.named("body_squat").step == 0
    assert CATALOGUE.named("pull_up").step == 2.5
    with pytest.raises(InvalidInputError, match="no movement 'squat'"):
        CATALOGUE.named("squat")


def test_a_place_of_pain_is_told_in_plain_words() -> None:
    assert CATALOGUE.joint("left knee") == "knee"
    assert CATALOGUE.joint("Lower back") == CATALOGUE.joint("back") == "lower_back"
    assert CATALOGUE.joint("little finger") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("movement = ", "not valid TOML"),
        ('[[movement]]\nname = "a"\ncolour = "red"', "a: 'colour' is unknown"),
        ('[[movement]]\nname = "a"', "a: 'title' is missing"),
        (
            '[[movement]]\nname="a"\ntitle="A"\npattern="jump"\nmuscles=["b"]\nlevel="beginner"',
            "pattern is 'jump'; allowed: squat",
        ),
        (
            '[[movement]]\nname="a"\ntitle="A"\npattern="squat"\nmuscles=["b"]\nlevel="beginner"'
            '\nequipment=["rope"]',
            "equipment 'rope' is not in its table",
        ),
    ],
)
def test_a_broken_catalogue_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        parse_movements(text, "mine.toml")
