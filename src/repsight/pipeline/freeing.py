"""Giving memory back to the system between the two halves of a long run."""

import ctypes
import gc
import sys
from typing import Final

_M_MMAP_THRESHOLD: Final = -3  # glibc's malloc.h
_LARGE_BYTES: Final = 1 << 20


def return_memory() -> None:
    """Hand freed memory back, and large arrays from now on as soon as they are freed.

    glibc raises its limit for what counts as large with every large array that is freed, up to
    32 MB, and keeps everything below: after a network and an hour of poses that is 30 MB held for
    nothing. Other C libraries return memory by themselves.
    """
    gc.collect()
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    try:
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        libc.malloc_trim(0)
    except AttributeError:
        return  # musl has neither
