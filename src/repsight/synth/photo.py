"""What a phone makes of a scene: white balance, blur, noise, scaling, compression."""

from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Light = npt.NDArray[np.float32]

_WHITE: Final = 0.07
"""Standard deviation of the gain of red and of blue: how far off an automatic balance is."""
_CURVE: Final = 0.18
_NOISE: Final = (0.5, 9.0)
"""Standard deviation of noise in grey levels, of a bright to a dark room."""
_FILMED_SHARE: Final = 0.5
"""Of pictures that went through a film's compression before they became one."""
_CRF: Final = (20, 38)
"""H.264's quality: 23 is x264's default, above 35 blocks are plain to see."""
_JPEG: Final = (45, 96)


def develop(image: Image, rng: np.random.Generator) -> Image:
    """The picture as a phone would show it, of the same size, RGB (H, W, 3)."""
    light: Light = np.asarray(image, np.float32) / np.float32(255)
    gains = np.asarray(1 + _WHITE * rng.standard_normal(3), np.float32)
    curve = np.exp(_CURVE * rng.standard_normal())
    light = np.asarray(np.clip(light * gains, 0, 1) ** curve, np.float32)
    light = _vignette(light, float(rng.beta(1.2, 4) * 0.5))
    light = _soften(light, rng)
    light = _add_noise(light, rng)
    return np.asarray(np.clip(light * 255 + 0.5, 0, 255), np.uint8)


def compress(image: Image, rng: np.random.Generator) -> Image:
    """The picture after scaling down and up and a film's compression, for some of them."""
    height, width = image.shape[:2]
    if rng.random() < 0.35:
        scale = rng.uniform(0.4, 0.9)
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        large = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
        image = np.asarray(large, np.uint8)
    if rng.random() < _FILMED_SHARE:
        image = filmed(image, int(rng.integers(*_CRF)))
    return image


def jpeg_quality(rng: np.random.Generator) -> int:
    """A JPEG quality as pictures are kept: mostly good, sometimes bad."""
    return int(_JPEG[0] + (_JPEG[1] - _JPEG[0]) * rng.beta(3, 1.3))


def filmed(image: Image, crf: int) -> Image:
    """The picture out of an H.264 film of that quality (higher is worse), of the same size."""
    import av

    height, width = image.shape[:2]
    even = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = even.shape[1], even.shape[0]
    encoder.pix_fmt, encoder.time_base = "yuv420p", Fraction(1, 30)
    # One thread: the same bytes on every machine.
    encoder.options = {"crf": str(crf), "preset": "veryfast", "tune": "zerolatency", "threads": "1"}
    frame = av.VideoFrame.from_ndarray(even, format="rgb24")
    frame.pts = 0
    packets = [*encoder.encode(frame), *encoder.encode(None)]
    decoder = av.CodecContext.create("h264", "r")
    shown = [each for packet in packets for each in decoder.decode(packet)]
    shown += decoder.decode(None)
    return np.ascontiguousarray(shown[0].to_ndarray(format="rgb24")[:height, :width])


def _vignette(light: Light, strength: float) -> Light:
    height, width = light.shape[:2]
    y, x = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
    return np.asarray(light * (1 - strength * (x * x + y * y) / 2)[..., None], np.float32)


def _soften(light: Light, rng: np.random.Generator) -> Light:
    """Out of focus, shaken, or sharpened by the phone."""
    way = rng.random()
    if way < 0.3:
        return np.asarray(cv2.GaussianBlur(light, (0, 0), float(rng.uniform(0.4, 1.6))), np.float32)
    if way < 0.45:
        return np.asarray(cv2.filter2D(light, -1, _streak(rng)), np.float32)
    if way < 0.75:
        blurred = cv2.GaussianBlur(light, (0, 0), 1.2)
        return np.asarray(light + float(rng.uniform(0.2, 0.9)) * (light - blurred), np.float32)
    return light


def _streak(rng: np.random.Generator) -> Light:
    """A kernel that smears along a line of 3 to 9 pixels: a hand that shakes."""
    reach = int(rng.integers(1, 5))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    angle = rng.uniform(0, np.pi)
    end = (round(reach * np.cos(angle)), round(reach * np.sin(angle)))
    cv2.line(kernel, (reach - end[0], reach - end[1]), (reach + end[0], reach + end[1]), 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _add_noise(light: Light, rng: np.random.Generator) -> Light:
    """Noise of light and sensor, smoothed as phones do: it is coarser than a pixel."""
    strength = rng.uniform(*_NOISE) * rng.random() / 255
    noise = rng.standard_normal(light.shape, np.float32)
    grain = float(rng.uniform(0.01, 0.9))
    noise = cv2.GaussianBlur(noise, (0, 0), grain) * (1 + grain)
    return np.asarray(light + strength * noise * np.sqrt(np.clip(light, 0.05, 1)), np.float32)
