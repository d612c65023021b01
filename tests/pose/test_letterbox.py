"""The picture fits, is not stretched, and points come back to where they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repsight.core.errors import InvalidInputError
from repsight.pose.letterbox import PAD_GREY, check_imgsz, fit_letterbox

SIDES = st.integers(1, 8000)
SIZES = st.integers(1, 40).map(lambda steps: steps * 32)


@given(SIDES, SIDES, SIZES)
def test_the_canvas_is_the_smallest_multiple_of_32_that_holds_the_scaled_picture(
    height: int, width: int, imgsz: int
) -> None:
    box = fit_letterbox((height, width), imgsz)
    assert max(box.resized) == imgsz
    for canvas, resized in zip(box.canvas, box.resized, strict=True):
        assert canvas % 32 == 0
        assert 0 <= canvas - resized < 32


@given(SIDES, SIDES, SIZES, SIZES)
def test_a_fixed_canvas_holds_the_picture_centred(
    height: int, width: int, canvas_height: int, canvas_width: int
) -> None:
    box = fit_letterbox((height, width), 640, (canvas_height, canvas_width))
    assert box.canvas == (canvas_height, canvas_width)
    below = canvas_height - box.resized[0] - box.top
    right = canvas_width - box.resized[1] - box.left
    assert 0 <= below - box.top <= 1
    assert 0 <= right - box.left <= 1


@given(SIDES, SIDES, SIZES, st.floats(0, 1), st.floats(0, 1))
def test_points_survive_the_way_there_and_back(
    height: int, width: int, imgsz: int, x: float, y: float
) -> None:
    box = fit_letterbox((height, width), imgsz)
    points = np.array([[x * width, y * height], [0, 0], [width, height]], np.float32)
    there = box.to_canvas(points)
    assert (there >= -0.01).all()
    assert (there[:, 0] <= box.canvas[1] + 0.01).all()
    tolerance = 1e-5 * max(height, width)
    np.testing.assert_allclose(box.to_source(there), points, rtol=1e-4, atol=tolerance)


@pytest.mark.parametrize("shape", [(720, 1280), (1280, 720), (1, 1), (37, 411), (640, 640)])
def test_a_painted_canvas_shows_the_picture_on_grey(shape: tuple[int, int]) -> None:
    box = fit_letterbox(shape, 320)
    canvas = np.zeros((*box.canvas, 3), np.uint8)
    box.paint(np.full((*shape, 3), 200, np.uint8), canvas)
    inside = np.zeros(box.canvas, bool)
    inside[box.top : box.top + box.resized[0], box.left : box.left + box.resized[1]] = True
    assert (canvas[inside] == 200).all()
    assert (canvas[~inside] == PAD_GREY).all()


def test_a_used_canvas_keeps_nothing_of_the_picture_before() -> None:
    wide, flat = fit_letterbox((300, 640), 640), fit_letterbox((290, 640), 640)
    assert wide.canvas == flat.canvas
    canvas = np.zeros((*wide.canvas, 3), np.uint8)
    wide.paint(np.full((300, 640, 3), 255, np.uint8), canvas)
    flat.paint(np.full((290, 640, 3), 10, np.uint8), canvas)
    assert set(np.unique(canvas)) == {10, PAD_GREY}


def test_a_mark_in_the_picture_is_where_to_canvas_says() -> None:
    image = np.zeros((900, 1600, 3), np.uint8)
    image[500:520, 1200:1220] = 255
    box = fit_letterbox((900, 1600), 640)
    canvas = np.zeros((*box.canvas, 3), np.uint8)
    box.paint(image, canvas)
    rows, columns = np.nonzero(canvas[..., 0] > 200)
    middle = np.array([columns.mean() + 0.5, rows.mean() + 0.5], np.float32)
    np.testing.assert_allclose(box.to_source(middle), (1210, 510), atol=1.0)


def test_a_view_that_is_not_contiguous_can_be_painted() -> None:
    image = np.zeros((64, 96, 3), np.uint8)
    image[:, :48] = 240
    box = fit_letterbox((64, 96), 192)
    canvas = np.zeros((*box.canvas, 3), np.uint8)
    box.paint(image[:, ::-1], canvas)
    assert canvas[64, 10, 0] == 0
    assert canvas[64, 180, 0] == 240


@pytest.mark.parametrize(("imgsz", "advice"), [(500, "use 512"), (0, "use 32"), (9000, "use 4096")])
def test_a_size_that_no_network_takes_is_refused_with_the_nearest_that_does(
    imgsz: int, advice: str
) -> None:
    with pytest.raises(InvalidInputError, match=advice):
        check_imgsz(imgsz)


@given(SIZES)
def test_multiples_of_32_are_taken_as_they_are(imgsz: int) -> None:
    assert check_imgsz(imgsz) == imgsz


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="640x0"):
        fit_letterbox((0, 640), 640)
