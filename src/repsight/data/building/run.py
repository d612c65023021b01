"""Building a data set from videos, one after the other; what is done survives a kill."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repsight.core.errors import RepSightError, SourceError
from repsight.data.building.models import Eyes, open_eyes
from repsight.data.building.options import BuildOptions
from repsight.data.building.picking import Seen, Why, pick_frames
from repsight.data.building.prelabel import prelabel
from repsight.data.building.scan import look_through, stride_for, write_frames
from repsight.data.building.splitting import split_groups
from repsight.data.building.unfinished import Drafted, Unfinished
from repsight.data.building.videos import Video, find_videos
from repsight.data.card import PRE_LABELLED, make_card
from repsight.data.fingerprint import Prints, stack_prints
from repsight.data.layout import write_index
from repsight.data.types import PoseDataset
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.pace import ProgressCallback


@dataclass(frozen=True, slots=True)
class Built:
    """The data set, or None where it was stopped; the videos of which nothing could be read, and
    those in which nobody was found."""

    dataset: PoseDataset | None
    failures: tuple[tuple[str, RepSightError], ...]
    empty: tuple[str, ...]


def build_dataset(
    sources: Iterable[str | Path],
    root: str | Path,
    options: BuildOptions | None = None,
    *,
    progress: ProgressCallback | None = None,
    stop: Stop | None = None,
) -> Built:
    """A data set in the folder `root` from videos, folders of them, and recordings of them.

    Run again after a kill or Ctrl-C it goes on with the first video that was not done. A video
    that cannot be read is passed over. Raises SourceError where no video gives a picture,
    ModelError, DeviceError, OutputError, InvalidInputError.
    """
    options = options or BuildOptions()
    videos = find_videos(sources, options.group_by)
    with ExitStack() as stack:
        stop = stop or stack.enter_context(Stop())
        eyes = stack.enter_context(open_eyes(videos, options))
        work = Unfinished(Path(root), options.choices(eyes.names))
        drafted: dict[str, tuple[Drafted, ...]] = {}
        failures: list[tuple[str, RepSightError]] = []
        for video in videos:
            try:
                done = work.done(video) or _draft(
                    video, eyes, options, work, drafted, progress, stop
                )
            except SourceError as error:
                failures.append((str(video.path), error))
                continue
            if done is None:
                return Built(None, tuple(failures), ())
            drafted[video.name] = done
    dataset = _settle(work, drafted, options, eyes.facts, videos)
    empty = tuple(str(video.path) for video in videos if drafted.get(video.name) == ())
    return Built(dataset, tuple(failures), empty)


def _draft(
    video: Video,
    eyes: Eyes,
    options: BuildOptions,
    work: Unfinished,
    drafted: Mapping[str, tuple[Drafted, ...]],
    progress: ProgressCallback | None,
    stop: Stop,
) -> tuple[Drafted, ...] | None:
    """Look through a video, write the pictures picked; None where it was stopped."""
    stride = options.stride or stride_for(video.path)
    looked = look_through(video.path, stride, eyes.finder(video), eyes.second, progress, stop)
    if looked is None:
        return None
    seen, size = looked
    picked = {
        _name(video, frame.number): (frame, why)
        for frame, why in pick_frames(seen, options.per_video, _earlier(drafted))
    }
    files = {frame.number: work.picture(name) for name, (frame, _) in picked.items()}
    if files and not write_frames(video.path, stride, files, files.__getitem__, progress, stop):
        return None
    pictures = tuple(
        Drafted(
            name,
            size,
            prelabel(frame.people, size),
            video.group,
            _facts(video, frame, why, eyes.model_of(video, frame.lost)),
            tuple(frame.fingerprint.tolist()),
        )
        for name, (frame, why) in picked.items()
    )
    work.finish(video, pictures)
    return pictures


def _earlier(drafted: Mapping[str, tuple[Drafted, ...]]) -> Prints:
    return stack_prints([p.fingerprint for pictures in drafted.values() for p in pictures])


def _name(video: Video, number: int) -> str:
    return f"{video.name}_{number:06d}"


def _facts(video: Video, frame: Seen, why: Why, model: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "source": video.path.name, "t": round(frame.t, 4), "why": why, "model": model
    }  # fmt: skip
    if frame.main is not None:
        facts["confidence"] = round(frame.confidence, 4)
    if frame.disagreement == frame.disagreement:  # not NaN
        facts["disagreement"] = round(frame.disagreement, 4)
    return facts


def _settle(
    work: Unfinished,
    drafted: Mapping[str, tuple[Drafted, ...]],
    options: BuildOptions,
    models: list[dict[str, Any]],
    videos: tuple[Video, ...],
) -> PoseDataset:
    """Split what was picked, put every picture in its place and write the index."""
    everything = [picture for pictures in drafted.values() for picture in pictures]
    if not everything:
        raise SourceError(
            f"nobody was found in any of {len(videos)} videos; try another --model or other videos"
        )
    weights = Counter(picture.group for picture in everything)
    splits = split_groups(weights, options.shares, options.seed)
    pictures = tuple(work.place(picture, splits[picture.group]) for picture in everything)
    origin = {
        "models": models,
        "sources": [v.path.name for v in videos if drafted.get(v.name)],
        "split": {"by": options.group_by, "shares": dict(options.shares), "seed": options.seed},
        "per_video": options.per_video,
    }
    card = make_card(pictures, labels=PRE_LABELLED, licence=options.licence, origin=origin)
    dataset = PoseDataset(work.root, pictures, card)
    write_index(dataset)
    work.remove()
    for split, share in options.shares.items():
        if share and split not in splits.values():
            logging.getLogger("repsight").warning(
                "%s is empty: %d %ss cannot be split further; add videos",
                split, len(splits), "video" if options.group_by == "video" else "folder",
            )  # fmt: skip
    return dataset
