"""YOLO networks through NCNN: the small runtime of phones and single-board computers."""

import ast
import importlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from repsight.core.errors import DeviceError, ModelError
from repsight.pose.letterbox import Shape
from repsight.pose.network import Output, ThreadSlot, network_input
from repsight.pose.openvino_runtime import parse_metadata


def import_ncnn() -> Any:
    """The ncnn module; DeviceError that says how to install it where it is missing."""
    try:
        return importlib.import_module("ncnn")
    except ImportError as error:
        raise DeviceError(
            "NCNN is not installed; run pip install 'repsight[edge]', or use the model's .onnx"
        ) from error


class NcnnNetwork:
    """A .param file with its .bin beside it, one picture at a time, in a thread of its own.

    The grid of anchors is inside, so the input has the shape that it was exported with. Computes
    in float32: reduced precision and Vulkan are off, so that a result is the same everywhere.
    """

    runtime = "ncnn"
    device = "cpu"
    batch = 1
    # NCNN declares no shapes.
    output_shape: tuple[int | None, ...] = (None, None, None)
    in_flight = 2

    def __init__(self, path: Path, *, imgsz: int) -> None:
        self._ncnn = import_ncnn()
        self._path = path
        self._net = self._open()
        beside = path.parent / "metadata.yaml"
        text = beside.read_text(encoding="utf-8", errors="replace") if beside.is_file() else ""
        self.metadata: Mapping[str, str] = parse_metadata(text)
        self.fixed_shape: Shape | None = _exported_shape(self.metadata) or (imgsz, imgsz)
        self._input, self._output = self._net.input_names()[0], sorted(self._net.output_names())[0]
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="ncnn")

    def _open(self) -> Any:
        net = self._ncnn.Net()
        net.opt.use_vulkan_compute = False
        net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
        net.opt.use_bf16_storage = False
        read = net.load_param(str(self._path)) == 0
        read = read and net.load_model(str(self._path.with_suffix(".bin"))) == 0
        if not read or not net.input_names() or not net.output_names():
            raise ModelError(f"{self._path} cannot be read by NCNN, it is damaged; export it again")
        return net

    def _infer(self, canvas: npt.NDArray[Any]) -> Output:
        (planes,) = network_input(canvas)
        with self._net.create_extractor() as extractor:
            extractor.input(self._input, self._ncnn.Mat(planes))
            code, found = extractor.extract(self._output)
            if code:
                raise ModelError(
                    f"{self._path} does not take pictures of {canvas.shape[2]}x{canvas.shape[1]}; "
                    "give the --imgsz it was exported with"
                )
            return np.array(found, np.float32)[None]  # the extractor's memory goes with it

    def prepare(self, shape: Shape) -> Callable[[], ThreadSlot]:
        """A maker of slots for one input shape."""
        return lambda: ThreadSlot(self.batch, shape, self._infer, self._executor)

    def close(self) -> None:
        """Stop the thread."""
        self._executor.shutdown()


def _exported_shape(metadata: Mapping[str, str]) -> Shape | None:
    if "imgsz" not in metadata:
        return None
    height, width = ast.literal_eval(metadata["imgsz"])
    return int(height), int(width)
