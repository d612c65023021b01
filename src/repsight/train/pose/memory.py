"""Going on with smaller batches where memory runs out."""

from collections.abc import Callable
from typing import Final, TypeVar

from repsight.core.errors import DeviceError

Result = TypeVar("Result")

# What PyTorch says: on GPUs, and its allocator on CPUs.
_SIGNS: Final = ("out of memory", "not enough memory", "can't allocate memory", "bad_alloc")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on a GPU or a CPU."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(s in str(error).lower() for s in _SIGNS)


def with_smaller_batches(
    attempt: Callable[[int], Result], batch: int, say: Callable[[str], None]
) -> Result:
    """What `attempt(batch)` gives; the batch is halved, and said so, each time memory runs out.

    Raises DeviceError when a single picture is too much.
    """
    while True:
        try:
            return attempt(batch)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        # Outside: the error's traceback holds the tensors that filled the memory.
        if batch == 1:
            raise DeviceError(
                "memory ran out at one picture at a time; use a smaller --imgsz or model"
            )
        smaller = max(1, batch // 2)
        say(f"memory ran out at batch {batch}; going on with batch {smaller}")
        batch = smaller
