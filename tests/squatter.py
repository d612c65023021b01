"""A stick person who squats in a video made for the purpose, and a backend that knows where."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from repsight.core.types import Frame, People
from repsight.pose.backend import BackendInfo
from repsight.recording import Recording, RecordingBuilder
from repsight.video import VideoWriter

WIDTH, HEIGHT, FPS = 320, 240, 20.0


def squatter(progress: float, x: float = 160.0) -> np.ndarray:
    """Keypoints (17, 3) seen from the side; `progress` 0 standing … 1 thighs level."""
    hip, bend = 140 + 45 * progress, 30 * progress
    points = np.zeros((17, 3), np.float32)
    points[:, 2] = 0.9
    points[0:5, :2] = x + 8, hip - 95
    for side in (0, 1):
        points[5 + side, :2] = x + bend * 0.6 + side, hip - 65
        points[7 + side, :2] = x + bend * 0.6 + 4 + side, hip - 35
        points[9 + side, :2] = x + bend * 0.6 + 8 + side, hip - 10
        points[11 + side, :2] = x - bend * 0.5 + side, hip
        points[13 + side, :2] = x + bend + side, 182
        points[15 + side, :2] = x + side, 225
    return points


def squat_recording(
    reps: int = 4, seconds: float = 2.0, people: int = 1, depth: float = 1.0
) -> Recording:
    """One second of standing, `reps` squats of `seconds` each, one second of standing.

    `depth` is the share of the way to level thighs.
    """
    t = np.arange(round((2 + reps * seconds) * FPS)) / FPS
    moving = np.clip(t - 1, 0, reps * seconds)
    progress = depth * (1 - np.cos(2 * np.pi * moving / seconds)) / 2
    builder = RecordingBuilder((WIDTH, HEIGHT), "sticks")
    for now, way in zip(t, progress, strict=True):
        places = [160.0] if people == 1 else [80.0, 240.0]
        keypoints = np.stack([squatter(way, x) for x in places])
        boxes = np.concatenate([keypoints[..., :2].min(1), keypoints[..., :2].max(1)], axis=1)
        builder.add(float(now), People(keypoints, boxes, np.full(len(places), 0.9)))
    return builder.build()


GREY = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)


def write_video(path: Path, recording: Recording, image: np.ndarray = GREY) -> Path:
    """A video that shows one picture for the recording's length, at its times."""
    with VideoWriter(path, (WIDTH, HEIGHT), fps=FPS) as writer:
        for t in recording.t:
            writer.write(Frame(float(t), image))
    return path


class KnownPoses:
    """A pose backend that gives what a recording holds for the time of each frame.

    `fails_at`: the frame from which on the network breaks, as a driver that resets does. `seconds`
    that it takes for a frame.
    """

    def __init__(
        self, recording: Recording, fails_at: int | None = None, seconds: float = 0.0
    ) -> None:
        self._recording = recording
        self._seconds = seconds
        self._fails_at = fails_at
        self._looked = 0
        self.closed = False

    @property
    def info(self) -> BackendInfo:
        return BackendInfo("sticks", None, "none", "cpu", "Apache-2.0")

    def estimate(self, image: np.ndarray) -> People:
        return self._recording.people_at(0)

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        for frame in frames:
            yield frame, self.update(frame)

    def follow(self) -> "KnownPoses":
        return self

    def update(self, frame: Frame) -> People:
        if self._looked == self._fails_at:
            raise RuntimeError("the network broke")
        self._looked += 1
        time.sleep(self._seconds)
        nearest = int(np.abs(self._recording.t - frame.t).argmin())
        return self._recording.people_at(nearest)

    def close(self) -> None:
        self.closed = True
