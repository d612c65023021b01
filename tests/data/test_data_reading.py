"""Reading data sets: ours, and others of Ultralytics' layout."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from made_dataset import SIZE, assert_same, made_dataset, standing, write_noise

from repsight.core.errors import InvalidInputError, RepSightError, SourceError
from repsight.core.skeleton import MIRRORED
from repsight.data.labels import format_labels
from repsight.data.picture_header import picture_size
from repsight.data.reading import group_of, read_dataset

HEADER = "kpt_shape: [17, 3]\nnames: {0: person}\n"


def _add(root: Path, name: str, seed: int, *people: object, size: tuple[int, int] = SIZE) -> Path:
    """A picture with its labels in a foreign layout: images/… and labels/… below `root`."""
    picture = root / "images" / name
    write_noise(picture, seed, size)
    label = (root / "labels" / name).with_suffix(".txt")
    label.parent.mkdir(parents=True, exist_ok=True)
    label.write_text(format_labels(people, size))
    return picture


def _foreign(root: Path, data: str) -> Path:
    root.mkdir(exist_ok=True)
    _add(root, "train/squat_01.png", 1, standing())
    _add(root, "val/lunge_01.jpg", 2, standing(), size=(200, 300))
    (root / "data.yaml").write_text(HEADER + data)
    return root


def test_what_was_written_is_read(tmp_path: Path) -> None:
    written = made_dataset(tmp_path)
    read = read_dataset(tmp_path)
    assert read.card == written.card
    assert len(read.pictures) == len(written.pictures)
    for one, other in zip(read.pictures, written.pictures, strict=True):
        assert_same(one, other, 1e-3)


def test_the_folder_and_its_data_yaml_are_the_same_data_set(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    by_file = read_dataset(tmp_path / "data.yaml")
    assert [p.file for p in by_file.pictures] == [p.file for p in read_dataset(tmp_path).pictures]


def test_a_foreign_data_set_has_sizes_from_its_files_and_groups_from_their_names(
    tmp_path: Path,
) -> None:
    read = read_dataset(_foreign(tmp_path, "train: images/train\nval: images/val\n"))
    assert [(p.file.name, p.size, p.group, p.split) for p in read.pictures] == [
        ("squat_01.png", SIZE, "squat", "train"),
        ("lunge_01.jpg", (200, 300), "lunge", "val"),
    ]
    np.testing.assert_allclose(read.pictures[1].people[0].box, standing().box, atol=1e-3)


@pytest.mark.parametrize(
    "data",
    [
        "train: [images/train]\nval: [images/val]\n",
        "train: train.txt\nvalidation: val.txt\n",
        "path: .\ntrain: images/train/squat_01.png\nval: images/val\n",
        "path: somewhere/else\ntrain: images/train\nval: images/val\n",
        "train: images/train\nval: images/val\ntest:\nnc: 1\n",
    ],
)
def test_splits_are_folders_lists_of_folders_or_text_files(tmp_path: Path, data: str) -> None:
    root = _foreign(tmp_path, data)
    (root / "train.txt").write_text("./images/train/squat_01.png\n\n")
    (root / "val.txt").write_text(f"{root}/images/val/lunge_01.jpg\n")
    read = read_dataset(root)
    assert [p.file for p in read.pictures] == [
        Path("images/train/squat_01.png"),
        Path("images/val/lunge_01.jpg"),
    ]
    assert all(len(picture.people) == 1 for picture in read.pictures)


def test_path_is_relative_to_data_yaml(tmp_path: Path) -> None:
    _foreign(tmp_path / "set", "")
    config = tmp_path / "my.yaml"
    config.write_text(HEADER + "path: set\ntrain: images/train\nval: images/val\n")
    read = read_dataset(config)
    assert read.root == tmp_path / "set"
    assert len(read.pictures) == 2


def test_pictures_outside_the_folder_keep_their_absolute_path(tmp_path: Path) -> None:
    _foreign(tmp_path / "far", "")
    config = tmp_path / "here" / "data.yaml"
    config.parent.mkdir()
    config.write_text(HEADER + "train: ../far/images/train\nval: ../far/images/val\n")
    read = read_dataset(config)
    assert all((read.root / picture.file).is_file() for picture in read.pictures)
    assert all(picture.people for picture in read.pictures)


def test_a_picture_without_a_label_file_is_background(tmp_path: Path) -> None:
    root = _foreign(tmp_path, "train: images/train\nval: images/val\n")
    (root / "labels/train/squat_01.txt").unlink()
    assert [len(picture.people) for picture in read_dataset(root).pictures] == [0, 1]


def test_a_photograph_on_its_side_has_the_size_it_is_shown_with(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "phone.jpg", exif=exif)
    assert picture_size(tmp_path / "phone.jpg") == (20, 40)
    assert cv2.imread(str(tmp_path / "phone.jpg")).shape == (40, 20, 3)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("squat_000123.jpg", "squat"),
        ("my clip-frame0007.png", "my clip"),
        ("000000000139.jpg", "000000000139"),
        ("gym_mp4-12_jpg.rf.0a1B2c3d4e.jpg", "gym_mp4"),
        ("alone.jpg", "alone"),
    ],
)
def test_a_group_is_the_name_without_the_number_of_the_frame(name: str, group: str) -> None:
    assert group_of(Path("images/train", name)) == group


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("names: {0: person}\ntrain: images/train\n", "has no kpt_shape"),
        ("kpt_shape: [17, 2]\nnames: [person]\ntrain: images/train\n", r"kpt_shape \[17, 2\]"),
        ("kpt_shape: [21, 3]\nnames: [hand]\ntrain: images/train\n", r"kpt_shape \[21, 3\]"),
        ("kpt_shape: [17, 3]\nnames: [dog]\ntrain: images/train\n", "calls its class dog"),
        ("kpt_shape: [17, 3]\nnames: [person, ball]\ntrain: images/train\n", "one class, person"),
        ("kpt_shape: [17, 3]\ntrain: images/train\n", "one class, person"),
        (HEADER + "flip_idx: [0, 1, 2]\ntrain: images/train\n", "COCO's order"),
        (HEADER, "names no pictures"),
        (HEADER + "train: images/nowhere\n", "nowhere is not there"),
        (HEADER + "train: gone.txt\n", "cannot be read"),
        ("- a\n- b\n", "holds no data set"),
        ("kpt_shape: [17, 3\n", "is no YAML"),
        ("!!python/object/apply:os.getcwd []\n", "is no YAML"),
    ],
)
def test_a_wrong_data_yaml_is_one_line(tmp_path: Path, data: str, message: str) -> None:
    root = _foreign(tmp_path, "")
    (root / "data.yaml").write_text(data)
    with pytest.raises(RepSightError, match=message) as caught:
        read_dataset(root)
    assert "\n" not in str(caught.value)


def test_a_flip_that_is_cocos_is_taken(tmp_path: Path) -> None:
    data = f"flip_idx: {list(MIRRORED)}\ntrain: images/train\nval: images/val\n"
    assert len(read_dataset(_foreign(tmp_path, data)).pictures) == 2


def test_a_folder_without_data_yaml_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"data set is a folder with a data\.yaml"):
        read_dataset(tmp_path)


def test_a_half_written_data_set_is_none(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    (tmp_path / "data.yaml").unlink()
    with pytest.raises(SourceError):
        read_dataset(tmp_path)


def test_no_pictures_no_labels_nobody_and_one_picture_are_told_apart(tmp_path: Path) -> None:
    root = _foreign(tmp_path, "train: images/train\nval: images/val\n")
    for label in root.rglob("*.txt"):
        label.write_text("")
    with pytest.raises(InvalidInputError, match="nobody in any of them"):
        read_dataset(root)
    shutil.rmtree(root / "labels")
    with pytest.raises(InvalidInputError, match="has no labels"):
        read_dataset(root)
    assert len(read_dataset(root, for_training=False).pictures) == 2
    (root / "images/val/lunge_01.jpg").unlink()
    with pytest.raises(InvalidInputError, match="has one picture"):
        read_dataset(root)
    (root / "images/train/squat_01.png").unlink()
    with pytest.raises(InvalidInputError, match="has no pictures"):
        read_dataset(root, for_training=False)


def test_wrong_labels_are_named_with_their_file_and_line(tmp_path: Path) -> None:
    root = _foreign(tmp_path, "train: images/train\nval: images/val\n")
    (root / "labels/train/squat_01.txt").write_text("0 0.5 0.5 1 1\n")
    with pytest.raises(InvalidInputError, match=r"squat_01\.txt, line 1: 5 values"):
        read_dataset(root)


def test_a_damaged_picture_and_a_damaged_index_are_one_line(tmp_path: Path) -> None:
    root = _foreign(tmp_path, "train: images/train\nval: images/val\n")
    (root / "images/train/squat_01.png").write_bytes(b"\x89PNG not")
    with pytest.raises(SourceError, match=r"squat_01\.png: this picture cannot be read"):
        read_dataset(root)
    rows = [{"file": "images/train/squat_01.png", "size": [0, 4], "group": "a", "facts": {}}]
    (root / "pictures.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(SourceError, match=r"pictures\.jsonl, line 1"):
        read_dataset(root)
    (root / "pictures.jsonl").unlink()
    (root / "card.json").write_text("[]")
    with pytest.raises(SourceError, match=r"card\.json is a list"):
        read_dataset(root)


def test_where_pictures_jsonl_knows_them_pictures_are_not_opened(tmp_path: Path) -> None:
    made_dataset(tmp_path)
    for picture in tmp_path.rglob("*.jpg"):
        picture.write_bytes(b"")
    assert len(read_dataset(tmp_path).pictures) == 4
