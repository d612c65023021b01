"""Looking through a video: what is in each frame, and writing those that were picked."""

import math
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from repsight.core.errors import OutputError
from repsight.core.similarity import box_area, oks
from repsight.core.types import Frame, Image, People
from repsight.data.building.picking import Seen
from repsight.data.building.prelabel import main_person
from repsight.data.fingerprint import fingerprint
from repsight.export.files import replacing
from repsight.pipeline.gather import found
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.pace import Pace, ProgressCallback
from repsight.pose.backend import PoseBackend
from repsight.recording import Recording
from repsight.video import VideoSource, open_source

LOOKS_PER_SECOND: Final = 5
"""A slow repetition takes two seconds: ten looks at it miss no pose that differs."""
JPEG_QUALITY: Final = 95

Finder = Callable[[VideoSource], Generator[tuple[Frame, People], None, None]]
"""Finds people in every frame of an open video."""


def stride_for(path: Path) -> int:
    """Every how many frames to look at this video. Raises SourceError."""
    with open_source(path) as source:
        return max(1, round((source.fps or LOOKS_PER_SECOND) / LOOKS_PER_SECOND))


def by_model(backend: PoseBackend) -> Finder:
    """Finds people with a model."""
    return lambda source: found(source, backend)


def by_recording(recording: Recording) -> Finder:
    """Takes people from a recording of the same video, from its frame nearest in time."""

    def finder(source: VideoSource) -> Generator[tuple[Frame, People], None, None]:
        for frame in source:
            yield frame, recording.people_at(int(np.abs(recording.t - frame.t).argmin()))

    return finder


def look_through(
    path: Path,
    stride: int,
    finder: Finder,
    second: PoseBackend | None,
    progress: ProgressCallback | None,
    stop: Stop,
) -> tuple[list[Seen], tuple[int, int]] | None:
    """What is in every `stride`-th frame, and the picture's size; None where `stop` was asked.

    Raises SourceError where it cannot be opened; one that breaks off ends there.
    """
    seen: list[Seen] = []
    with open_source(path, stride=stride) as source:
        pace = Pace(progress, source.name, "looking", source.frame_count)
        with closing(finder(source)) as frames:
            for index, (frame, people) in enumerate(frames):
                if stop.requested:
                    return None
                seen.append(_seen(index * stride, frame, people, second))
                pace.step()
        return seen, source.size


def _seen(number: int, frame: Frame, people: People, second: PoseBackend | None) -> Seen:
    main = main_person(people)
    disagreement, lost = math.nan, False
    if second is not None:
        others = second.estimate(frame.image)
        disagreement = _disagreement(people, main, others)
        lost = main is None and main_person(others) is not None
        if lost:
            people, main = others, main_person(others)
    return Seen(number, frame.t, people, main, fingerprint(frame.image), disagreement, lost)


def _disagreement(people: People, main: int | None, others: People) -> float:
    """1 - OKS of the main person and whoever is most like them; 1 where only one model saw any."""
    if main is None:
        return float(main_person(others) is not None)
    if not len(others):
        return 1.0
    area = box_area(people.boxes[main : main + 1])[:, None]
    return 1 - float(oks(people.keypoints[main : main + 1], others.keypoints, area).max())


def write_frames(
    path: Path,
    stride: int,
    numbers: Collection[int],
    file_of: Callable[[int], Path],
    progress: ProgressCallback | None,
    stop: Stop,
) -> bool:
    """Write the frames of these numbers as JPEG where `file_of` says; False where `stop` was asked.

    `stride` is that of `look_through`, so that the same frames come. Raises OutputError.
    """
    wanted = set(numbers)
    with open_source(path, stride=stride) as source:
        pace = Pace(progress, source.name, "writing", len(wanted))
        for number, frame in _numbered(source, stride):
            if stop.requested:
                return False
            if number in wanted:
                write_jpeg(file_of(number), frame.image)
                pace.step()
            if number >= max(wanted):
                break
    return True


def _numbered(source: VideoSource, stride: int) -> Iterator[tuple[int, Frame]]:
    for index, frame in enumerate(source):
        yield index * stride, frame


def write_jpeg(file: Path, image: Image) -> None:
    """Write an RGB picture, whole or not at all. Raises OutputError."""
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise OutputError(f"{file}: a picture of {image.shape} cannot be written as JPEG")
    with replacing(file) as part:
        part.write_bytes(data.tobytes())
