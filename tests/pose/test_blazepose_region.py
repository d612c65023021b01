"""The rotated square: there and back."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.pose.blazepose_region import MARGIN, Region

pixels = st.floats(-2000, 2000)


def test_a_standing_body_needs_no_turn():
    region = Region.around_body(np.array([100.0, 200.0]), np.array([100.0, 120.0]))
    assert region == Region(100.0, 200.0, 2 * 80 * MARGIN, 0.0)


def test_a_body_lying_with_its_head_to_the_right_is_turned_by_a_right_angle():
    region = Region.around_body(np.array([100.0, 200.0]), np.array([180.0, 200.0]))
    assert region.angle == pytest.approx(math.pi / 2)


@given(pixels, pixels, pixels, pixels)
def test_the_head_comes_to_lie_above_the_hips_in_the_middle(x, y, dx, dy):
    hips, rim = np.array([x, y]), np.array([x + dx, y + dy])
    region = Region.around_body(hips, rim)
    if region.side < 1:
        return
    assert region.to_picture(np.array([0.5, 0.5])) == pytest.approx(hips, abs=1e-6)
    # The rim lies straight up, at half the side over the margin.
    above = np.array([0.5, 0.5 - 0.5 / MARGIN])
    assert region.to_picture(above) == pytest.approx(rim, abs=1e-6)


@given(st.floats(-math.pi, math.pi))
def test_the_corners_are_the_side_apart(angle):
    corners = Region(50, 60, 40, angle).to_picture(np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]]))
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    assert sides == pytest.approx(np.full(4, 40.0))


def test_a_crop_shows_what_the_region_covers():
    image = np.zeros((120, 200, 3), np.uint8)
    image[30:50, 60:80] = (255, 0, 0)
    crop = Region(70, 40, 20).crop(image, 20, cv2.BORDER_CONSTANT)
    assert (crop[1:-1, 1:-1] == (255, 0, 0)).all()


def test_a_turned_crop_stands_a_lying_body_upright():
    image = np.zeros((100, 100, 3), np.uint8)
    image[48:52, 50:80] = 255  # from the hips at (50, 50) to a head at the right
    region = Region.around_body(np.array([50.0, 50.0]), np.array([80.0, 50.0]))
    crop = region.crop(image, 100, cv2.BORDER_CONSTANT)
    assert crop[15:49, 50].min() > 200
    assert crop[55:, :].max() == 0


def test_outside_the_picture_is_black_or_its_edge_as_asked():
    image = np.full((10, 10, 3), 200, np.uint8)
    region = Region(5, 5, 40)
    assert region.crop(image, 40, cv2.BORDER_CONSTANT)[0, 0].max() == 0
    assert region.crop(image, 40, cv2.BORDER_REPLICATE)[0, 0].min() == 200


@pytest.mark.parametrize("size", [(1, 1), (4320, 7680), (7, 3000)])
def test_a_whole_picture_of_any_size_can_be_cropped(size):
    image = np.full((*size, 3), 90, np.uint8)
    assert Region.of_picture(image).crop(image, 224, cv2.BORDER_CONSTANT).shape == (224, 224, 3)


@pytest.mark.parametrize("size", [(720, 1280), (480, 1492), (360, 640)])
def test_the_parts_of_a_wide_picture_cover_it(size):
    height, width = size
    parts = Region.parts_of(np.zeros((height, width, 3), np.uint8))
    assert {part.side for part in parts} == {min(size)}
    covered = np.zeros(size, bool)
    for part in parts:
        left, top = int(part.x - part.side / 2), int(part.y - part.side / 2)
        covered[top : top + min(size), left : left + min(size)] = True
    assert covered.all()


@pytest.mark.parametrize("size", [(480, 480), (480, 600), (1, 1), (1280, 720)])
def test_a_picture_that_is_square_or_high_has_no_parts(size):
    assert Region.parts_of(np.zeros((*size, 3), np.uint8)) == []


def test_overlap_is_one_for_the_same_square_and_none_far_away():
    assert Region(0, 0, 10).overlap(Region(0, 0, 10)) == 1.0
    assert Region(0, 0, 10).overlap(Region(5, 0, 10)) == pytest.approx(1 / 3)
    assert Region(0, 0, 10).overlap(Region(50, 0, 10)) == 0.0


def test_a_region_without_size_or_number_is_not_usable():
    assert not Region(5, 5, 0).usable
    assert not Region(math.nan, 5, 10).usable
    assert not Region(5, 5, math.inf).usable
    assert Region(5, 5, 10).usable
