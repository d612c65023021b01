"""Decoding on the device finds the same people, box for box, as decoding on the host."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repsight.pose import cuda_decode
from repsight.pose.cuda_decode import CANDIDATES, ROUNDS, UNSURE, decode
from repsight.pose.letterbox import fit_letterbox
from repsight.pose.yolo_decode import MAX_PEOPLE, Layout, decode_people, people_in, suppress

torch = pytest.importorskip("torch")

BOX = fit_letterbox((640, 640), 640)


def on_device(boxes: np.ndarray) -> tuple[list[int], bool]:
    """Indices kept of boxes (N, 4), best first, and whether that is final."""
    some = torch.from_numpy(boxes)[None]
    kept, settled = cuda_decode.suppress(some, torch.ones(some.shape[:2], dtype=torch.bool), torch)
    return kept[0].nonzero()[:, 0].tolist(), bool(settled[0])


def crowd(seed: int, people: int, each: int, shake: float) -> np.ndarray:
    """Boxes (people x each, 4) in random order, those of one person close together."""
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 500, (people, 1, 2))
    sizes = rng.uniform(20, 140, (people, 1, 2))
    boxes = np.concatenate((corners, corners + sizes), -1)
    boxes = boxes + rng.normal(0, shake, (people, each, 4))
    return rng.permutation(boxes.reshape(-1, 4)).astype(np.float32)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 20), st.floats(0, 12))
def test_what_is_kept_is_what_greedy_suppression_keeps(
    seed: int, people: int, each: int, shake: float
) -> None:
    boxes = crowd(seed, people, each, shake)
    kept, settled = on_device(boxes)
    if settled:
        assert kept == suppress(boxes).tolist()


def test_crowds_of_any_looseness_settle() -> None:
    loose = [on_device(crowd(seed, 8, 25, shake))[1] for seed in range(20) for shake in (1, 4, 8)]
    assert all(loose)


def stairs(steps: int) -> np.ndarray:
    """Boxes that each overlap the next alone by more than suppression allows."""
    left = 15.0 * np.arange(steps)
    return np.stack((left, 0 * left, left + 100, 0 * left + 100), -1).astype(np.float32)


def test_a_chain_longer_than_the_rounds_says_that_it_is_not_settled() -> None:
    short, long = stairs(ROUNDS - 1), stairs(4 * ROUNDS)
    assert on_device(short) == (suppress(short).tolist(), True)
    assert not on_device(long)[1]


def test_boxes_without_area_and_numbers_that_are_none_are_treated_alike() -> None:
    boxes = np.array(
        [[0, 0, 10, 10], [5, 5, 5, 5], [9, 9, 1, 1], [np.nan, 0, 10, 10], [0, 0, 10, 10]],
        np.float32,
    )
    assert on_device(boxes) == (suppress(boxes).tolist(), True)


def dense(seed: int, anchors: int, people: int) -> np.ndarray:
    """An output (56, anchors) in which `people` anchors are near a few persons."""
    rng = np.random.default_rng(seed)
    output = rng.uniform(0, 640, (56, anchors)).astype(np.float32)
    output[4] = rng.uniform(0, 0.2, anchors)
    places = rng.choice(anchors, people, replace=False)
    centres = rng.uniform(100, 500, (5, 2))[rng.integers(0, 5, people)]
    output[:2, places] = (centres + rng.normal(0, 4, centres.shape)).T
    output[2:4, places] = rng.normal(120, 5, (2, people))
    output[4, places] = rng.integers(26, 100, people) / 100  # ties, as half precision has them
    return output


def same_people(output: np.ndarray, layout: Layout) -> None:
    """Every picture of an output (batch, ...) has the people that the host finds."""
    rows, counts = decode(torch.from_numpy(output), layout, torch)
    for one, row, count in zip(output, rows.numpy(), counts.tolist(), strict=True):
        theirs = decode_people(one.copy(), layout, BOX)
        ours = people_in(row[:count].copy(), BOX)
        assert len(ours) == len(theirs)
        np.testing.assert_array_equal(ours.boxes, theirs.boxes)
        np.testing.assert_array_equal(ours.scores, theirs.scores)
        np.testing.assert_array_equal(ours.keypoints, theirs.keypoints)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 60), st.sampled_from([84, 700]))
def test_a_dense_output_gives_the_same_people_to_the_last_bit(
    seed: int, people: int, anchors: int
) -> None:
    same_people(np.stack([dense(seed + i, anchors, people) for i in range(3)]), "dense")


def test_an_end_to_end_output_gives_the_same_people_to_the_last_bit() -> None:
    output = np.random.default_rng(1).uniform(0, 640, (3, 300, 57)).astype(np.float32)
    output[..., 4] = np.random.default_rng(2).integers(0, 60, (3, 300)) / 100
    output[1, :, 4] = 0
    same_people(output, "final")


def test_scores_that_are_no_numbers_are_nobody() -> None:
    output = dense(3, 84, 9)[None]
    output[0, 4, ::2] = np.nan
    same_people(output, "dense")


def test_only_so_many_people_are_given_as_the_host_gives() -> None:
    output = np.zeros((1, 56, 400), np.float32)
    output[0, 0], output[0, 1] = 15 * (np.arange(400) % 40) + 20, 15 * (np.arange(400) // 40) + 20
    output[0, 2:4], output[0, 4] = 8, np.linspace(0.3, 0.9, 400)
    same_people(output, "dense")
    assert decode(torch.from_numpy(output), "dense", torch)[1].tolist() == [MAX_PEOPLE]


def test_more_candidates_than_there_is_room_for_are_owned_up_to() -> None:
    output = dense(5, CANDIDATES + 100, CANDIDATES + 1)[None]
    assert decode(torch.from_numpy(output), "dense", torch)[1].tolist() == [UNSURE]
