"""Where points fall in a picture, against what geometry says."""

import numpy as np
import pytest

from repsight.synth.camera import FAR, NEAR, focal_of, look_at
from repsight.synth.shooting import View, draw_view, place_camera

SIZE = (640, 480)


def test_a_point_in_the_middle_of_the_view_falls_in_the_middle_of_the_picture() -> None:
    camera = look_at(np.array((1.0, 2.0, 5.0)), np.array((0.3, 1.0, -1.0)), 500.0, SIZE, roll=0.3)
    assert camera.project(np.array((0.3, 1.0, -1.0)))[:2] == pytest.approx((320, 240), abs=1e-3)


def test_offsets_grow_with_the_focal_length_and_shrink_with_the_distance() -> None:
    camera = look_at(np.array((0.0, 1.0, 4.0)), np.array((0.0, 1.0, 0.0)), 600.0, SIZE)
    # In front of the camera its right is the x axis, its up the y axis.
    seen = camera.project(np.array(((0.5, 1.0, 0.0), (0.0, 1.4, 2.0))))
    assert seen[0] == pytest.approx((320 + 600 * 0.5 / 4, 240, 4), abs=1e-3)
    assert seen[1] == pytest.approx((320, 240 - 600 * 0.4 / 2, 2), abs=1e-3)


def test_what_is_behind_the_camera_has_no_place_in_the_picture() -> None:
    camera = look_at(np.array((0.0, 1.0, 4.0)), np.array((0.0, 1.0, 0.0)), 600.0, SIZE)
    seen = camera.project(np.array((0.0, 1.0, 6.0)))
    assert np.isnan(seen[:2]).all()
    assert seen[2] < 0


def test_a_lens_of_90_degrees_sees_as_far_to_the_side_as_ahead() -> None:
    assert focal_of(90, SIZE) == pytest.approx(320)
    assert focal_of(90, (480, 640)) == pytest.approx(320)


def test_the_matrix_for_opengl_says_the_same_as_the_projection() -> None:
    camera = look_at(np.array((2.0, 0.4, 3.0)), np.array((0.0, 1.0, 0.0)), 450.0, SIZE, roll=-0.1)
    points = np.random.default_rng(0).uniform(-1, 1, (50, 3)) + (0, 1, 0)
    clip = np.hstack((points, np.ones((50, 1)))) @ camera.matrix().T
    device = clip[:, :3] / clip[:, 3:]
    pixels = (device[:, :2] * (1, -1) + 1) / 2 * SIZE
    expected = camera.project(points)
    assert pixels == pytest.approx(expected[:, :2], abs=1e-2)
    depth = 2 * FAR * NEAR / (FAR + NEAR - device[:, 2] * (FAR - NEAR))
    assert depth == pytest.approx(expected[:, 2], rel=1e-3)


def test_a_camera_goes_back_until_the_person_fills_what_was_asked() -> None:
    points = np.random.default_rng(1).uniform((-0.3, 0, -0.2), (0.3, 1.8, 0.2), (500, 3))
    for azimuth in (0, 90, 200):
        for fill in (0.3, 0.6, 0.9):
            camera = place_camera(View(azimuth, height=1.0, fill=fill), points, (480, 640))
            seen = camera.project(points)[:, :2]
            assert (np.ptp(seen, axis=0) / (480, 640)).max() == pytest.approx(fill, abs=0.06)
            away = camera.position - points.mean(0)
            assert np.degrees(np.arctan2(away[0], away[2])) % 360 == pytest.approx(azimuth, abs=8)


def test_views_are_all_round_and_from_the_floor_up() -> None:
    rng = np.random.default_rng(2)
    views = [draw_view(rng) for _ in range(400)]
    sectors = np.bincount([int(view.azimuth // 45) for view in views], minlength=8)
    assert (sectors > 25).all()
    heights = np.array([view.height for view in views])
    assert (heights < 0.5).mean() > 0.3
    assert (heights > 0.9).mean() > 0.2
