"""YOLO networks through ONNX Runtime: NVIDIA GPUs (CUDA, TensorRT), and the CPU for comparison."""

import importlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, cast

import numpy.typing as npt
import platformdirs

from repsight.core.errors import DeviceError, ModelError
from repsight.pose.letterbox import Shape
from repsight.pose.network import Output, ThreadSlot, network_input

Provider = Literal["cpu", "cuda", "tensorrt"]

_PROVIDER_NAMES: dict[Provider, str] = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}


def import_onnxruntime() -> Any:
    """The onnxruntime module; DeviceError that says how to install it where it is missing."""
    try:
        return importlib.import_module("onnxruntime")
    except ImportError as error:
        raise DeviceError(
            "ONNX Runtime is not installed; run pip install 'repsight[onnx]', or on an NVIDIA "
            "machine pip install onnxruntime-gpu"
        ) from error


def has_provider(provider: Provider) -> bool:
    """Whether ONNX Runtime is installed and built with this execution provider."""
    try:
        runtime = import_onnxruntime()
    except DeviceError:
        return False
    return _PROVIDER_NAMES[provider] in runtime.get_available_providers()


class OnnxNetwork:
    """An .onnx network run by ONNX Runtime, one run at a time, in a thread of its own."""

    # One run computes, the next is ready; ONNX Runtime uses all cores for each.
    in_flight = 2

    def __init__(
        self, path: Path, *, provider: Provider = "cpu", gpu: int = 0, batch: int = 1
    ) -> None:
        runtime = import_onnxruntime()
        if not has_provider(provider):
            raise DeviceError(
                f"this ONNX Runtime has no {_PROVIDER_NAMES[provider]}, only "
                f"{', '.join(runtime.get_available_providers())}; pip install onnxruntime-gpu "
                "instead of onnxruntime, or use --device cpu"
            )
        self._session = _open(runtime, path, provider, gpu)
        picture = self._session.get_inputs()[0]
        sizes = [size if isinstance(size, int) else None for size in picture.shape]
        if len(sizes) != 4 or len(self._session.get_inputs()) != 1:
            raise ModelError(
                f"{path} takes {picture.shape}; one picture (batch, 3, H, W) is needed"
            )
        self._input_name = picture.name
        self.batch = sizes[0] or batch
        self.fixed_shape: Shape | None = (sizes[2], sizes[3]) if sizes[2] and sizes[3] else None
        self.output_shape = tuple(
            size if isinstance(size, int) else None for size in self._session.get_outputs()[0].shape
        )
        self.metadata: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        self.runtime = "onnxruntime" if provider != "tensorrt" else "tensorrt"
        self.device = "cpu" if provider == "cpu" else f"cuda:{gpu}"
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="onnxruntime")

    def _infer(self, canvas: npt.NDArray[Any]) -> Output:
        (output,) = self._session.run(None, {self._input_name: network_input(canvas)})[:1]
        return cast(Output, output)

    def prepare(self, shape: Shape) -> Callable[[], ThreadSlot]:
        """A maker of slots for one input shape."""
        return lambda: ThreadSlot(self.batch, shape, self._infer, self._executor)

    def close(self) -> None:
        """Stop the thread."""
        self._executor.shutdown()


def _open(runtime: Any, path: Path, provider: Provider, gpu: int) -> Any:
    """The session, on the provider asked for and on no other."""
    if provider != "cpu" and hasattr(runtime, "preload_dlls"):
        runtime.preload_dlls()  # finds CUDA and cuDNN installed as Python packages
    options = runtime.SessionOptions()
    options.log_severity_level = 3  # errors only: what matters is raised
    try:
        session = runtime.InferenceSession(path, options, providers=_providers(provider, gpu))
    except Exception as error:  # onnxruntime's own classes share no public base
        raise ModelError(
            f"{path} cannot be loaded by ONNX Runtime, it is damaged or not a model; pull or "
            "export it again"
        ) from error
    if session.get_providers()[0] != _PROVIDER_NAMES[provider]:
        raise DeviceError(
            f"{_PROVIDER_NAMES[provider]} did not start on GPU {gpu} (see its messages above); "
            "install the CUDA and cuDNN that onnxruntime-gpu asks for, or use --device cpu"
        )
    return session


def _providers(provider: Provider, gpu: int) -> list[tuple[str, dict[str, Any]]]:
    cpu: tuple[str, dict[str, Any]] = (_PROVIDER_NAMES["cpu"], {})
    cuda = (_PROVIDER_NAMES["cuda"], {"device_id": gpu})
    if provider == "cpu":
        return [cpu]
    if provider == "cuda":
        return [cuda, cpu]
    # Building an engine takes minutes: keep it.
    cache = platformdirs.user_cache_path("repsight") / "tensorrt"
    cache.mkdir(parents=True, exist_ok=True)
    settings = {
        "device_id": gpu,
        "trt_fp16_enable": True,
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": str(cache),
    }
    return [(_PROVIDER_NAMES["tensorrt"], settings), cuda, cpu]
