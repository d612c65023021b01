"""What the two networks answer, turned into bodies: on answers made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.skeleton import KEYPOINT_NAMES
from repsight.pose import blazepose_detector as detector
from repsight.pose import blazepose_landmarks as landmarks
from repsight.pose.blazepose_network import logistic
from repsight.pose.blazepose_people import as_people, distinct
from repsight.pose.blazepose_region import Region

# Names of the 33 landmarks, from Google's "Pose landmark detection guide".
BLAZEPOSE_NAMES = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer",
    "right_eye_inner", "right_eye", "right_eye_outer", "left_ear", "right_ear",
    "mouth_left", "mouth_right", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
    "left_wrist", "right_wrist", "left_pinky", "right_pinky", "left_index", "right_index",
    "left_thumb", "right_thumb", "left_hip", "right_hip", "left_knee", "right_knee",
    "left_ankle", "right_ankle", "left_heel", "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip


def body(shift: float = 0.0, presence: float = 1.0) -> landmarks.Body:
    rng = np.random.default_rng(5)
    points = np.column_stack([rng.uniform(50, 150, (33, 2)) + shift, np.ones(33)])
    axis = np.array([[100 + shift, 100], [100 + shift, 40]])
    region = Region.around_body(*axis)
    return landmarks.Body(points.astype(np.float32), presence, region, axis)


def test_coco_keypoints_are_taken_by_name():
    chosen = [BLAZEPOSE_NAMES[i] for i in landmarks.COCO_FROM_BLAZEPOSE]
    assert tuple(chosen) == KEYPOINT_NAMES


def test_there_are_2254_anchors_in_the_middle_of_their_cells():
    anchors = detector.anchor_centres()
    assert anchors.shape == (2254, 2)
    assert anchors[0] == pytest.approx([0.5 / 28, 0.5 / 28])
    assert anchors[2] == pytest.approx([1.5 / 28, 0.5 / 28])  # the row comes first
    assert anchors[-1] == pytest.approx([6.5 / 7, 6.5 / 7])


def test_a_raw_box_is_relative_to_its_anchor():
    anchors = detector.anchor_centres()
    boxes, scores = np.zeros((2254, 12)), np.full(2254, -50.0)
    boxes[1000] = [22.4, 0, 44.8, 89.6, 0, 22.4, -22.4, 0, 0, 0, 0, 0]
    scores[1000] = 2.0
    found, points, likely = detector.decode(boxes, scores, anchors, 0.5)
    x, y = anchors[1000]
    assert found[0] == pytest.approx([x, y - 0.2, x + 0.2, y + 0.2], abs=1e-6)
    assert points[0, 0] == pytest.approx([x, y + 0.1], abs=1e-6)
    assert points[0, 1] == pytest.approx([x - 0.1, y], abs=1e-6)
    assert likely == pytest.approx([1 / (1 + np.exp(-2.0))])


def test_detections_come_best_first_and_weak_ones_not_at_all():
    scores = np.full(2254, -9.0)
    scores[[3, 500, 2000]] = [0.5, 3.0, 1.0]
    _, _, likely = detector.decode(np.zeros((2254, 12)), scores, detector.anchor_centres(), 0.5)
    assert len(likely) == 3
    assert list(likely) == sorted(likely, reverse=True)


def test_overlapping_detections_are_averaged_by_score_and_others_stay():
    boxes = np.array([[0, 0, 1, 1], [0.0, 0, 1, 0.9], [2, 2, 3, 3]])
    points = np.stack([np.full((4, 2), value) for value in (1.0, 2.0, 7.0)])
    merged = detector.merge_overlapping(boxes, points, np.array([0.9, 0.6, 0.5]))
    assert len(merged) == 2
    assert merged[0][0] == pytest.approx(np.full((4, 2), (0.9 * 1 + 0.6 * 2) / 1.5))
    assert merged[0][1] == 0.9
    assert merged[1][0] == pytest.approx(np.full((4, 2), 7.0))


def test_a_box_without_area_ends_the_merging_too():
    merged = detector.merge_overlapping(np.zeros((3, 4)), np.zeros((3, 4, 2)), np.full(3, 0.8))
    assert len(merged) == 3


@given(st.floats(-1e6, 1e6))
def test_the_logistic_function_never_overflows(value):
    assert 0.0 <= float(logistic(np.array(value))) <= 1.0


def heat_at(column: int, row: int) -> np.ndarray:
    heat = np.full((64, 64, 1), -30.0)
    heat[row, column, 0] = 10.0
    return heat


@pytest.mark.parametrize(("column", "row"), [(30, 20), (33, 17), (27, 23)])
def test_a_point_moves_to_the_heat_near_it(column, row):
    point = np.array([[30.4 / 64, 20.4 / 64]])
    refined = landmarks.refine(point, heat_at(column, row))
    assert refined[0] == pytest.approx([column / 64, row / 64], abs=1e-6)


def test_heat_beyond_the_window_is_not_looked_at():
    point = np.array([[30.4 / 64, 20.4 / 64]])
    assert (landmarks.refine(point, heat_at(34, 20)) == point).all()


def test_a_point_where_nothing_is_hot_stays():
    point = np.array([[0.3, 0.7]])
    assert (landmarks.refine(point, np.full((64, 64, 1), -0.1)) == point).all()


@pytest.mark.parametrize("point", [(-0.2, 0.5), (0.5, 1.0), (3.0, -4.0)])
def test_a_point_outside_the_map_stays(point):
    assert (landmarks.refine(np.array([point]), np.full((64, 64, 1), 9.0)) == [point]).all()


def test_a_point_at_the_edge_uses_the_part_of_the_window_that_exists():
    refined = landmarks.refine(np.array([[0.0, 0.0]]), np.full((64, 64, 1), 9.0))
    assert refined[0] == pytest.approx([1.5 / 64, 1.5 / 64])  # columns and rows 0 to 3


def test_each_landmark_has_its_own_heat():
    heat = np.full((64, 64, 2), -30.0)
    heat[20, 31, 0] = heat[41, 40, 1] = 10.0
    refined = landmarks.refine(np.array([[30, 20], [40, 40]]) / 64, heat)
    assert refined == pytest.approx(np.array([[31, 20], [40, 41]]) / 64, abs=1e-6)


def test_a_body_is_put_back_into_the_picture():
    raw = np.zeros((39, 5))
    raw[:, :2] = 128.0
    raw[0] = [64.0, 128.0, 0.0, 100.0, 100.0]
    raw[landmarks.AUXILIARY_RIM, :2] = [128.0, 64.0]
    found = landmarks.decode(
        raw.ravel(), 0.9, np.full((64, 64, 39), -30.0), Region(300, 200, 100, np.pi / 2)
    )
    assert found.landmarks.shape == (33, 3)
    assert found.presence == 0.9
    assert found.landmarks[0] == pytest.approx([300, 175, 1.0])  # a quarter to the left is up
    assert found.landmarks[1] == pytest.approx([300, 200, 0.25])  # half visible, half present
    assert found.region == Region(300, 200, 100, np.pi / 2)
    assert found.next_region == Region(300, 200, pytest.approx(62.5), pytest.approx(np.pi / 2))


def test_the_same_body_seen_twice_is_kept_once():
    first, again, other = body(), body(1.0), body(400.0)
    assert distinct([first, again, other]) == [first, other]


def test_of_two_readings_of_one_body_the_surer_one_is_kept():
    unsure, sure = body(presence=0.6), body(1.0)
    assert distinct([unsure, sure]) == [sure]


def test_some_limbs_read_as_a_second_body_are_not_a_person():
    whole = body()
    points = whole.landmarks.copy()
    points[:, :2] = 100 + 0.3 * (points[::-1, :2] - 100)
    part = landmarks.Body(points, 0.9, whole.region, whole.axis)
    assert distinct([part, whole]) == [whole]
    assert distinct([whole, part]) == [whole]


def test_certainty_is_the_mean_confidence():
    seen = body()
    assert seen.certainty == 1.0
    half = landmarks.Body(seen.landmarks * np.float32([1, 1, 0.5]), 1.0, seen.region, seen.axis)
    assert half.certainty == 0.5


def test_extent_is_the_share_of_the_region_that_the_landmarks_fill():
    points = np.tile(np.float32([[100, 100, 1]]), (33, 1))
    points[3, :2] = (130, 160)
    region = Region(100, 100, 240)
    axis = np.array([[100, 100], [100, 0]])
    assert landmarks.Body(points, 1.0, region, axis).extent == pytest.approx(60 / 240)


def test_people_keep_presence_as_score_and_boxes_end_at_the_picture():
    people = as_people([body(presence=0.75), body(-90.0)], np.zeros((120, 160, 3), np.uint8))
    assert people.scores == pytest.approx([0.75, 1.0])
    assert people.keypoints.shape == (2, 17, 3)
    assert (people.boxes >= 0).all()
    assert (people.boxes[:, 2] <= 160).all()
    assert (people.boxes[:, 3] <= 120).all()


def test_nobody_is_nobody():
    assert len(as_people([], np.zeros((10, 10, 3), np.uint8))) == 0
