"""From a YOLO-Pose network's output to people.

Two layouts exist. "dense", YOLOv8 and YOLO11: (56, A), one column per anchor: box centre and size,
score, 17 x (x, y, confidence); overlapping boxes are left to us. "final", YOLO26's end-to-end
export: (300, 57), one row per person: box corners, score, class, 17 x (x, y, confidence).
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from repsight.core.errors import ModelError
from repsight.core.skeleton import KEYPOINT_COUNT
from repsight.core.types import People
from repsight.pose.letterbox import Letterbox

Layout = Literal["dense", "final"]

# Ultralytics' defaults for `predict`: what its users know and its figures are made with.
MIN_SCORE = 0.25
MAX_IOU = 0.7
MAX_PEOPLE = 300

_BOX_SCORE = 5
_POINT_VALUES = KEYPOINT_COUNT * 3
DENSE_CHANNELS = _BOX_SCORE + _POINT_VALUES
FINAL_CHANNELS = _BOX_SCORE + 1 + _POINT_VALUES

_Array = npt.NDArray[np.float32]


def check_layout(
    name: str, shape: Sequence[int | None], metadata: Mapping[str, str] | None = None
) -> Layout:
    """The layout of an output (batch, channels, anchors) or (batch, people, channels).

    `None` stands for a dimension the model leaves open. Raises ModelError for anything that is not
    a COCO-17 pose network, naming what the model's own metadata says it is.
    """
    said = metadata or {}
    need = f"a YOLO-Pose model of {KEYPOINT_COUNT} COCO keypoints is needed, e.g. yolov8n-pose"
    task = said.get("task", "pose")
    if task != "pose":
        raise ModelError(f"{name} is a {task} model without keypoints; {need}")
    points = said.get("kpt_shape", f"[{KEYPOINT_COUNT}, 3]").replace(" ", "")
    if points != f"[{KEYPOINT_COUNT},3]":
        raise ModelError(f"{name} has keypoints {points} (number, values); {need}")
    if len(shape) == 3:
        if shape[1] == DENSE_CHANNELS:
            return "dense"
        if shape[2] == FINAL_CHANNELS:
            return "final"
    raise ModelError(f"{name} gives an output of shape {_written(shape)}, no keypoints; {need}")


def _written(shape: Sequence[int | None]) -> str:
    return "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"


def decode_people(output: _Array, layout: Layout, letterbox: Letterbox) -> People:
    """People in pixels of the picture, most confident first, from one frame's output.

    Keypoints keep their confidence and may lie outside the picture: a knee below the lower edge is
    a better guess than one clamped to it. Boxes end at the edge.
    """
    return people_in(_dense_rows(output) if layout == "dense" else _final_rows(output), letterbox)


def people_in(rows: _Array, letterbox: Letterbox) -> People:
    """People in pixels of the picture, from rows (N, 56): box corners, score, keypoints.

    Rows are in pixels of the network's input, and are used up.
    """
    keypoints = rows[:, _BOX_SCORE:].reshape(-1, KEYPOINT_COUNT, 3)
    keypoints[..., :2] = letterbox.to_source(keypoints[..., :2])
    corners = letterbox.to_source(rows[:, :4].reshape(-1, 2, 2))
    height, width = letterbox.source
    boxes = np.clip(corners, 0, np.array([width, height], np.float32)).reshape(-1, 4)
    return People(keypoints, boxes, rows[:, 4])


def _dense_rows(output: _Array) -> _Array:
    """Rows (N, 56) with box corners, from (56, A)."""
    found = np.flatnonzero(output[4] > MIN_SCORE)
    order = np.argsort(-output[4, found], kind="stable")
    rows = np.ascontiguousarray(output[:, found[order]].T)
    half = rows[:, 2:4] / 2
    rows[:, :4] = np.hstack((rows[:, :2] - half, rows[:, :2] + half))
    return rows[suppress(rows[:, :4])[:MAX_PEOPLE]]


def _final_rows(output: _Array) -> _Array:
    """Rows (N, 56) with box corners, from (300, 57): the class goes, it is always a person."""
    rows = np.delete(output[output[:, 4] > MIN_SCORE], _BOX_SCORE, axis=1)
    return rows[np.argsort(-rows[:, 4], kind="stable")]


def suppress(boxes: _Array, max_iou: float = MAX_IOU) -> npt.NDArray[np.intp]:
    """Indices (K,) of the boxes (N, 4) xyxy to keep, given best first: greedy suppression.

    A box goes when it overlaps a kept, better one by more than `max_iou`.
    """
    areas = np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0), axis=1)
    left = np.arange(len(boxes))
    kept: list[int] = []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(int(best))
        low = np.maximum(boxes[best, :2], boxes[left, :2])
        high = np.minimum(boxes[best, 2:], boxes[left, 2:])
        shared = np.prod(np.maximum(high - low, 0), axis=1)
        union = areas[best] + areas[left] - shared
        left = left[shared <= max_iou * union]
    return np.array(kept, np.intp)
