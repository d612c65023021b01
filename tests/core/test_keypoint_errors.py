"""Errors of keypoints, from offsets that are known."""

import numpy as np
import pytest

from repsight.core.average_precision import LabelledAndFound
from repsight.core.keypoint_errors import joint_errors, keypoint_errors, lost_share, pck
from repsight.core.skeleton import KEYPOINT_COUNT, KEYPOINT_INDEX

SIZE = 200.0
TORSO = 50.0
BOX = np.array([0.0, 0.0, 80.0, SIZE])


def body(x: float = 0.0) -> np.ndarray:
    """A torso of 30 by 40, so 50 across; the other points at the left shoulder."""
    points = np.tile([20.0 + x, 20.0, 2.0], (KEYPOINT_COUNT, 1))
    points[KEYPOINT_INDEX["right_hip"], :2] = (50 + x, 60)
    return points


def errors_of(labelled, found, boxes=None):
    found = np.array(found).reshape(-1, KEYPOINT_COUNT, 3)
    found_boxes = np.tile(BOX, (len(found), 1)) if boxes is None else np.array(boxes)
    pair = LabelledAndFound(BOX[None], labelled[None], found, np.ones(len(found)))
    return keypoint_errors([pair], [found_boxes])


def sure(points):
    points = points.copy()
    points[:, 2] = 0.9
    return points


def test_offsets_are_measured_in_pixels_in_per_cent_and_with_their_sign():
    found = sure(body())
    found[KEYPOINT_INDEX["left_knee"], :2] += (-6, 8)
    joints = {joint.name: joint for joint in joint_errors(errors_of(body(), [found]))}
    knee = joints["left_knee"]
    assert (knee.median_px, knee.median_percent) == pytest.approx((10, 100 * 10 / SIZE))
    assert (knee.right_percent, knee.down_percent) == pytest.approx((-3, 4))
    assert joints["right_knee"].median_px == 0
    assert knee.lost == 0


def test_pck_counts_points_within_a_fifth_of_the_torso():
    found = sure(body())
    found[0, 0] += 0.19 * TORSO
    found[1, 0] += 0.21 * TORSO
    assert pck(errors_of(body(), [found])) == pytest.approx(16 / 17)


def test_who_was_not_found_has_all_points_wrong_and_lost():
    away = BOX + [300, 0, 300, 0]
    errors = errors_of(body(), [sure(body(300))], [away])
    assert (pck(errors), lost_share(errors)) == (0, 1)
    assert np.isnan(joint_errors(errors)[0].median_px)
    assert lost_share(errors_of(body(), [])) == 1


def test_a_point_below_the_confidence_is_lost_but_its_error_is_known():
    found = sure(body())
    found[3, 2] = 0.2
    errors = errors_of(body(), [found])
    assert lost_share(errors) == pytest.approx(1 / 17)
    assert joint_errors(errors)[3].lost == 1
    assert joint_errors(errors)[3].median_px == 0


def test_points_without_a_label_count_nowhere():
    labelled = body()
    labelled[:3] = 0
    found = sure(body())
    found[:3, :2] += 1000
    errors = errors_of(labelled, [found])
    assert (pck(errors), lost_share(errors)) == (1, 0)
    assert joint_errors(errors)[0].labelled == 0
    assert np.isnan(joint_errors(errors)[0].lost)


def test_a_person_whose_torso_is_not_labelled_has_no_pck():
    labelled = body()
    labelled[KEYPOINT_INDEX["left_shoulder"], 2] = 0
    assert np.isnan(pck(errors_of(labelled, [sure(body())])))


def test_boxes_decide_who_is_who_even_where_a_pose_is_wrong():
    wrong = sure(body())
    wrong[:, :2] += 15
    near = sure(body())
    boxes = [BOX, BOX + [70, 0, 70, 0]]
    assert joint_errors(errors_of(body(), [wrong, near], boxes))[0].median_px == pytest.approx(
        np.hypot(15, 15)
    )


def test_no_picture_gives_no_errors():
    errors = keypoint_errors([], [])
    assert len(errors) == 0
    assert np.isnan(lost_share(errors))
