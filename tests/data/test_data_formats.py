"""Labels of other programs: there and back, by hand as they document them, broken and hostile."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_dataset import SIZE, assert_same, made_dataset, standing, write_noise

from repsight.core.errors import InvalidInputError, RepSightError, SourceError
from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.data.formats import FORMATS, Format, check_format, export_dataset, import_dataset
from repsight.data.formats.coco import format_coco, parse_coco
from repsight.data.formats.cvat import format_cvat, parse_cvat
from repsight.data.formats.foreign import ForeignPicture
from repsight.data.formats.label_studio import format_label_studio, label_config, parse_label_studio
from repsight.data.reading import read_dataset
from repsight.data.types import LabelledPerson, LabelledPicture, PoseDataset

PARSERS: dict[Format, Callable[[str], tuple[ForeignPicture, ...]]] = {
    "coco": parse_coco,
    "cvat": parse_cvat,
    "label-studio": parse_label_studio,
}
WRITERS: dict[Format, Callable[[PoseDataset], str]] = {
    "coco": format_coco,
    "cvat": format_cvat,
    "label-studio": format_label_studio,
}


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_exported_is_imported(tmp_path: Path, name: Format) -> None:
    before = made_dataset(tmp_path / "before")
    export_dataset(before, tmp_path / "labels", name)
    import_dataset(tmp_path / "labels", tmp_path / "after", name, tmp_path / "before")
    after = read_dataset(tmp_path / "after")
    assert len(after.pictures) == len(before.pictures)
    for one, other in zip(after.pictures, before.pictures, strict=True):
        # CVAT has no place for facts; the group is in the name of the picture.
        assert_same(one, other, 0.01, facts=name != "cvat")
        assert one.group == other.group
        bytes_ = [(root / p.file).read_bytes() for root, p in
                  ((after.root, one), (before.root, other))]  # fmt: skip
        assert bytes_[0] == bytes_[1]


@st.composite
def _people(draw: st.DrawFn) -> LabelledPerson:
    number = st.floats(0, 4000, width=32)
    keypoints = [
        (draw(number), draw(number), draw(st.sampled_from((0, 1, 2)))) for _ in KEYPOINT_NAMES
    ]
    low, extent = (draw(number), draw(number)), (draw(number), draw(number))
    box = (*low, low[0] + extent[0], low[1] + extent[1])
    return LabelledPerson(np.array(box), np.array(keypoints))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.lists(_people(), max_size=3))
@pytest.mark.parametrize("name", FORMATS)
def test_any_people_come_back_to_a_hundredth_of_a_pixel(
    name: Format, people: list[LabelledPerson]
) -> None:
    picture = LabelledPicture(
        Path("images/train/a.jpg"), (4000, 3000), tuple(people), "train", "a", {}
    )
    (back,) = PARSERS[name](WRITERS[name](PoseDataset(Path(), (picture,), {})))
    assert (back.size, back.split) == (picture.size, "train")
    again = LabelledPicture(picture.file, picture.size, back.people, "train", "a", {})
    assert_same(again, picture, 0.01)


def test_coco_as_documented_is_read() -> None:
    order = [KEYPOINT_NAMES.index(n) for n in sorted(KEYPOINT_NAMES)]
    points = [[10.0 * i, 5.0 * i, i % 3] for i in range(17)]
    content = {
        "info": {"year": 2026},
        "images": [
            {"id": 397133, "file_name": "000000397133.jpg", "width": 640, "height": 427,
             "license": 4, "coco_url": "x"},
            {"id": 37777, "file_name": "000000037777.jpg", "width": 352, "height": 230},
        ],
        "annotations": [
            {"id": 1, "image_id": 397133, "category_id": 7, "iscrowd": 0, "area": 3.0,
             "bbox": [1, 2, 30, 40], "num_keypoints": 11, "segmentation": [[1, 2, 3, 4, 5, 6]],
             "keypoints": [value for i in order for value in points[i]]},
            {"id": 2, "image_id": 397133, "category_id": 7, "iscrowd": 1, "bbox": [0, 0, 1, 1],
             "segmentation": {"counts": [1], "size": [1, 1]}},
            {"id": 3, "image_id": 37777, "category_id": 44, "bbox": [0, 0, 1, 1]},
        ],
        "categories": [
            {"id": 7, "name": "person", "keypoints": [KEYPOINT_NAMES[i] for i in order],
             "skeleton": [[16, 14]]},
            {"id": 44, "name": "bottle", "supercategory": "kitchen"},
        ],
    }  # fmt: skip
    first, second = parse_coco(json.dumps(content))
    assert (first.name, first.size, second.people) == ("000000397133.jpg", (640, 427), ())
    (person,) = first.people
    assert person.box.tolist() == [1, 2, 31, 42]
    seen = np.array(points)[:, 2] > 0
    np.testing.assert_array_equal(person.keypoints[seen], np.array(points)[seen])
    assert not person.keypoints[~seen].any()


CVAT = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task><id>4</id><name>gym</name><size>2</size><mode>annotation</mode><labels>
    <label><name>person</name><type>skeleton</type><attributes></attributes></label>
  </labels></task></meta>
  <image id="0" name="gym/a_0001.jpg" subset="Validation" width="160" height="120">
    <skeleton label="person" source="manual" z_order="0" group_id="3">
      <points label="left_wrist" source="manual" outside="0" occluded="1" points="30.50,40.25">
      </points>
      <points label="nose" source="manual" outside="0" occluded="0" points="20.00,10.00"/>
      <points label="right_hip" source="manual" outside="1" occluded="0" points="1.00,1.00"/>
    </skeleton>
    <skeleton label="person" source="manual" z_order="0">
      <points label="nose" source="manual" outside="0" occluded="0" points="100.00,10.00"/>
      <points label="left_ankle" source="manual" outside="0" occluded="0" points="100.00,110.00"/>
    </skeleton>
    <box label="person" source="manual" occluded="0" xtl="10.00" ytl="5.00" xbr="60.00" ybr="90.00"
      z_order="0" group_id="3"></box>
    <box label="bench" source="manual" occluded="0" xtl="0" ytl="0" xbr="5" ybr="5"
      z_order="0"></box>
    <tag label="indoor" source="manual"></tag>
  </image>
  <image id="1" name="gym/a_0002.jpg" width="160" height="120"></image>
</annotations>
"""


