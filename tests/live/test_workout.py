"""What is to be trained: named, or written in a file."""

from pathlib import Path

import pytest

from repsight.core.coaching import Step
from repsight.core.errors import ExerciseError, InvalidInputError, RepSightError, SourceError
from repsight.exercises import exercise_names
from repsight.live import one_exercise, read_workout

PLAN = """
[[step]]
exercise = "squat"
sets = 3
reps = 10
rest = 45
tempo = "3-1-1-0"

[[step]]
exercise = "plank"
reps = 30
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_wish_everything_is_recognised_and_nothing_is_planned() -> None:
    workout = one_exercise("auto")
    assert (workout.plan, workout.named, workout.as_text()) == (None, "auto", None)
    assert {exercise.name for exercise in workout.exercises} == set(exercise_names())


def test_one_exercise_with_sets_and_repetitions_is_a_plan_of_one_step() -> None:
    workout = one_exercise("squat", 3, 10, 30.0, (2.0, 0.0, 1.0, 0.0))
    assert workout.plan is not None
    assert workout.plan.steps == (Step("squat", 3, 10, 30.0, (2.0, 0.0, 1.0, 0.0)),)
    assert workout.named == "squat"
    assert workout.as_text() == "squat 3×10"


def test_a_file_gives_its_steps_in_order(tmp_path: Path) -> None:
    workout = read_workout(write(tmp_path, PLAN))
    assert workout.plan is not None
    assert workout.plan.steps == (
        Step("squat", 3, 10, 45.0, (3.0, 1.0, 1.0, 0.0)),
        Step("plank", None, 30, 60.0, None),
    )
    assert [exercise.name for exercise in workout.exercises] == ["squat", "plank"]
    assert workout.named == "auto"
    assert workout.as_text() == "squat 3×10, plank ×30"


def test_an_exercise_of_ones_own_lies_beside_the_plan(tmp_path: Path) -> None:
    import repsight.exercises

    bundled = Path(repsight.exercises.__file__).parent / "squat.toml"
    (tmp_path / "mine.toml").write_bytes(bundled.read_bytes())
    path = write(tmp_path, '[[step]]\nexercise = "mine.toml"\n' * 2)
    workout = read_workout(path)
    assert workout.named == str(tmp_path / "mine.toml")
    assert len(workout.exercises) == 1
    assert workout.plan is not None
    assert [step.exercise for step in workout.plan.steps] == [workout.exercises[0].name] * 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no steps; write a [[step]]"),
        ("step = 3", "holds no steps"),
        ("step = [1]", "holds no steps"),
        ("steps = 3", "holds 'steps'"),
        ("[[step", "is not valid TOML"),
        ('[[step]]\nexercize = "squat"', "'exercize' is unknown; allowed: exercise, sets, reps"),
        ("[[step]]\nsets = 3", "step 1: exercise is None"),
        ('[[step]]\nexercise = "squatt"', "step 1: "),
        ('[[step]]\nexercise = "squat"\nsets = 0', "sets is 0; 1 to 50"),
        ('[[step]]\nexercise = "squat"\nreps = "10"', "step 1: reps is '10'; write a whole"),
        ('[[step]]\nexercise = "squat"\nsets = true', "step 1: sets is True"),
        ('[[step]]\nexercise = "squat"\nrest = "long"', "rest is 'long'; write seconds"),
        ('[[step]]\nexercise = "squat"\nrest = nan', "rest is nan"),
        ('[[step]]\nexercise = "squat"\ntempo = 3', "tempo is 3; write a text"),
        ('[[step]]\nexercise = "squat"\ntempo = "fast"', "tempo is 'fast'"),
        ('[[step]]\nexercise = "squat"\n' * 51, "51 steps; 1 to 50"),
    ],
)
def test_what_is_wrong_in_a_plan_is_one_line_that_names_the_file(
    tmp_path: Path, text: str, says: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(RepSightError) as caught:
        read_workout(path)
    message = str(caught.value)
    assert says in message
    assert message.startswith(str(path))
    assert "\n" not in message


def test_a_plan_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        read_workout(tmp_path / "none.toml")
    with pytest.raises(SourceError, match="Is a directory"):
        read_workout(tmp_path)
    (tmp_path / "b.toml").write_bytes(bytes(range(256)))
    with pytest.raises(InvalidInputError, match="not valid TOML"):
        read_workout(tmp_path / "b.toml")


def test_what_is_wrong_in_an_option_is_said() -> None:
    with pytest.raises(InvalidInputError, match="sets is 99"):
        one_exercise("squat", 99)
    with pytest.raises(ExerciseError, match="bench_press"):
        one_exercise("squatt")
