"""Each thing that a check is there to find is put into a good data set, and found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from made_dataset import SIZE, made_dataset, made_picture, standing, write_noise
from typer.testing import CliRunner

from repsight.cli.app import app
from repsight.core.errors import SourceError
from repsight.core.skeleton import MIRRORED
from repsight.data.building.prelabel import main_person, prelabel
from repsight.data.checking import Finding, check_dataset
from repsight.data.checking.sides import swapped_sides, turned_round
from repsight.data.layout import write_index
from repsight.data.types import LabelledPerson, LabelledPicture, PoseDataset, Split
from repsight.recording import read_recording

PICTURE = "images/train/a_000001.jpg"
LABELS = "labels/train/a_000001.txt"


def _codes(root: Path) -> list[tuple[str, str, str]]:
    return [(f.level, f.code, f.file) for f in check_dataset(root).findings]


def test_a_good_data_set_has_no_findings(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    checked = check_dataset(tmp_path)
    assert (checked.pictures, checked.findings, checked.errors) == (4, (), 0)


def _moved(person: LabelledPerson, index: int, point: tuple[float, float]) -> LabelledPerson:
    keypoints = person.keypoints.copy()
    keypoints[index, :2] = point
    return LabelledPerson(person.box, keypoints)


def _boxed(person: LabelledPerson, *box: float) -> LabelledPerson:
    return LabelledPerson(np.array(box), person.keypoints)


def _unlabelled(person: LabelledPerson) -> LabelledPerson:
    return LabelledPerson(person.box, np.zeros((17, 3)))


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((_moved(standing(), 9, (300, 50)),), ("error", "point_outside", "left wrist outside")),
        (
            (_moved(standing(), 9, (110, 50)),),
            ("warning", "point_beside_box", "left wrist outside"),
        ),
        ((_boxed(standing(), 100, 60, 150, 110),), ("error", "box_elsewhere", "holds 0 of its 17")),
        ((_boxed(standing(), -30, 5, 80, 110),), ("error", "box_outside", "leaves the picture")),
        ((_boxed(standing(), 60, 60, 60, 60),), ("error", "box_empty", "holds nothing")),
        ((_unlabelled(standing()),), ("warning", "no_points", "no keypoint")),
        ((standing(), standing((10.2, 5))), ("warning", "person_twice", "labelled twice")),
    ],
)
def test_points_and_boxes_that_do_not_fit_are_found(
    tmp_path: Path, people: tuple[LabelledPerson, ...], expected: tuple[str, str, str]
) -> None:
    good = made_dataset(tmp_path)
    first = good.pictures[0]
    wrong = LabelledPicture(first.file, first.size, people, "train", "a", first.facts)
    write_index(PoseDataset(tmp_path, (wrong, *good.pictures[1:]), {}))
    (finding,) = check_dataset(tmp_path).findings
    assert (finding.level, finding.code) == expected[:2]
    assert expected[2] in finding.text
    assert finding.file == PICTURE


def _cut_off(root: Path) -> None:
    data = (root / PICTURE).read_bytes()
    (root / PICTURE).write_bytes(data[: len(data) // 2])


def _another_class(root: Path) -> None:
    (root / LABELS).write_text((root / LABELS).read_text().replace("0 ", "3 ", 1))


def _another_size(root: Path) -> None:
    write_noise(root / PICTURE, 1, (80, 60))


def _copied(name: str) -> Callable[[Path], None]:
    def copy(root: Path) -> None:
        shutil.copy(root / PICTURE, root / "images" / name)
        shutil.copy(root / LABELS, (root / "labels" / name).with_suffix(".txt"))

    return copy


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda root: (root / PICTURE).unlink(), [("error", "no_picture", PICTURE),
                                                  ("error", "no_picture", LABELS)]),
        (lambda root: (root / LABELS).unlink(), [("error", "no_labels", PICTURE)]),
        (lambda root: (root / PICTURE).write_bytes(b"?"), [("error", "unreadable", PICTURE)]),
        (_cut_off, [("error", "unreadable", PICTURE)]),
        (_another_size, [("error", "size", PICTURE)]),
        (_another_class, [("error", "labels", PICTURE)]),
        (lambda root: (root / LABELS).write_text("0 1 2"), [("error", "labels", PICTURE)]),
        (_copied("train/zz.jpg"), [("warning", "twice", "images/train/zz.jpg")]),
        (_copied("val/zz.jpg"), [("error", "leak", "images/val/zz.jpg")]),
        (lambda root: (root / "data.yaml").write_text("kpt_shape: [21, 3]\n"),
         [("error", "data_file", "data.yaml")]),
        (lambda root: shutil.rmtree(root / "images/val"), [("error", "data_file", "data.yaml")]),
    ],
)  # fmt: skip
def test_broken_files_are_found(
    tmp_path: Path, spoil: Callable[[Path], None], expected: list[tuple[str, str, str]]
) -> None:
    made_dataset(tmp_path)
    spoil(tmp_path)
    assert _codes(tmp_path) == expected


def test_an_empty_split_and_one_without_anybody_are_found(tmp_path: Path) -> None:
    good = made_dataset(tmp_path)
    only_train = PoseDataset(tmp_path, good.pictures[:3], {})
    shutil.rmtree(tmp_path / "images/val")
    shutil.rmtree(tmp_path / "labels/val")
    write_index(only_train)
    assert _codes(tmp_path) == [("error", "empty_split", "data.yaml")]
    for label in (tmp_path / "labels/train").glob("*.txt"):
        label.write_text("")
    assert [code for _, code, _ in _codes(tmp_path)] == ["all_background", "empty_split"]


def test_a_group_in_two_splits_is_a_leak(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    made = made_picture(tmp_path, "val", "a_000033", standing((4, 4)), group="a", seed=9)
    good = made_dataset(tmp_path)
    write_index(PoseDataset(tmp_path, (*good.pictures, made), {}))
    assert _codes(tmp_path) == [("error", "group_shared", "images/val/a_000033.jpg")]


@pytest.mark.parametrize(("split", "code"), [("val", "near_leak"), ("train", "near_twice")])
def test_a_picture_saved_again_smaller_is_found_unless_somebody_moved(
    tmp_path: Path, split: Split, code: str
) -> None:
    good = made_dataset(tmp_path)
    small = (tmp_path / "images" / split / "again.jpg", (120, 90))
    write_noise(small[0], 1, small[1])
    same = standing((7.5, 3.75), 0.75)
    for person, expected in ((same, [("warning", code)]), (standing((30, 3), 0.75), [])):
        file = small[0].relative_to(tmp_path)
        again = LabelledPicture(file, small[1], (person,), split, f"again {split}", {})
        write_index(PoseDataset(tmp_path, (*good.pictures, again), {}))
        found = check_dataset(tmp_path).findings
        assert [(f.level, f.code) for f in found if f.file == file.as_posix()] == expected


def _swapped(person: LabelledPerson, points: range | tuple[int, ...]) -> LabelledPerson:
    keypoints = person.keypoints.copy()
    keypoints[list(points)] = person.keypoints[[MIRRORED[i] for i in points]]
    return LabelledPerson(person.box, keypoints)


def _picture(*people: LabelledPerson, t: float = 0.0) -> LabelledPicture:
    return LabelledPicture(Path(f"images/train/{t}.jpg"), SIZE, people, "train", "a", {"t": t})


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (range(17), "the face is seen"),
        (range(5, 17), "the face is seen"),
        ((5, 6), "shoulders and hips face opposite ways"),
        ((11, 12), "shoulders and hips face opposite ways"),
        (range(11, 17), "shoulders and hips face opposite ways"),
        ((7, 8), "the arms cross"),
        ((13, 14, 15, 16), "the legs cross"),
    ],
)
@pytest.mark.parametrize("degrees", [0, 90, 200])
def test_swapped_sides_contradict_the_rest_of_the_body_however_it_lies(
    points: range | tuple[int, ...], text: str, degrees: float
) -> None:
    a = np.radians(degrees)
    turned = standing().keypoints.copy()
    turned[:, :2] = turned[:, :2] @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    person = LabelledPerson(standing().box, turned)
    assert list(swapped_sides(_picture(person))) == []
    texts = [finding.text for finding in swapped_sides(_picture(_swapped(person, points)))]
    assert texts
    assert any(text in found for found in texts)


def test_somebody_seen_from_behind_is_not_swapped() -> None:
    behind = standing().keypoints[list(MIRRORED)].copy()
    behind[:3, 2] = 0
    assert list(swapped_sides(_picture(LabelledPerson(standing().box, behind)))) == []


def test_nobody_turns_round_within_half_a_second() -> None:
    behind = _swapped(standing(), range(17))
    near, far = ([_picture(standing(), t=1), _picture(behind, t=t)] for t in (1.2, 3.0))
    (finding,) = turned_round(near)
    assert (finding.code, finding.file) == ("sides_jump", "images/train/1.2.jpg")
    assert list(turned_round(far)) == []
    assert list(turned_round([_picture(standing(), t=1), _picture(standing((20, 5)), t=1.2)])) == []


def test_on_real_poses_alarms_are_rare_and_swaps_of_half_a_body_are_found(shared: Path) -> None:
    people = []
    for name in ("jrpl_deadlift", "mrpose_jacks", "trueform_situps", "gulab_pushups3", "vaid_bc"):
        recording = read_recording(shared / "recordings" / f"{name}.poses.npz")
        for i in range(0, len(recording), 6):
            found = recording.people_at(i)
            main = main_person(found)
            if main is not None:
                people.append(prelabel(found, recording.size)[0])
    assert len(people) > 300

    def share(alter: Callable[[LabelledPerson], LabelledPerson]) -> float:
        return sum(bool(list(swapped_sides(_picture(alter(p))))) for p in people) / len(people)

    assert share(lambda person: person) < 0.005
    assert share(lambda person: _swapped(person, range(11, 17))) > 0.4
    assert share(lambda person: _swapped(person, range(17))) > 0.25


def test_findings_are_lines_with_errors_first_and_json(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    _copied("train/zz.jpg")(tmp_path)
    _another_class(tmp_path)
    checked = check_dataset(tmp_path)
    lines = [str(finding) for finding in checked.findings]
    assert lines[0].startswith(f"error: {PICTURE}: ")
    assert all("\n" not in line for line in lines)
    content = json.loads(json.dumps(checked.as_json()))
    assert content["schema"] == "repsight.data_check/1"
    assert content["errors"] == checked.errors == 1
    assert content["warnings"] == len(lines) - 1
    assert Finding(**content["findings"][0]) == checked.findings[0]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no data set"):
        check_dataset(tmp_path)
    with pytest.raises(SourceError, match="is no data set"):
        check_dataset(tmp_path / "nowhere")


def test_a_bar_hears_of_every_picture(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    heard: list[tuple[int, int]] = []
    check_dataset(tmp_path, step=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_command_ends_with_1_for_errors_and_0_for_warnings(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    _copied("train/zz.jpg")(tmp_path)
    done = CliRunner().invoke(app, ["data", "check", str(tmp_path)])
    assert (done.exit_code, "0 errors, 1 warnings" in done.stdout) == (0, True)
    (tmp_path / PICTURE).unlink()
    done = CliRunner().invoke(app, ["data", "check", str(tmp_path), "--json", "-q"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["errors"] == 2
    assert done.stderr == ""
