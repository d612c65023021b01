"""ONNX networks on the device through ONNX Runtime, input and output in PyTorch's memory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from repsight.core.errors import ModelError
from repsight.pose.cuda_network import Device, Tensor
from repsight.pose.letterbox import Shape
from repsight.pose.onnx_runtime import Provider, open_session, picture_input

# The name that ONNX Runtime gives this setting of a run: with it, the host is not made to wait.
_DO_NOT_WAIT = "disable_synchronize_execution_providers"

# How it says that the device's memory is full.
_FULL = ("failed to allocate memory", "out of memory")


class OnnxDeviceNetwork:
    """An .onnx run by ONNX Runtime with CUDA or TensorRT, in our stream and our memory.

    On the CPU it runs the same way, for trying it out.
    """

    channels_last = False
    recordable = False  # ONNX Runtime records its own graphs, of one shape

    def __init__(
        self, path: Path, device: Device, *, provider: Provider, imgsz: int, batch: int
    ) -> None:
        stream = None if device.compute is None else str(device.compute.cuda_stream)
        self._session, self._onnxruntime = open_session(
            path, provider, device.gpu or 0, stream=stream, largest=(batch, imgsz)
        )
        picture = picture_input(self._session, path)
        self._path, self.device = path, device
        self._input, self._output = picture.name, self._session.get_outputs()[0].name
        self.dtype = _type(picture.type, path, device.torch)
        sizes = picture.sizes
        self.fixed_batch: int | None = sizes[0]
        self.fixed_shape: Shape | None = (sizes[2], sizes[3]) if sizes[2] and sizes[3] else None
        # TensorRT builds its engine for batches up to this one.
        self.most: int | None = batch if provider == "tensorrt" else None
        self.metadata: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        self.runtime = "tensorrt" if provider == "tensorrt" else "onnxruntime"

    def prepare(self, _batch: int, _shape: Shape, /) -> "OnnxRun":
        """Ready for inputs of one shape."""
        return OnnxRun(self._session, self._onnxruntime, self._input, self._output, self.device)

    def close(self) -> None:
        """Nothing to do: the session goes with this object."""


class OnnxRun:
    """A binding of the input and, once its shape is known, of the output."""

    def __init__(
        self, session: Any, onnxruntime: Any, taken: str, given: str, device: Device
    ) -> None:
        self._session, self._device = session, device
        self._input, self._output = taken, given
        self._binding = session.io_binding()
        self._options = onnxruntime.RunOptions()
        self._kind = "cpu" if device.gpu is None else "cuda"
        if device.gpu is not None:
            self._options.add_run_config_entry(_DO_NOT_WAIT, "1")
        self._result: Tensor | None = None

    def __call__(self, canvas: Tensor) -> Tensor:
        """The output (batch, ...); what is next in the same stream finds it there."""
        self._bind(self._binding.bind_input, self._input, canvas)
        if self._result is None:
            self._result = self._probed(canvas)
            self._bind(self._binding.bind_output, self._output, self._result)
        self._go(self._options)
        return self._result

    def _go(self, options: Any) -> None:
        """One run. Raises PyTorch's own error where the memory is full, else ModelError."""
        try:
            self._session.run_with_iobinding(self._binding, options)
        except Exception as error:  # onnxruntime's own classes share no public base
            first = (str(error).splitlines() or [type(error).__name__])[0]
            if any(words in str(error).lower() for words in _FULL):
                raise self._device.full(first) from error
            raise ModelError(f"ONNX Runtime could not run the model: {first}") from error

    def _probed(self, canvas: Tensor) -> Tensor:
        """Memory for the output, of the shape that a first run gives."""
        self._binding.bind_output(self._output, self._kind, self._device.gpu or 0)
        self._go(None)
        value = self._binding.get_outputs()[0]
        torch = self._device.torch
        half = "float16" in value.data_type()
        dtype = torch.float16 if half else torch.float32
        return torch.empty(tuple(value.shape()), dtype=dtype, device=canvas.device)

    def _bind(self, bind: Any, name: str, tensor: Tensor) -> None:
        half = tensor.dtype == self._device.torch.float16
        bind(
            name=name,
            device_type=self._kind,
            device_id=self._device.gpu or 0,
            element_type=np.float16 if half else np.float32,
            shape=tuple(tensor.shape),
            buffer_ptr=tensor.data_ptr(),
        )


def _type(name: str, path: Path, torch: Any) -> Any:
    types = {"tensor(float)": torch.float32, "tensor(float16)": torch.float16}
    if name not in types:
        raise ModelError(f"{path} takes {name}; float32 or float16 pictures are needed")
    return types[name]
