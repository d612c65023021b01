"""PyTorch, where it is installed."""

import importlib
import importlib.util
import re
from pathlib import Path
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


def torch_build() -> str:
    """What PyTorch was built for, such as "CUDA 12.8" or "the CPU only"; "" where it is missing.

    Its version file is read: importing PyTorch takes seconds.
    """
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return ""
    try:
        text = Path(found.origin).with_name("version.py").read_text(encoding="utf-8")
    except OSError:
        return "something that it does not say"
    cuda, hip = (re.search(rf"^{kind}\b.*=\s*'([\w.]+)'", text, re.M) for kind in ("cuda", "hip"))
    return f"CUDA {cuda[1]}" if cuda else f"ROCm {hip[1]}" if hip else "the CPU only"
