"""How fast one model is against another, in the same minutes on the same machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Final

from repsight.core.types import Frame, Image
from repsight.pose.backend import PoseBackend

ROUNDS: Final = 3
"""Each round runs both, so that a machine that slows down slows both; medians are given."""

PICTURES_A_ROUND: Final = 12


@dataclass(frozen=True, slots=True)
class Speed:
    """Frames a second, with fitting and decoding; `ratio` is the median of the rounds' ratios."""

    fps: float
    reference_fps: float
    ratio: float


def measure_speed(
    model: PoseBackend, reference: PoseBackend, pictures: Sequence[Image], rounds: int = ROUNDS
) -> Speed:
    """The speeds of both on the same pictures, taking turns; the first run of each is not timed."""
    frames = [Frame(float(t), image) for t, image in enumerate(pictures[:PICTURES_A_ROUND])]
    for backend in (model, reference):
        seconds(backend, frames)
    pairs = [(seconds(model, frames), seconds(reference, frames)) for _ in range(rounds)]
    return Speed(
        fps=len(frames) / median(ours for ours, _ in pairs),
        reference_fps=len(frames) / median(theirs for _, theirs in pairs),
        ratio=median(theirs / ours for ours, theirs in pairs),
    )


def seconds(backend: PoseBackend, frames: Sequence[Frame]) -> float:
    """How long a backend takes for all of them, as many at once as it likes."""
    began = perf_counter()
    for _ in backend.stream(frames):
        pass
    return perf_counter() - began
