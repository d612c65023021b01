"""Bodies of anny: their sizes, their keypoints, and what is refused."""

from typing import Any

import numpy as np
import pytest

from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import KEYPOINT_INDEX, MIRRORED


def test_an_adult_is_as_tall_as_adults_are(person: Any) -> None:
    assert 1.5 < person.body.height < 2.0


def test_shapes_differ_as_they_are_named(person: Any) -> None:
    from repsight.synth.body import make_body

    short, tall = (make_body({"height": value}).height for value in (0.1, 0.9))
    assert tall - short > 0.2
    thin, heavy = (np.ptp(make_body({"weight": value}).vertices[:, 2]) for value in (0.1, 0.95))
    assert heavy > thin


def test_left_is_left_and_both_sides_are_alike(person: Any) -> None:
    points = person.body.keypoints
    assert points[KEYPOINT_INDEX["left_shoulder"], 0] > 0 > points[KEYPOINT_INDEX["right_hip"], 0]
    assert points[list(MIRRORED)] * (-1, 1, 1) == pytest.approx(points, abs=1e-3)


def test_the_face_looks_forward_and_stands_above_the_shoulders(person: Any) -> None:
    points = person.body.keypoints
    nose, ear = points[KEYPOINT_INDEX["nose"]], points[KEYPOINT_INDEX["left_ear"]]
    assert nose[2] > ear[2] + 0.05
    assert nose[1] > points[KEYPOINT_INDEX["left_shoulder"], 1] + 0.1


def test_every_keypoint_lies_within_the_body(person: Any) -> None:
    body = person.body
    for point in body.keypoints:
        nearest = np.linalg.norm(body.vertices - point, axis=1).min()
        assert nearest < 0.12


@pytest.mark.parametrize("shape", [{"charm": 0.5}, {"weight": 1.2}, {"age": float("nan")}])
def test_a_shape_that_cannot_be_is_refused(person: Any, shape: dict[str, float]) -> None:
    from repsight.synth.body import make_body

    with pytest.raises(InvalidInputError, match="each 0 to 1"):
        make_body(shape)


def test_arms_legs_and_head_are_told_apart_on_the_skin(person: Any) -> None:
    from repsight.synth.surface import PARTS

    part = person.surface.part.astype(int)
    names = {PARTS[index] for index in part}
    assert names == set(PARTS)
    vertices = person.body.vertices
    left_hand = part == PARTS.index("left_hand")
    assert (vertices[left_hand, 0] > 0.2).all()
    head = part == PARTS.index("head")
    assert vertices[head, 1].mean() > person.body.keypoints[KEYPOINT_INDEX["left_shoulder"], 1]


def test_places_along_the_limbs_are_0_1_and_2_at_the_joints(person: Any) -> None:
    body, place = person.body, person.surface.place
    for joint, column, expected in (
        ("left_knee", 1, 1.0),
        ("right_ankle", 1, 2.0),
        ("left_elbow", 0, 1.0),
        ("left_wrist", 0, 2.0),
    ):
        distance = np.linalg.norm(body.vertices - body.keypoints[KEYPOINT_INDEX[joint]], axis=1)
        assert place[distance.argsort()[:20], column].mean() == pytest.approx(expected, abs=0.1)
