"""Real pictures to compare and calibrate on: out of videos, a data set, or the bundled clip."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from repsight.core.errors import InvalidInputError, SourceError
from repsight.core.types import Image
from repsight.data.reading import open_dataset
from repsight.demo import demo_video
from repsight.video import expand_sources, is_recording, open_source

MOST_PICTURES: Final = 200
"""To compare on: the mean of so many people's keypoints is known to a few percent."""

MOST_CALIBRATION: Final = 300
"""NNCF's own default; more changed nothing there."""

_DEMO_PICTURES: Final = 16


def videos_of(sources: Sequence[str]) -> list[Path]:
    """The video files that files, folders and patterns stand for. Raises SourceError."""
    found = [Path(str(video)) for source in sources for video in expand_sources(source)]
    for video in found:
        if is_recording(video):
            raise SourceError(f"{video} is a recording without pictures; give videos")
        if not video.is_file():
            raise SourceError(f"there is no video {video}")
    return found


def pictures_for_checking(videos: Sequence[Path], calibrate: str | None) -> list[Image]:
    """Up to 200 RGB pictures: of the videos, else of the calibration's, else of the bundled clip.

    Of a data set its test and val pictures are taken first: INT8 is not calibrated on those.
    """
    if videos:
        return list(_of_videos(videos, MOST_PICTURES))
    if calibrate is not None:
        return _of_source(calibrate, MOST_PICTURES, ("test", "val", "train"))
    return list(_of_videos([demo_video()], _DEMO_PICTURES))


def pictures_for_calibration(calibrate: str) -> list[Image]:
    """Up to 300 RGB pictures of a data set (folder or data.yaml), its train pictures first, or of
    videos. Raises SourceError, InvalidInputError where there is none."""
    return _of_source(calibrate, MOST_CALIBRATION, ("train", "val", "test"))


def _of_source(source: str, most: int, order: Sequence[str]) -> list[Image]:
    path = Path(source)
    is_dataset = path.suffix in (".yaml", ".yml") or (path / "data.yaml").is_file()
    if not is_dataset:
        return list(_of_videos(videos_of([source]), most))
    opened = open_dataset(path)
    files = [file for split in order for file in _spread(opened.files, split, most)][:most]
    return [_read(opened.root / file) for file in files]


def _spread(files: Sequence[tuple[str, Path]], split: str, most: int) -> list[Path]:
    """Up to `most` files of a split, evenly over it: neighbours show the same."""
    chosen = [file for name, file in files if name == split]
    places = np.linspace(0, len(chosen) - 1, min(most, len(chosen))).astype(int)
    return [chosen[place] for place in places]


def _read(path: Path) -> Image:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise SourceError(f"{path} is no picture that can be read; take it out of the data set")
    return np.ascontiguousarray(image[..., ::-1]).astype(np.uint8)


def _of_videos(videos: Sequence[Path], most: int) -> Iterator[Image]:
    """`most` pictures at most, evenly over all videos and over each."""
    for number, video in enumerate(videos):
        share = most * (number + 1) // len(videos) - most * number // len(videos)
        if share:
            yield from sample(video, share)


def sample(video: Path, pictures: int) -> Iterator[Image]:
    """Up to `pictures` RGB pictures, spread evenly over a video. Raises SourceError."""
    with open_source(video) as source:
        count = source.frame_count or 0
    step = max(count // pictures, 1)
    with open_source(video, stride=step) as source:
        for number, frame in enumerate(source):
            if number == pictures:
                break
            yield frame.image


def check_some(pictures: Sequence[Image], where: str) -> None:
    """Raises InvalidInputError where there are no pictures."""
    if not pictures:
        raise InvalidInputError(f"{where} has no pictures; give a data set or videos that have")