def test_cvat_as_documented_is_read() -> None:
    first, second = parse_cvat(CVAT)
    assert (first.name, first.size, first.split) == ("gym/a_0001.jpg", (160, 120), None)
    assert second.people == ()
    one, other = first.people
    assert one.box.tolist() == [10, 5, 60, 90]
    assert one.keypoints[9].tolist() == [30.5, 40.25, 1]
    assert one.keypoints[0].tolist() == [20, 10, 2]
    assert not one.keypoints[12].any()
    # Nobody drew a box: it is a tenth of the points' height larger, and ends at the picture.
    assert other.box.tolist() == [90, 0, 110, 120]


def _studio(results: list[dict[str, object]], part: str = "annotations", **data: object) -> str:
    done = {"id": 1, "was_cancelled": False, "result": results}
    return json.dumps([{"id": 1, "data": {"image": "a.jpg", **data}, part: [done]}])


def _studio_results() -> list[dict[str, object]]:
    whole = {"original_width": 200, "original_height": 100, "image_rotation": 0, "to_name": "img"}
    box = {"x": 10.0, "y": 20.0, "width": 30.0, "height": 50.0, "rotation": 0}
    point = {"x": 12.5, "y": 25.0, "width": 0.5}
    return [
        {**whole, "id": "r1", "type": "rectanglelabels", "from_name": "b",
         "value": {**box, "rectanglelabels": ["person"]}},
        {**whole, "id": "k1", "type": "keypointlabels", "from_name": "k", "parentID": "r1",
         "value": {**point, "keypointlabels": ["Left Wrist"]}},
        {**whole, "id": "k1", "type": "choices", "from_name": "v",
         "value": {**point, "choices": ["hidden"]}},
        {**whole, "id": "k2", "type": "keypointlabels", "from_name": "k", "parentID": "r1",
         "value": {**point, "keypointlabels": ["nose"]}},
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["annotations", "predictions"])
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/data/local-files/?d=gym/a%20b.jpg", "gym/a b.jpg"),
        ("/data/upload/3/0a1b2c3d-a.jpg", "/data/upload/3/0a1b2c3d-a.jpg"),
        ("https://example.com/x/a.jpg?token=1", "/x/a.jpg"),
    ],
)
def test_label_studio_as_documented_is_read(part: str, address: str, name: str) -> None:
    (picture,) = parse_label_studio(_studio(_studio_results(), part, image=address))
    (person,) = picture.people
    assert (picture.name, picture.size) == (name, (200, 100))
    assert person.box.tolist() == [20, 20, 80, 70]
    assert person.keypoints[9].tolist() == [25, 25, 1]
    assert person.keypoints[0].tolist() == [25, 25, 2]


