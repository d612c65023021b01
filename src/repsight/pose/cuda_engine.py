"""TensorRT engines (.engine), through TensorRT's own Python API and PyTorch's memory."""

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repsight.core.errors import DeviceError, ModelError
from repsight.pose.cuda_network import Device, Tensor
from repsight.pose.letterbox import Shape

# Ultralytics writes its metadata before the engine: the length of a JSON text, signed and little
# endian, then the text.
_LENGTH_BYTES = 4

_PROFILE = 0


def import_tensorrt(name: str) -> Any:
    """The tensorrt module; DeviceError that says how to install it where it is missing."""
    try:
        return importlib.import_module("tensorrt")
    except ImportError as error:
        raise DeviceError(
            f"{name} needs TensorRT, which is not installed; run pip install tensorrt (on Jetson "
            "it comes with JetPack), or use the model's .onnx"
        ) from error


def split_engine(content: bytes) -> tuple[dict[str, str], bytes]:
    """The metadata before a serialised engine, and the engine; no metadata where none is there."""
    length = int.from_bytes(content[:_LENGTH_BYTES], "little", signed=True)
    end = _LENGTH_BYTES + length
    if not 0 < length <= len(content) - _LENGTH_BYTES:
        return {}, content
    try:
        entries = json.loads(content[_LENGTH_BYTES:end])
    except ValueError:  # an engine's own first bytes are no JSON
        return {}, content
    if not isinstance(entries, dict):
        return {}, content
    return {key: str(value) for key, value in entries.items()}, content[end:]


@dataclass(frozen=True, slots=True)
class _Limits:
    """The smallest and largest input (batch, 3, H, W) that an engine was built for."""

    least: tuple[int, ...]
    most: tuple[int, ...]

    def fixed(self, *axes: int) -> bool:
        """Whether it leaves no choice along these axes."""
        return all(self.least[axis] == self.most[axis] for axis in axes)

    def hold(self, shape: tuple[int, ...]) -> bool:
        """Whether it takes an input of this shape."""
        return all(
            low <= size <= high
            for low, size, high in zip(self.least, shape, self.most, strict=True)
        )


class EngineNetwork:
    """A TensorRT engine: FP32, FP16 or INT8 as it was built, of a fixed or an open shape.

    Raises DeviceError without a GPU or TensorRT, ModelError for an engine that another version of
    TensorRT or another GPU was meant for, or that is damaged.
    """

    channels_last = False

    def __init__(self, path: Path, device: Device) -> None:
        self._trt = trt = import_tensorrt(path.name)
        self.device, self._path = device, path
        self.metadata: Mapping[str, str]
        self.metadata, content = split_engine(path.read_bytes())
        self._engine = self._opened(content)
        names = [self._engine.get_tensor_name(i) for i in range(self._engine.num_io_tensors)]
        inputs = [name for name in names if self._mode(name) == trt.TensorIOMode.INPUT]
        outputs = [name for name in names if self._mode(name) == trt.TensorIOMode.OUTPUT]
        if len(inputs) != 1 or not outputs or len(self._engine.get_tensor_shape(inputs[0])) != 4:
            raise ModelError(
                f"{path} takes {len(inputs)} input(s) and gives {len(outputs)} output(s); one "
                "picture (batch, 3, H, W) in and people out are needed"
            )
        self._input, self._outputs = inputs[0], outputs
        self.dtype = self._type(self._input)
        self._limits = self._limits_of(self._input)
        least, most = self._limits.least, self._limits.most
        self.most: int | None = most[0]
        self.fixed_batch: int | None = most[0] if self._limits.fixed(0) else None
        self.fixed_shape: Shape | None = (least[2], least[3]) if self._limits.fixed(2, 3) else None
        self.runtime = f"tensorrt {trt.__version__}"
        # A deep learning accelerator's work is not recorded by a CUDA graph.
        self.recordable = "dla" not in self.metadata

    def _opened(self, content: bytes) -> Any:
        trt = self._trt
        with self.device.torch.cuda.device(self.device.gpu):
            self._runtime = trt.Runtime(trt.Logger(trt.Logger.ERROR))
            if "dla" in self.metadata:
                self._runtime.DLA_core = int(self.metadata["dla"])
            engine = self._runtime.deserialize_cuda_engine(content)
        if engine is None:
            gpu = self.device.torch.cuda.get_device_name(self.device.gpu)
            raise ModelError(
                f"{self._path} cannot be loaded by TensorRT {trt.__version__} on {gpu}; an engine "
                "runs with the version and the kind of GPU it was built with only: build it here, "
                "with repsight export-model MODEL --format engine"
            )
        return engine

    def _mode(self, name: str) -> Any:
        return self._engine.get_tensor_mode(name)

    def _type(self, name: str) -> Any:
        torch, data = self.device.torch, self._trt.DataType
        types = {data.FLOAT: torch.float32, data.HALF: torch.float16}
        found = self._engine.get_tensor_dtype(name)
        if found not in types:
            raise ModelError(
                f"{self._path} has {found} at {name}; an engine that takes and gives float32 or "
                "float16 is needed"
            )
        return types[found]

    def _limits_of(self, name: str) -> _Limits:
        declared = tuple(self._engine.get_tensor_shape(name))
        if -1 not in declared:
            return _Limits(declared, declared)
        least, _, most = self._engine.get_tensor_profile_shape(name, _PROFILE)
        return _Limits(tuple(least), tuple(most))

    def prepare(self, batch: int, shape: Shape, /) -> "EngineRun":
        """Ready for inputs of one shape. Raises ModelError for one the engine was not built for."""
        wanted = (batch, 3, *shape)
        if not self._limits.hold(wanted):
            raise ModelError(
                f"{self._path} was built for inputs from {self._limits.least} to "
                f"{self._limits.most}, not for {wanted}; use another --imgsz or build it again"
            )
        # A context of its own: what a recorded graph uses must not be set to another shape.
        with self.device.torch.cuda.device(self.device.gpu):
            context = self._engine.create_execution_context()
        if context is None:
            raise self.device.full(f"no memory for an execution context of {self._path}")
        context.set_input_shape(self._input, wanted)
        outputs = {
            name: self.device.torch.empty(
                tuple(context.get_tensor_shape(name)),
                dtype=self._type(name),
                device=self.device.name,
            )
            for name in self._outputs
        }
        return EngineRun(context, self._input, outputs, self.device)

    def close(self) -> None:
        """Nothing to do: the engine goes with the last context."""


class EngineRun:
    """An execution context with its output; its work is queued in the stream that is current."""

    def __init__(
        self, context: Any, name: str, outputs: Mapping[str, Tensor], device: Device
    ) -> None:
        self._context, self._input, self._device = context, name, device
        self._outputs = outputs
        for output, memory in outputs.items():
            context.set_tensor_address(output, memory.data_ptr())

    def __call__(self, canvas: Tensor) -> Tensor:
        """The first output (batch, ...). Raises ModelError when TensorRT refuses."""
        self._context.set_tensor_address(self._input, canvas.data_ptr())
        stream = self._device.torch.cuda.current_stream(self._device.name)
        if not self._context.execute_async_v3(stream.cuda_stream):
            raise ModelError("TensorRT could not run the engine; see its message above")
        return next(iter(self._outputs.values()))
