"""YOLO-Pose with everything on the device: bytes go up, a few numbers per person come down."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from repsight.core.errors import DeviceError
from repsight.core.types import Frame, Image, People
from repsight.pose.backend import BackendInfo, EachAlone
from repsight.pose.cuda_lane import CudaLane, Lane
from repsight.pose.cuda_network import DeviceNetwork
from repsight.pose.flight import fly
from repsight.pose.letterbox import Letterbox, fit_letterbox
from repsight.pose.network import SlotPool
from repsight.pose.stages import StageSeconds
from repsight.pose.yolo_backend import licence_of
from repsight.pose.yolo_decode import check_layout

AUTO_BATCH: Final = 16
"""Pictures per run where nobody says: small networks leave a large GPU waiting below it, and the
first answer is still there within a second. Chosen, not measured; `bench/gpu.py` measures."""

LARGEST_UPLOAD: Final = 256 * 2**20
"""Bytes of pictures in an automatic batch. Three are in flight and the host keeps as many, so this
bounds memory: ten pictures of 4K, two of 8K."""

IN_FLIGHT: Final = 3
"""Batches under way: one computes, one waits for the device, one is being filled."""

LIVE_IN_FLIGHT: Final = 2
"""Of a camera: a picture more would only be a later answer."""

_LOG = logging.getLogger("repsight")

_Kind = tuple[Letterbox, int]
_Request = list[tuple[Frame, Letterbox]]


@dataclass(frozen=True, slots=True)
class _Started:
    """A batch under way."""

    kind: _Kind
    lane: Lane
    frames: list[Frame]


class DeviceBackend:
    """A YOLO-Pose network that lives on a device; `stages` says where its time went.

    `stages.network` is the device's time: letterbox, network and suppression; `pre` and `post` are
    the host's.
    """

    def __init__(
        self,
        network: DeviceNetwork,
        *,
        name: str,
        sha256: str,
        imgsz: int,
        batch: int | None = None,
        live: bool = False,
    ) -> None:
        self._network, self._imgsz = network, imgsz
        self._layout = check_layout(name, self._output_shape(), network.metadata)
        wanted = batch or (1 if live or network.device.gpu is None else AUTO_BATCH)
        self._batch = network.fixed_batch or min(wanted, network.most or wanted)
        self._largest_upload = LARGEST_UPLOAD if batch is None else None
        self._in_flight = LIVE_IN_FLIGHT if live else IN_FLIGHT
        self._pool = SlotPool(self._lanes)
        self.stages = StageSeconds()
        licence = licence_of(network.metadata.get("license", ""))
        self._info = BackendInfo(name, sha256, network.runtime, network.device.name, licence)

    def _output_shape(self) -> tuple[int, ...]:
        """As one run gives it; networks on a device declare none."""
        network, torch = self._network, self._network.device.torch
        batch = network.fixed_batch or 1
        shape = network.fixed_shape or (self._imgsz, self._imgsz)
        device = network.device
        try:
            with torch.no_grad(), device.working():
                picture = torch.zeros((batch, 3, *shape), dtype=network.dtype, device=device.name)
                run = network.prepare(batch, shape)
                found = tuple(run(picture).shape)
                device.wait()  # before what the run needs goes
        except device.full as error:
            raise DeviceError(self._too_small(batch)) from error
        return found

    @property
    def info(self) -> BackendInfo:
        """What runs."""
        return self._info

    @property
    def batch(self) -> int:
        """Pictures per run of `stream`; less than asked for when the memory was full."""
        return self._batch

    def estimate(self, image: Image) -> People:
        """People in one RGB picture (H, W, 3), independent of every other call."""
        ((_, people),) = self.stream([Frame(0.0, image)])
        return people

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        """Each frame with its people, in order.

        A few batches are ahead of the caller. Frames may differ in size; a batch holds neighbours
        of one size. When `frames` raises, everything taken before is yielded first. Raises
        DeviceError when not even one picture fits into the device's memory.
        """
        return fly(
            frames,
            requests=self._requests,
            start=self._start,
            finish=self._finish,
            drop=self._drop,
            most=lambda: self._in_flight,
        )

    def _requests(self, frames: Iterable[Frame]) -> Iterator[_Request]:
        """Neighbouring frames of one size, as many as fit into a run."""
        request: _Request = []
        for frame in frames:
            height, width = frame.image.shape[:2]
            box = fit_letterbox((height, width), self._imgsz, self._network.fixed_shape)
            if request and request[0][1] != box:
                yield request
                request = []
            request.append((frame, box))
            if len(request) >= self._room(box):
                yield request
                request = []
        if request:
            yield request

    def _room(self, box: Letterbox) -> int:
        """Pictures of this size in a run."""
        if self._network.fixed_batch or self._largest_upload is None:
            return self._batch
        height, width = box.source
        return max(1, min(self._batch, self._largest_upload // (height * width * 3)))

    def _start(self, request: _Request) -> list[_Started]:
        """The request on its way: in one run, or in several where the memory is too small."""
        frames, box = [frame for frame, _ in request], request[0][1]
        room = self._room(box)
        if len(request) > room:
            return [*self._start(request[:room]), *self._start(request[room:])]
        # One picture alone, as of a camera, does not wait for the work on a whole batch.
        kind = (box, 1 if len(frames) == 1 and not self._network.fixed_batch else room)
        began = perf_counter()
        try:
            lane = self._pool.take(kind)
            lane.put([frame.image for frame in frames])
            self.stages.pre += perf_counter() - began
            lane.start()
        except self._network.device.full as error:
            self._make_room(kind[1], error)
            return self._start(request)
        return [_Started(kind, lane, frames)]

    def _lanes(self, kind: _Kind) -> Callable[[], Lane]:
        make = Lane if self._network.device.gpu is None else CudaLane
        return lambda: make(self._network, self._layout, *kind)

    def _make_room(self, batch: int, error: Exception) -> None:
        """Halve the batch and free what can be. Raises DeviceError when it is one already."""
        if batch == 1 or self._network.fixed_batch:
            raise DeviceError(self._too_small(batch)) from error
        self._batch = batch // 2
        self._pool.clear()
        self._network.device.tidy()
        _LOG.warning(
            "the memory of %s is too small for %d pictures at a time; going on with %d",
            *(self._network.device.name, batch, self._batch),
        )

    def _too_small(self, batch: int) -> str:
        pictures = "one picture" if batch == 1 else f"the {batch} pictures a run of this model"
        return (
            f"the memory of {self._network.device.name} is too small for {pictures} at imgsz "
            f"{self._imgsz}; close other programs there, or use a smaller --imgsz or model"
        )

    def _finish(self, started: _Started) -> list[tuple[Frame, People]]:
        """Wait for a run and free its lane."""
        started.lane.wait()
        began = perf_counter()
        found = list(zip(started.frames, started.lane.people(), strict=True))
        self.stages.post += perf_counter() - began
        self.stages.network += started.lane.seconds
        self.stages.frames += len(found)
        self._pool.give(started.kind, started.lane)
        return found

    def _drop(self, started: _Started) -> None:
        started.lane.wait()
        self._pool.give(started.kind, started.lane)

    def follow(self) -> EachAlone:
        """Each picture on its own: nothing is carried over."""
        return EachAlone(self)

    def close(self) -> None:
        """Free the runtime."""
        self._pool.clear()
        self._network.close()
        self._network.device.tidy()
