"""CVAT for images 1.1: one XML file; people are skeletons of points, their boxes in one group.

Format: docs.cvat.ai, "XML annotation format". A point that is `outside` was not placed, one that is
`occluded` is hidden.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Final

from repsight.core.skeleton import BONES, KEYPOINT_NAMES
from repsight.data.formats.foreign import (
    DECIMALS,
    PERSON,
    ForeignPicture,
    keypoint_of,
    parsing,
    person_of,
    size_of,
    split_of,
)
from repsight.data.types import HIDDEN, UNLABELLED, VISIBLE, LabelledPerson, PoseDataset

_VERSION: Final = "1.1"
_BOX_LABEL: Final = "person_box"
"""A label of its own: in CVAT a label is either a skeleton or a rectangle."""
_CORNERS: Final = ("xtl", "ytl", "xbr", "ybr")
_YES, _NO = "1", "0"

# Where the points lie in the picture of the skeleton that CVAT shows, in per cent.
_SKETCH: Final = (
    (50, 10), (53, 7), (47, 7), (57, 9), (43, 9),
    (62, 24), (38, 24), (66, 40), (34, 40), (68, 54), (32, 54),
    (57, 54), (43, 54), (58, 74), (42, 74), (59, 94), (41, 94),
)  # fmt: skip


def format_cvat(dataset: PoseDataset) -> str:
    """The text of a CVAT file for images; names are relative to the data set's folder."""
    root = ET.Element("annotations")
    ET.SubElement(root, "version").text = _VERSION
    labels = ET.SubElement(ET.SubElement(ET.SubElement(root, "meta"), "job"), "labels")
    _write_labels(labels)
    for number, picture in enumerate(dataset.pictures):
        width, height = map(str, picture.size)
        image = ET.SubElement(
            root, "image", id=str(number), name=picture.file.as_posix(), subset=picture.split,
            width=width, height=height,
        )  # fmt: skip
        for group, person in enumerate(picture.people, start=1):
            _write_person(image, person, str(group))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def parse_cvat(text: str) -> tuple[ForeignPicture, ...]:
    """The pictures of a CVAT file for images, with their skeletons.

    A box goes with the skeleton of its group; without one it is drawn round the points. Files with
    a document type are refused: it is what XML attacks are made of, and CVAT writes none.
    Raises InvalidInputError.
    """
    with parsing("CVAT file for images"):
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise ValueError("it declares a document type, which CVAT never does")
        try:
            root = ET.fromstring(text)
        except ET.ParseError as error:
            raise ValueError(str(error)) from None
        if root.tag != "annotations":
            raise ValueError(f"its root is {root.tag}; annotations is needed")
        if root.find("track") is not None:
            raise ValueError("it is of the kind for video; export CVAT for images")
        return tuple(_picture(image) for image in root.iter("image"))


def _write_labels(labels: ET.Element) -> None:
    skeleton = ET.SubElement(labels, "label")
    for tag, text in (("name", PERSON), ("type", "skeleton"), ("svg", _svg())):
        ET.SubElement(skeleton, tag).text = text
    for name in KEYPOINT_NAMES:
        label = ET.SubElement(labels, "label")
        for tag, text in (("name", name), ("type", "points"), ("parent", PERSON)):
            ET.SubElement(label, tag).text = text
    box = ET.SubElement(labels, "label")
    for tag, text in (("name", _BOX_LABEL), ("type", "rectangle")):
        ET.SubElement(box, tag).text = text


def _svg() -> str:
    """The skeleton as CVAT draws it: its points and edges, counted from 1."""
    lines = [
        f'<line x1="{_SKETCH[a][0]}" y1="{_SKETCH[a][1]}" x2="{_SKETCH[b][0]}" y2="{_SKETCH[b][1]}"'
        f' data-type="edge" data-node-from="{a + 1}" data-node-to="{b + 1}"></line>'
        for a, b in BONES
    ]
    circles = [
        f'<circle r="0.75" cx="{x}" cy="{y}" data-type="element node" data-element-id="{i}"'
        f' data-node-id="{i}" data-label-name="{name}"></circle>'
        for i, ((x, y), name) in enumerate(zip(_SKETCH, KEYPOINT_NAMES, strict=True), start=1)
    ]
    return "".join((*lines, *circles))


def _write_person(image: ET.Element, person: LabelledPerson, group: str) -> None:
    corners = zip(_CORNERS, person.box.tolist(), strict=True)
    box = ET.SubElement(image, "box", label=_BOX_LABEL, source="manual", occluded=_NO)
    box.attrib |= {name: f"{value:.{DECIMALS}f}" for name, value in corners}
    box.attrib |= {"z_order": "0", "group_id": group}
    skeleton = ET.SubElement(
        image, "skeleton", label=PERSON, source="manual", z_order="0", group_id=group
    )
    for name, (x, y, visible) in zip(KEYPOINT_NAMES, person.keypoints.tolist(), strict=True):
        ET.SubElement(
            skeleton, "points", label=name, source="manual",
            outside=_YES if visible == UNLABELLED else _NO,
            occluded=_YES if visible == HIDDEN else _NO,
            points=f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}",
        )  # fmt: skip


def _picture(image: ET.Element) -> ForeignPicture:
    size = size_of(image.attrib["width"], image.attrib["height"])
    boxes = {
        group: tuple(float(box.attrib[name]) for name in _CORNERS)
        for box in image.iter("box")
        if (group := box.get("group_id", "0")) != "0"
    }
    people = tuple(
        person_of(dict(_points(skeleton)), boxes.get(skeleton.get("group_id", "0")), size)
        for skeleton in image.iter("skeleton")
    )
    return ForeignPicture(image.attrib["name"], size, people, split_of(image.get("subset")))


def _points(skeleton: ET.Element) -> Iterator[tuple[int, tuple[float, float, int]]]:
    for point in skeleton.iter("points"):
        index = keypoint_of(point.attrib["label"])
        if index is None:
            raise ValueError(f"a skeleton has a point {point.attrib['label']}, which COCO has not")
        x, y = (float(value) for value in point.attrib["points"].split(","))
        if point.get("outside", _NO) == _YES:
            continue
        yield index, (x, y, HIDDEN if point.get("occluded", _NO) == _YES else VISIBLE)