def test_label_studio_takes_the_last_annotation_that_was_not_cancelled() -> None:
    results = _studio_results()
    tasks = json.loads(_studio(results[:1]))
    tasks[0]["annotations"].append({"was_cancelled": False, "result": results})
    tasks[0]["annotations"].append({"was_cancelled": True, "result": []})
    (picture,) = parse_label_studio(json.dumps(tasks))
    assert picture.people[0].keypoints[0, 2] == 2


def test_points_without_a_parent_belong_to_the_only_person() -> None:
    results = _studio_results()
    for result in results:
        result.pop("parentID", None)
    (picture,) = parse_label_studio(_studio(results))
    assert len(picture.people) == 1
    assert picture.people[0].keypoints[9, 2] == 1


def test_label_studio_gets_predictions_of_a_model_and_annotations_of_people(tmp_path: Path) -> None:
    dataset = made_dataset(tmp_path)
    pre = PoseDataset(tmp_path, dataset.pictures, {"labels": "pre-labelled, not corrected"})
    assert "annotations" in json.loads(format_label_studio(dataset))[0]
    tasks = json.loads(format_label_studio(pre))
    assert "predictions" in tasks[0]
    assert tasks[0]["data"]["image"] == "/data/local-files/?d=images/train/a_000001.jpg"
    _, config = export_dataset(dataset, tmp_path / "tasks.json", "label-studio")
    assert config.name == "tasks.config.xml"
    assert config.read_text() == label_config()
    used = {r["from_name"] for task in tasks for r in task["predictions"][0]["result"]}
    assert all(f'name="{name}"' in label_config() for name in used)
    assert all(f'value="{name}"' in label_config() for name in KEYPOINT_NAMES)


def _foreign(tmp_path: Path) -> tuple[Path, Path]:
    """A COCO file of four pictures of two videos, and their folder."""
    images = [{"id": i, "file_name": f"gym/{v}_{i:03d}.jpg", "width": 160, "height": 120}
              for i, v in enumerate("aabb")]  # fmt: skip
    for image in images:
        write_noise(tmp_path / "pictures" / str(image["file_name"]), int(str(image["id"])))
    content = json.loads(format_coco(PoseDataset(Path(), (), {})))
    (tmp_path / "coco.json").write_text(json.dumps({**content, "images": images}))
    return tmp_path / "coco.json", tmp_path / "pictures"


def test_pictures_are_split_by_video_and_found_by_any_end_of_their_path(tmp_path: Path) -> None:
    file, pictures = _foreign(tmp_path)
    for folder, root in ((pictures, "one"), (pictures / "gym", "two")):
        dataset = import_dataset(file, tmp_path / root, "coco", folder, licence="CC0")
        groups = {(picture.group, picture.split) for picture in dataset.pictures}
        assert len(groups) == 2
        assert {split for _, split in groups} == {"train", "val"}
        assert dataset.pictures[0].file.name == "gym_a_000.jpg"
        assert dataset.card["licence"] == "CC0"


