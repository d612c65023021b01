"""A data set of rendered people: reproducible, split by person, whole or not there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from repsight.core.errors import ExerciseError, InvalidInputError, OutputError
from repsight.data.labels import read_labels
from repsight.data.layout import DATA_FILE, label_file
from repsight.synth.picture import Plan, draw_picture, people_of, split_of
from repsight.synth.sizes import parse_sizes, usual_sizes

PLAN = Plan(("squat", "jumping_jack"), 11, ((96, 128), (128, 96)), people=3, seed=5)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, gl: Any, person: Any) -> Any:
    from repsight.synth.make import make_dataset

    root = tmp_path_factory.mktemp("synth") / "people"
    said: list[tuple[int, int]] = []
    dataset = make_dataset(root, PLAN, progress=lambda done, total: said.append((done, total)))
    return dataset, said


def test_every_picture_is_there_with_its_labels(made: Any) -> None:
    dataset, said = made
    assert len(dataset.pictures) == PLAN.count
    assert said[-1] == (PLAN.count, PLAN.count)
    for picture in dataset.pictures:
        image = cv2.imread(str(dataset.root / picture.file))
        assert image is not None
        assert image.shape[1::-1] == picture.size
        people = read_labels(dataset.root / label_file(picture.file), picture.size)
        assert len(people) == len(picture.people) >= 1
        for read, drawn in zip(people, picture.people, strict=True):
            assert read.keypoints == pytest.approx(drawn.keypoints, abs=0.01)
            assert read.box == pytest.approx(drawn.box, abs=0.01)


def test_boxes_and_labelled_points_are_within_the_picture(made: Any) -> None:
    for picture in made[0].pictures:
        for person in picture.people:
            assert (person.box >= 0).all()
            assert (person.box[2:] <= picture.size).all()
            placed = person.keypoints[person.keypoints[:, 2] > 0, :2]
            assert (placed >= person.box[:2] - 0.01).all()
            assert (placed <= person.box[2:] + 0.01).all()


def test_the_index_says_what_is_true_of_each_picture(made: Any) -> None:
    rows = [json.loads(line) for line in (made[0].root / "pictures.jsonl").read_text().splitlines()]
    for row in rows:
        facts = row["facts"]
        assert facts["exercise"] in PLAN.exercises
        assert 0 <= facts["view_degrees"] < 360
        assert facts["distance_m"] > 0.3
        for left, right in facts["angles"].values():
            assert min(left, right) >= 0
            assert max(left, right) <= 180
        person = facts["people"][0]
        assert person["angles"] == facts["angles"]
        assert 1 <= person["skin_monk"] <= 10
        points = np.array(person["points_m"])
        thigh, shank = points[11] - points[13], points[15] - points[13]
        cosine = thigh @ shank / np.linalg.norm(thigh) / np.linalg.norm(shank)
        assert np.degrees(np.arccos(cosine)) == pytest.approx(facts["angles"]["knee"][0], abs=0.5)


def test_no_person_is_in_two_splits(made: Any) -> None:
    splits: dict[str, set[str]] = {}
    for picture in made[0].pictures:
        splits.setdefault(picture.group, set()).add(picture.split)
    assert all(len(each) == 1 for each in splits.values())
    for people in (3, 10, 57):
        everyone = [set(people_of(split, people)) for split in ("train", "val", "test")]
        assert set().union(*everyone) == set(range(people))
        assert sum(map(len, everyone)) == people
    assert [split_of(index) for index in range(10)].count("train") == 8


def test_the_card_counts_what_is_in_it_and_names_its_limits(made: Any) -> None:
    card = json.loads((made[0].root / "card.json").read_text())
    assert card["counts"]["pictures"] == PLAN.count
    assert sum(card["tally"]["exercise"].values()) == PLAN.count
    assert card["plan"]["seed"] == PLAN.seed
    assert "CC0" in card["licence"]
    assert card["limits"]


def test_the_same_seed_gives_the_same_picture_whatever_came_before(made: Any) -> None:
    small = replace(PLAN, count=2)
    for index in (3, 9):
        again = draw_picture(PLAN, index)
        listed = made[0].pictures[index]
        assert again.facts == listed.facts
        assert (again.people[0].keypoints == listed.people[0].keypoints).all()
    assert (draw_picture(PLAN, 1).image == draw_picture(small, 1).image).all()
    other = draw_picture(replace(PLAN, seed=6), 1)
    assert other.facts != draw_picture(PLAN, 1).facts


@pytest.mark.slow
def test_two_workers_write_the_same_files_as_one(tmp_path: Path, gl: Any, person: Any) -> None:
    from repsight.synth.make import make_dataset

    for workers in (1, 2):
        make_dataset(tmp_path / str(workers), PLAN, workers=workers)
    one = sorted(path.relative_to(tmp_path / "1") for path in (tmp_path / "1").rglob("*.*"))
    for path in one:
        if path.name != "card.json":
            assert (tmp_path / "1" / path).read_bytes() == (tmp_path / "2" / path).read_bytes()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"exercises": ()}, "no exercise"),
        ({"count": 0}, "0 pictures"),
        ({"people": 2}, "2 people"),
        ({"sizes": ((10, 480),)}, "10x480"),
        ({"sizes": ()}, "no size"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    from repsight.synth.make import make_dataset

    with pytest.raises(InvalidInputError, match=message):
        make_dataset(tmp_path / "new", replace(PLAN, **change))
    assert not (tmp_path / "new").exists()


def test_an_exercise_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    from repsight.synth.make import make_dataset

    with pytest.raises(ExerciseError, match="juggling"):
        make_dataset(tmp_path / "new", replace(PLAN, exercises=("juggling",)))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    from repsight.synth.make import make_dataset

    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        make_dataset(tmp_path, PLAN)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_run_that_is_cut_short_leaves_no_data_set(tmp_path: Path, gl: Any, person: Any) -> None:
    from repsight.synth.make import make_dataset

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_dataset(tmp_path / "new", PLAN, progress=stop)
    assert not (tmp_path / "new" / DATA_FILE).exists()


def test_sizes_are_read_and_a_phones_shapes_are_usual() -> None:
    assert parse_sizes("640x480, 320X320") == ((640, 480), (320, 320))
    assert usual_sizes(640) == ((640, 480), (480, 640), (640, 360), (360, 640))
    with pytest.raises(InvalidInputError, match="WIDTHxHEIGHT"):
        parse_sizes("640")


def test_the_command_writes_a_data_set_and_says_how_much(
    tmp_path: Path, gl: Any, person: Any
) -> None:
    from repsight.cli.app import app

    arguments = ["data", "synth", "-e", "squat", "-n", "2", "-o", str(tmp_path / "new"),
                 "--people", "3", "--size", "96x96", "--workers", "1", "--quiet"]  # fmt: skip
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert "2 pictures" in done.output
    assert (tmp_path / "new" / DATA_FILE).exists()
