"""Letterboxing on the device: the picture goes up once, as bytes, and stays there."""

from typing import Any

import numpy as np
import numpy.typing as npt

from repsight.pose.letterbox import PAD_GREY, Letterbox

Tensor = Any
Whole = npt.NDArray[np.int64]
Weight = npt.NDArray[np.int32]

# A grey level as YOLO networks take it, in 0..1; the same rounding as `network.network_input`.
_GREY_STEP = float(np.float32(1 / 255))


# OpenCV's arithmetic for bytes: weights in 1/2048, and what it drops between its two passes.
_ONE = 1 << 11
_AFTER_COLUMNS = 4
_AFTER_ROWS = 16
_ROUND_UP, _LEFT = 2, 2


class DeviceLetterbox:
    """Pictures (batch, H, W, 3) uint8 of one size, drawn into inputs (batch, 3, h, w) in 0..1.

    Bilinear with half-pixel centres, in the whole numbers that OpenCV's INTER_LINEAR computes with,
    so that a network sees the same grey levels whichever of the two prepared its input.
    """

    def __init__(self, box: Letterbox, device: Any, torch: Any) -> None:
        self._torch = torch
        (height, width), (rows, columns) = box.source, box.resized
        self._rows = [torch.from_numpy(part).to(device) for part in _taps(height, rows)]
        across = _taps(width, columns, still=True)
        self._columns = [torch.from_numpy(part).to(device) for part in across]
        self._inside = (slice(box.top, box.top + rows), slice(box.left, box.left + columns))

    def canvas(self, batch: int, box: Letterbox, like: Tensor, *, channels_last: bool) -> Tensor:
        """An input (batch, 3, h, w) of the type and device of `like`, grey all over."""
        torch = self._torch
        grey = like.new_full((batch, 3, *box.canvas), PAD_GREY * _GREY_STEP)
        return grey.to(memory_format=torch.channels_last) if channels_last else grey

    def paint(self, pictures: Tensor, canvas: Tensor) -> None:
        """Draw the pictures into `canvas`, whose margins stay as they are."""
        above, below, near, far = self._rows
        upper = (self._resized(pictures, above) * near[:, None, None]) >> _AFTER_ROWS
        lower = (self._resized(pictures, below) * far[:, None, None]) >> _AFTER_ROWS
        grey = (upper + lower + _ROUND_UP) >> _LEFT
        rows, columns = self._inside
        canvas[:, :, rows, columns] = grey.permute(0, 3, 1, 2) * _GREY_STEP

    def _resized(self, pictures: Tensor, rows: Tensor) -> Tensor:
        """Those rows of the pictures at the new width: (batch, rows, w, 3) int32 in 1/128."""
        left, right, near, far = self._columns
        # Only the pixels that are needed are read, and they are read as bytes.
        blend = pictures[:, rows[:, None], left].int() * near[:, None]
        blend += pictures[:, rows[:, None], right].int() * far[:, None]
        return blend >> _AFTER_COLUMNS


def _taps(old: int, new: int, *, still: bool = False) -> tuple[Whole, Whole, Weight, Weight]:
    """For each of `new` pixels: its two neighbours among `old` ones and their weights in 1/2048.

    A pixel's place is its middle. Beyond the outermost middles the edge pixel goes on: in rows as
    both neighbours, or, `still`, as one that has all the weight.
    """
    place = ((np.arange(new) + 0.5) * (old / new) - 0.5).astype(np.float32)
    first = np.floor(place)
    weight = place - first
    if still:
        weight[(first < 0) | (first >= old - 1)] = 0
    near, far = (np.rint(part * _ONE).astype(np.int32) for part in (1 - weight, weight))
    low, high = (np.clip(part, 0, old - 1).astype(np.int64) for part in (first, first + 1))
    return low, high, near, far
