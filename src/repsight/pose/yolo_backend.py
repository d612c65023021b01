"""Frames through a YOLO-Pose network: several on their way, results in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

from repsight.core.types import Frame, Image, People
from repsight.pose.backend import BackendInfo, EachAlone
from repsight.pose.flight import fly
from repsight.pose.letterbox import Letterbox, fit_letterbox
from repsight.pose.network import Network, Slot, SlotPool
from repsight.pose.stages import StageSeconds
from repsight.pose.yolo_decode import check_layout, decode_people


def licence_of(metadata_licence: str) -> str:
    """A model's licence in a few words, from what its metadata says; "unknown" when silent."""
    if metadata_licence.startswith("AGPL-3.0"):
        return "AGPL-3.0 (Ultralytics weights)"
    return metadata_licence or "unknown"


@dataclass(slots=True)
class _Request:
    """Pictures painted into one slot, and where they lie in it."""

    slot: Slot
    frames: list[tuple[Frame, Letterbox]] = field(default_factory=list)


class YoloBackend:
    """A YOLO-Pose network on any runtime; `stages` says where its time went."""

    def __init__(self, network: Network, *, name: str, sha256: str, imgsz: int) -> None:
        self._network = network
        self._pool = SlotPool(network.prepare)
        self._imgsz = imgsz
        self._layout = check_layout(name, self._output_shape(), network.metadata)
        self._busy_until = 0.0
        self.stages = StageSeconds()
        licence = licence_of(network.metadata.get("license", ""))
        self._info = BackendInfo(name, sha256, network.runtime, network.device, licence)

    def _output_shape(self) -> tuple[int | None, ...]:
        """As declared; where that leaves the layout open, as one run gives it."""
        declared = self._network.output_shape
        if len(declared) == 3 and declared[1:] != (None, None):
            return declared
        canvas = self._network.fixed_shape or (self._imgsz, self._imgsz)
        slot = self._pool.take(canvas)
        slot.start()
        shape = slot.result().shape
        self._pool.give(canvas, slot)
        return shape

    @property
    def info(self) -> BackendInfo:
        """What runs."""
        return self._info

    def estimate(self, image: Image) -> People:
        """People in one RGB picture (H, W, 3), independent of every other call."""
        ((_, people),) = self.stream([Frame(0.0, image)])
        return people

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        """Each frame with its people, in order.

        At most `in_flight` batches are ahead of the caller. When `frames` raises, everything taken
        before is yielded first. Frames may differ in size.
        """
        return fly(
            frames,
            requests=self._requests,
            start=self._start,
            finish=self._finish,
            drop=self._drop,
            most=lambda: self._network.in_flight,
        )

    def _requests(self, frames: Iterable[Frame]) -> Iterator[_Request]:
        """Slots filled with neighbouring frames of the same input shape."""
        request: _Request | None = None
        for frame in frames:
            height, width = frame.image.shape[:2]
            box = fit_letterbox((height, width), self._imgsz, self._network.fixed_shape)
            if request is not None and request.frames[0][1].canvas != box.canvas:
                yield request
                request = None
            if request is None:
                request = _Request(self._pool.take(box.canvas))
            began = perf_counter()
            box.paint(frame.image, request.slot.canvas[len(request.frames)])
            request.frames.append((frame, box))
            self.stages.pre += perf_counter() - began
            if len(request.frames) == self._network.batch:
                yield request
                request = None
        if request is not None:
            yield request

    def _start(self, request: _Request) -> list[_Request]:
        request.slot.start()
        return [request]

    def _drop(self, request: _Request) -> None:
        request.slot.result()
        self._give_back(request)

    def _give_back(self, request: _Request) -> None:
        self._pool.give(request.frames[0][1].canvas, request.slot)

    def _finish(self, request: _Request) -> list[tuple[Frame, People]]:
        """Wait for a request, decode it and free its slot."""
        output = request.slot.result()
        began = perf_counter()
        found = [
            (frame, decode_people(output[place], self._layout, box))
            for place, (frame, box) in enumerate(request.frames)
        ]
        self.stages.post += perf_counter() - began
        self.stages.network += max(
            0.0, request.slot.finished - max(request.slot.started, self._busy_until)
        )
        self._busy_until = max(self._busy_until, request.slot.finished)
        self.stages.frames += len(found)
        self._give_back(request)
        return found

    def follow(self) -> EachAlone:
        """Each picture on its own: nothing is carried over."""
        return EachAlone(self)

    def close(self) -> None:
        """Free the runtime."""
        self._pool.clear()
        self._network.close()
