"""The device's letterbox draws what OpenCV draws, grey level for grey level."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repsight.pose.cuda_resize import DeviceLetterbox
from repsight.pose.letterbox import PAD_GREY, fit_letterbox

torch = pytest.importorskip("torch")

SIDES = st.integers(1, 160)


def drawn(image: np.ndarray, imgsz: int, fixed: tuple[int, int] | None = None) -> np.ndarray:
    """The picture as the device draws it, in grey levels (h, w, 3)."""
    box = fit_letterbox(image.shape[:2], imgsz, fixed)
    letterbox = DeviceLetterbox(box, "cpu", torch)
    canvas = letterbox.canvas(1, box, torch.empty(0), channels_last=True)
    letterbox.paint(torch.from_numpy(image)[None], canvas)
    return canvas[0].permute(1, 2, 0).numpy() * 255


def expected(image: np.ndarray, imgsz: int, fixed: tuple[int, int] | None = None) -> np.ndarray:
    box = fit_letterbox(image.shape[:2], imgsz, fixed)
    canvas = np.zeros((*box.canvas, 3), np.uint8)
    box.paint(image, canvas)
    return canvas.astype(np.float32)


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(height * width).integers(0, 256, (height, width, 3), np.uint8)


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES, st.integers(1, 5).map(lambda steps: steps * 32))
def test_any_size_is_drawn_as_opencv_draws_it(height: int, width: int, imgsz: int) -> None:
    image = noise(height, width)
    np.testing.assert_allclose(drawn(image, imgsz), expected(image, imgsz), atol=0.001)


@pytest.mark.parametrize("shape", [(720, 1280), (1080, 1920), (994, 1768), (854, 480), (640, 640)])
def test_the_sizes_of_real_video_are_drawn_as_opencv_draws_them(shape: tuple[int, int]) -> None:
    image = noise(*shape)
    np.testing.assert_allclose(drawn(image, 640), expected(image, 640), atol=0.001)


def test_margins_are_grey_and_stay_grey_in_a_fixed_canvas() -> None:
    canvas = drawn(noise(40, 20), 64, (64, 64))
    np.testing.assert_allclose(canvas[:, :16], PAD_GREY, atol=0.001)
    np.testing.assert_allclose(canvas[:, 48:], PAD_GREY, atol=0.001)


def test_half_precision_keeps_every_grey_level_apart() -> None:
    image = np.arange(256, dtype=np.uint8).reshape(16, 16)[..., None].repeat(3, -1)
    box = fit_letterbox((16, 16), 32)
    letterbox = DeviceLetterbox(box, "cpu", torch)
    like = torch.empty(0, dtype=torch.float16)
    canvas = letterbox.canvas(2, box, like, channels_last=False)
    letterbox.paint(torch.from_numpy(np.stack([image, image])), canvas)
    assert canvas.dtype == torch.float16
    apart = np.abs(canvas[1].float().permute(1, 2, 0).numpy() * 255 - expected(image, 32))
    assert apart.max() < 0.5
