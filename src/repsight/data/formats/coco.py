"""COCO keypoints: one JSON file of images, annotations and categories.

Format: cocodataset.org/#format-data, "Keypoint Detection".
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from repsight.core.skeleton import BONES, KEYPOINT_COUNT, KEYPOINT_NAMES
from repsight.data.formats.foreign import (
    DECIMALS,
    EXTRA,
    PERSON,
    ForeignPicture,
    extra_of,
    keypoint_of,
    load_json,
    parsing,
    person_of,
    size_of,
    with_extra,
)
from repsight.data.types import UNLABELLED, LabelledPerson, PoseDataset

_PERSON_ID: Final = 1


def format_coco(dataset: PoseDataset) -> str:
    """The text of a COCO keypoints file; file names are relative to the data set's folder."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, picture in enumerate(dataset.pictures, start=1):
        width, height = picture.size
        image = {"id": number, "file_name": picture.file.as_posix(), "width": width,
                 "height": height, EXTRA: extra_of(picture)}  # fmt: skip
        images.append(image)
        for person in picture.people:
            annotations.append({"id": len(annotations) + 1, "image_id": number, **_row(person)})
    licence = str(dataset.card.get("licence", ""))
    content = {
        "info": {"description": str(dataset.card.get("labels", "")), "version": "1.0"},
        "licenses": [{"id": 1, "name": licence, "url": ""}] if licence else [],
        "images": images,
        "annotations": annotations,
        "categories": [_category()],
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def parse_coco(text: str) -> tuple[ForeignPicture, ...]:
    """The pictures of a COCO keypoints file, with the people in them.

    Groups of people (`iscrowd`) and other categories are passed over. Raises InvalidInputError.
    """
    with parsing("COCO keypoints file"):
        content = load_json(text)
        orders = _orders(content["categories"])
        sizes = {row["id"]: size_of(row["width"], row["height"]) for row in content["images"]}
        people: defaultdict[Any, list[LabelledPerson]] = defaultdict(list)
        for row in content["annotations"]:
            order = orders.get(row["category_id"])
            if order is not None and not row.get("iscrowd"):
                people[row["image_id"]].append(_person(row, order, sizes[row["image_id"]]))
        return tuple(
            with_extra(str(row["file_name"]), sizes[row["id"]], people[row["id"]], row.get(EXTRA))
            for row in content["images"]
        )


def _category() -> dict[str, Any]:
    skeleton = [[a + 1, b + 1] for a, b in BONES]  # COCO counts keypoints from 1
    return {"id": _PERSON_ID, "name": PERSON, "supercategory": PERSON,
            "keypoints": list(KEYPOINT_NAMES), "skeleton": skeleton}  # fmt: skip


def _row(person: LabelledPerson) -> dict[str, Any]:
    box = person.box.astype(float)
    width, height = (box[2:] - box[:2]).tolist()
    keypoints = [
        value
        for x, y, visible in person.keypoints.astype(float).tolist()
        for value in (round(x, DECIMALS), round(y, DECIMALS), int(visible))
    ]
    return {
        "category_id": _PERSON_ID,
        "bbox": [round(value, DECIMALS) for value in (*box[:2].tolist(), width, height)],
        "area": round(width * height, DECIMALS),
        "iscrowd": 0,
        "keypoints": keypoints,
        "num_keypoints": int((person.keypoints[:, 2] != UNLABELLED).sum()),
    }


def _orders(categories: Any) -> Mapping[Any, list[int]]:
    """By the id of each category of people with COCO's keypoints: the number of each of its own."""
    orders = {}
    for category in categories:
        names = category.get("keypoints")
        if not names:
            continue
        order = [keypoint_of(str(name)) for name in names]
        if sorted(i for i in order if i is not None) == list(range(KEYPOINT_COUNT)):
            orders[category["id"]] = [i for i in order if i is not None]
            if len(order) != KEYPOINT_COUNT:
                raise ValueError(
                    f"{category.get('name')} has {len(order)} keypoints; 17 are needed"
                )
    if not orders:
        raise ValueError("no category has the 17 keypoints of COCO by their names")
    return orders


def _person(row: Mapping[str, Any], order: list[int], size: tuple[int, int]) -> LabelledPerson:
    values = row.get("keypoints") or [0] * (3 * KEYPOINT_COUNT)
    keypoints = np.array(values, float).reshape(KEYPOINT_COUNT, 3).tolist()
    points = {
        index: (x, y, int(visible)) for index, (x, y, visible) in zip(order, keypoints, strict=True)
    }
    box = row.get("bbox")
    if box is not None:
        left, top, width, height = (float(value) for value in box)
        box = (left, top, left + width, top + height)
    return person_of(points, box, size)
