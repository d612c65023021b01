"""YOLO networks through ONNX Runtime: NVIDIA GPUs (CUDA, TensorRT), and the CPU for comparison."""

import importlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

import numpy as np
import numpy.typing as npt
import platformdirs

from repsight.core.errors import DeviceError, ModelError
from repsight.pose.letterbox import STRIDE, Shape
from repsight.pose.network import Output, ThreadSlot, network_input

Provider = Literal["cpu", "cuda", "tensorrt"]

_PROVIDER_NAMES: dict[Provider, str] = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}

_HALF: Final = "tensor(float16)"


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


@dataclass(frozen=True, slots=True)
class PictureInput:
    """A network's input: its name, ONNX type and sizes (batch, 3, H, W), None where open."""

    name: str
    type: str
    sizes: tuple[int | None, ...]


def picture_input(session: Any, path: Path) -> PictureInput:
    """The only input of a network. Raises ModelError where it does not take one picture."""
    inputs = session.get_inputs()
    sizes = tuple(size if isinstance(size, int) else None for size in inputs[0].shape)
    if len(sizes) != 4 or len(inputs) != 1:
        raise ModelError(f"{path} takes {inputs[0].shape}; one picture (batch, 3, H, W) is needed")
    return PictureInput(inputs[0].name, inputs[0].type, sizes)


class OnnxNetwork:
    """An .onnx network run by ONNX Runtime, one run at a time, in a thread of its own.

    Pictures go through the host's memory: on a GPU without PyTorch there is no other way.
    """

    # One run computes, the next is ready; ONNX Runtime uses all cores for each.
    in_flight = 2

    def __init__(
        self,
        path: Path,
        *,
        provider: Provider = "cpu",
        gpu: int = 0,
        batch: int = 1,
        imgsz: int = 640,
    ) -> None:
        self._session, _ = open_session(path, provider, gpu, largest=(batch, imgsz))
        picture = picture_input(self._session, path)
        sizes = picture.sizes
        self._input_name, self._half = picture.name, picture.type == _HALF
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
        pictures: npt.NDArray[Any] = network_input(canvas)
        if self._half:
            pictures = pictures.astype(np.float16)
        (output,) = self._session.run(None, {self._input_name: pictures})[:1]
        return cast(Output, output.astype(np.float32, copy=False))

    def prepare(self, shape: Shape) -> Callable[[], ThreadSlot]:
        """A maker of slots for one input shape."""
        return lambda: ThreadSlot(self.batch, shape, self._infer, self._executor)

    def close(self) -> None:
        """Stop the thread."""
        self._executor.shutdown()


def open_session(
    path: Path,
    provider: Provider,
    gpu: int = 0,
    *,
    stream: str | None = None,
    largest: tuple[int, int] = (1, 640),
) -> tuple[Any, Any]:
    """ONNX Runtime's session and module, on the provider asked for and on no other.

    `stream`: the CUDA stream to compute in, as a number in text. `largest`: batch and picture side
    that a TensorRT engine is built up to. Raises DeviceError where the provider is missing or does
    not start, ModelError for a file that is no model.
    """
    runtime = import_onnxruntime()
    if not has_provider(provider):
        raise DeviceError(
            f"this ONNX Runtime has no {_PROVIDER_NAMES[provider]}, only "
            f"{', '.join(runtime.get_available_providers())}; pip install onnxruntime-gpu "
            "instead of onnxruntime, or use --device cpu"
        )
    if provider != "cpu" and hasattr(runtime, "preload_dlls"):
        runtime.preload_dlls()  # finds CUDA and cuDNN installed as Python packages
    profile = {}
    if provider == "tensorrt":
        profile = engine_profile(
            picture_input(_session(runtime, path, _providers("cpu")), path), largest
        )
    session = _session(runtime, path, _providers(provider, gpu, stream, profile))
    if session.get_providers()[0] != _PROVIDER_NAMES[provider]:
        raise DeviceError(
            f"{_PROVIDER_NAMES[provider]} did not start on GPU {gpu} (see its messages above); "
            "install the CUDA and cuDNN that onnxruntime-gpu asks for, or use --device cpu"
        )
    return session, runtime


def _session(runtime: Any, path: Path, providers: list[tuple[str, dict[str, str]]]) -> Any:
    options = runtime.SessionOptions()
    options.log_severity_level = 3  # errors only: what matters is raised
    try:
        return runtime.InferenceSession(path, options, providers=providers)
    except Exception as error:  # onnxruntime's own classes share no public base
        raise ModelError(
            f"{path} cannot be loaded by ONNX Runtime, it is damaged or not a model; pull or "
            "export it again"
        ) from error


def _providers(
    provider: Provider,
    gpu: int = 0,
    stream: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> list[tuple[str, dict[str, str]]]:
    """The providers to try, in order, with their settings."""
    cpu: tuple[str, dict[str, str]] = (_PROVIDER_NAMES["cpu"], {})
    if provider == "cpu":
        return [cpu]
    where = {"device_id": str(gpu)} | ({} if stream is None else {"user_compute_stream": stream})
    cuda = (_PROVIDER_NAMES["cuda"], where)
    if provider == "cuda":
        return [cuda, cpu]
    # Building an engine takes minutes: keep it, and what was learnt on the way.
    cache = platformdirs.user_cache_path("repsight") / "tensorrt"
    cache.mkdir(parents=True, exist_ok=True)
    settings = {
        **where,
        **(profile or {}),
        "trt_fp16_enable": "True",
        "trt_engine_cache_enable": "True",
        "trt_engine_cache_path": str(cache),
        "trt_timing_cache_enable": "True",
        "trt_timing_cache_path": str(cache),
    }
    return [(_PROVIDER_NAMES["tensorrt"], settings), cuda, cpu]


def engine_profile(picture: PictureInput, largest: tuple[int, int]) -> dict[str, str]:
    """Settings: the input shapes a TensorRT engine is built for, where the model leaves them open.

    Without them the engine is built anew for every shape that comes, for minutes. Pictures more
    than four times as long as wide are left out: an end-to-end network picks its 300 best of the
    anchors, and a smaller input would not have as many.
    """
    if all(picture.sizes):
        return {}
    batch, imgsz = largest
    narrow = -(-imgsz // 4 // STRIDE) * STRIDE

    def shape(smallest: tuple[int, int, int]) -> str:
        chosen = (smallest[0], 3, *smallest[1:])
        sizes = [fixed or wanted for fixed, wanted in zip(picture.sizes, chosen, strict=True)]
        return f"{picture.name}:{'x'.join(map(str, sizes))}"

    most = shape((batch, imgsz, imgsz))
    return {
        "trt_profile_min_shapes": shape((1, narrow, narrow)),
        "trt_profile_opt_shapes": most,
        "trt_profile_max_shapes": most,
    }
