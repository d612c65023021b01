"""The bundled exercises, and the page that tells how to write one."""

import re
from pathlib import Path

import numpy as np
import pytest
from stick_figure import MOVEMENTS, Movement, Posture, body, picture, repetitions

from repsight.core.counting.offline import count_sets
from repsight.core.counting.recognise import recognise
from repsight.core.counting.traits import TRAITS
from repsight.core.errors import ExerciseError
from repsight.core.exercise import parse_exercise
from repsight.core.geometry import MEASURES
from repsight.core.types import Track
from repsight.exercises import (
    exercise_names,
    exercise_sha256,
    load_all,
    load_exercise,
    read_text,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "add-an-exercise.md"
FPS = 25.0

PUSHDOWN = Movement(
    "pushdown",
    Posture(trunk=8, upper_arm=(5, 0), forearm=(92, -35)),
    Posture(trunk=8, upper_arm=(0, 0), forearm=(15, -25)),
)


@pytest.fixture
def pushdown(tmp_path: Path) -> Path:
    """The page's example as a file, its looks included."""
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "pushdown.toml"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def pushdowns(count: int, azimuth: float) -> Track:
    keypoints = picture(body(PUSHDOWN, repetitions(count, FPS)), azimuth, noise=0.01)
    return Track(np.arange(len(keypoints)) / FPS, keypoints)


def test_every_bundled_exercise_loads_under_its_own_name() -> None:
    assert {"squat", "push_up", "sit_up", "plank", "burpee"} <= set(exercise_names())
    assert tuple(exercise.name for exercise in load_all()) == exercise_names()


RECOGNISED = tuple(exercise.name for exercise in load_all() if exercise.auto)


def test_movement_screens_must_be_named() -> None:
    assert set(exercise_names()) - set(RECOGNISED) == {
        "inline_lunge", "overhead_squat", "shoulder_abduction", "side_lunge", "sit_to_stand",
    }  # fmt: skip


@pytest.mark.parametrize("name", RECOGNISED)
def test_every_recognised_exercise_says_how_it_looks(name: str) -> None:
    looks = load_exercise(name).looks
    assert looks
    for look in looks:
        for trait, (low, high) in [*look.start.items(), *look.turn.items()]:
            assert low <= high
            assert low < TRAITS[trait].high
            assert high > TRAITS[trait].low


@pytest.mark.parametrize("name", RECOGNISED)
def test_every_recognised_exercise_has_a_stick_figure_that_does_it(name: str) -> None:
    assert any(movement.exercise == name for movement in MOVEMENTS.values())


def test_an_unknown_name_says_what_is_allowed() -> None:
    with pytest.raises(ExerciseError, match=r"unknown exercise 'squats'; allowed: auto, bench"):
        load_exercise("squats")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ExerciseError, match=r"cannot read the exercise file nowhere\.toml"):
        load_exercise("nowhere.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(ExerciseError, match="cannot read the exercise file"):
        load_exercise(path)


def test_the_hash_changes_with_the_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(read_text("squat"), encoding="utf-8")
    assert exercise_sha256(path) == exercise_sha256("squat")
    path.write_text(read_text("squat") + "# mine\n", encoding="utf-8")
    assert exercise_sha256(path) != exercise_sha256("squat")


@pytest.mark.parametrize("azimuth", [20, 90])
def test_the_example_of_the_page_counts(pushdown: Path, azimuth: float) -> None:
    (found,) = count_sets(pushdowns(6, azimuth), [load_exercise(pushdown)])
    assert (found.exercise, found.count) == ("pushdown", 6)


@pytest.mark.parametrize("azimuth", [0, 20])
def test_the_example_of_the_page_is_recognised_among_all(pushdown: Path, azimuth: float) -> None:
    ranking = recognise(pushdowns(4, azimuth).keypoints, [*load_all(), load_exercise(pushdown)])
    assert ranking.best.name == "pushdown"


def test_the_first_block_of_the_page_is_an_exercise_by_itself() -> None:
    first = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert parse_exercise(first).looks == ()


@pytest.mark.parametrize("name", [*MEASURES, *TRAITS])
def test_the_page_explains_every_measure_and_trait(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
