"""What `gpu.py` times: the network alone, the pipeline from memory and from a file, Ultralytics."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from repsight.core.errors import DeviceError
from repsight.core.types import Frame
from repsight.pose.cuda_network import DeviceNetwork
from repsight.pose.cuda_open import open_device_network
from repsight.pose.devices import cuda_index
from repsight.pose.letterbox import fit_letterbox
from repsight.pose.yolo import load_yolo
from repsight.video import open_source, prefetch

# Runs whose time is taken together, so that starting and waiting for the device weigh little.
LEAST_RUNS = 4


@dataclass
class Timed:
    """Something that is timed in every round: `frames` pictures by `run`."""

    run: Callable[[], object]
    frames: int
    seconds: list[float] = field(default_factory=list)

    def time(self) -> None:
        """Run once and note how long it took."""
        began = perf_counter()
        self.run()
        self.seconds.append(perf_counter() - began)

    @property
    def fps(self) -> float:
        """Median frames a second."""
        return self.frames / median(self.seconds)


@dataclass(frozen=True)
class Sources:
    """The pictures that all contenders get."""

    options: argparse.Namespace
    held: list[Frame]

    def memory(self, count: int) -> Iterator[Frame]:
        """So many pictures without decoding."""
        return islice(cycle(self.held), count)

    def file(self) -> Iterator[Frame]:
        """The pictures of the file, over and over."""
        return from_file(self.options.video, self.options.frames)


def from_file(video: Path, count: int) -> Iterator[Frame]:
    """`count` frames of a video, from its start again when it ends."""
    given = 0
    while given < count:
        with open_source(video) as source:
            for frame in islice(source, count - given):
                given += 1
                yield frame


def of_batch(options: argparse.Namespace, batch: int, sources: Sources) -> dict[str, Timed]:
    """What is measured at one batch, warm."""
    backend = load_yolo(
        options.model,
        device=options.device,
        imgsz=options.imgsz,
        batch=batch,
        precision=options.precision,
    )
    frames = max(options.frames, LEAST_RUNS * batch) if not options.quick else options.frames

    def consume(pictures: Iterator[Frame]) -> None:
        for _ in backend.stream(pictures):
            pass

    consume(sources.memory(min(frames, 3 * batch)))  # fills every lane, records its graph
    return {
        "network": network_alone(options, batch, frames, sources.held[0].image.shape[:2]),
        "memory": Timed(lambda: consume(sources.memory(frames)), frames),
        "file": Timed(lambda: consume(prefetch(sources.file())), options.frames),
    }


def network_alone(
    options: argparse.Namespace, batch: int, frames: int, size: tuple[int, int]
) -> Timed:
    """The network on inputs that lie on the device; recorded as a graph where the backend does."""
    gpu = cuda_index(options.device)
    network = open_device_network(
        options.model,
        gpu,
        runtime="onnxruntime",
        imgsz=options.imgsz,
        half=options.precision == "auto",
        batch=batch,
    )
    shape = network.fixed_shape or fit_letterbox(size, options.imgsz).canvas
    batch = network.fixed_batch or batch
    try:
        go = recorded(network, batch, shape)
    except network.device.full as error:
        raise DeviceError("the memory is too small for the network alone") from error
    runs = -(-frames // batch)
    return Timed(lambda: go(runs), runs * batch)


def recorded(network: DeviceNetwork, batch: int, shape: tuple[int, int]) -> Callable[[int], None]:
    """A function that runs the network so many times and waits for the last."""
    device, torch = network.device, network.device.torch
    canvas = torch.zeros((batch, 3, *shape), dtype=network.dtype, device=device.name)
    if network.channels_last:
        canvas = canvas.to(memory_format=torch.channels_last)
    run = network.prepare(batch, shape)
    if device.gpu is None:

        def on_cpu(runs: int) -> None:
            with torch.no_grad():
                for _ in range(runs):
                    run(canvas)

        on_cpu(1)
        return on_cpu
    graph = torch.cuda.CUDAGraph()
    device.wait()
    with (
        torch.no_grad(),
        device.working(),
        torch.backends.cudnn.flags(enabled=True, benchmark=True),
    ):
        for _ in range(3):
            run(canvas)
        device.wait()
        if network.recordable:
            with torch.cuda.graph(graph, stream=device.compute):
                run(canvas)

    def on_gpu(runs: int) -> None:
        with torch.no_grad(), device.working():
            for _ in range(runs):
                if network.recordable:
                    graph.replay()
                else:
                    run(canvas)
            device.wait()

    return on_gpu


def of_ultralytics(options: argparse.Namespace) -> dict[str, Timed]:
    """Ultralytics' `predict` on the file, by default and with its own fastest settings."""
    from repsight.pose.ultralytics_runtime import open_weights

    weights = options.reference or options.model
    gpu = cuda_index(options.device)
    settings = {"imgsz": options.imgsz, "stream": True, "verbose": False}
    settings["device"] = "cpu" if gpu is None else gpu
    found = {}
    for name, more in (("predict", {}), ("predict, half, batch 16", {"half": True, "batch": 16})):
        if gpu is None and more:
            continue
        model = open_weights(weights)

        def consume(count: int, model: Any = model, more: dict[str, Any] = more) -> None:
            given = 0
            while given < count:
                results = model.predict(str(options.video), **settings, **more)
                for _ in islice(results, count - given):
                    given += 1

        consume(2)
        found[name] = Timed(lambda consume=consume: consume(options.frames), options.frames)
    return found
