"""Which device was asked for, and whether it is here."""

import ctypes
import re
import sys

from repsight.core.errors import DeviceError

_CUDA_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"


def cuda_device_count() -> int:
    """How many NVIDIA GPUs the driver offers, 0 without one; no framework is loaded to ask."""
    try:
        driver = ctypes.CDLL(_CUDA_DRIVER)
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value


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
