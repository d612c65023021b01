"""How fast: frames a second end to end, where the time goes, and against the usual loop.

    python bench/speed.py VIDEO --model MODEL [--rounds 3] [--frames 300] [--json PATH|-]
    python bench/speed.py VIDEO --model MODEL --memory

Every runtime that is here counts the video twice: without and with drawing and writing. The
reference is the loop a user would otherwise write (`reference_loop.py`): Ultralytics' `predict` per
frame, the article's counting, `cv2.VideoWriter`, on the same weights and size. All take turns for
some rounds, so that a machine that slows down slows them all; medians are printed. What is not
installed here is said in one line. Measure on a machine that does nothing else.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import reference_loop
import repsight
from excerpts import first_frames
from memory import measure_memory
from repsight.core.errors import RepSightError
from repsight.pose.backend import PoseBackend
from repsight.pose.blazepose import load_blazepose
from repsight.pose.yolo import load_yolo
from stages import Split, network_alone, split

# Pictures per run on a GPU: below it the card waits for the CPU.
GPU_BATCH = 8
# (title, runtime, device, batch); "auto" is what a file that is no .onnx runs on.
ONNX_RUNTIMES = (
    ("OpenVINO, CPU", "openvino", "cpu", 1),
    ("ONNX Runtime, CPU", "onnxruntime", "cpu", 1),
    ("ONNX Runtime, CUDA", "onnxruntime", "cuda:0", GPU_BATCH),
    ("TensorRT", "tensorrt", "cuda:0", GPU_BATCH),
)


@dataclass
class Contender:
    """Something that is timed in every round; `seconds` are those of each."""

    title: str
    run: Callable[[], object]
    seconds: list[float] = field(default_factory=list)

    def time(self) -> None:
        """Run once and note how long it took."""
        began = perf_counter()
        self.run()
        self.seconds.append(perf_counter() - began)


@dataclass
class Runtime:
    """One loaded network, counting with and without writing, and where its time goes."""

    title: str
    backend: PoseBackend
    count: Contender
    write: Contender
    network_seconds: list[float] = field(default_factory=list)
    split: Split | None = None


def main() -> None:
    """Measure and print."""
    options = parse_arguments()
    if options.memory:
        result = measure_memory(options.video, options.model, options.imgsz, options.minutes)
        text = "\n".join(f"{key}: {value}" for key, value in result.items())
    else:
        with tempfile.TemporaryDirectory() as folder:
            result = measure_speed(options, Path(folder))
        text = as_text(result)
    print(text, file=sys.stderr if options.json == "-" else sys.stdout)
    if options.json == "-":
        print(json.dumps(result, indent=1))
    elif options.json:
        Path(options.json).write_text(json.dumps(result, indent=1), encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("video", type=Path)
    parser.add_argument(
        "--model", type=Path, required=True, help="an .onnx, a .task, any model file"
    )
    parser.add_argument(
        "--reference", type=Path, help="weights for the loop (default: MODEL's .pt)"
    )
    parser.add_argument("--exercise", default="squat", choices=sorted(reference_loop.SEED))
    parser.add_argument("--imgsz", type=int, default=640)
    parser.add_argument("--frames", type=int, default=300, help="use this much of the video")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", help="write all figures here; - for stdout")
    parser.add_argument("--memory", action="store_true", help="peak memory: an hour and a minute")
    parser.add_argument("--minutes", type=float, default=60.0, help="with --memory: the long one")
    return parser.parse_args()


def measure_speed(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All figures, as they stand in the JSON."""
    clip = first_frames(options.video, options.frames, folder / "clip.mkv")
    runtimes, notes = load_runtimes(options, clip.path, folder)
    reference, note = load_reference(options, clip.path, folder)
    notes += [note] if note else []
    for _ in range(options.rounds):
        for runtime in runtimes:
            runtime.network_seconds.append(network_alone(runtime.backend, clip))
            runtime.count.time()
            runtime.write.time()
        if reference is not None:
            reference.time()
    for runtime in runtimes:
        runtime.split = split(runtime.backend, clip, options.exercise, folder)
    return {
        "video": options.video.name,
        "size": clip.size,
        "frames": clip.frames,
        "model": options.model.name,
        "imgsz": options.imgsz,
        "rounds": options.rounds,
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "reference": reference and {"title": reference.title, "fps": fps(reference, clip.frames)},
        "runtimes": {r.title: figures(r, reference, clip.frames) for r in runtimes},
        "notes": notes,
    }


