"""Holding an exported model against what it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repsight.core.types import Image
from repsight.deploy.counts import ClipCount, count_clips, different
from repsight.deploy.parity import Parity, compare, fault, summarise
from repsight.deploy.request import Request, Source
from repsight.deploy.speed import Speed, measure_speed
from repsight.pose.backend import PoseBackend
from repsight.pose.yolo import load_yolo

_OPENVINO_ENDINGS = (".onnx", "_openvino_model", ".tflite")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `fault` says in words what is wrong; None where nothing is."""

    parity: Parity
    speed: Speed
    counts: tuple[ClipCount, ...]
    against: str
    fault: str | None


def check(
    made: Path,
    source: Source,
    request: Request,
    pictures: Sequence[Image],
    videos: Sequence[Path],
    exercise: str,
) -> Finding:
    """How the model that was made compares. Raises ModelError where it does not run."""
    reference = load_reference(source, request)
    exact = load_made(made, request, exact=True)
    usual = load_made(made, request) if _is_rounded(made, request) else exact
    try:
        parity = summarise(
            compare(exact.estimate(image), reference.estimate(image), image) for image in pictures
        )
        speed = measure_speed(usual, reference, pictures)
        counts = tuple(count_clips(usual, reference, videos, exercise))
    finally:
        for backend in (reference, exact, usual):
            backend.close()
    wrong = fault(parity, request.precision) or different(counts)
    return Finding(parity, speed, counts, _named(source, reference), wrong)


def load_made(made: Path, request: Request, *, exact: bool = False) -> PoseBackend:
    """The exported model as it will run; `exact`: without the CPU's own rounding to bfloat16.

    That rounding is the machine's, not the file's: by itself it moves keypoints by a pixel.
    """
    precision: Any = "f32" if exact and _is_rounded(made, request) else "auto"
    device = "cuda:0" if request.format.needs_gpu else "cpu"
    return load_yolo(made, device=device, imgsz=request.side, precision=precision)


def _is_rounded(made: Path, request: Request) -> bool:
    """Whether the runtime may compute with fewer bits than the file has."""
    return made.name.endswith(_OPENVINO_ENDINGS) and request.precision != "int8"


def load_reference(source: Source, request: Request) -> PoseBackend:
    """What the export was made from, in 32 bits, on pictures laid into the same input."""
    fixed = None if request.dynamic else request.shape
    if source.weights.suffix.lower() == ".onnx":
        return load_yolo(source.weights, device="cpu", imgsz=request.side, precision="f32")
    from repsight.pose.ultralytics_runtime import UltralyticsBackend

    return UltralyticsBackend(
        source.weights, gpu=None, imgsz=request.side, sha256="", fixed_shape=fixed
    )


def load_once(made: Path, request: Request, picture: Image) -> None:
    """Run the model on one picture, so that half a file is noticed. Raises ModelError."""
    backend = load_made(made, request)
    try:
        backend.estimate(picture)
    finally:
        backend.close()


def can_run(request: Request) -> bool:
    """Whether RepSight runs this format at all."""
    return bool(request.format.runs)


def _named(source: Source, reference: PoseBackend) -> str:
    runtime = "PyTorch" if reference.info.runtime == "ultralytics" else reference.info.runtime
    return f"{source.weights.name}, {runtime} on {reference.info.device}"
