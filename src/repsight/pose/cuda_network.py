"""What a network on the device offers to the pipeline that runs there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from repsight.core.errors import DeviceError
from repsight.pose.letterbox import Shape
from repsight.pose.torch_runtime import import_torch, torch_sees_cuda

Tensor = Any


class Run(Protocol):
    """A network made ready for one input shape; what it needs to run again stays alive with it."""

    def __call__(self, canvas: Tensor) -> Tensor:
        """The output (batch, ...) for inputs (batch, 3, H, W) in 0..1; it only queues the work."""


class DeviceNetwork(Protocol):
    """A loaded network whose input and output stay on the device."""

    metadata: Mapping[str, str]
    fixed_shape: Shape | None
    """Input height and width when the file fixes them."""

    fixed_batch: int | None
    """Pictures per run when the file fixes them."""

    most: int | None
    """The largest batch that the file allows, None for any."""

    runtime: str
    device: "Device"
    dtype: Any
    """Of the input, a torch type."""

    channels_last: bool
    """Whether it wants its input in that memory order."""

    recordable: bool
    """Whether a CUDA graph can hold its work: nothing in it asks the host."""

    def prepare(self, batch: int, shape: Shape, /) -> Run:
        """Ready for inputs of one shape."""

    def close(self) -> None:
        """Free the runtime."""


class Device:
    """A GPU, or the CPU on which the same pipeline can be tried; its streams and its memory.

    Raises DeviceError where PyTorch is missing, or has no CUDA.
    """

    def __init__(self, gpu: int | None) -> None:
        self.torch = import_torch()
        self.gpu = gpu
        self.name = "cpu" if gpu is None else f"cuda:{gpu}"
        self.compute: Any = None
        self.upload: Any = None
        self.pool: Any = None
        if gpu is None:
            return
        if not torch_sees_cuda():
            raise DeviceError(
                "this PyTorch was built without CUDA; install its CUDA build or use --device cpu"
            )
        cuda = self.torch.cuda
        # All computing is queued in one stream: batches take turns there, which lets them share
        # the memory of their recorded graphs; bytes go up beside it.
        self.compute, self.upload = cuda.Stream(self.name), cuda.Stream(self.name)
        self.pool = cuda.graph_pool_handle()

    def host(self, shape: tuple[int, ...], dtype: Any) -> Tensor:
        """Memory of the host that the device can copy from and to while the host goes on."""
        return self.torch.zeros(shape, dtype=dtype, pin_memory=self.gpu is not None)

    @contextmanager
    def working(self) -> Iterator[None]:
        """While it lasts, work is queued in the stream that computes."""
        if self.gpu is None:
            yield
            return
        with self.torch.cuda.device(self.gpu), self.torch.cuda.stream(self.compute):
            yield

    def wait(self) -> None:
        """Until everything that was queued is done."""
        if self.gpu is not None:
            self.torch.cuda.synchronize(self.name)

    @property
    def full(self) -> type[Exception]:
        """What PyTorch raises when the memory is full."""
        raised: type[Exception] = self.torch.OutOfMemoryError
        return raised

    def tidy(self) -> None:
        """Give memory that nothing uses back to the device."""
        if self.gpu is not None:
            self.torch.cuda.empty_cache()
