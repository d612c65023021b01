"""Which frames are picked, how they are labelled and which split they go to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_clips import draw, keypoints_at, people_at

from repsight.core.errors import InvalidInputError
from repsight.core.types import People
from repsight.data.building import BuildOptions, parse_shares, split_groups
from repsight.data.building.picking import SAME_POSE, Seen, pick_frames
from repsight.data.building.pose_space import normalised, pose_distances
from repsight.data.building.prelabel import main_person, prelabel
from repsight.data.fingerprint import (
    SAME_PICTURE,
    bits_apart,
    fingerprint,
    near_earlier,
    stack_prints,
)

NOBODY_YET = stack_prints([])


def _seen(
    index: int, until: float = 99, scene: int = 1, sure: float = 0.95, **facts: object
) -> Seen:
    t = index / 10
    people = people_at(t, until)
    keypoints = people.keypoints.copy()
    keypoints[..., 2] = sure
    people = People(keypoints, people.boxes, people.scores)
    image = draw(keypoints[0] if len(people) else None, scene)
    main = main_person(people)
    return Seen(index, t, people, main, fingerprint(image), **facts)  # type: ignore[arg-type]


def _nearest_pose(frames: list[Seen]) -> float:
    """How far the most alike two of the poses are from each other."""
    poses = np.array([f.people.keypoints[0] for f in frames])
    points, weights = normalised(poses)
    every = np.array([pose_distances(points, weights, i) for i in range(len(poses))])
    return float(every[~np.eye(len(poses), dtype=bool)].min())


def test_a_pose_is_where_it_was_after_moving_and_scaling_and_further_the_more_it_changes() -> None:
    pose = keypoints_at(0.0)
    moved = pose.copy()
    moved[:, :2] = moved[:, :2] * 3 + (100, -20)
    points, weights = normalised(np.array([pose, moved, keypoints_at(0.4), keypoints_at(1.0)]))
    distances = pose_distances(points, weights, 0)
    assert distances[1] == pytest.approx(0, abs=1e-9)
    assert 0.05 < distances[2] < distances[3]


def test_a_point_that_was_not_seen_does_not_count() -> None:
    pose, partial = keypoints_at(0.0), keypoints_at(0.0)
    partial[9] = np.nan
    wrong = pose.copy()
    wrong[9] = (500, 500, 1e-4)
    points, weights = normalised(np.array([pose, partial, wrong]))
    assert np.isfinite(points).all()
    # Without the wrist the middle of the body moves a little, and that is all.
    assert pose_distances(points, weights, 0).max() < SAME_POSE


def test_picks_are_further_apart_in_pose_than_even_steps_through_the_video() -> None:
    frames = [_seen(i) for i in range(40)]  # two squats: even steps see the same poses twice
    picked = [frame for frame, _ in pick_frames(frames, 6, NOBODY_YET)]
    even = [frames[i] for i in range(0, 40, 7)]
    assert len(picked) == len(even) == 6
    assert _nearest_pose(picked) > 1.5 * _nearest_pose(even)


def test_a_still_person_is_picked_once() -> None:
    frames = [_seen(0) for _ in range(30)]
    assert len(pick_frames(frames, 10, NOBODY_YET)) == 1


def test_what_another_video_gave_is_not_picked_again() -> None:
    frames = [_seen(i) for i in range(20)]
    earlier = stack_prints([frame.fingerprint for frame in frames])
    assert pick_frames(frames, 5, earlier) == []
    assert len(pick_frames([_seen(i, scene=2) for i in range(20)], 5, earlier)) == 5


def test_unsure_frames_have_their_share_and_are_not_taken_for_their_pose() -> None:
    frames = [_seen(i, sure=0.3 if i in (3, 8, 14, 18) else 0.95) for i in range(20)]
    picked = pick_frames(frames, 10, NOBODY_YET)
    assert [why for frame, why in picked if frame.confidence < 0.5] == ["unsure", "unsure"]
    assert {why for _, why in picked} == {"unsure", "pose"}


def test_where_models_disagree_or_one_lost_the_person_frames_are_picked_for_it() -> None:
    doubt = {4: {"disagreement": 0.9}, 6: {"disagreement": 1.0, "lost": True}}
    frames = [_seen(i, **doubt.get(i, {"disagreement": 0.05})) for i in range(20)]
    picked = {frame.number: why for frame, why in pick_frames(frames, 8, NOBODY_YET)}
    assert picked[4] == "disagreement"
    assert picked[6] == "lost"
    assert list(picked.values()).count("disagreement") == 1


def test_background_is_what_nobody_came_near_to_in_time_and_only_a_few_of_it() -> None:
    frames = [_seen(i, until=2.0) for i in range(60)]
    background = [f for f, why in pick_frames(frames, 20, NOBODY_YET) if why == "background"]
    assert len(background) == 1  # all frames of it look the same
    assert background[0].t > 2.9
    # A gap of half a second is somebody lost, not gone.
    gap = [_seen(i, until=0 if 20 <= i < 25 else 99) for i in range(60)]
    assert "background" not in {why for _, why in pick_frames(gap, 20, NOBODY_YET)}


def test_a_video_in_which_nobody_was_found_gives_no_background() -> None:
    assert pick_frames([_seen(i, until=0) for i in range(30)], 20, NOBODY_YET) == []
    assert pick_frames([], 20, NOBODY_YET) == []


def test_a_fingerprint_outlives_jpeg_and_size_but_not_another_scene() -> None:
    import cv2

    image = draw(keypoints_at(0), 1)
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 60])
    again = cv2.imdecode(data, cv2.IMREAD_COLOR)
    half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    others = stack_prints([fingerprint(again), fingerprint(half), fingerprint(draw(None, 2))])
    apart = bits_apart(fingerprint(image), others)
    assert (apart[:2] <= SAME_PICTURE).all()
    assert apart[2] > 2 * SAME_PICTURE


def test_near_fingerprints_are_those_that_differ_in_few_bits() -> None:
    rng = np.random.default_rng(0)
    prints = rng.integers(0, 2**63, (50, 4), np.uint64)
    prints[30] = prints[7] ^ np.array([0b1011, 0, 0, 0], np.uint64)
    assert [(i, js.tolist()) for i, js in near_earlier(prints, 3)] == [(30, [7])]
    assert list(near_earlier(prints, 2)) == []


def test_confidence_becomes_visibility_and_points_outside_are_left_out() -> None:
    people = people_at(0.0, 1)
    keypoints = people.keypoints.copy()
    keypoints[0, :, 2] = 0.95
    keypoints[0, 9, 2], keypoints[0, 10, 2] = 0.6, 0.4
    keypoints[0, 15, :2] = (80, 500)
    keypoints[0, 16] = np.nan
    (person,) = prelabel(People(keypoints, people.boxes, people.scores), (192, 144))
    assert person.keypoints[[0, 9, 10, 15, 16], 2].tolist() == [2, 1, 0, 0, 0]
    assert person.keypoints[15].tolist() == [0, 0, 0]


def test_a_box_holds_its_points_and_ends_at_the_picture() -> None:
    people = people_at(0.0, 1)
    keypoints = people.keypoints.copy()
    tight = np.array([[90, 60, 400, 90]], np.float32)
    (person,) = prelabel(People(keypoints, tight, people.scores), (192, 144))
    points = person.keypoints[:, :2]
    assert (points >= person.box[:2]).all()
    assert (points <= person.box[2:]).all()
    assert person.box[2] == 192


def test_somebody_unsure_of_all_over_keeps_the_box_and_doubtful_detections_are_dropped() -> None:
    people = people_at(0.0, 1)
    keypoints = np.repeat(people.keypoints, 2, axis=0)
    keypoints[0, :, 2] = 0.1
    both = People(keypoints, np.repeat(people.boxes, 2, axis=0), np.array([0.9, 0.3]))
    (person,) = prelabel(both, (192, 144))
    np.testing.assert_allclose(person.box, people.boxes[0])
    assert not person.keypoints.any()
    assert main_person(both) == 0


@settings(max_examples=60)
@given(
    weights=st.dictionaries(st.text(min_size=1, max_size=4), st.integers(1, 50), min_size=1),
    shares=st.sampled_from(["0.8,0.2", "0.8,0.1,0.1", "0.5,0.25,0.25", "1,0,0"]),
    seed=st.integers(0, 9),
)
def test_every_split_with_a_share_gets_a_group_as_far_as_they_go(
    weights: dict[str, int], shares: str, seed: int
) -> None:
    wanted = parse_shares(shares)
    chosen = split_groups(weights, wanted, seed)
    assert set(chosen) == set(weights)
    asked = [split for split, share in wanted.items() if share]
    assert len(set(chosen.values())) == min(len(asked), len(weights))
    assert "train" in chosen.values()
    assert chosen == split_groups(dict(reversed(weights.items())), wanted, seed)


def test_many_equal_groups_are_split_by_the_shares() -> None:
    chosen = list(
        split_groups({f"v{i}": 10 for i in range(50)}, parse_shares("0.8,0.1,0.1")).values()
    )
    assert [chosen.count(split) for split in ("train", "val", "test")] == [40, 5, 5]


@pytest.mark.parametrize("text", ["", "0.8", "0.8,0.3", "1,2,-2", "a,b", "0,1", "0.4,0.3,0.2,0.1"])
def test_shares_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"as 0\.8,0\.1,0\.1"):
        parse_shares(text)


def test_wrong_options_are_refused_before_anything_is_opened() -> None:
    with pytest.raises(InvalidInputError, match="1 or more"):
        BuildOptions(per_video=0)
    with pytest.raises(InvalidInputError, match="stride is 0"):
        BuildOptions(stride=0)
    with pytest.raises(InvalidInputError, match="video, folder"):
        BuildOptions(group_by="person")  # type: ignore[arg-type]
