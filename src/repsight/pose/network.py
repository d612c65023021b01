"""What a runtime offers: slots to fill with pictures, computed while the caller goes on."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Executor, Future
from time import perf_counter
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from repsight.core.types import Image
from repsight.pose.letterbox import PAD_GREY, Shape

Output = npt.NDArray[np.float32]
Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")

KEPT_SHAPES = 4
"""Compiled input shapes held at a time: a source has one, a folder a few; memory stays flat."""


class Slot(Protocol):
    """One batch of pictures on its way through the network."""

    canvas: npt.NDArray[np.uint8]
    """The input (batch, H, W, 3), RGB; write it only while the slot is not started."""

    started: float
    finished: float
    """`perf_counter` readings of the latest run, valid after `result`."""

    def start(self) -> None:
        """Begin computing; returns at once."""

    def result(self) -> Output:
        """The output (batch, ...) once it is there; valid until the next `start`."""


class Network(Protocol):
    """A loaded network, before its input shape is known."""

    metadata: Mapping[str, str]
    output_shape: tuple[int | None, ...]
    """(batch, ...) as the file declares it, None where it leaves a dimension open."""

    fixed_shape: Shape | None
    """Input height and width when the file fixes them."""

    batch: int
    runtime: str
    device: str
    in_flight: int
    """How many slots to keep started: enough to keep the runtime busy, few enough for a camera."""

    def prepare(self, shape: Shape) -> Callable[[], Slot]:
        """A maker of slots for one input shape; this is where a runtime compiles."""

    def close(self) -> None:
        """Free the runtime."""


class SlotPool(Generic[Key, Item]):
    """Free slots by what they were made for, such as an input shape; the kinds used longest ago
    are dropped."""

    def __init__(self, prepare: Callable[[Key], Callable[[], Item]]) -> None:
        self._prepare = prepare
        self._kinds: OrderedDict[Key, tuple[Callable[[], Item], list[Item]]] = OrderedDict()

    def take(self, kind: Key) -> Item:
        """A slot of this kind that nobody else uses."""
        if kind not in self._kinds:
            self._kinds[kind] = (self._prepare(kind), [])
            while len(self._kinds) > KEPT_SHAPES:
                self._kinds.popitem(last=False)
        self._kinds.move_to_end(kind)
        make, free = self._kinds[kind]
        return free.pop() if free else make()

    def give(self, kind: Key, slot: Item) -> None:
        """Take back a slot that is not running."""
        if kind in self._kinds:
            self._kinds[kind][1].append(slot)

    def clear(self) -> None:
        """Forget all slots."""
        self._kinds.clear()


class ThreadSlot:
    """A slot for runtimes that only know a blocking call: it runs in `executor`."""

    def __init__(
        self, batch: int, shape: Shape, infer: Callable[[Image], Output], executor: Executor
    ) -> None:
        self.canvas = np.full((batch, *shape, 3), PAD_GREY, np.uint8)
        self.started = self.finished = 0.0
        self._infer = infer
        self._executor = executor
        self._future: Future[Output] | None = None

    def start(self) -> None:
        """Begin computing; returns at once."""
        self._future = self._executor.submit(self._run)

    def _run(self) -> Output:
        self.started = perf_counter()
        try:
            return self._infer(self.canvas)
        finally:
            self.finished = perf_counter()

    def result(self) -> Output:
        """The output (batch, ...) once it is there."""
        if self._future is None:
            raise RuntimeError("the slot was not started")
        return self._future.result()


def network_input(canvas: npt.NDArray[np.uint8]) -> Output:
    """Pictures (batch, H, W, 3) in 0..255 as float32 (batch, 3, H, W) in 0..1, contiguous."""
    batch, height, width, _ = canvas.shape
    planes = np.empty((batch, 3, height, width), np.float32)
    return np.multiply(canvas.transpose(0, 3, 1, 2), np.float32(1 / 255), out=planes)
