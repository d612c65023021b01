"""Videos of a person made of sticks, and a pose model that knows where they are."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from made_dataset import STANDING

from repsight.core.skeleton import BONES
from repsight.core.types import Frame, Image, People
from repsight.pose.backend import BackendInfo, EachAlone
from repsight.recording import RecordingBuilder, write_recording

FPS = 10
SIZE = (192, 144)


def keypoints_at(t: float, still: bool = False) -> np.ndarray:
    """A person who squats in two seconds and raises the arms in it: (17, 3), all sure."""
    depth = 0.0 if still else 0.5 - 0.5 * np.cos(np.pi * t)
    points = STANDING + (46, 20)
    points[:13, 1] += 24 * depth
    points[13:15, 1] += 8 * depth
    points[13, 0] += 16 * depth
    points[14, 0] -= 16 * depth
    points[7:9, 1] -= 32 * depth
    points[9:11, 1] -= 70 * depth
    points[9:11, 0] += np.array([24, -24]) * (1 - abs(2 * depth - 1))
    return np.column_stack((points, np.full(17, 0.95)))


def draw(keypoints: np.ndarray | None, scene: int) -> Image:
    """The picture: a background of patches by the number of the scene, and perhaps somebody."""
    patches = np.random.default_rng(scene).integers(60, 190, (9, 12, 3), np.uint8)
    image = cv2.resize(patches, SIZE, interpolation=cv2.INTER_CUBIC)
    if keypoints is not None:
        points = np.round(keypoints[:, :2]).astype(int).tolist()
        for a, b in BONES:
            cv2.line(image, points[a], points[b], (250, 250, 250), 5, cv2.LINE_AA)
    return image


def write_clip(
    path: Path, scene: int, seconds: float = 4, *, still: bool = False, away: float = 0
) -> Path:
    """A video of the person, who goes out of the picture for the last `away` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "15"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for index in range(round(seconds * FPS)):
            person = people_at(index / FPS, seconds - away, still)
            image = draw(person.keypoints[0] if len(person) else None, scene)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def people_at(t: float, until: float, still: bool = False) -> People:
    """Whoever is in the picture."""
    if t >= until - 1e-6:
        return People.empty()
    keypoints = keypoints_at(t, still).astype(np.float32)
    low, high = keypoints[:, :2].min(axis=0) - 4, keypoints[:, :2].max(axis=0) + 4
    return People(keypoints[None], np.concatenate((low, high))[None], np.array([0.9]))


class KnowingBackend:
    """A pose model that was told where the person is: the truth stands in for a network."""

    def __init__(self, until: float = 4, still: bool = False, lost: tuple[float, float] = (0, 0)):
        self.info = BackendInfo("told", "0" * 64, "truth", "none", "CC0")
        self.looked = 0
        self._until, self._still, self._lost = until, still, lost

    def estimate(self, image: Image) -> People:
        raise AssertionError("a single picture does not say what time it is")

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        for frame in frames:
            self.looked += 1
            blind = self._lost[0] <= frame.t < self._lost[1]
            yield frame, People.empty() if blind else people_at(frame.t, self._until, self._still)

    def follow(self) -> EachAlone:
        return EachAlone(self)

    def close(self) -> None:
        pass


class PixelBackend:
    """A second model, which looks for the white sticks and is wrong about the limbs."""

    info = BackendInfo("pixels", "1" * 64, "truth", "none", "CC0")

    def estimate(self, image: Image) -> People:
        ys, xs = np.nonzero((image > 225).all(axis=2))
        if len(xs) < 50:
            return People.empty()
        low, high = np.array([xs.min(), ys.min()]), np.array([xs.max(), ys.max()])
        points = (STANDING - STANDING.min(axis=0)) / np.ptp(STANDING, axis=0) * (high - low) + low
        keypoints = np.column_stack((points, np.full(17, 0.95))).astype(np.float32)
        return People(keypoints[None], np.concatenate((low, high))[None], np.array([0.8]))

    def stream(self, frames: Iterable[Frame]) -> Iterator[tuple[Frame, People]]:
        for frame in frames:
            yield frame, self.estimate(frame.image)

    def follow(self) -> EachAlone:
        return EachAlone(self)

    def close(self) -> None:
        pass


def record(path: Path, until: float = 4, seconds: float = 4) -> Path:
    """The recording of such a clip."""
    builder = RecordingBuilder(SIZE, "told")
    for index in range(round(seconds * FPS)):
        builder.add(index / FPS, people_at(index / FPS, until))
    write_recording(path, builder.build())
    return path
