"""Outputs of known people become those people; overlapping boxes are thinned as by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from repsight.core.errors import ModelError
from repsight.pose.letterbox import fit_letterbox
from repsight.pose.yolo_decode import check_layout, decode_people, suppress

SAME = fit_letterbox((640, 640), 640)


def plain_iou(a: np.ndarray, b: np.ndarray) -> float:
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - width * height
    return width * height / union if union else 0.0


def plain_suppress(boxes: np.ndarray, limit: float) -> list[int]:
    kept: list[int] = []
    for index, box in enumerate(boxes):
        if all(plain_iou(boxes[other], box) <= limit for other in kept):
            kept.append(index)
    return kept


@settings(deadline=None)
@given(
    arrays(np.int32, st.tuples(st.integers(0, 30), st.just(4)), elements=st.integers(1, 40)),
    st.sampled_from([0.3, 0.7]),
)
def test_suppression_keeps_what_a_plain_double_loop_keeps(spans: np.ndarray, limit: float) -> None:
    corner = spans[:, :2].astype(np.float32)
    boxes = np.hstack((corner, corner + spans[:, 2:])).astype(np.float32)
    # An overlap of exactly the limit is decided by rounding; leave those out.
    pairs = [plain_iou(a, b) for a in boxes for b in boxes]
    if not any(abs(iou - limit) < 1e-6 for iou in pairs):
        assert suppress(boxes, limit).tolist() == plain_suppress(boxes, limit)


def test_empty_boxes_do_not_hide_each_other() -> None:
    boxes = np.array([[5, 5, 5, 5], [5, 5, 9, 9]], np.float32)
    assert suppress(boxes).tolist() == [0, 1]


def dense(people: list[tuple[float, float, float, float, float]]) -> np.ndarray:
    """An output (56, 100) with the given (cx, cy, w, h, score); keypoint k at (cx + k, cy - k)."""
    output = np.zeros((56, 100), np.float32)
    for place, person in enumerate(people):
        column = output[:, 11 * place + 3]
        column[:5] = person
        points = column[5:].reshape(17, 3)
        points[:, 0] = person[0] + np.arange(17)
        points[:, 1] = person[1] - np.arange(17)
        points[:, 2] = np.linspace(0, 1, 17)
    return output


def test_a_dense_output_gives_its_people_best_first() -> None:
    people = decode_people(
        dense([(100, 200, 40, 80, 0.5), (400, 300, 60, 100, 0.9)]), "dense", SAME
    )
    np.testing.assert_allclose(people.scores, [0.9, 0.5])
    np.testing.assert_allclose(people.boxes, [[370, 250, 430, 350], [80, 160, 120, 240]])
    np.testing.assert_allclose(people.keypoints[0, 16], [416, 284, 1])
    np.testing.assert_allclose(people.keypoints[1, 4], [104, 196, 0.25])


def test_who_scores_a_quarter_or_less_is_not_there() -> None:
    people = decode_people(
        dense([(100, 200, 40, 80, 0.25), (400, 300, 60, 100, 0.26)]), "dense", SAME
    )
    assert len(people) == 1
    assert people.keypoints[0, 0, 0] == 400


def test_the_weaker_of_two_boxes_on_one_person_goes() -> None:
    people = decode_people(
        dense([(100, 200, 40, 80, 0.6), (102, 200, 40, 80, 0.8), (130, 200, 40, 80, 0.7)]),
        "dense",
        SAME,
    )
    np.testing.assert_allclose(people.scores, [0.8, 0.7])


def test_nobody_gives_nobody() -> None:
    people = decode_people(np.zeros((56, 100), np.float32), "dense", SAME)
    assert people.keypoints.shape == (0, 17, 3)
    assert len(decode_people(np.zeros((300, 57), np.float32), "final", SAME)) == 0


def test_a_final_output_says_the_same_as_a_dense_one() -> None:
    one = dense([(400, 300, 60, 100, 0.9), (100, 200, 40, 80, 0.5)])
    rows = np.zeros((300, 57), np.float32)
    for row, column in ((0, 14), (1, 3)):
        x, y, width, height, score = one[:5, column]
        rows[row, :6] = x - width / 2, y - height / 2, x + width / 2, y + height / 2, score, 0
        rows[row, 6:] = one[5:, column]
    a, b = decode_people(one, "dense", SAME), decode_people(rows, "final", SAME)
    np.testing.assert_allclose(a.keypoints, b.keypoints)
    np.testing.assert_allclose(a.boxes, b.boxes)
    np.testing.assert_allclose(a.scores, b.scores)


def test_points_come_back_to_the_pictures_own_pixels() -> None:
    box = fit_letterbox((720, 1280), 640)  # half the size, 12 rows of grey above
    (person,) = decode_people(dense([(320, 192, 100, 200, 0.9)]), "dense", box).keypoints
    np.testing.assert_allclose(person[0], [640, 360, 0])
    np.testing.assert_allclose(person[10, :2], [660, 340])


def test_keypoints_may_lie_outside_the_picture_but_boxes_end_at_its_edge() -> None:
    people = decode_people(dense([(635, 5, 40, 40, 0.9)]), "dense", SAME)
    np.testing.assert_allclose(people.boxes, [[615, 0, 640, 25]])
    np.testing.assert_allclose(people.keypoints[0, 16, :2], [651, -11])


def test_an_output_full_of_nan_is_nobody() -> None:
    assert len(decode_people(np.full((56, 100), np.nan, np.float32), "dense", SAME)) == 0


@pytest.mark.parametrize(
    ("shape", "layout"),
    [((1, 56, 8400), "dense"), ((None, 56, None), "dense"), ((1, 300, 57), "final")],
)
def test_both_layouts_are_told_apart_by_their_shape(
    shape: tuple[int | None, ...], layout: str
) -> None:
    assert check_layout("m.onnx", shape) == layout


@pytest.mark.parametrize(
    "shape", [(1, 84, 8400), (1, 300, 6), (1, 116, 8400), (1, 68, 8400), (1, 1000), ()]
)
def test_networks_without_17_keypoints_are_refused_by_name(shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match=r"m\.onnx .*17 COCO keypoints is needed"):
        check_layout("m.onnx", shape)


def test_the_metadata_says_what_a_refused_model_is() -> None:
    with pytest.raises(ModelError, match="is a detect model without keypoints"):
        check_layout("m.onnx", (1, 84, 8400), {"task": "detect"})
    with pytest.raises(ModelError, match=r"keypoints \[21,3\]"):
        check_layout("m.onnx", (1, 68, 8400), {"task": "pose", "kpt_shape": "[21, 3]"})
