"""Average precision of keypoints, against COCO's definition worked out by hand."""

import numpy as np
import pytest

from repsight.core.average_precision import (
    OUTLINE_SHARE,
    THRESHOLDS,
    LabelledAndFound,
    average_precision,
)
from repsight.core.errors import InvalidInputError
from repsight.core.skeleton import KEYPOINT_COUNT, OKS_SIGMAS

BOX = np.array([100.0, 100.0, 200.0, 300.0])
AREA = 100 * 200 * OUTLINE_SHARE
NOSE_SIGMA = OKS_SIGMAS[0]


def person(x: float = 0.0, visible: int = 2) -> np.ndarray:
    points = np.zeros((KEYPOINT_COUNT, 3))
    points[:, 0] = np.linspace(110, 190, KEYPOINT_COUNT) + x
    points[:, 1] = np.linspace(110, 290, KEYPOINT_COUNT)
    points[:, 2] = visible
    return points


def picture(labelled, found, scores) -> LabelledAndFound:
    boxes = np.stack([BOX + (each[0, 0] - 110) * np.array([1, 0, 1, 0]) for each in labelled])
    return LabelledAndFound(
        boxes, np.stack(labelled), np.array(found).reshape(-1, 17, 3), np.array(scores, float)
    )


def mean(pictures) -> float:
    return float(np.mean(list(average_precision(pictures).values())))


def test_the_thresholds_are_cocos():
    assert THRESHOLDS == (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def test_everybody_found_exactly_is_one_and_nobody_found_is_zero():
    assert mean([picture([person()], [person()], [0.9])]) == pytest.approx(1.0)
    assert mean([picture([person()], [], [])]) == 0.0


def test_a_point_as_far_off_as_its_spread_has_the_similarity_that_the_formula_gives():
    # One labelled point, off by d: OKS = exp(-d² / (2 · area · (2σ)²)).
    label, found = person(visible=0), person()
    label[0] = (110, 110, 2)
    for wanted in (0.52, 0.78, 0.93):
        distance = np.sqrt(-np.log(wanted) * 2 * AREA * (2 * NOSE_SIGMA) ** 2)
        found[0, 0] = 110 + distance
        found_at = average_precision(
            [LabelledAndFound(BOX[None], label[None], found[None], np.ones(1))]
        )
        assert [t for t, value in found_at.items() if value == 1.0] == [
            t for t in THRESHOLDS if t <= wanted
        ]


def test_a_false_person_with_a_higher_score_halves_the_precision():
    # Ranked: wrong, right. Precision 1/2 at recall 1, read at all 101 recalls.
    far = person(500)
    assert mean([picture([person()], [far, person()], [0.9, 0.8])]) == pytest.approx(0.5)


def test_a_false_person_with_a_lower_score_costs_nothing():
    assert mean([picture([person()], [person(), person(500)], [0.9, 0.8])]) == pytest.approx(1.0)


def test_half_of_the_people_found_is_precision_up_to_a_recall_of_a_half():
    # Recalls 0, 0.01 … 0.50 of 101 are reached: 51 of them.
    both = [person(), person(400)]
    assert mean([picture(both, [person()], [0.9])]) == pytest.approx(51 / 101)


def test_a_person_is_found_once_and_a_double_is_false():
    # Two pictures: right 0.9, double 0.8, right 0.7. Precisions 1, 1/2, 2/3; never rising: 1, 2/3.
    first = picture([person()], [person(), person(1)], [0.9, 0.8])
    second = picture([person()], [person()], [0.7])
    expected = (51 + 50 * 2 / 3) / 101
    assert average_precision([first, second], [0.5])[0.5] == pytest.approx(expected)


def test_who_is_labelled_by_a_box_only_is_neither_hit_nor_missed():
    unknown = np.zeros((KEYPOINT_COUNT, 3))
    boxes = np.stack([BOX, BOX + [400, 0, 400, 0]])
    near = person(400)
    pair = LabelledAndFound(
        boxes, np.stack([person(), unknown]), np.stack([near, person()]), np.array([0.9, 0.8])
    )
    assert mean([pair]) == pytest.approx(1.0)
    far = LabelledAndFound(
        boxes,
        np.stack([person(), unknown]),
        np.stack([person(4000), person()]),
        np.array([0.9, 0.8]),
    )
    assert mean([far]) == pytest.approx(0.5)


def test_a_point_that_was_not_seen_is_not_right():
    found = person()
    found[: KEYPOINT_COUNT // 2 + 1, :2] = np.nan
    assert mean([picture([person()], [found], [0.9])]) == 0.0


def test_only_the_twenty_best_of_a_picture_count():
    crowd = [person(500 + 400 * place) for place in range(20)]
    scores = [0.9] * 20 + [0.5]
    assert mean([picture([person()], [*crowd, person()], scores)]) == 0.0


def test_nothing_labelled_is_refused():
    with pytest.raises(InvalidInputError, match="nobody with keypoints is labelled"):
        average_precision(
            [LabelledAndFound(BOX[None], np.zeros((1, 17, 3)), person()[None], np.ones(1))]
        )
