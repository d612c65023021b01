"""Box overlap and keypoint similarity against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.similarity import box_area, box_iou, oks
from repsight.core.skeleton import KEYPOINT_COUNT, OKS_SIGMAS


def body(x: float = 0.0, confidence: float = 1.0) -> np.ndarray:
    points = np.zeros((1, KEYPOINT_COUNT, 3), np.float32)
    points[0, :, 0] = x
    points[0, :, 1] = np.arange(KEYPOINT_COUNT) * 10
    points[0, :, 2] = confidence
    return points


def test_equal_boxes_overlap_fully_and_distant_ones_not_at_all() -> None:
    boxes = np.array([[0, 0, 10, 10], [20, 20, 30, 30]], np.float32)
    np.testing.assert_allclose(box_iou(boxes, boxes), np.eye(2))


def test_boxes_that_share_a_third_have_that_iou() -> None:
    a, b = np.array([[0, 0, 10, 10]]), np.array([[5, 0, 15, 10]])
    np.testing.assert_allclose(box_iou(a, b), [[1 / 3]])


def test_empty_and_inverted_boxes_overlap_nothing() -> None:
    boxes = np.array([[5, 5, 5, 5], [10, 10, 0, 0]], np.float32)
    np.testing.assert_array_equal(box_iou(boxes, boxes), np.zeros((2, 2)))
    np.testing.assert_array_equal(box_area(boxes), [0, 0])


def test_nobody_gives_empty_matrices() -> None:
    assert box_iou(np.zeros((0, 4)), np.zeros((3, 4))).shape == (0, 3)
    assert oks(np.zeros((0, 17, 3)), np.zeros((3, 17, 3)), np.ones((1, 3))).shape == (0, 3)


def test_a_pose_is_fully_similar_to_itself() -> None:
    assert oks(body(), body(), np.array([[100.0]])) == pytest.approx(1.0)


def test_a_shift_lowers_oks_as_the_coco_formula_says() -> None:
    area, shift = 400.0, 6.0
    spread = 2 * np.array(OKS_SIGMAS)
    expected = np.exp(-(shift**2) / (2 * area * spread**2)).mean()
    assert oks(body(), body(shift), np.array([[area]])) == pytest.approx(expected)


def test_unseen_points_do_not_count() -> None:
    half = body(500.0)
    half[0, :8] = body()[0, :8]
    half[0, 8:] = np.nan
    assert oks(body(), half, np.array([[100.0]])) == pytest.approx(1.0)


def test_unsure_points_count_little() -> None:
    torn = body()
    torn[0, 8:, 0] += 500
    torn[0, 8:, 2] = 0.01
    assert oks(body(), torn, np.array([[100.0]]))[0, 0] > 0.98


def test_poses_without_a_common_point_are_not_similar() -> None:
    a, b = body(), body()
    a[0, :9], b[0, 9:] = np.nan, np.nan
    assert oks(a, b, np.array([[100.0]]))[0, 0] == 0


@given(st.floats(0.01, 100), st.floats(-1e4, 1e4), st.floats(0, 40))
def test_neither_scale_nor_place_changes_oks(scale: float, offset: float, shift: float) -> None:
    a, b = body().astype(np.float64), body(shift).astype(np.float64)
    before = oks(a, b, np.array([[2500.0]]))
    for pose in (a, b):
        pose[:, :, :2] = pose[:, :, :2] * scale + offset
    area = np.array([[2500.0 * scale**2]])
    if area > 1:
        np.testing.assert_allclose(oks(a, b, area), before, atol=1e-5)
