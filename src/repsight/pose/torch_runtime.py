"""PyTorch, where it is installed."""

import importlib
from typing import Any

from repsight.core.errors import DeviceError


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
