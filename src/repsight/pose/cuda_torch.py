"""YOLO-Pose networks that PyTorch itself runs: .pt weights and TorchScript."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repsight.core.errors import ModelError
from repsight.pose.cuda_network import Device, Tensor
from repsight.pose.letterbox import Shape
from repsight.pose.ultralytics_runtime import open_weights

# The file inside a TorchScript archive in which Ultralytics keeps its metadata, as JSON.
_METADATA_FILE = "config.txt"

# What a fused .pt says nothing about, but its code does.
_LICENCE = "AGPL-3.0"


class WeightsNetwork:
    """A .pt model: Ultralytics' network object, fused, without Ultralytics' pipeline around it."""

    fixed_shape: Shape | None = None
    fixed_batch: int | None = None
    most: int | None = None
    channels_last = True
    recordable = True

    def __init__(self, path: Path, device: Device, *, half: bool) -> None:
        torch = device.torch
        module = open_weights(path).model.fuse(verbose=False).eval().requires_grad_(False)
        module = module.to(device.name, memory_format=torch.channels_last)
        self._head = module.model[-1]
        if half:
            _halve(module, self._head)
        self._module = module
        self.device = device
        self.dtype = torch.float16 if half else torch.float32
        self.runtime = f"torch {'f16' if half else 'f32'}"
        self.metadata: Mapping[str, str] = {"license": _LICENCE, "task": "pose"}

    def prepare(self, _batch: int, _shape: Shape, /) -> "WeightsRun":
        """Ready for inputs of one shape."""
        return WeightsRun(self._module, self._head)

    def close(self) -> None:
        """Nothing to do: the network goes with this object."""


class WeightsRun:
    """One shape's run of a network that remembers the grid of the shape it saw last."""

    def __init__(self, module: Any, head: Any) -> None:
        self._module, self._head = module, head
        self._grid: tuple[Any, ...] = ()

    def __call__(self, canvas: Tensor) -> Tensor:
        """The output (batch, ...)."""
        output = self._module(canvas)
        # The head makes its grid anew when the shape changes, and forgets the old one, which a
        # recorded graph goes on reading.
        self._grid = (self._head.anchors, self._head.strides)
        return output[0] if isinstance(output, tuple | list) else output


def _halve(module: Any, head: Any) -> None:
    """Convolve in half precision, but place boxes and points in single precision.

    Half precision knows pixels from 512 on to half a pixel only.
    """
    module.half()
    # A head's last convolutions: boxes, scores, keypoints; YOLO26 ends its keypoints elsewhere and
    # has a second set of all.
    points = "cv4_kpts" if hasattr(head, "cv4_kpts") else "cv4"
    for name in ("cv2", "cv3", points):
        for branches in (getattr(head, name, None), getattr(head, f"one2one_{name}", None)):
            for branch in branches or ():
                branch.register_forward_hook(_in_single_precision)
    head.dfl.float()  # turns what they say about a box's edges into pixels


def _in_single_precision(_module: Any, _taken: Any, given: Tensor) -> Tensor:
    return given.float()


class ScriptNetwork:
    """A .torchscript network. A trace holds the shape it was made with, so its input is fixed."""

    channels_last = False
    recordable = True
    most: int | None = None

    def __init__(self, path: Path, device: Device, *, imgsz: int) -> None:
        torch = device.torch
        files = {_METADATA_FILE: ""}
        try:
            module = torch.jit.load(path, map_location=device.name, _extra_files=files)
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{path} is not a TorchScript model or is damaged; export it again"
            ) from error
        self._path, self._module = path, module.eval()
        self.device = device
        self.dtype = next((p.dtype for p in module.parameters()), torch.float32)
        self.runtime = f"torch {'f16' if self.dtype == torch.float16 else 'f32'}"
        self.metadata: Mapping[str, str] = _metadata(files[_METADATA_FILE])
        self.fixed_shape: Shape | None = _traced_shape(self.metadata) or (imgsz, imgsz)
        self.fixed_batch: int | None = int(self.metadata.get("batch", 1))

    def prepare(self, _batch: int, _shape: Shape, /) -> "ScriptNetwork":
        """Itself: it takes one shape."""
        return self

    def __call__(self, canvas: Tensor) -> Tensor:
        """The output (batch, ...). Raises ModelError for a shape that the trace does not take."""
        try:
            output = self._module(canvas)
        except self.device.full:
            raise
        except RuntimeError as error:
            raise ModelError(
                f"{self._path} does not take pictures of {canvas.shape[3]}x{canvas.shape[2]}; "
                "give the --imgsz it was exported with"
            ) from error
        return output[0] if isinstance(output, tuple | list) else output

    def close(self) -> None:
        """Nothing to do: the network goes with this object."""


def _metadata(text: str | bytes) -> dict[str, str]:
    entries = json.loads(text) if text else {}
    return {key: str(value) for key, value in entries.items()}


def _traced_shape(metadata: Mapping[str, str]) -> Shape | None:
    if "imgsz" not in metadata:
        return None
    height, width = ast.literal_eval(metadata["imgsz"])
    return int(height), int(width)
