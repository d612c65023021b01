"""YOLO networks through OpenVINO: the fast way on a CPU."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import numpy as np
import openvino as ov
import openvino.opset13 as op
from openvino.preprocess import PrePostProcessor

from repsight.core.errors import ModelError
from repsight.pose.letterbox import PAD_GREY, Shape
from repsight.pose.network import Output
from repsight.pose.tflite_layout import put_in_pixels, tflite_metadata
from repsight.pose.yolo_decode import DENSE_CHANNELS

Precision = Literal["auto", "f32", "bf16"]

_TFLITE = ".tflite"
_PRECISION = "INFERENCE_PRECISION_HINT"

# Where Ultralytics' ONNX metadata ends up when OpenVINO reads the file.
_ONNX_METADATA = "framework"


MOST_AT_ONCE = 4
"""Frames computed at the same time, each on its share of the cores (two cores: two frames).

On two cores shared with decoding, one frame a core took 43 ms of processor time a frame, and all
cores on one frame 56 ms: the cores wait for each other at every layer. More than four would make
a camera's picture late on large machines.
"""


class OpenVinoNetwork:
    """A network that OpenVINO reads (.onnx, .xml, .tflite), compiled once per input shape.

    Scaling to 0..1 and the change to planes are part of the compiled graph, so that a slot's canvas
    is the request's own memory and nothing is copied.
    """

    device = "cpu"

    def __init__(
        self, path: Path, *, precision: Precision = "auto", batch: int = 1, live: bool = False
    ) -> None:
        self._core = ov.Core()
        model = _read(self._core, path)
        picture = _sizes(model.inputs[0].partial_shape)
        if len(model.inputs) != 1 or len(picture) != 4 or picture[1] not in (3, None):
            raise ModelError(
                f"{path} takes {len(model.inputs)} input(s), the first of shape "
                f"{model.inputs[0].partial_shape}; one picture (batch, 3, H, W) is needed"
            )
        height, width = picture[2:]
        self._path = path
        self.metadata: Mapping[str, str] = read_metadata(model, path)
        self.fixed_shape: Shape | None = (height, width) if height and width else None
        self.batch = picture[0] or batch
        self.output_shape = _sizes(model.outputs[0].partial_shape)
        is_dense = self.output_shape[1:2] == (DENSE_CHANNELS,)
        if path.suffix.lower() == _TFLITE and is_dense and self.fixed_shape is not None:
            put_in_pixels(model, self.fixed_shape)
        self._model = _with_pixels_in(model)
        default: ov.Type = self._core.get_property("CPU", _PRECISION)
        # Part of the provenance: bf16 moves keypoints by a quarter of a percent of the body.
        computed = default.get_type_name() if precision == "auto" else precision
        self.runtime = f"openvino {computed}"
        self.in_flight = MOST_AT_ONCE + 1
        self._settings: dict[str, Any] = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "PERFORMANCE_HINT_NUM_REQUESTS": MOST_AT_ONCE,
        }
        if live:
            self._settings = {"PERFORMANCE_HINT": "LATENCY"}
        if precision != "auto":
            self._settings[_PRECISION] = precision

    def prepare(self, shape: Shape) -> Callable[[], "OpenVinoSlot"]:
        """A maker of slots for one input shape; compiles the network."""
        model = self._model.clone()
        try:
            model.reshape([self.batch, *shape, 3])
            compiled = self._core.compile_model(model, "CPU", self._settings)
        except RuntimeError as error:
            raise ModelError(
                f"OpenVINO cannot compile {self._path} for pictures of {shape[1]}x{shape[0]}; "
                "export it with an open (dynamic) shape, or use the runtime onnxruntime"
            ) from error
        # One more than compute at once, so that a finished request is followed without a gap.
        self.in_flight = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS") + 1
        return lambda: OpenVinoSlot(compiled, (self.batch, *shape, 3))

    def close(self) -> None:
        """Nothing to do: the runtime goes with the last slot."""


class OpenVinoSlot:
    """One inference request and the memory of its input."""

    def __init__(self, compiled: ov.CompiledModel, shape: tuple[int, int, int, int]) -> None:
        self.canvas = np.full(shape, PAD_GREY, np.uint8)
        self.started = self.finished = 0.0
        self._request = compiled.create_infer_request()
        self._request.set_input_tensor(ov.Tensor(self.canvas, shared_memory=True))

    def start(self) -> None:
        """Begin computing; returns at once."""
        self.started = perf_counter()
        self._request.start_async()

    def result(self) -> Output:
        """The output (batch, ...) once it is there; valid until the next `start`."""
        self._request.wait()
        self.finished = self.started + self._request.latency / 1000
        output: Output = self._request.get_output_tensor(0).data
        return output


def _read(core: ov.Core, path: Path) -> ov.Model:
    try:
        return core.read_model(path)
    except RuntimeError as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise ModelError(
            f"{path} cannot be read by OpenVINO, it is damaged or holds something unknown "
            f"({lines[-1]}); pull or export it again"
        ) from error


def _keep_slices(model: ov.Model) -> None:
    """Guard a Slice whose result is gathered from; needed up to OpenVINO 2026.4.

    The library drops such a slice as if gathering could not tell, but YOLO26's end-to-end head
    slices channels and gathers people: compiling then fails. `Maximum` with the lowest number
    changes nothing and stands between the two.
    """
    lowest = op.constant(np.float32(np.finfo(np.float32).min))
    for node in model.get_ordered_ops():
        if node.get_type_name() != "GatherElements":
            continue
        data = node.input_value(0)
        if data.get_node().get_type_name() == "Slice" and data.get_element_type() == ov.Type.f32:
            node.input(0).replace_source_output(op.maximum(data, lowest).output(0))


def _with_pixels_in(model: ov.Model) -> ov.Model:
    _keep_slices(model)
    steps = PrePostProcessor(model)
    picture = steps.input(0)
    picture.tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    picture.model().set_layout(ov.Layout("NCHW"))
    picture.preprocess().convert_element_type(ov.Type.f32).scale(255.0)
    steps.output(0).tensor().set_element_type(ov.Type.f32)
    return steps.build()


def _sizes(shape: ov.PartialShape) -> tuple[int | None, ...]:
    if shape.rank.is_dynamic:
        return ()
    return tuple(None if size.is_dynamic else size.get_length() for size in shape)


def read_metadata(model: ov.Model, path: Path) -> dict[str, str]:
    """What Ultralytics noted in an .onnx or .tflite, or beside an .xml; else empty."""
    if path.suffix.lower() == _TFLITE:
        return tflite_metadata(path)
    beside = path.parent / "metadata.yaml"
    if path.suffix == ".xml" and beside.is_file():
        return parse_metadata(beside.read_text(encoding="utf-8", errors="replace"))
    if not model.has_rt_info([_ONNX_METADATA]):
        return {}
    return {
        key: model.get_rt_info([_ONNX_METADATA, key]).astype(str)
        for key in model.get_rt_info([_ONNX_METADATA]).value
    }


def parse_metadata(text: str) -> dict[str, str]:
    """The top-level entries of an Ultralytics `metadata.yaml`; a list as "[17, 3]".

    Only what that file holds is understood, which spares a YAML library.
    """
    entries: dict[str, str] = {}
    for key, value, items in re.findall(r"^(\w+):[ ]?(.*)\n((?:- .*\n?)*)", text + "\n", re.M):
        listed = ", ".join(line.removeprefix("- ") for line in items.splitlines())
        entries[key] = f"[{listed}]" if items else value
    return entries
