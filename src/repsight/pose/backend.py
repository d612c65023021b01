"""What every pose model looks like to the rest of the program."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from repsight.core.types import Frame, Image, People


@dataclass(frozen=True, slots=True)
class BackendInfo:
    """What runs: for the provenance, the screen and a bug report."""

    model: str
    sha256: str | None
    runtime: str
    device: str
    licence: str


class Follower(Protocol):
    """Finds people in the pictures of one stream, handed in one by one."""

    def update(self, frame: Frame) -> People:
        """People in the next picture of the stream."""


class PoseBackend(Protocol):
    """Finds people in pictures. A backend may carry state between the frames of one stream."""

    @property
    def info(self) -> BackendInfo:
        """What runs."""

    def estimate(self, image: Image) -> People:
        """People in one RGB picture (H, W, 3), independent of every other call."""

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        """Each frame with its people, in order. May work a few frames ahead, never unboundedly.

        When `frames` raises, everything already taken is yielded before the error goes on.
        """

    def follow(self) -> Follower:
        """For one stream whose pictures are handed in, each answered before the next; several
        streams may be followed in turn."""

    def close(self) -> None:
        """Free the runtime. Calling it twice is fine."""


class EachAlone:
    """A `Follower` for a backend that carries nothing from picture to picture."""

    def __init__(self, backend: PoseBackend) -> None:
        self._backend = backend

    def update(self, frame: Frame) -> People:
        """People in one picture."""
        return self._backend.estimate(frame.image)
