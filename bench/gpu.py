"""Frames a second on a GPU, by batch: the network alone, from memory, from a file; and Ultralytics.

    python bench/gpu.py clip.mp4 --model yolov8n-pose.pt
    python bench/gpu.py clip.mp4 --model yolov8n-pose.engine --reference yolov8n-pose.pt
    python bench/gpu.py clip.mp4 --model yolov8n-pose.pt --device cpu --quick   # tries the code

`network` runs the network on inputs that lie on the device. `memory` is pictures in host memory to
people: upload, letterbox, network, suppression, download. `file` is decoding in front of it, which
is what a user gets. The decoder alone, and Ultralytics' `predict` on the same file and weights,
take turns with them in every round; medians are printed. The last lines say whether the figures
aimed for are reached. Measure on a machine that does nothing else.
"""

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from gpu_contenders import Sources, Timed, from_file, of_batch, of_ultralytics
from repsight.core.errors import RepSightError
from repsight.pose.devices import cuda_index, gpus, nvidia_driver

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)

# What is aimed for: end-to-end against Ultralytics, and against the network alone.
WANTED_GAIN = 5.0
WANTED_SHARE = 0.7
# At this share of the decoder's own rate it is the decoder that everything waits for.
DECODER_SHARE = 0.9

# Pictures held in memory, repeated as often as needed.
HELD = 64

PACKAGES = ("torch", "ultralytics", "tensorrt", "onnxruntime-gpu", "onnxruntime", "numpy", "av")


@dataclass(frozen=True)
class Row:
    """Frames a second at one batch."""

    batch: int
    network: float
    memory: float
    file: float


@dataclass(frozen=True)
class Verdict:
    """One figure that was aimed for, and whether it is reached."""

    text: str
    reached: bool

    def __str__(self) -> str:
        return f"{'PASS' if self.reached else 'MISSED'}: {self.text}"


def main() -> int:
    """Measure and print; 2 where something needed is missing."""
    options = parse_arguments()
    try:
        result = measure(options)
    except RepSightError as error:
        print(f"gpu: {error}", file=sys.stderr)
        return 2
    print(as_text(result))
    if options.json:
        Path(options.json).write_text(json.dumps(as_json(result), indent=1), encoding="utf-8")
    return 0


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--model", type=Path, required=True, help=".pt, .torchscript or .engine")
    parser.add_argument("--reference", type=Path, help="Ultralytics' weights (default: the model)")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--imgsz", type=int, default=640)
    parser.add_argument("--batches", type=int, nargs="+", default=list(BATCHES))
    parser.add_argument("--frames", type=int, default=600, help="pictures per measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--precision", default="auto", choices=("auto", "f32"))
    parser.add_argument("--quick", action="store_true", help="few frames: to see that it runs")
    parser.add_argument("--json", help="write all figures here")
    options = parser.parse_args()
    if options.quick:
        options.batches, options.frames, options.rounds = [1, 2], 8, 1
    return options


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All figures and verdicts."""
    held = list(from_file(options.video, HELD))
    sources = Sources(options, held)
    notes: list[str] = []
    contenders: dict[int, dict[str, Timed]] = {}
    for batch in options.batches:
        try:
            contenders[batch] = of_batch(options, batch, sources)
        except RepSightError as error:
            notes.append(f"batch {batch}: {error}")
    others = {"decoder": Timed(lambda: sum(1 for _ in sources.file()), options.frames)}
    try:
        others |= of_ultralytics(options)
    except Exception as error:  # what is missing or broken in another package is its own affair
        first = (str(error).splitlines() or [type(error).__name__])[0]
        notes.append(f"Ultralytics predict: not measured ({first})")
    for _ in range(options.rounds):
        for timed in (
            *others.values(),
            *(one for row in contenders.values() for one in row.values()),
        ):
            timed.time()
    rows = [Row(batch, **{k: v.fps for k, v in row.items()}) for batch, row in contenders.items()]
    rates = {name: timed.fps for name, timed in others.items()}
    return {
        "where": where(options),
        "what": f"{options.video.name} {held[0].image.shape[1]}x{held[0].image.shape[0]}, "
        f"{options.model.name} at {options.imgsz}, "
        f"{options.rounds} rounds of {options.frames} frames",
        "rows": rows,
        "others": rates,
        "verdicts": verdicts(rows, rates),
        "notes": notes,
    }


def verdicts(rows: list[Row], rates: dict[str, float]) -> list[Verdict]:
    """What is aimed for, judged at the batch whose end-to-end rate is the best."""
    if not rows:
        return [Verdict("nothing could be measured", False)]
    best = max(rows, key=lambda row: row.file)
    start = f"end-to-end at batch {best.batch}, {best.file:.1f} frames/s, is"
    share, decoder = best.file / best.network, best.file / rates["decoder"]
    limit = decoder >= DECODER_SHARE
    found = [
        Verdict(
            f"{start} {100 * share:.0f} % of the network alone (wanted: {100 * WANTED_SHARE:.0f} %)"
            f" and {100 * decoder:.0f} % of the decoder alone"
            + (": the decoder is the limit" if limit else ""),
            share >= WANTED_SHARE or limit,
        )
    ]
    for name, rate in rates.items():
        if name.startswith("predict"):
            gain = best.file / rate
            text = f"{start} {gain:.1f} times Ultralytics' {name} (wanted: {WANTED_GAIN:.0f})"
            found.append(Verdict(text, gain >= WANTED_GAIN))
    return found


def where(options: argparse.Namespace) -> list[str]:
    """The machine and the versions, which belong to every figure."""
    gpu = cuda_index(options.device)
    lines = [f"device {options.device}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"]
    if gpu is not None:
        lines.append(f"{gpus()[gpu]}; driver {nvidia_driver() or 'unknown'}")
    import torch

    if gpu is not None:
        lines.append(f"CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}")
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return [*lines, ", ".join(found)]


def as_text(result: dict[str, Any]) -> str:
    """The figures as a page."""
    lines = [
        *result["where"],
        result["what"],
        f"{'batch':>5}{'network':>11}{'memory':>11}{'file':>11}",
    ]
    lines += [
        f"{r.batch:5d}{r.network:11.1f}{r.memory:11.1f}{r.file:11.1f}" for r in result["rows"]
    ]
    lines += [f"{name}: {rate:.1f} frames/s" for name, rate in result["others"].items()]
    return "\n".join([*lines, *result["notes"], *map(str, result["verdicts"])])


def as_json(result: dict[str, Any]) -> dict[str, Any]:
    """The same with plain values."""
    return {
        **result,
        "rows": [asdict(row) for row in result["rows"]],
        "verdicts": [asdict(verdict) for verdict in result["verdicts"]],
    }


if __name__ == "__main__":
    sys.exit(main())
