"""How far two models are apart: figures whose truth is known."""

import math

import numpy as np
import pytest

from repsight.core.similarity import box_iou
from repsight.core.types import People
from repsight.deploy.counts import ClipCount, different
from repsight.deploy.parity import Parity, compare, fault, summarise

IMAGE = np.zeros((480, 640, 3), np.uint8)


def people(*corners: tuple[float, float], score: float = 0.9) -> People:
    """One person of 100 x 200 at each corner, with all keypoints in the box's middle."""
    boxes = np.array([(x, y, x + 100, y + 200) for x, y in corners], np.float32).reshape(-1, 4)
    points = np.full((len(corners), 17, 3), score, np.float32)
    points[..., :2] = ((boxes[:, :2] + boxes[:, 2:]) / 2)[:, None]
    return People(points, boxes, np.full(len(corners), score, np.float32))


def test_the_same_people_are_nothing_apart() -> None:
    parity = summarise([compare(people((0, 0), (200, 50)), people((0, 0), (200, 50)), IMAGE)])
    assert parity == Parity(frames=1, people=2, alone=0, px_mean=0.0, px_p99=0.0)


def test_a_shift_is_measured_in_pixels_whatever_the_order_of_people() -> None:
    ours, theirs = people((300, 54), (3, 0)), people((0, 0), (300, 50))
    found = compare(ours, theirs, IMAGE)
    assert sorted(set(found.pixels.tolist())) == [3.0, 4.0]
    parity = summarise([found])
    assert parity.px_mean == pytest.approx(3.5)
    assert parity.px_p99 == pytest.approx(4.0)


def test_everybody_is_matched_to_one_person_only() -> None:
    """Two boxes on one person: the better one is the person, the other is found by one side."""
    found = compare(people((0, 0), (0, 20)), people((0, 2)), IMAGE)
    assert found.alone == 1
    assert found.pixels.max() == pytest.approx(2.0)


def test_who_is_found_by_one_side_only_is_counted_on_either_side() -> None:
    far = compare(people((0, 0)), people((400, 200)), IMAGE)
    nobody = compare(people(), people((0, 0)), IMAGE)
    parity = summarise([far, nobody])
    assert (parity.people, parity.alone) == (0, 3)
    assert math.isnan(parity.px_mean)


def test_keypoints_beyond_the_picture_are_compared_at_its_edge() -> None:
    found = compare(people((590, 0)), people((596, 0)), IMAGE)
    assert found.pixels.max() == 0.0
    assert found.outside == 0
    assert compare(people((620, 0)), people((620, 0)), IMAGE).outside == 17


def test_overlap_of_boxes_without_extent_is_none() -> None:
    point = People(np.zeros((1, 17, 3)), np.zeros((1, 4)), np.ones(1))
    assert box_iou(point.boxes, point.boxes).tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("precision", "px", "alone", "said"),
    [
        ("fp32", 0.49, 0, None),
        ("fp32", 0.51, 0, "0.51 px apart"),
        ("fp16", 0.51, 0, "0.5 px is allowed for fp16"),
        ("int8", 2.9, 0, None),
        ("int8", 3.1, 0, "3 px is allowed for int8"),
        ("fp32", 0.0, 3, "3 of 103 people"),
        ("int8", 0.0, 3, None),
        ("int8", 0.0, 20, "20 of 120 people"),
        ("fp32", float("nan"), 5, "people were found by one"),
    ],
)
def test_what_is_too_far_off_depends_on_the_precision(
    precision: str, px: float, alone: int, said: str | None
) -> None:
    people_found = 0 if math.isnan(px) else 100
    found = fault(Parity(10, people_found, alone, px, px), precision)  # type: ignore[arg-type]
    assert found is None if said is None else said in str(found)


def test_pictures_without_anybody_say_nothing_against_a_model() -> None:
    assert fault(summarise([compare(people(), people(), IMAGE)]), "fp32") is None


def test_counts_that_differ_are_named() -> None:
    assert different([ClipCount("a.mp4", 5, 5)]) is None
    said = different([ClipCount("a.mp4", 5, 5), ClipCount("b.mp4", 4, 5)])
    assert said == "counts differ: b.mp4 4 for 5"