def load_runtimes(
    options: argparse.Namespace, clip: Path, folder: Path
) -> tuple[list[Runtime], list[str]]:
    """What runs here, and one line for each that does not."""
    runtimes, notes = [], []
    out = folder / "annotated.mp4"
    for title, load in loaders(options.model, options.imgsz):
        try:
            backend = load()
        except RepSightError as error:
            notes.append(f"{title}: not here ({error})")
            continue
        settings = {"exercise": options.exercise, "model": backend, "imgsz": options.imgsz}
        count = Contender(title, lambda s=settings: repsight.count(clip, **s))
        write = Contender(title, lambda s=settings: repsight.count(clip, save=out, **s))
        runtimes.append(Runtime(title, backend, count, write))
    return runtimes, notes


def loaders(model: Path, imgsz: int) -> list[tuple[str, Callable[[], PoseBackend]]]:
    """How to load the model on each runtime that can read its file."""
    if model.suffix == ".task" or (model.is_dir() and any(model.glob("*.tflite"))):
        return [("BlazePose, OpenVINO, CPU", lambda: load_blazepose(model))]
    if model.suffix != ".onnx":
        return [(model.suffix or model.name, lambda: load_yolo(model, imgsz=imgsz))]
    found: list[tuple[str, Callable[[], PoseBackend]]] = [
        (
            title,
            lambda r=runtime, d=device, b=batch: load_yolo(
                model, device=d, imgsz=imgsz, runtime=r, batch=b
            ),
        )
        for title, runtime, device, batch in ONNX_RUNTIMES
    ]
    weights = model.with_suffix(".pt")
    if weights.is_file():
        found.append(("PyTorch through Ultralytics", lambda: load_yolo(weights, imgsz=imgsz)))
    return found


def load_reference(
    options: argparse.Namespace, clip: Path, folder: Path
) -> tuple[Contender | None, str]:
    """The usual loop, or why there is none."""
    beside = options.model.with_suffix(".pt")
    weights = options.reference or (beside if beside.is_file() else options.model)
    try:
        loop = reference_loop.load(weights, options.exercise, options.imgsz)
    except Exception as error:  # what is missing or broken in another package is its own affair
        first = (str(error).splitlines() or [type(error).__name__])[0]
        return None, f"reference loop: not here ({first})"
    title = f"Ultralytics predict per frame, {weights.name}"
    return Contender(title, lambda: loop(clip, folder / "reference.mp4")), ""


def fps(contender: Contender, frames: int) -> float:
    """Median frames a second."""
    return frames / median(contender.seconds)


def figures(runtime: Runtime, reference: Contender | None, frames: int) -> dict[str, Any]:
    """Speeds, ratios of medians, and the split in milliseconds a frame."""
    network = median(runtime.network_seconds)
    count, write = median(runtime.count.seconds), median(runtime.write.seconds)
    return {
        "network_fps": frames / network,
        "count_fps": frames / count,
        "write_fps": frames / write,
        "count_over_network": count / network,
        "write_over_network": write / network,
        "write_over_reference": None if reference is None else median(reference.seconds) / write,
        "split_ms": runtime.split,
    }


def as_text(result: dict[str, Any]) -> str:
    """The figures as a page."""
    width, height = result["size"]
    lines = [
        f"{result['video']}: {result['frames']} frames of {width}x{height}; {result['model']} at"
        f" {result['imgsz']}; medians of {result['rounds']} rounds; {result['cores']} cores,"
        f" load {result['load_average']:.1f}",
        f"{'frames a second':30}{'network':>9}{'count':>9}{'+ write':>9}"
        f"{'count/net':>11}{'write/net':>11}{'x loop':>8}",
    ]
    for title, row in result["runtimes"].items():
        gain = row["write_over_reference"]
        lines.append(
            f"{title:30}{row['network_fps']:9.1f}{row['count_fps']:9.1f}{row['write_fps']:9.1f}"
            f"{row['count_over_network']:11.2f}{row['write_over_network']:11.2f}"
            + (f"{gain:8.2f}" if gain else f"{'-':>8}")
        )
    if result["reference"]:
        lines.append(f"{'reference loop':30}{'':18}{result['reference']['fps']:9.1f}")
    for title, row in result["runtimes"].items():
        parts = "  ".join(f"{name} {value:.2f}" for name, value in row["split_ms"].items())
        lines.append(f"{title}, ms a frame: {parts}")
    return "\n".join([*lines, *result["notes"]])


if __name__ == "__main__":
    main()
