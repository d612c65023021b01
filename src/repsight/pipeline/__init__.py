"""The shell: frames → people → session → files. One call serves a file, a camera and a test."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from repsight.core.assessment import Component
from repsight.core.errors import InvalidInputError
from repsight.core.types import Session
from repsight.pipeline.interrupt import Stop
from repsight.pipeline.model import load_model
from repsight.pipeline.options import Mode, Options, Outputs, Progress, Source
from repsight.pipeline.pace import ProgressCallback
from repsight.pipeline.run import Outcome, Runner
from repsight.pipeline.scoring import score_options
from repsight.pose.backend import PoseBackend
from repsight.video import is_many

__all__ = [
    "Options",
    "Outcome",
    "Outputs",
    "Progress",
    "Runner",
    "Stop",
    "count",
    "load_model",
]


def count(
    source: Source,
    *,
    exercise: str | Path = "auto",
    model: str | Path | PoseBackend | None = None,
    device: str = "auto",
    mode: Mode | None = None,
    person: str | int = "all",
    imgsz: int = 640,
    stride: int = 1,
    score: bool = True,
    weights: Mapping[Component, float] | None = None,
    tempo: tuple[float, float, float, float] | None = None,
    height: float | None = None,
    profile: str | Path | None = None,
    form_models: Sequence[str | Path] = (),
    recogniser: str | Path | None = None,
    save: str | Path | None = None,
    json: str | Path | None = None,
    csv: str | Path | None = None,
    show: bool = False,
    poses: bool = True,
    progress: ProgressCallback | None = None,
) -> Session:
    """Everybody's repetitions in a video file, camera (number), stream address or pose recording.

    Repetitions and sets are scored unless `score` is False; for `weights`, `tempo` and `height` in
    metres see `repsight.core.scoring.options.ScoreOptions`. `profile` is a person's file, from
    which best ranges are read and into which new ones are written; `form_models` are files that
    `repsight train form` wrote, whose opinion is given beside the scores; `recogniser` is one that
    `repsight train recognise` wrote.

    `save` is the annotated MP4, `json` the session's file, `csv` a folder for `reps.csv` and
    `angles.csv`; `poses` keeps the poses of a video counted offline beside its `json`; for the rest
    see `Options`. `progress` hears of every frame. Ctrl-C, or a source that breaks off, ends the
    count early: what was seen is counted and written, and the session's `complete` is False.

    Raises SourceError, ModelError, ExerciseError, DeviceError, OutputError or InvalidInputError.
    """
    if is_many(source):
        raise InvalidInputError(
            f"{source} is a folder or a pattern; count its files one by one, see"
            " repsight.video.expand_sources"
        )
    scoring = score_options(
        weights, tempo, height, _path(profile), [Path(path) for path in form_models]
    )
    options = Options(
        exercise, model, device, mode, person, imgsz, stride, scoring if score else None,
        recogniser,
    )  # fmt: skip
    outputs = Outputs(_path(save), _path(json), _path(csv), show, poses, _path(profile))
    with Runner(options, progress=progress) as runner, Stop() as stop:
        outcome = runner.run(source, outputs, stop)
    if outcome.error is not None:
        logging.getLogger("repsight").warning("%s", outcome.error)
    return outcome.session


def _path(name: str | Path | None) -> Path | None:
    return None if name is None else Path(name)