def test_an_uploaded_picture_is_found_by_the_name_it_had(tmp_path: Path) -> None:
    write_noise(tmp_path / "pictures/a.jpg", 1, (200, 100))
    task = _studio(_studio_results(), image="/data/upload/3/0a1b2c3d-a.jpg")
    (tmp_path / "tasks.json").write_text(task)
    dataset = import_dataset(
        tmp_path / "tasks.json", tmp_path / "set", "label-studio", tmp_path / "pictures"
    )
    assert (dataset.root / dataset.pictures[0].file).is_file()


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/../../secret.jpg", "a\0.jpg", "", "."])
def test_no_picture_outside_the_folder_is_taken(tmp_path: Path, name: str) -> None:
    write_noise(tmp_path / "secret.jpg", 1)
    (tmp_path / "pictures").mkdir()
    content = json.loads(format_coco(PoseDataset(Path(), (), {})))
    content["images"] = [{"id": 1, "file_name": name, "width": 160, "height": 120}]
    (tmp_path / "coco.json").write_text(json.dumps(content))
    with pytest.raises(SourceError, match="1 of the 1 pictures"):
        import_dataset(tmp_path / "coco.json", tmp_path / "s", "coco", tmp_path / "pictures")
    assert not (tmp_path / "s").exists()


def test_missing_pictures_other_sizes_and_taken_folders_are_one_line(tmp_path: Path) -> None:
    file, pictures = _foreign(tmp_path)
    write_noise(pictures / "gym/a_000.jpg", 0, (80, 60))
    with pytest.raises(InvalidInputError, match=r"a_000\.jpg is 80 x 60; .* says 160 x 120"):
        import_dataset(file, tmp_path / "set", "coco", pictures)
    (pictures / "gym/a_000.jpg").unlink()
    with pytest.raises(SourceError, match=r"1 of the 4 pictures in .*a_000"):
        import_dataset(file, tmp_path / "set", "coco", pictures)
    with pytest.raises(SourceError, match="is no folder"):
        import_dataset(file, tmp_path / "set", "coco", tmp_path / "nowhere")
    made_dataset(tmp_path / "taken")
    with pytest.raises(InvalidInputError, match="is a data set already"):
        import_dataset(file, tmp_path / "taken", "coco", pictures)
    with pytest.raises(InvalidInputError, match="coco, cvat, label-studio"):
        check_format("voc")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'
    "<annotations>&y;</annotations>"
)
THIEF = (
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotations><image id="0" name="&x;"'
    ' width="1" height="1"/></annotations>'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cvat", BOMB),
        ("cvat", THIEF),
        ("cvat", ""),
        ("cvat", "<annotations><image"),
        ("cvat", "<other/>"),
        ("cvat", "<annotations><track/></annotations>"),
        ("cvat", "<annotations><image name='a' width='0' height='1'/></annotations>"),
        ("cvat", CVAT.replace("30.50,40.25", "30.50")),
        ("cvat", CVAT.replace("30.50,40.25", "nan,1")),
        ("cvat", CVAT.replace("nose", "beak")),
        ("coco", ""),
        ("coco", "[]"),
        ("coco", "{}"),
        ("coco", '{"images": [], "annotations": [], "categories": []}'),
        ("coco", "[" * 100_000),
        ("coco", '{"images": [{"id": 1, "width": NaN}]}'),
        ("label-studio", "{}"),
        ("label-studio", "[1]"),
        ("label-studio", '[{"data": {}}]'),
        ("label-studio", _studio([{"id": "a", "type": "rectanglelabels", "value": {}}])),
    ],
)
def test_broken_and_hostile_files_are_one_line(tmp_path: Path, name: Format, text: str) -> None:
    (tmp_path / "labels").write_text(text)
    (tmp_path / "pictures").mkdir()
    with pytest.raises(InvalidInputError) as caught:
        import_dataset(tmp_path / "labels", tmp_path / "set", name, tmp_path / "pictures")
    assert str(caught.value).startswith(str(tmp_path / "labels"))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "set").exists()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 20_000), put=st.sampled_from(["", "0", "null", '"', "{}", "<a>", "-1e999"])
)
@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_is_refused_or_read_but_nothing_else_happens(
    name: Format, cut: int, put: str
) -> None:
    picture = LabelledPicture(Path("images/val/a.jpg"), SIZE, (standing(),), "val", "a", {})
    text = WRITERS[name](PoseDataset(Path(), (picture,), {}))
    cut %= len(text)
    with suppress(RepSightError):  # anything else fails the test
        PARSERS[name](text[:cut] + put + text[cut + 7 :])
