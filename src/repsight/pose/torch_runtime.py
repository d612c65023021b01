"""YOLO networks exported as TorchScript, through PyTorch alone: no Ultralytics code runs."""

import ast
import importlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy.typing as npt

from repsight.core.errors import DeviceError, ModelError
from repsight.pose.letterbox import Shape
from repsight.pose.network import Output, ThreadSlot, network_input

# The file inside a TorchScript archive in which Ultralytics keeps its metadata, as JSON.
_METADATA_FILE = "config.txt"


def import_torch() -> Any:
    """The torch module; DeviceError that says how to install it where it is missing."""
    try:
        return importlib.import_module("torch")
    except ImportError as error:
        raise DeviceError(
            "PyTorch is not installed; run pip install torch, or use the model's .onnx"
        ) from error


def torch_sees_cuda() -> bool:
    """Whether PyTorch is installed, built with CUDA, and finds a GPU."""
    try:
        return bool(import_torch().cuda.is_available())
    except DeviceError:
        return False


class TorchScriptNetwork:
    """A .torchscript network. A trace holds the shape it was made with, so its input is fixed."""

    runtime = "torch"
    # TorchScript declares no shapes.
    output_shape: tuple[int | None, ...] = (None, None, None)
    in_flight = 2

    def __init__(self, path: Path, *, gpu: int | None, imgsz: int) -> None:
        self._torch = import_torch()
        if gpu is not None and not torch_sees_cuda():
            raise DeviceError(
                "this PyTorch was built without CUDA; install its CUDA build or use --device cpu"
            )
        self.device = "cpu" if gpu is None else f"cuda:{gpu}"
        files = {_METADATA_FILE: ""}
        try:
            module = self._torch.jit.load(path, map_location=self.device, _extra_files=files)
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{path} is not a TorchScript model or is damaged; export it again"
            ) from error
        self._path = path
        self._module = module.eval()
        self.metadata: Mapping[str, str] = _metadata(files[_METADATA_FILE])
        self.fixed_shape: Shape | None = _traced_shape(self.metadata) or (imgsz, imgsz)
        self.batch = int(self.metadata.get("batch", 1))
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="torch")

    def _infer(self, canvas: npt.NDArray[Any]) -> Output:
        with self._torch.inference_mode():
            pictures = self._torch.from_numpy(network_input(canvas)).to(self.device)
            try:
                output = self._module(pictures)
            except RuntimeError as error:
                raise ModelError(
                    f"{self._path} does not take pictures of {canvas.shape[2]}x{canvas.shape[1]}; "
                    "give the --imgsz it was exported with"
                ) from error
            first = output[0] if isinstance(output, tuple | list) else output
            return cast(Output, first.float().cpu().numpy())

    def prepare(self, shape: Shape) -> Callable[[], ThreadSlot]:
        """A maker of slots for one input shape."""
        return lambda: ThreadSlot(self.batch, shape, self._infer, self._executor)

    def close(self) -> None:
        """Stop the thread."""
        self._executor.shutdown()


def _metadata(text: str | bytes) -> dict[str, str]:
    entries = json.loads(text) if text else {}
    return {key: str(value) for key, value in entries.items()}


def _traced_shape(metadata: Mapping[str, str]) -> Shape | None:
    if "imgsz" not in metadata:
        return None
    height, width = ast.literal_eval(metadata["imgsz"])
    return int(height), int(width)
