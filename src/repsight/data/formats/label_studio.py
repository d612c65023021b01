"""Label Studio: JSON tasks; a person is a rectangle, its keypoints have it as their parent.

Format: labelstud.io/guide/task_format and the tags KeyPointLabels, RectangleLabels and Choices.
Lengths are per cent of the picture. Hidden points have the choice "hidden", made per region.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.data.formats.foreign import (
    DECIMALS,
    EXTRA,
    PERSON,
    ForeignPicture,
    extra_of,
    is_corrected,
    keypoint_of,
    load_json,
    parsing,
    person_of,
    size_of,
    with_extra,
)
from repsight.data.types import HIDDEN, UNLABELLED, VISIBLE, LabelledPerson, PoseDataset

_LOCAL: Final = "/data/local-files/?d="
_BOX, _POINT, _SEEN = "box", "keypoint", "visibility"
_HIDDEN: Final = "hidden"
_POINT_SIZE: Final = 0.6
"""Per cent of the picture's width: how large Label Studio draws a point."""

Result = dict[str, Any]


def label_config() -> str:
    """The labelling configuration of the project that the tasks are for."""
    points = "\n".join(
        f'    <Label value="{name}" background="{_colour(name)}"/>' for name in KEYPOINT_NAMES
    )
    return f"""<View>
  <Image name="image" value="$image" zoom="true"/>
  <RectangleLabels name="{_BOX}" toName="image">
    <Label value="{PERSON}" background="#5ce080"/>
  </RectangleLabels>
  <KeyPointLabels name="{_POINT}" toName="image">
{points}
  </KeyPointLabels>
  <Choices name="{_SEEN}" toName="image" perRegion="true" choice="single">
    <Choice value="{_HIDDEN}"/>
  </Choices>
</View>
"""


def format_label_studio(dataset: PoseDataset) -> str:
    """The text of a file of tasks, whose pictures Label Studio serves from the data set's folder.

    Labels of a model are predictions, which somebody has to accept; others are annotations.
    """
    part = "annotations" if is_corrected(dataset) else "predictions"
    tasks = []
    for number, picture in enumerate(dataset.pictures, start=1):
        results = [
            result
            for index, person in enumerate(picture.people, start=1)
            for result in _results(person, picture.size, f"{number}-{index}")
        ]
        labels: dict[str, Any] = {"result": results}
        if part == "predictions":
            labels["model_version"] = str(picture.facts.get("model", "repsight"))
        image = _LOCAL + picture.file.as_posix()
        # The size is in every result, but a picture without anybody has none.
        data = {"image": image, "size": list(picture.size), EXTRA: extra_of(picture)}
        tasks.append({"id": number, "data": data, part: [labels]})
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def parse_label_studio(text: str) -> tuple[ForeignPicture, ...]:
    """The pictures of a file of tasks, with the people of the last annotation that was not
    cancelled, or of the last prediction. Raises InvalidInputError."""
    with parsing("file of Label Studio tasks"):
        tasks = load_json(text)
        if not isinstance(tasks, list):
            raise ValueError(f"it holds a {type(tasks).__name__}; a list of tasks is needed")
        return tuple(_picture(task) for task in tasks)


def _colour(name: str) -> str:
    return {"left": "#40c4ff", "right": "#ffb840"}.get(name.partition("_")[0], "#ffffff")


def _results(person: LabelledPerson, size: tuple[int, int], name: str) -> Iterator[Result]:
    width, height = size
    x0, y0, x1, y1 = person.box.astype(float).tolist()
    box = {"x": _percent(x0, width), "y": _percent(y0, height), "rotation": 0,
           "width": _percent(x1 - x0, width), "height": _percent(y1 - y0, height),
           "rectanglelabels": [PERSON]}  # fmt: skip
    yield _result(size, name, _BOX, "rectanglelabels", box)
    for keypoint, (x, y, visible) in zip(KEYPOINT_NAMES, person.keypoints.tolist(), strict=True):
        if visible == UNLABELLED:
            continue
        place = {"x": _percent(x, width), "y": _percent(y, height), "width": _POINT_SIZE}
        value = {**place, "keypointlabels": [keypoint]}
        region = f"{name}-{keypoint}"
        yield {**_result(size, region, _POINT, "keypointlabels", value), "parentID": name}
        if visible == HIDDEN:
            yield _result(size, region, _SEEN, "choices", {**place, "choices": [_HIDDEN]})


def _result(size: tuple[int, int], region: str, source: str, kind: str, value: Result) -> Result:
    return {
        "id": region, "from_name": source, "to_name": "image", "type": kind, "value": value,
        "original_width": size[0], "original_height": size[1], "image_rotation": 0,
    }  # fmt: skip


def _percent(length: float, whole: int) -> float:
    # Two decimals more than of a pixel: a hundredth of a per cent of 4000 pixels is 0.4.
    return round(100 * length / whole, DECIMALS + 2)


def _picture(task: Mapping[str, Any]) -> ForeignPicture:
    data = task["data"]
    results = _chosen(task)
    stated = data.get("size")
    size = None if stated is None else size_of(*stated)
    for result in results:
        if "original_width" in result:
            size = size_of(result["original_width"], result["original_height"])
            if result.get("image_rotation"):
                raise ValueError(f"task {task.get('id')} has a picture turned in Label Studio")
    return with_extra(_name(str(data["image"])), size, _people(results, size), data.get(EXTRA))


def _chosen(task: Mapping[str, Any]) -> list[Result]:
    done = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
    return list((done or task.get("predictions") or [{"result": []}])[-1]["result"])


def _name(address: str) -> str:
    """The picture's file in an address: of local storage, of an upload or on the web."""
    parts = urlsplit(address)
    local = parse_qs(parts.query).get("d")
    return local[0] if local else unquote(parts.path)


def _people(results: list[Result], size: tuple[int, int] | None) -> Iterator[LabelledPerson]:
    hidden = {
        r["id"] for r in results if r["type"] == "choices" and _HIDDEN in r["value"]["choices"]
    }
    boxes = {r["id"]: r["value"] for r in results if r["type"] == "rectanglelabels"}
    points: dict[str | None, dict[int, tuple[float, float, int]]] = {name: {} for name in boxes}
    for result in results:
        if result["type"] == "keypointlabels":
            index = keypoint_of(str(result["value"]["keypointlabels"][0]))
            if index is None:
                raise ValueError(f"{result['value']['keypointlabels'][0]} is no keypoint of COCO")
            # Without parents, as a picture of one person is often labelled, all points are theirs.
            parent = result.get("parentID") or (next(iter(boxes)) if len(boxes) == 1 else None)
            visible = HIDDEN if result["id"] in hidden else VISIBLE
            x, y = _pixels(result["value"]["x"], result["value"]["y"], size)
            points.setdefault(parent, {})[index] = (x, y, visible)
    for name, placed in points.items():
        box = boxes.get(name) if name is not None else None
        corners = None
        if box is not None:
            x0, y0 = _pixels(box["x"], box["y"], size)
            across, down = _pixels(box["width"], box["height"], size)
            corners = (x0, y0, x0 + across, y0 + down)
        yield person_of(placed, corners, size)


def _pixels(x: Any, y: Any, size: tuple[int, int] | None) -> tuple[float, float]:
    if size is None:
        raise ValueError("a result has no original_width and original_height")
    return float(x) / 100 * size[0], float(y) / 100 * size[1]
