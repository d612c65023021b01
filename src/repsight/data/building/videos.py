"""The videos that a data set is built from, with their recordings where they have one."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from repsight.core.errors import InvalidInputError, SourceError
from repsight.data.building.options import GroupBy
from repsight.video.expand import RECORDING_SUFFIX, expand_sources, is_recording
from repsight.video.source import VIDEO_SUFFIXES, is_address

_UNWANTED: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Video:
    """A video file, `name` unique among them, and its pose recording if it has one."""

    path: Path
    name: str
    group: str
    recording: Path | None = None


def find_videos(sources: Iterable[str | Path], group_by: GroupBy = "video") -> tuple[Video, ...]:
    """The videos in files, folders and patterns, each once, in the order given.

    A recording goes with the video of its name, among the sources or beside it. Raises SourceError
    where there is none, InvalidInputError for a camera or stream.
    """
    files = [Path(str(found)) for source in sources for found in expand_sources(_checked(source))]
    recordings = [file for file in files if is_recording(file)]
    videos = [file for file in files if not is_recording(file)]
    by_video = {_video_of(recording, videos): recording for recording in recordings}
    # A dict and no set: the order given is the order looked at.
    paths = list({path.resolve(): path for path in (*videos, *by_video)}.values())
    names = _unique_names(paths)
    return tuple(
        Video(path, name, name if group_by == "video" else path.resolve().parent.name, recording)
        for path, name in zip(paths, names, strict=True)
        for recording in [by_video.get(path)]
    )


def _checked(source: str | Path) -> str | Path:
    if str(source).isdecimal() or is_address(str(source)):
        raise InvalidInputError(
            f"{source} is a camera or a stream, which cannot be looked at twice; save a video of it"
        )
    return source


def _video_of(recording: Path, videos: list[Path]) -> Path:
    stem = recording.name[: -len(RECORDING_SUFFIX)]
    named = [video for video in videos if video.stem == stem]
    beside = [video for video in named if video.parent == recording.parent]
    lying = [recording.with_name(stem + suffix) for suffix in VIDEO_SUFFIXES]
    for video in (*beside, *named, *lying):
        if video.is_file():
            return video
    raise SourceError(
        f"{recording}: no video {stem} goes with this recording; name it too, pictures come from it"
    )


def _unique_names(paths: list[Path]) -> list[str]:
    """The files' names, with their folder's and then a number where two are the same."""
    plain = [_UNWANTED.sub("_", path.stem) or "video" for path in paths]
    often = Counter(plain)
    names: list[str] = []
    for path, name in zip(paths, plain, strict=True):
        if often[name] > 1:
            name = _UNWANTED.sub("_", f"{path.resolve().parent.name}_{name}")
        number, tried = 1, name
        while tried in names:
            number, tried = number + 1, f"{name}-{number + 1}"
        names.append(tried)
    return names
