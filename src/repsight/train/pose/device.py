"""Where a training runs."""

import re
from dataclasses import dataclass

from repsight.core.errors import DeviceError
from repsight.pose.torch_runtime import torch_sees_cuda


@dataclass(frozen=True, slots=True)
class Device:
    """`name` as Ultralytics takes it (cpu, 0, "0,1"), in words, and what it computes with: False
    is float32, "bf16" half of it where the GPU has that.
    """

    name: str
    words: str
    precision: str | bool = False

    @property
    def gpus(self) -> int:
        """How many NVIDIA GPUs; 0 is the CPU."""
        return 0 if self.name == "cpu" else len(self.name.split(","))


def choose_device(asked: str) -> Device:
    """The device for auto, cpu, cuda:N, or N,M,… for several GPUs; auto is the first GPU, if any.

    Raises DeviceError for anything else, for a GPU that is not here, and for a GPU that the
    installed PyTorch cannot use.
    """
    import torch

    count = torch.cuda.device_count() if torch_sees_cuda() else 0
    if asked == "cpu" or (asked == "auto" and not count):
        why = "" if asked == "cpu" else ": PyTorch sees no NVIDIA GPU"
        return Device("cpu", f"the CPU, {torch.get_num_threads()} threads{why}")
    if asked == "auto":
        asked = "cuda:0"
    found = re.fullmatch(r"(?:cuda:)?(\d+(?:,\d+)*)", asked)
    if not found:
        raise DeviceError(f"device is {asked!r}; auto, cpu, cuda:N or several as 0,1 is allowed")
    numbers = [int(number) for number in found[1].split(",")]
    if len(set(numbers)) < len(numbers):
        raise DeviceError(f"device is {asked}; name each GPU once")
    if max(numbers) >= count:
        here = f"PyTorch sees {count} GPU(s)" if count else "PyTorch sees no NVIDIA GPU"
        raise DeviceError(f"device is {asked}, but {here}; use --device cpu or auto")
    names = " and ".join(torch.cuda.get_device_name(number) for number in numbers)
    listed = ",".join(map(str, numbers))
    # Not float16: Ultralytics would first try that out on a model that it downloads.
    half = torch.cuda.is_bf16_supported(including_emulation=False)
    return Device(listed, f"CUDA {listed}: {names}", "bf16" if half else False)
