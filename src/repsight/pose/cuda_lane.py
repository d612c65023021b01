"""One batch's way through the device: up as bytes, letterbox, network, people, and down."""

import logging
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np

from repsight.core.errors import ModelError
from repsight.core.types import Image, People
from repsight.pose.cuda_decode import UNSURE, decode
from repsight.pose.cuda_network import Device, DeviceNetwork
from repsight.pose.cuda_resize import DeviceLetterbox
from repsight.pose.letterbox import Letterbox
from repsight.pose.yolo_decode import Layout, decode_people, people_in

Tensor = Any

# PyTorch's advice for recording a CUDA graph: let libraries choose and allocate first.
_WARM_UP_RUNS = 3

_LOG = logging.getLogger("repsight")


class Lane:
    """Buffers for one letterbox and batch, and the work on them, on the CPU."""

    def __init__(self, network: DeviceNetwork, layout: Layout, box: Letterbox, batch: int) -> None:
        self._device: Device = network.device
        self._torch = torch = self._device.torch
        self._box, self._layout = box, layout
        self._host = self._device.host((batch, *box.source, 3), torch.uint8)
        self._pictures = self._host.numpy()
        like = torch.empty(0, dtype=network.dtype, device=self._device.name)
        self._letterbox = DeviceLetterbox(box, self._device.name, torch)
        self._canvas = self._letterbox.canvas(batch, box, like, channels_last=network.channels_last)
        self._run = network.prepare(batch, box.canvas)
        self._answer: tuple[Tensor, ...] | None = None
        self._filled = 0
        self.seconds = 0.0

    def put(self, images: Sequence[Image]) -> None:
        """Copy the pictures of the next run in; not while it runs."""
        for place, image in enumerate(images):
            self._pictures[place] = image
        self._filled = len(images)

    def start(self) -> None:
        """Compute; returns at once where the device computes by itself."""
        began = perf_counter()
        self._answer = self._work(self._host)
        self.seconds = perf_counter() - began

    def _work(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Everything the device does with a batch: rows and counts as `decode` gives them."""
        with self._torch.no_grad():
            self._letterbox.paint(pictures, self._canvas)
            return decode(self._run(self._canvas), self._layout, self._torch)

    def wait(self) -> None:
        """Until the run is done; `seconds` is then what it took on the device."""

    def people(self) -> list[People]:
        """Everybody in each picture of the run, in pixels of the picture; waits for it."""
        self.wait()
        if self._answer is None:
            raise RuntimeError("the lane was not started")
        rows, counts = (part.numpy() for part in self._answer)
        found = [
            None if count == UNSURE else people_in(rows[place, :count].copy(), self._box)
            for place, count in enumerate(counts[: self._filled])
        ]
        return [
            self._decoded_here(place) if people is None else people
            for place, people in enumerate(found)
        ]

    def _decoded_here(self, place: int) -> People:
        """People of one picture, decoded on the host from the network's whole output."""
        output = self._run_again()[place].float().cpu().numpy()
        return decode_people(np.ascontiguousarray(output), self._layout, self._box)

    def _run_again(self) -> Tensor:
        with self._torch.no_grad():
            return self._run(self._canvas)


class CudaLane(Lane):
    """The same on a GPU: in a stream, recorded once as a CUDA graph, copies beside it.

    A graph has fixed addresses: what it reads and writes are this lane's own buffers.
    """

    def __init__(self, network: DeviceNetwork, layout: Layout, box: Letterbox, batch: int) -> None:
        super().__init__(network, layout, box, batch)
        cuda = self._torch.cuda
        self._uploaded = self._torch.empty_like(self._host, device=self._device.name)
        self._above = cuda.Event()
        self._began, self._done = cuda.Event(enable_timing=True), cuda.Event(enable_timing=True)
        self._device.wait()  # buffers were filled in another stream
        self._graph = None
        with self._device.working():
            self._result = tuple(part.clone() for part in self._warm_up())
            self._device.wait()
            if network.recordable:
                self._graph = self._record()
        self._answer = tuple(self._device.host(part.shape, part.dtype) for part in self._result)

    def _work(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        # Shapes do not change, so cuDNN may try which of its ways is the fastest.
        with self._torch.backends.cudnn.flags(enabled=True, benchmark=True):
            return super()._work(pictures)

    def _warm_up(self) -> tuple[Tensor, Tensor]:
        for _ in range(_WARM_UP_RUNS):
            answer = self._work(self._uploaded)
        return answer

    def _compute(self) -> None:
        for kept, made in zip(self._result, self._work(self._uploaded), strict=True):
            kept.copy_(made)

    def _record(self) -> Any:
        """The graph of all the work, or None where it cannot be recorded."""
        cuda = self._torch.cuda
        graph = cuda.CUDAGraph()
        try:
            with cuda.graph(
                graph,
                pool=self._device.pool,
                stream=self._device.compute,
                capture_error_mode="thread_local",
            ):
                self._compute()
        except self._device.full:
            raise
        except (RuntimeError, ModelError) as error:
            first = str(error).splitlines()[0]
            _LOG.warning("no CUDA graph for this model, which is slower: %s", first)
            return None
        return graph

    def start(self) -> None:
        """Queue upload, work and the copy back; returns at once."""
        cuda, device = self._torch.cuda, self._device
        filled = self._filled
        with cuda.device(device.gpu):
            with cuda.stream(device.upload):
                self._uploaded[:filled].copy_(self._host[:filled], non_blocking=True)
                self._above.record(device.upload)
            with device.working():
                device.compute.wait_event(self._above)
                self._began.record(device.compute)
                if self._graph is None:
                    self._compute()
                else:
                    self._graph.replay()
                for down, kept in zip(self._answer or (), self._result, strict=True):
                    down.copy_(kept, non_blocking=True)
                self._done.record(device.compute)

    def wait(self) -> None:
        """Until the copy back is done."""
        self._done.synchronize()
        self.seconds = self._began.elapsed_time(self._done) / 1000

    def _run_again(self) -> Tensor:
        with self._device.working():
            output = super()._run_again()
            self._device.wait()
        return output
