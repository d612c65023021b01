"""A track made ready for measuring: what is bridged, what is left out, what is smoothed."""

import numpy as np
import pytest
from performer import perform

from repsight.core.scoring.body import MAX_GAP_SECONDS, RATE_HZ, Body
from repsight.core.types import Track

MADE = perform("squat, bar", reps=2)
TRACK = MADE.track()
KNEE = 13


def with_gap(seconds: float) -> Body:
    """The left knee unseen for so long from 3 s on."""
    keypoints = np.array(TRACK.keypoints)
    keypoints[(TRACK.t > 3) & (TRACK.t < 3 + seconds), KNEE] = np.nan
    return Body(Track(TRACK.t, keypoints))


def inside(body: Body) -> np.ndarray:
    return body.keypoints[body.at(3.0) : body.at(4.0), KNEE, 0]


def test_a_short_gap_is_bridged_and_a_long_one_left_open() -> None:
    whole, short, long = Body(TRACK), with_gap(MAX_GAP_SECONDS - 0.1), with_gap(0.8)
    assert np.abs(inside(short) - inside(whole)).max() < 0.02 * whole.torso
    assert np.isnan(inside(long)).sum() == pytest.approx(0.8 * RATE_HZ, abs=3)


def test_points_that_are_guessed_count_as_unseen() -> None:
    keypoints = np.array(TRACK.keypoints)
    keypoints[:, KNEE, 2] = 0.1
    assert np.isnan(Body(Track(TRACK.t, keypoints)).keypoints[:, KNEE]).all()


def test_a_point_that_jumps_for_two_frames_stays_where_it_was() -> None:
    keypoints = np.array(TRACK.keypoints)
    keypoints[100:102, KNEE, :2] += 300
    off = Body(Track(TRACK.t, keypoints)).keypoints - Body(TRACK).keypoints
    assert np.abs(off[:, KNEE, :2]).max() < 0.05 * Body(TRACK).torso


def test_noise_is_smoothed_and_movement_kept() -> None:
    rng = np.random.default_rng(1)
    keypoints = np.array(TRACK.keypoints)
    noise = rng.normal(0, 3, keypoints[:, :, :2].shape)
    keypoints[:, :, :2] += noise
    noisy = Body(Track(TRACK.t, keypoints)).keypoints[30:-30, :, :2]
    quiet = Body(TRACK).keypoints[30:-30, :, :2]
    assert (noisy - quiet).std() < 0.7 * noise.std()
    exact = MADE.track(Body(TRACK).t).keypoints[30:-30, :, :2]
    assert np.abs(quiet - exact).max() < 0.01 * Body(TRACK).torso


def test_a_body_knows_its_rate_and_size() -> None:
    body = Body(TRACK)
    assert body.rate == pytest.approx(30)
    assert np.diff(body.t) == pytest.approx(1 / RATE_HZ)
    assert body.torso == pytest.approx(150, rel=0.05)  # 600 pixels are 4 trunks
    assert 0.2 < body.torso_of_height < 0.4
    assert body.at(-5.0) == 0
    assert body.at(1e6) == len(body) - 1


def test_fewer_frames_than_can_be_filtered_are_no_body() -> None:
    assert len(Body(Track(TRACK.t[:7], TRACK.keypoints[:7]))) == 0
    assert len(Body(Track(TRACK.t[:8], TRACK.keypoints[:8]))) > 0
