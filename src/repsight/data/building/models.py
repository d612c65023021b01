"""Who looks at each video: a model, or a recording that a model made of it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repsight.core.errors import InvalidInputError
from repsight.data.building.options import BuildOptions, Model
from repsight.data.building.scan import Finder, by_model, by_recording
from repsight.data.building.videos import Video
from repsight.pipeline.model import load_model
from repsight.pose.backend import BackendInfo, PoseBackend
from repsight.pose.replay import replay_info
from repsight.recording import read_recording


@dataclass(frozen=True, slots=True)
class Eyes:
    """The models at work. `first` is None where every video has its recording."""

    first: PoseBackend | None
    second: PoseBackend | None
    recorded: dict[str, BackendInfo]

    def finder(self, video: Video) -> Finder:
        """What finds the people of a video. Raises SourceError."""
        if video.recording is not None:
            return by_recording(read_recording(video.recording))
        if self.first is None:
            raise InvalidInputError(f"{video.path} has no recording, and no model was loaded")
        return by_model(self.first)

    def model_of(self, video: Video, lost: bool) -> str:
        """The name of the model whose labels a picture of this video has."""
        if lost and self.second is not None:
            return self.second.info.model
        info = self.recorded.get(video.name) or (self.first and self.first.info)
        return info.model if info else ""

    @property
    def names(self) -> dict[str, str]:
        """The models by their part, with the checksum of their weights."""
        parts = {"first": self.first, "second": self.second}
        return {
            part: f"{backend.info.model} {backend.info.sha256 or ''}".strip()
            for part, backend in parts.items()
            if backend is not None
        }

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The models for the card, each once."""
        infos = [b.info for b in (self.first, self.second) if b is not None]
        infos += self.recorded.values()
        rows = [{"model": i.model, "sha256": i.sha256, "licence": i.licence} for i in infos]
        return [row for index, row in enumerate(rows) if row not in rows[:index]]


@contextmanager
def open_eyes(videos: Sequence[Video], options: BuildOptions) -> Iterator[Eyes]:
    """The models that are needed, closed at the end unless they were handed in open."""
    recorded = {
        video.name: replay_info(read_recording(video.recording))
        for video in videos
        if video.recording is not None
    }
    needed = len(recorded) < len(videos)
    with (
        _opened(options.model, options) if needed else nullcontext() as first,
        _opened(options.second_model, options)
        if options.second_model is not None
        else nullcontext() as second,
    ):
        yield Eyes(first, second, recorded)


def _opened(model: Model, options: BuildOptions) -> AbstractContextManager[PoseBackend]:
    if model is None or isinstance(model, str | Path):
        return closing(load_model(model, device=options.device, imgsz=options.imgsz))
    return nullcontext(model)
