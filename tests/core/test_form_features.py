"""Features of a repetition depend on the body, not on who films it, from where or how fast."""

import numpy as np
import pytest

from form_folder import BAD, GOOD, squats
from repsight.core.errors import InvalidInputError
from repsight.core.form import FEATURES, describe, phrase, repetition_features
from repsight.core.skeleton import KEYPOINT_INDEX, MIRRORED
from repsight.core.types import Repetition, Track

SECOND = Repetition(2, 2.12, 3.01, 3.89, 3.89)
CLOSE = {"°": 2.0, " torso lengths": 0.03, " leg lengths": 0.03}
"""What sampling the same movement at other moments may change."""


def changed(track: Track, points: np.ndarray) -> Track:
    return Track(track.t, np.concatenate([points, track.keypoints[..., 2:]], axis=-1))


def same(one: dict[str, float], other: dict[str, float], within: float) -> None:
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert other[name] == pytest.approx(value, abs=within, nan_ok=True), name


@pytest.mark.parametrize("azimuth", [20.0, 60.0, 90.0, 250.0])
def test_mirroring_the_person_changes_nothing(azimuth: float) -> None:
    track = squats(seed=1, azimuth=azimuth)
    mirrored = track.keypoints[:, MIRRORED].copy()
    mirrored[..., 0] = 1280 - mirrored[..., 0]
    other = repetition_features(Track(track.t, mirrored), SECOND)
    same(repetition_features(track, SECOND), other, 1e-3)


def test_scaling_and_moving_the_picture_changes_nothing() -> None:
    track = squats(seed=2)
    moved = changed(track, 1.7 * track.keypoints[..., :2] + np.array([33.0, -120.0]))
    same(repetition_features(track, SECOND), repetition_features(moved, SECOND), 1e-3)


@pytest.mark.parametrize("fps", [15.0, 25.0, 100.0])
def test_another_frame_rate_changes_hardly_anything(fps: float) -> None:
    usual = repetition_features(squats(seed=3, fps=30.0, noise=0.0), SECOND)
    other = repetition_features(squats(seed=3, fps=fps, noise=0.0), SECOND)
    for name, value in usual.items():
        assert other[name] == pytest.approx(value, abs=CLOSE[FEATURES[name].unit]), name


def test_starting_the_clock_later_changes_nothing() -> None:
    track = squats()
    later = Track(track.t + 100, track.keypoints)
    moved = Repetition(2, *(100 + t for t in (2.12, 3.01, 3.89, 3.89)))
    same(repetition_features(track, SECOND), repetition_features(later, moved), 1e-6)


@pytest.mark.parametrize("azimuth", [90.0, -90.0])
def test_bending_over_is_a_forward_lean_whichever_way_the_person_faces(azimuth: float) -> None:
    upright = repetition_features(squats(GOOD, azimuth=azimuth), SECOND)
    bent = repetition_features(squats(BAD, azimuth=azimuth), SECOND)
    assert upright["trunk_lean.turn"] == pytest.approx(25, abs=4)
    assert bent["trunk_lean.turn"] == pytest.approx(55, abs=4)


def test_a_deep_squat_brings_the_thighs_level_and_a_shallow_one_does_not() -> None:
    deep = repetition_features(squats(GOOD, azimuth=90), SECOND)
    shallow = repetition_features(squats(BAD, azimuth=90), SECOND)
    assert deep["thigh_elevation.turn"] == pytest.approx(0, abs=6)
    assert shallow["thigh_elevation.turn"] == pytest.approx(30, abs=6)


def test_what_was_not_seen_is_nan_and_the_rest_is_there() -> None:
    track = squats()
    hidden = track.keypoints.copy()
    for name in ("left_ankle", "right_ankle"):
        hidden[:, KEYPOINT_INDEX[name]] = np.nan
    found = repetition_features(Track(track.t, hidden), SECOND)
    assert np.isnan(found["knee.turn"])
    assert np.isnan(found["hip_over_ankle.turn"])
    assert np.isfinite(found["trunk_lean.turn"])
    assert np.isfinite(found["elbow.mean"])


def test_one_side_alone_is_enough_and_says_nothing_of_the_difference() -> None:
    track = squats(azimuth=90)
    hidden = track.keypoints.copy()
    hidden[:, [KEYPOINT_INDEX[f"right_{p}"] for p in ("hip", "knee", "ankle")]] = np.nan
    found = repetition_features(Track(track.t, hidden), SECOND)
    whole = repetition_features(track, SECOND)
    assert found["knee.turn"] == pytest.approx(whole["knee.turn"], abs=6)
    assert np.isnan(found["knee_gap.mean"])


def test_a_gap_of_some_frames_is_bridged() -> None:
    track = squats(seed=4)
    hidden = track.keypoints.copy()
    hidden[50:53] = np.nan
    found = repetition_features(Track(track.t, hidden), SECOND)
    usual = repetition_features(track, SECOND)
    assert found["trunk_lean.mean"] == pytest.approx(usual["trunk_lean.mean"], abs=1)


@pytest.mark.parametrize(
    "keypoints",
    [
        np.full((60, 17, 3), np.nan, np.float32),
        np.zeros((60, 17, 3), np.float32),
        np.ones((60, 17, 3), np.float32),
    ],
    ids=["unseen", "zeros", "one point"],
)
def test_nobody_to_see_gives_every_feature_as_nan(keypoints: np.ndarray) -> None:
    found = repetition_features(Track(np.arange(60) / 30, keypoints), SECOND)
    assert list(found) == list(FEATURES)
    assert np.isnan(list(found.values())).all()


@pytest.mark.parametrize("times", [(50.0, 51.0, 52.0), (3.0, 3.0, 3.0), (2.0, 2.02, 2.04)])
def test_a_repetition_outside_the_track_or_too_short_has_no_features(
    times: tuple[float, float, float],
) -> None:
    found = repetition_features(squats(), Repetition(1, *times, times[2]))
    assert np.isnan(list(found.values())).all()


def test_a_person_without_bends_does_not_face_any_way() -> None:
    points = squats(azimuth=0.0).keypoints.copy()
    points[..., 0] = 640  # a stick seen end-on: nothing is to the left or right
    points[..., 0] += np.array([0, 0, 0, 0, 0, *(10.0, -10.0) * 6])
    found = repetition_features(Track(squats(azimuth=0.0).t, points), SECOND)
    assert np.isfinite(found["thigh_elevation.turn"])
    assert np.isnan(found["knee_ahead.turn"])


def test_every_feature_has_words_and_a_unit() -> None:
    assert len({phrase(name) for name in FEATURES}) == len(FEATURES)
    assert describe("trunk_lean.turn", 41.7) == "forward lean of the trunk at the turn: 42°"
    assert describe("hip_ahead.range", 0.256).endswith("changes: 0.26 torso lengths")
    assert describe("knee.mean", float("nan")) == "average knee angle: not seen"


def test_an_unknown_feature_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match=r"no feature 'nose\.length'; allowed: knee\.turn"):
        describe("nose.length", 1.0)
