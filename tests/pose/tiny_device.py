"""A network of a few lines on the device, for tests that need neither weights nor a GPU.

It answers as those of `tiny_yolo` do: the first keypoint's x is the mean of the picture times 100.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from tiny_yolo import ANCHORS, answer

from repsight.pose.cuda_backend import DeviceBackend
from repsight.pose.cuda_network import Device

torch = pytest.importorskip("torch")


class TinyNetwork:
    """Gives `output` for any picture; `room` is how many pictures its memory holds."""

    fixed_shape = None
    most = None
    channels_last = True
    recordable = True
    runtime = "tiny"

    def __init__(
        self,
        output: np.ndarray | None = None,
        *,
        room: int = 1000,
        fixed_batch: int | None = None,
    ) -> None:
        self.device = Device(None)
        self.dtype = torch.float32
        self.metadata: Mapping[str, str] = {}
        self.fixed_batch = fixed_batch
        self.ran: list[int] = []
        self._output = torch.from_numpy(answer() if output is None else output)
        self._place = torch.zeros_like(self._output)
        if self._output.shape[1:] == (56, ANCHORS):
            self._place[0, 5, 7] = 100.0
        self._room = room

    def prepare(self, batch: int, shape: tuple[int, int], /) -> "TinyNetwork":
        """Itself."""
        return self

    def __call__(self, canvas: Any) -> Any:
        """The output (batch, ...); PyTorch's own error beyond its room."""
        self.ran.append(len(canvas))
        if len(canvas) > self._room:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        mean = canvas.float().mean((1, 2, 3)).reshape(-1, *[1] * (self._output.ndim - 1))
        return self._output + mean * self._place

    def close(self) -> None:
        """Nothing."""


def backend(network: TinyNetwork, batch: int = 1, **options: Any) -> DeviceBackend:
    """The pipeline around it."""
    return DeviceBackend(network, name="tiny", sha256="", imgsz=64, batch=batch, **options)
