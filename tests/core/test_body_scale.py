"""How tall a body is in the picture: known for people of sticks, steady on filmed ones."""

import math
from pathlib import Path

import numpy as np
import pytest

from repsight.core.body_scale import body_height_pixels, metres_per_pixel
from repsight.core.errors import InvalidInputError
from repsight.pipeline.offline import track_recording
from repsight.recording import read_recording

TALL = 400.0
"""Pixels from sole to crown of the person below."""


def standing(height: float = TALL, frames: int = 20) -> np.ndarray:
    """Keypoints (T, 17, 3) of somebody upright, by the proportions of Drillis and Contini."""
    shares = {0: 0.936, 5: 0.818, 7: 0.632, 9: 0.486, 11: 0.530, 13: 0.285, 15: 0.039}
    points = np.full((17, 3), 0.9)
    points[:5, :2] = 300, 500 - height * shares[0]
    for left, share in shares.items():
        if left:
            for side in (0, 1):
                points[left + side, :2] = 300 + 10 * side, 500 - height * share
    return np.repeat(points[None], frames, axis=0)


def test_the_height_of_a_standing_person_is_measured() -> None:
    assert body_height_pixels(standing()) == pytest.approx(TALL, rel=1e-3)
    assert metres_per_pixel(standing(), 1.8) == pytest.approx(1.8 / TALL, rel=1e-3)


def test_it_grows_with_the_picture_and_does_not_change_in_a_mirror() -> None:
    body = standing()
    mirrored = body * (-1, 1, 1) + (640, 0, 0)
    assert body_height_pixels(body * (3, 3, 1)) == pytest.approx(3 * TALL, rel=1e-3)
    assert body_height_pixels(mirrored) == pytest.approx(TALL, rel=1e-3)


def test_somebody_who_squats_most_of_the_time_is_as_tall() -> None:
    body = standing(frames=100)
    body[:80, [5, 6, 11, 12], 1] += 90  # thighs and trunk point at the camera
    assert body_height_pixels(body) == pytest.approx(TALL, rel=0.02)


def test_one_segment_gone_wrong_does_not_spoil_the_others() -> None:
    for wrong in ((13, 14), (5, 6), (15, 16)):
        body = standing()
        body[:, list(wrong), 1] -= 35
        assert body_height_pixels(body) == pytest.approx(TALL, rel=0.2), wrong


def test_jumping_keypoints_and_unsure_ones_are_not_believed() -> None:
    body = standing(frames=100)
    body[::25, 15:, 1] += 500
    body[::2, 13:, :2] += 200
    body[::2, 13:, 2] = 0.1
    assert body_height_pixels(body) == pytest.approx(TALL, rel=0.01)


def test_arms_alone_are_enough() -> None:
    body = standing()
    body[:, 11:] = np.nan
    assert body_height_pixels(body) == pytest.approx(TALL, rel=1e-3)


@pytest.mark.parametrize(
    "keypoints",
    [np.zeros((0, 17, 3)), np.full((9, 17, 3), np.nan), np.full((9, 17, 3), 0.9)],
    ids=["no frames", "nothing seen", "all points in one"],
)
def test_what_cannot_be_measured_is_nan(keypoints: np.ndarray) -> None:
    assert math.isnan(body_height_pixels(keypoints))
    assert math.isnan(metres_per_pixel(keypoints, 1.8))


@pytest.mark.parametrize("height", [0.0, -1.8, 0.49, 2.61, 178, math.nan, math.inf])
def test_an_absurd_height_is_refused(height: float) -> None:
    with pytest.raises(InvalidInputError, match=r"0\.5 to 2\.6 metres are allowed"):
        metres_per_pixel(standing(), height)


def test_a_wrong_shape_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"\(17, 3\); \(any, 17, 3\)"):
        body_height_pixels(standing()[0])


def test_filmed_people_are_as_tall_as_from_nose_to_ankle(shared: Path) -> None:
    clips = ("apurvo_squats", "joelo_squat1", "rjsong_squat", "trueform_squats", "mrpose_jacks")
    for clip in clips:
        recording = read_recording(shared / "recordings" / f"{clip}.poses.npz")
        body = track_recording(recording, "largest")[0].keypoints
        ankles = np.fmax(body[:, 15, 1], body[:, 16, 1])
        upright = np.nanpercentile(ankles - body[:, 0, 1], 95) / (0.936 - 0.039)
        assert body_height_pixels(body) == pytest.approx(upright, rel=0.1), clip
