"""Which device was asked for, and whether it is here."""

import ctypes
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repsight.core.errors import DeviceError

_CUDA_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"

# Attributes of a device in the driver's interface: its compute capability.
_MAJOR, _MINOR = 75, 76

# Where the Linux driver says its version.
_DRIVER_FILE = Path("/proc/driver/nvidia/version")

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Gpu:
    """An NVIDIA GPU: its name, its memory in bytes, its compute capability."""

    name: str
    memory: int
    capability: tuple[int, int]

    def __str__(self) -> str:
        major, minor = self.capability
        return f"{self.name}, {self.memory / 2**30:.0f} GiB, compute capability {major}.{minor}"


def _driver() -> tuple[Any, int]:
    """The CUDA driver's library and its number of devices; None and 0 without one."""
    try:
        driver = ctypes.CDLL(_CUDA_DRIVER)
    except OSError:
        return None, 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return None, 0
    return driver, count.value


def cuda_device_count() -> int:
    """How many NVIDIA GPUs the driver offers, 0 without one; no framework is loaded to ask."""
    return _driver()[1]


def gpus() -> list[Gpu]:
    """The NVIDIA GPUs that the driver offers, in its order."""
    driver, count = _driver()
    return [_gpu(driver, index) for index in range(count)]


def _gpu(driver: Any, index: int) -> Gpu:
    name, memory = ctypes.create_string_buffer(256), ctypes.c_size_t(0)
    device, major, minor = ctypes.c_int(0), ctypes.c_int(0), ctypes.c_int(0)
    driver.cuDeviceGet(ctypes.byref(device), index)
    driver.cuDeviceGetName(name, len(name), device)
    driver.cuDeviceTotalMem_v2(ctypes.byref(memory), device)
    for found, attribute in ((major, _MAJOR), (minor, _MINOR)):
        driver.cuDeviceGetAttribute(ctypes.byref(found), attribute, device)
    said = name.value.decode("utf-8", errors="replace")
    return Gpu(said, memory.value, (major.value, minor.value))


def nvidia_driver() -> str | None:
    """The version of NVIDIA's driver, such as "550.54.15"; None where it is not said."""
    try:
        text = _DRIVER_FILE.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = _asked()
    found = re.search(r"\b\d{3}\.\d+(\.\d+)?\b", text)
    return found[0] if found else None


def _asked() -> str:
    """What NVIDIA's own tool says, where the driver leaves no file: Windows, containers."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def cuda_index(device: str) -> int | None:
    """The GPU's number for "cuda:N", None for "cpu".

    Raises DeviceError for anything else, and for a GPU that is not here.
    """
    if device == "cpu":
        return None
    found = re.fullmatch(r"cuda:(\d+)", device)
    if not found:
        raise DeviceError(f"device is {device!r}; auto, cpu or cuda:N (cuda:0, ...) is allowed")
    index, count = int(found[1]), cuda_device_count()
    if index >= count:
        here = f"only {count} CUDA device(s) are here" if count else "no CUDA device is here"
        raise DeviceError(f"device is {device}, but {here}; use --device cpu or auto")
    return index
